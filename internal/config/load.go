package config

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"stet/internal/news"
	"stet/internal/strict"
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
	if err := strict.Decode(string(text), &c); err != nil {
		return Config{}, fmt.Errorf("%s: %w", FileName, err)
	}
	if err := c.environment(environ); err != nil {
		return Config{}, err
	}
	if section, name, err := c.check(); err != nil {
		place := variable(section, name)
		if line := strict.Line(string(text), section, name); line > 0 {
			place = fmt.Sprintf("%s: line %d: %s", FileName, line, name)
		}
		return Config{}, fmt.Errorf("%s: %w: %w", place, err, news.ErrInvalid)
	}
	return c, nil
}

func variable(section, name string) string {
	return "STET_" + strings.ToUpper(section+"_"+name)
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
			if err := strict.Decode(fmt.Sprintf("[%s]\n%s = %s\n", s.section, s.name, value), c); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	return nil
}
