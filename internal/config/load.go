package config

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"

	"stet/internal/news"
)

// Load reads the settings from the file in the site's folder and then from the
// environment, where STET_SECTION_KEY stands for key in [section]. No file is an
// empty one. Errors name the file and line, or the variable, and how to mend it.
func Load(dir fs.FS, environ []string) (Config, error) {
	c := Default()
	text, err := fs.ReadFile(dir, FileName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Config{}, fmt.Errorf("settings: %w", err)
	}
	if err := c.decode(string(text)); err != nil {
		return Config{}, fmt.Errorf("%s: %w", FileName, err)
	}
	if err := c.environment(environ); err != nil {
		return Config{}, err
	}
	if section, name, err := c.check(); err != nil {
		place := variable(section, name)
		if line := lineOf(string(text), section, name); line > 0 {
			place = fmt.Sprintf("%s: line %d: %s", FileName, line, name)
		}
		return Config{}, fmt.Errorf("%s: %w: %w", place, err, news.ErrInvalid)
	}
	return c, nil
}

func variable(section, name string) string {
	return "STET_" + strings.ToUpper(section+"_"+name)
}

func (c *Config) decode(text string) error {
	meta, err := toml.Decode(text, c)
	if err != nil { // it says the line
		return fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "toml: "), news.ErrInvalid)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return noSuch(text, unknown[0])
	}
	return nil
}

// noSuch is the error for a key that no setting has.
func noSuch(text string, key toml.Key) error {
	section, name := "", key[0]
	if len(key) > 1 {
		section, name = key[0], key[1]
	}
	var known []string
	for _, s := range settings(&Config{}) {
		switch section {
		case "":
			known = append(known, s.section)
		case s.section:
			known = append(known, s.name)
		}
	}
	if known == nil { // it is the section that nobody knows
		return noSuch(text, key[:1])
	}
	msg := fmt.Sprintf("line %d: there is no setting %q", max(1, lineOf(text, section, name)), key)
	if near := nearest(name, known); near != "" {
		msg += fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%s: %w", msg, news.ErrInvalid)
}

// environment reads the settings that are in the environment. Other variables
// that begin with STET_ are not settings.
func (c *Config) environment(environ []string) error {
	for _, entry := range environ {
		key, value, _ := strings.Cut(entry, "=")
		for _, s := range settings(c) {
			if key != variable(s.section, s.name) {
				continue
			}
			if k := s.value.Kind(); k == reflect.String || s.value.Type() == reflect.TypeFor[Duration]() {
				value = fmt.Sprintf("%q", value) // numbers and lists are written as in the file
			}
			if err := c.decode(fmt.Sprintf("[%s]\n%s = %s\n", s.section, s.name, value)); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return nil
}

// lineOf finds the line on which name is set in [section], or the line of [name]
// itself for an empty section; 0 when it is not there.
func lineOf(text, section, name string) int {
	in := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			in, _, _ = strings.Cut(head, "]")
			if section == "" && in == name {
				return i + 1
			}
		} else if key, _, ok := strings.Cut(line, "="); ok && in == section && strings.TrimSpace(key) == name {
			return i + 1
		}
	}
	return 0
}

// nearest returns the known name that is the fewest slips away from name, if it
// is near enough to be what was meant.
func nearest(name string, known []string) string {
	best, least := "", len(name)/2+1
	for _, k := range known {
		if d := slips(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// slips is the Levenshtein distance of two words.
func slips(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
