package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
	"stet/internal/spam/spameval"
)

type filterCommands struct {
	Card  cardCommand  `cmd:"" help:"Tell what the shipped filter was trained on, how well it does and where it is weak."`
	Train trainCommand `cmd:"" help:"Train the model that every site begins with, from a folder of labelled texts."`
	Eval  evalCommand  `cmd:"" help:"Measure the filter on labelled texts."`
	Score scoreCommand `cmd:"" help:"Judge texts from standard input, one JSON object a line."`
}

type cardCommand struct{}

// Run prints the model card.
func (cardCommand) Run(t terminal) error {
	_, err := fmt.Fprint(t.out, spam.StarterCard())
	return err
}

type trainCommand struct {
	Dir string `arg:"" type:"existingdir" help:"The folder, with *.jsonl.gz files."`
	Out string `default:"starter.model" type:"path" help:"The model to write; its card is written beside it, ending in .md."`
	All bool   `help:"Train on every row, also on those whose licence forbids to ship what was learned from them."`
}

// Run trains a model and writes it and its card. The same folder makes the same
// files, byte for byte.
func (c trainCommand) Run(ctx context.Context, t terminal) error {
	rows, err := corpus.Read(os.DirFS(c.Dir))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Dir, err)
	}
	model, err := spam.Train(ctx, corpus.Examples(rows, c.All), progress(t.err, "training"))
	if err != nil {
		return err
	}
	file, err := model.MarshalBinary()
	if err != nil {
		return err
	}
	var card bytes.Buffer
	if err := spameval.WriteCard(&card, model, rows); err != nil {
		return err
	}
	written := map[string][]byte{c.Out: file, strings.TrimSuffix(c.Out, ".model") + ".md": card.Bytes()}
	for name, content := range written {
		if err := os.WriteFile(name, content, 0o644); err != nil { //nolint:gosec // nothing in them is secret
			return err
		}
	}
	return nil
}

// A judging is what the commands that judge texts have in common.
type judging struct {
	Model       string `type:"existingfile" help:"A model that stet filter train wrote, instead of the shipped one."`
	ContentOnly bool   `help:"Look at the text alone: no name, address or home page."`
}

// filter is an untaught filter with the model.
func (j judging) filter() (*spam.Learned, error) {
	starter, err := spam.Starter()
	if j.Model != "" {
		var file []byte
		if file, err = os.ReadFile(j.Model); err == nil {
			starter, err = spam.ReadModel(file)
		}
	}
	if err != nil {
		return nil, err
	}
	return spam.NewLearned(starter), nil
}

type evalCommand struct {
	judging
	Dir   string `arg:"" type:"existingdir" help:"The folder, with *.jsonl.gz files."`
	Split string `enum:"test,train,all" default:"test" help:"Which rows to judge: test, train or all."`
}

// Run judges the rows and prints the figures, by source and in all.
func (c evalCommand) Run(t terminal) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	rows, err := corpus.Read(os.DirFS(c.Dir))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Dir, err)
	}
	var chosen []corpus.Row
	for _, r := range rows {
		if c.Split == "all" || r.Test == (c.Split == "test") {
			chosen = append(chosen, r)
		}
	}
	return spameval.Write(t.out, spameval.Judge(filter, chosen, c.ContentOnly, spam.Normal, progress(t.err, "judging")))
}

type scoreCommand struct {
	judging
	Learn bool `help:"Learn the label of each row after judging it."`
}

// Run judges the rows of standard input.
func (c scoreCommand) Run(ctx context.Context, t terminal) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	return spameval.Score(ctx, filter, t.in, t.out, t.err, spameval.ScoreOptions{ContentOnly: c.ContentOnly, Learn: c.Learn})
}

// progress shows how far long work is, on one line of a terminal.
func progress(w io.Writer, doing string) func(done, of int) {
	f, ok := w.(*os.File)
	if !ok {
		return func(int, int) {}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	return func(done, of int) {
		_, _ = fmt.Fprintf(f, "\r%s: %d of %d\x1b[K", doing, done, of)
		if done >= of {
			_, _ = fmt.Fprintln(f)
		}
	}
}
