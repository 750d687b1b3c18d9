package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"stet/internal/news"
	"stet/internal/pictures"
	"stet/internal/stories"
)

type storyCommands struct {
	Add storyAddCommand `cmd:"" help:"Publish stories from Markdown files, or update those of the same name."`
}

type storyAddCommand struct {
	folder
	Files []string `arg:"" type:"existingfile" help:"Markdown files with TOML front matter between two lines of +++."`
}

// Run publishes the files. All are read before the first is published, so that a
// slip in the last does not leave half of them.
func (c storyAddCommand) Run(ctx context.Context, t terminal) (err error) {
	n, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	files := make([]stories.File, len(c.Files))
	for i, name := range c.Files {
		if files[i], err = readStory(name); err != nil {
			return err
		}
	}
	for i, file := range files {
		story, err := n.publish(ctx, file, os.DirFS(filepath.Dir(c.Files[i])))
		if err != nil {
			return fmt.Errorf("%s: %w", c.Files[i], err)
		}
		if _, err := fmt.Fprintln(t.out, n.config.URL()+story.Path()); err != nil {
			return err
		}
	}
	return nil
}

func readStory(name string) (stories.File, error) {
	f, err := os.Open(name) //nolint:gosec // the operator names the file
	if err != nil {
		return stories.File{}, err
	}
	defer f.Close()
	return stories.ReadFile(name, f)
}

// publish publishes a story from a file, or updates the story of the same slug.
// Its picture is beside it in dir.
func (n *newsroom) publish(ctx context.Context, file stories.File, dir fs.FS) (news.Story, error) {
	d := file.Draft
	old, err := n.stories.Store.StoryBySlug(ctx, d.Slug)
	switch {
	case err == nil:
		d.ID, d.Revision = old.ID, old.Revision
	case !errors.Is(err, news.ErrNotFound):
		return news.Story{}, err
	}
	if file.PicturePath != "" {
		if d.Picture, err = n.takePicture(ctx, file, dir); err != nil {
			return news.Story{}, err
		}
	}
	if err := d.Ready(); err != nil {
		return news.Story{}, err
	}
	story, err := n.stories.Save(ctx, d)
	if err != nil {
		return news.Story{}, err
	}
	return n.stories.Publish(ctx, story.ID, d.Date)
}

// takePicture takes the file's picture in, with the words that the file gives it.
func (n *newsroom) takePicture(ctx context.Context, file stories.File, dir fs.FS) (*news.Picture, error) {
	f, err := dir.Open(path.Clean(filepath.ToSlash(file.PicturePath)))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	defer f.Close()
	words := pictures.Words{Alt: file.Alt, Caption: file.Caption, Credit: file.Credit}
	p, err := n.pictures.Take(ctx, f, words)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.PicturePath, err)
	}
	return &p, nil
}
