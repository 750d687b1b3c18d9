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
	Card    cardCommand    `cmd:"" help:"Tell what the shipped filter was trained on, how well it does and where it is weak."`
	Score   scoreCommand   `cmd:"" help:"Judge texts from standard input, one JSON object a line."`
	Explain explainCommand `cmd:"" help:"Judge one text and show what weighed how much."`
	Eval    evalCommand    `cmd:"" help:"Measure the filter on labelled texts."`
	Export  exportCommand  `cmd:"" help:"Write what a site's moderators taught into a file, without a text, an address or a name."`
	Import  importCommand  `cmd:"" help:"Give a site what another was taught."`
	Train   trainCommand   `cmd:"" help:"Train the model that every site begins with, from a folder of labelled texts."`
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
		return stopped(err, "nothing was written")
	}
	file, err := model.MarshalBinary()
	if err != nil {
		return err
	}
	var card bytes.Buffer
	if err := spameval.WriteCard(ctx, &card, model, rows, c.All); err != nil {
		return stopped(err, "nothing was written")
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{strings.TrimSuffix(c.Out, ".model") + ".md", card.Bytes()}, {c.Out, file}} {
		if err := writeWhole(f.name, func(w io.Writer) error { _, err := w.Write(f.content); return err }); err != nil {
			return err
		}
	}
	return nil
}

// A start is the model under what a site learned.
type start struct {
	Model string `xor:"start" type:"existingfile" help:"A model that stet filter train wrote, instead of the shipped one."`
	Cold  bool   `xor:"start" help:"Begin with nothing, not with the shipped model."`
}

// model returns the model that was chosen.
func (s start) model() (*spam.Model, error) {
	switch {
	case s.Cold:
		return spam.EmptyModel(), nil
	case s.Model == "":
		return spam.Starter()
	}
	file, err := os.ReadFile(s.Model)
	if err != nil {
		return nil, err
	}
	model, err := spam.ReadModel(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; make one with: stet filter train", s.Model, err)
	}
	return model, nil
}

// String tells the choice in a word or two.
func (s start) String() string {
	switch {
	case s.Cold:
		return "cold start"
	case s.Model != "":
		return "model " + s.Model
	}
	return "shipped model"
}

type scoreCommand struct {
	start
	folder
	Site        string `placeholder:"URL" help:"Judge with what this site of the newsroom was taught, and by its limits. Nothing of the site is changed."`
	Learn       bool   `help:"Learn the label of each row after judging it: in memory only, until the command ends."`
	ContentOnly bool   `help:"Look at the text alone: no name, address or home page."`
}

// Run judges the rows of standard input.
func (c scoreCommand) Run(ctx context.Context, t terminal) (err error) {
	site, err := c.site(ctx, t)
	if err != nil {
		return err
	}
	tell := progress(t.err, "judging")
	if isTerminal(t.out) { // the answers themselves show it
		tell = nil
	}
	err = spameval.Score(ctx, site.learned, interruptible(ctx, t.in), t.out, t.err, spameval.Options{
		ContentOnly: c.ContentOnly, Learn: c.Learn, Limits: site.limits, Progress: tell,
	})
	return stopped(err, "the rows judged so far are written")
}

// site reads what the chosen site was taught, or begins one that was taught nothing.
func (c scoreCommand) site(ctx context.Context, t terminal) (_ taughtSite, err error) {
	model, err := c.model()
	if err != nil {
		return taughtSite{}, err
	}
	if c.Site == "" {
		return taughtSite{learned: spam.NewLearned(model)}, nil
	}
	n, err := c.open(ctx, t)
	if err != nil {
		return taughtSite{}, err
	}
	defer func() { err = closing(n, err) }()
	return n.taught(ctx, c.Site, model)
}
