package config

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"
)

// A setting is one field of a Config.
type setting struct {
	section, name string
	// sectionDoc and doc are the fields' doc tags.
	sectionDoc, doc string
	value           reflect.Value
}

// settings lists the settings of c in the order of the struct.
func settings(c *Config) []setting {
	var list []setting
	root := reflect.ValueOf(c).Elem()
	for i := range root.NumField() {
		section := root.Type().Field(i)
		for j := range section.Type.NumField() {
			field := section.Type.Field(j)
			list = append(list, setting{
				section: section.Tag.Get("toml"), name: field.Tag.Get("toml"),
				sectionDoc: section.Tag.Get("doc"), doc: field.Tag.Get("doc"),
				value: root.Field(i).Field(j),
			})
		}
	}
	return list
}

// literal writes the setting's value as TOML.
func (s setting) literal() string {
	switch v := s.value.Interface().(type) {
	case Duration:
		return quote(v.String())
	case []netip.Prefix:
		return list(v, netip.Prefix.String)
	case []string:
		return list(v, strings.Clone)
	case int:
		return fmt.Sprint(v)
	}
	return quote(s.value.String())
}

// list writes a TOML array of strings.
func list[T any](items []T, text func(T) string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = quote(text(item))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// File writes the settings as a commented TOML file. Settings that have their
// default value are commented out, so that they follow later defaults.
func (c Config) File() string {
	var b strings.Builder
	b.WriteString("# Settings of this site. A setting that is commented out has the value shown.\n" +
		"# Each can also be set in the environment, as STET_SECTION_KEY.\n")
	byDefault := Default()
	defaults := settings(&byDefault)
	section := ""
	for i, s := range settings(&c) {
		if s.section != section {
			section = s.section
			fmt.Fprintf(&b, "\n%s[%s]\n", comment(s.sectionDoc), s.section)
		}
		b.WriteString(comment(s.doc))
		if s.literal() == defaults[i].literal() {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s = %s\n", s.name, s.literal())
	}
	return b.String()
}

// comment breaks a text into comment lines of at most 78 characters.
func comment(text string) string {
	var b strings.Builder
	line := "#"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > 78 {
			b.WriteString(line + "\n")
			line = "#"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}

// Markdown describes every setting, for docs/config.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Settings\n\nThis page is made from the program (`go test ./internal/config -update`).\n\n" +
		"Settings are read from `" + FileName + "` in the site's folder and then from the environment, where\n" +
		"`STET_SECTION_KEY` stands for `key` in `[section]`. Every setting has a default; a key that is not\n" +
		"listed here is refused.\n")
	c := Default()
	section := ""
	for _, s := range settings(&c) {
		if s.section != section {
			section = s.section
			fmt.Fprintf(&b, "\n## [%s]\n\n%s\n\n| setting | default | meaning | environment |\n| --- | --- | --- | --- |\n", s.section, s.sectionDoc)
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | `%s` |\n", s.name, s.literal(), s.doc, variable(s.section, s.name))
	}
	return b.String()
}
