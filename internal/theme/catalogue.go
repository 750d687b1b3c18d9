package theme

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// A catalogue is every message of one language.
type catalogue struct {
	lang string
	// plain are the messages without data and plural forms, by key.
	plain map[string]string
	// fluent are the keys of the others, which localizer fills in.
	fluent    map[string]bool
	localizer *i18n.Localizer
}

// readCatalogues reads messages/*.toml of all layers, from the lowest up: an
// owner's message takes the place of ours with the same key. The language is the
// last part of the file's name before the ending (en.toml, desk.en.toml). What a
// language lacks is said in English.
func readCatalogues(files overlay) (map[string]*catalogue, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	messages := make(map[language.Tag]map[string]*i18n.Message)
	for _, layer := range slices.Backward(files) {
		if err := readMessages(layer, bundle, messages); err != nil {
			return nil, err
		}
	}
	catalogues := make(map[string]*catalogue)
	for tag, own := range messages {
		whole := maps.Clone(messages[language.English])
		maps.Copy(whole, own)
		if err := bundle.AddMessages(tag, slices.Collect(maps.Values(whole))...); err != nil {
			return nil, fmt.Errorf("messages: %w", err)
		}
		catalogues[tag.String()] = newCatalogue(tag.String(), whole, i18n.NewLocalizer(bundle, tag.String()))
	}
	return catalogues, nil
}

// readMessages adds one layer's catalogues to the bundle and to messages.
func readMessages(layer fs.FS, bundle *i18n.Bundle, messages map[language.Tag]map[string]*i18n.Message) error {
	entries, err := fs.ReadDir(layer, "messages")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || path.Ext(e.Name()) != ".toml" {
			continue
		}
		name := "messages/" + e.Name()
		text, err := fs.ReadFile(layer, name)
		if err != nil {
			return err
		}
		file, err := bundle.ParseMessageFileBytes(text, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if messages[file.Tag] == nil {
			messages[file.Tag] = make(map[string]*i18n.Message)
		}
		for _, m := range file.Messages {
			if err := checkMessage(m); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			messages[file.Tag][m.ID] = m
		}
	}
	return nil
}

// checkMessage parses a message's forms, so that a broken one is found at start.
func checkMessage(m *i18n.Message) error {
	for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		if !strings.Contains(form, "{{") {
			continue
		}
		if _, err := template.New(m.ID).Parse(form); err != nil {
			return err
		}
	}
	return nil
}

// newCatalogue parts the messages that are plain text from those that are not.
func newCatalogue(lang string, messages map[string]*i18n.Message, l *i18n.Localizer) *catalogue {
	c := &catalogue{lang: lang, plain: make(map[string]string), fluent: make(map[string]bool), localizer: l}
	for key, m := range messages {
		if m.Zero+m.One+m.Two+m.Few+m.Many == "" && !strings.Contains(m.Other, "{{") {
			c.plain[key] = m.Other
		} else {
			c.fluent[key] = true
		}
	}
	return c
}

// has reports whether there is a message with that key.
func (c *catalogue) has(key string) bool {
	_, plain := c.plain[key]
	return plain || c.fluent[key]
}

// text is a message, filled in with data; "Count" in data chooses the plural form.
func (c *catalogue) text(key string, data map[string]any) (string, error) {
	if text, ok := c.plain[key]; ok {
		return text, nil
	}
	if !c.fluent[key] {
		return "", fmt.Errorf("no message %q in %s", key, c.lang)
	}
	text, err := c.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: data["Count"]})
	if err != nil && text == "" { // with a text, err only says that the plural form was wanting
		return "", fmt.Errorf("message %q in %s: %w", key, c.lang, err)
	}
	return text, nil
}
