// Package strict reads the TOML that people write by hand, settings and the heads of
// story files, and takes nothing that it does not know: whoever slips is told the
// line and the word that was meant.
package strict

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/BurntSushi/toml"

	"stet/internal/news"
)

// Decode reads TOML into a struct. What is broken, or is no field of the struct, is
// a news.ErrInvalid whose text begins with the line, such as "line 3".
func Decode(text string, into any) error {
	meta, err := toml.Decode(text, into)
	if err != nil { // it says the line
		return fmt.Errorf("%s: %w", strings.TrimPrefix(err.Error(), "toml: "), news.ErrInvalid)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return refuse(text, unknown[0], reflect.TypeOf(into))
	}
	return nil
}

// fence stands above and below the head of a file.
const fence = "+++"

// Head decodes the TOML that a file begins with, between two lines of +++, and
// returns the rest. Errors are as those of Decode, with the lines of the file.
func Head(file string, into any) (body string, err error) {
	file = strings.ReplaceAll(strings.TrimPrefix(file, "\ufeff"), "\r\n", "\n")
	rest, ok := strings.CutPrefix(file, fence+"\n")
	if !ok {
		return "", fmt.Errorf("line 1: the file does not begin with a line of %s: %w", fence, news.ErrInvalid)
	}
	head, body, ok := strings.Cut("\n"+rest, "\n"+fence+"\n") // a line for the upper fence
	if !ok {
		return "", fmt.Errorf("line 1: no second line of %s ends what the first began: %w", fence, news.ErrInvalid)
	}
	return body, Decode(head, into)
}

// Line finds the line on which a key is set, or its table begins; 0 when it is not
// there. The key is given with its tables, as in Line(text, "server", "addr").
func Line(text string, key ...string) int {
	table, name := strings.Join(key[:len(key)-1], "."), key[len(key)-1]
	in := ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if header, ok := strings.CutPrefix(line, "["); ok {
			in, _, _ = strings.Cut(strings.TrimPrefix(header, "["), "]")
			if in == strings.Join(key, ".") {
				return i + 1
			}
		} else if set, _, ok := strings.Cut(line, "="); ok && in == table && strings.Trim(set, ` "'`) == name {
			return i + 1
		}
	}
	return 0
}

// refuse is the error for a key that no field has.
func refuse(text string, key toml.Key, into reflect.Type) error {
	for i, name := range key {
		known := fields(into)
		field, ok := known[name]
		if ok {
			into = field
			continue
		}
		unknown := key[:i+1]
		msg := fmt.Sprintf("line %d: unknown key %q", max(1, Line(text, unknown...)), unknown)
		if near := nearest(name, known); near != "" {
			msg += fmt.Sprintf("; did you mean %q?", near)
		}
		return fmt.Errorf("%s: %w", msg, news.ErrInvalid)
	}
	return fmt.Errorf("line %d: unknown key %q: %w", max(1, Line(text, key...)), key, news.ErrInvalid)
}

// fields are the names that TOML has for the fields of a struct, of a pointer to one
// or of a list of them, and the fields' types. Other types have none.
func fields(t reflect.Type) map[string]reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	names := map[string]reflect.Type{}
	for f := range t.Fields() {
		if name := f.Tag.Get("toml"); name != "" {
			names[name] = f.Type
		}
	}
	return names
}

// nearest returns the known name that is the fewest slips away from name, if it is
// near enough to be what was meant.
func nearest(name string, known map[string]reflect.Type) string {
	best, least := "", len(name)/2+1
	for k := range known {
		if d := slips(name, k); d < least || d == least && best != "" && k < best {
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
