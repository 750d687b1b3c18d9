package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
	"stet/internal/spam/spameval"
)

type evalCommand struct {
	start
	Files       []string `arg:"" name:"file" type:"path" help:"Labelled texts: files of one JSON object a line, ending in .jsonl or .jsonl.gz, or folders of them."`
	Stream      bool     `help:"Learn each row after judging it, in the order of the files."`
	Wrong       float64  `placeholder:"SHARE" help:"With --stream: learn this share of the rows, from 0 to 1, as the opposite of their label."`
	HeldOnly    bool     `help:"With --stream: learn only the rows that the filter held."`
	Guarded     bool     `help:"With --stream: leave out lessons that would keep good replies from being published, as a site does. Slow."`
	ContentOnly bool     `help:"Look at the text alone: no name, address or home page."`
	Split       string   `enum:"auto,test,train,all" default:"auto" help:"Which rows to judge: test, train, or all. Auto: of a folder, where some rows are marked as test and nothing is learned, those; otherwise all."`
	Format      string   `enum:"text,json,svg" default:"text" help:"text, json, or svg, a picture of the curves."`
	Out         string   `type:"path" placeholder:"FILE" help:"The file to write, instead of standard output."`
}

// Validate refuses options that make no sense together, before any work is done.
func (c evalCommand) Validate() error {
	switch {
	case !(c.Wrong >= 0 && c.Wrong <= 1): // nor is NaN
		return fmt.Errorf("--wrong %g: want a share from 0 to 1", c.Wrong)
	case !c.Stream && (c.Wrong > 0 || c.HeldOnly || c.Guarded):
		return errors.New("--wrong, --held-only and --guarded say how rows are learned: add --stream")
	case c.Guarded && c.Cold:
		return errors.New("--guarded has nothing to try lessons on with --cold: an empty model publishes nothing")
	}
	if c.Out != "" {
		if _, err := os.Stat(filepath.Dir(c.Out)); err != nil {
			return fmt.Errorf("--out %s: there is no such folder", c.Out)
		}
	}
	return nil
}

// Run judges the rows and writes the figures. What is no labelled row is named and
// left out.
func (c evalCommand) Run(ctx context.Context, t terminal) error {
	model, err := c.model()
	if err != nil {
		return err
	}
	rows, bad, err := c.rows(ctx, t.err)
	if err != nil {
		return stopped(err, "nothing was written")
	}
	if len(rows) == 0 {
		return errors.New("no row to judge; rows are chosen with --split, and need a label, spam or ham")
	}
	results, err := spameval.Judge(ctx, spam.NewLearned(model), rows, spameval.Options{
		ContentOnly: c.ContentOnly, Learn: c.Stream, Wrong: c.Wrong, HeldOnly: c.HeldOnly, Guarded: c.Guarded,
		Progress: progress(t.err, "judging"),
	})
	if err != nil {
		return stopped(err, "nothing was written")
	}
	report := spameval.NewReport(c.title(len(rows)), results)
	write := map[string]func(io.Writer) error{"text": report.WriteText, "json": report.WriteJSON, "svg": report.WriteSVG}
	if err := output(c.Out, t.out, write[c.Format]); err != nil {
		return err
	}
	if bad > 0 {
		return fmt.Errorf("%d rows judged, %d not: %w", len(rows), bad, spameval.ErrBadRows)
	}
	return nil
}

// title says what was measured, and how.
func (c evalCommand) title(rows int) string {
	title := fmt.Sprintf("%d rows, %s", rows, c.start)
	if c.Stream {
		title += ", judged and then learned one by one"
	}
	if c.Wrong > 0 {
		title += fmt.Sprintf(", %g %% of the lessons wrong", 100*c.Wrong)
	}
	if c.HeldOnly {
		title += ", only what was held"
	}
	if c.Guarded {
		title += ", guarded"
	}
	if c.ContentOnly {
		title += ", text only"
	}
	return title
}

// rows reads the rows that were chosen. It says on w what is no labelled row, and
// counts that.
func (c evalCommand) rows(ctx context.Context, w io.Writer) (rows []corpus.Row, bad int, err error) {
	for _, file := range c.Files {
		info, err := os.Stat(file)
		if err != nil {
			return nil, 0, err
		}
		folder, names := os.DirFS(filepath.Dir(file)), []string{filepath.Base(file)}
		if info.IsDir() {
			folder = os.DirFS(file)
			if names, err = corpus.Names(folder); err != nil {
				return nil, 0, err
			}
			if len(names) == 0 {
				return nil, 0, fmt.Errorf("%s: %w", file, corpus.ErrNone)
			}
		}
		var some []corpus.Row
		for _, name := range names {
			r := reading{w: w, name: name}
			if err := r.read(ctx, folder); err != nil {
				return nil, 0, fmt.Errorf("%s: %w", name, err)
			}
			some, bad = append(some, r.rows...), bad+r.bad
		}
		rows = append(rows, c.chosen(some, info.IsDir())...)
	}
	return rows, bad, nil
}

// chosen are the rows of one file or folder that are to be judged.
func (c evalCommand) chosen(rows []corpus.Row, isFolder bool) []corpus.Row {
	var test, train []corpus.Row
	for _, r := range rows {
		if r.Test {
			test = append(test, r)
		} else {
			train = append(train, r)
		}
	}
	switch {
	case c.Split == "test" || c.Split == "auto" && isFolder && !c.Stream && len(test) > 0:
		return test
	case c.Split == "train":
		return train
	}
	return rows
}

// A reading is the reading of one file.
type reading struct {
	w    io.Writer // what is no labelled row is named there
	name string
	rows []corpus.Row
	bad  int
}

func (r *reading) read(ctx context.Context, folder fs.FS) (err error) {
	f, err := corpus.Open(folder, r.name)
	if err != nil {
		return err
	}
	defer f.Close()
	return corpus.Lines(f, func(n int, row corpus.Row, wrong error) error {
		if wrong == nil {
			wrong = row.Labelled()
		}
		if wrong != nil {
			r.bad++
			_, err := fmt.Fprintf(r.w, "%s, line %d: %v\n", r.name, n, wrong)
			return errors.Join(err, ctx.Err())
		}
		r.rows = append(r.rows, row)
		return ctx.Err()
	})
}
