package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

type exportCommand struct {
	folder
	Site string `required:"" placeholder:"URL" help:"The address of the site: the paper's own, or that of a foreign one."`
	File string `arg:"" optional:"" type:"path" help:"The file to write, instead of standard output."`
}

// Run writes the sum of the site's lessons.
func (c exportCommand) Run(ctx context.Context, t terminal) (err error) {
	if c.File == "" && isTerminal(t.out) {
		return errors.New("the file is not for reading; name one, such as site.lessons")
	}
	n, err := c.open(ctx, t)
	if err != nil {
		return stopped(err, "nothing was written")
	}
	defer func() { err = closing(n, err) }()
	site, err := n.siteAt(ctx, c.Site)
	if err != nil {
		return err
	}
	parts, err := n.db.Learned(ctx, site.ID)
	if err != nil {
		return stopped(err, "nothing was written")
	}
	sum, err := spam.Fold(nil, parts...)
	if err != nil {
		return fmt.Errorf("what %s was taught: %w", site.URL, err)
	}
	file := spam.PackLessons(sum)
	if err := output(c.File, t.out, func(w io.Writer) error { _, err := w.Write(file); return err }); err != nil {
		return err
	}
	if c.File != "" {
		_, err = fmt.Fprintf(t.out, "Wrote what %s was taught into %s. No text, address or name can be read in it.\n", site.URL, c.File)
	}
	return err
}

type importCommand struct {
	folder
	Site  string `required:"" placeholder:"URL" help:"The address of the site: the paper's own, or that of a foreign one."`
	Add   bool   `help:"Add it to what the site was taught. Without this it takes the place of all that: export it before if you may want it back."`
	Force bool   `help:"Take the file though by it the filter would keep good replies from being published."`
	File  string `arg:"" type:"existingfile" help:"A file that stet filter export wrote."`
}

// Run teaches the site the file, or nothing. A server that runs beside it judges by
// it at once.
func (c importCommand) Run(ctx context.Context, t terminal) (err error) {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	sum, err := spam.UnpackLessons(file)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was changed", c.File, err)
	}
	n, err := c.open(ctx, t)
	if err != nil {
		return stopped(err, "nothing was changed")
	}
	defer func() { err = closing(n, err) }()
	starter, err := spam.Starter()
	if err != nil {
		return err
	}
	site, err := n.taught(ctx, c.Site, starter)
	if err != nil {
		return err
	}
	before := spam.NewLearned(starter)
	if c.Add {
		before = site.learned
	}
	if err := before.Try(sum); err != nil && !c.Force {
		return fmt.Errorf("%s: %w; nothing was changed; --force takes it all the same", c.File, err)
	}
	now := time.Now()
	lesson := news.Lesson{ID: news.LessonID(news.NewID(now)), SiteID: site.ID, Delta: sum, At: now}
	if err := n.db.Teach(ctx, lesson, !c.Add); err != nil {
		return stopped(err, "nothing was changed")
	}
	says := "%s now knows what is in %s, and nothing else.\n"
	if c.Add {
		says = "%s now knows also what is in %s.\n"
	}
	_, err = fmt.Fprintf(t.out, says, site.URL, c.File)
	return err
}
