package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"stet/internal/spam"
)

type explainCommand struct {
	start
	folder
	Site   string `placeholder:"URL" help:"Judge with what this site of the newsroom was taught and has lately seen, and by its limits."`
	Author string `help:"The name that the sender gave."`
	Email  string `help:"The e-mail address that the sender gave."`
	URL    string `help:"The home page that the sender gave."`
	Lang   string `placeholder:"TAG" help:"The language of the page under which the text stands, such as en."`
	Color  string `enum:"auto,always,never" default:"auto" help:"When to use colours: auto, always or never. Auto: in a terminal, unless NO_COLOR is set."`
	Text   string `arg:"" optional:"" help:"The text; without it, standard input."`
}

// Run judges the message and writes the verdict and its account.
func (c explainCommand) Run(ctx context.Context, t terminal) error {
	m, err := c.message(ctx, t)
	if err != nil {
		return stopped(err, "nothing was judged")
	}
	e, err := c.explain(ctx, t, m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e.write(&b, c.colours(t))
	_, err = t.out.Write(b.Bytes())
	return err
}

// maxExplained is the longest text that is explained, in bytes.
const maxExplained = 1 << 20

// message is what is to be judged.
func (c explainCommand) message(ctx context.Context, t terminal) (spam.Message, error) {
	m := spam.Message{Content: c.Text, Author: c.Author, Email: c.Email, URL: c.URL, Lang: c.Lang}
	if m.Content == "" {
		if isTerminal(t.in) {
			_, _ = fmt.Fprintln(t.err, "Write the text; Ctrl-D ends it.")
		}
		text, err := io.ReadAll(io.LimitReader(interruptible(ctx, t.in), maxExplained+1))
		if err != nil {
			return m, err
		}
		m.Content = strings.TrimRight(string(text), "\r\n")
	}
	switch {
	case len(m.Content) > maxExplained:
		return m, errors.New("the text is longer than 1 MiB; explain a part of it")
	case !utf8.ValidString(m.Content):
		return m, errors.New("the text is not UTF-8; convert it, as with: iconv -f latin1 -t utf-8")
	case m.Content+m.Author+m.Email+m.URL == "":
		return m, errors.New("nothing to judge; give a text, as in: stet filter explain 'Cheap sandbags!'")
	}
	return m, nil
}

// colours reports whether to use colours.
func (c explainCommand) colours(t terminal) bool {
	if c.Color != "auto" {
		return c.Color == "always"
	}
	set := func(name string, but ...string) bool {
		return slices.ContainsFunc(t.environ, func(v string) bool {
			key, value, _ := strings.Cut(v, "=")
			return key == name && !slices.Contains(but, value)
		})
	}
	return isTerminal(t.out) && !set("NO_COLOR", "") && !slices.Contains(t.environ, "TERM=dumb")
}

// explain judges m by the chosen site, or by one that was taught nothing.
func (c explainCommand) explain(ctx context.Context, t terminal, m spam.Message) (_ explanation, err error) {
	model, err := c.model()
	if err != nil {
		return explanation{}, err
	}
	e := explanation{message: m, limits: model.Thresholds(spam.Normal)}
	learned := spam.NewLearned(model)
	if c.Site == "" {
		e.verdict = learned.Check(m, spam.Normal)
	} else {
		n, err := c.open(ctx, t)
		if err != nil {
			return explanation{}, err
		}
		defer func() { err = closing(n, err) }()
		site, err := n.taught(ctx, c.Site, model)
		if err != nil {
			return explanation{}, err
		}
		n.filter.Starter = model
		if e.verdict, err = n.filter.Check(ctx, site.Site, m); err != nil {
			return explanation{}, err
		}
		learned, e.limits = site.learned, model.Thresholds(site.limits)
	}
	e.words = weigh(learned, m)
	return e, nil
}
