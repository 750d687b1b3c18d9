package stories

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/strict"
)

// A File is a story as a Markdown file with TOML front matter tells it.
type File struct {
	Draft
	// PicturePath is the lead picture's file, relative to the story's own, or empty.
	PicturePath string
	// Alt, Caption and Credit are the picture's words. What is empty may be read from
	// the picture itself.
	Alt, Caption, Credit string
}

// frontMatter is what may stand between the +++ lines.
type frontMatter struct {
	Headline   string    `toml:"headline"`
	Standfirst string    `toml:"standfirst"`
	Bylines    []string  `toml:"bylines"`
	Section    string    `toml:"section"`
	Topics     []string  `toml:"topics"`
	Date       time.Time `toml:"date"`
	Lang       string    `toml:"lang"`
	Picture    string    `toml:"picture"`
	Caption    string    `toml:"caption"`
	Credit     string    `toml:"credit"`
	Alt        string    `toml:"alt"`
}

// maxFile is the largest story file that is read, in bytes.
const maxFile = 1 << 20

// ReadFile reads a story from a Markdown file whose front matter stands between
// two lines of +++. The file's name without its ending is the story's slug. Errors
// name the file and the line.
func ReadFile(name string, r io.Reader) (File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(raw) > maxFile {
		return File{}, fmt.Errorf("%s: larger than %d bytes: %w", name, maxFile, news.ErrInvalid)
	}
	var m frontMatter
	body, err := strict.Head(string(raw), &m)
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	base := filepath.Base(name)
	return File{
		Draft: Draft{
			Slug:     Slug(strings.TrimSuffix(base, filepath.Ext(base)), m.Lang),
			Headline: m.Headline, Standfirst: m.Standfirst, Bylines: m.Bylines, Section: m.Section,
			Topics: m.Topics, Date: m.Date, Lang: m.Lang, Body: body,
		},
		PicturePath: m.Picture, Alt: m.Alt, Caption: m.Caption, Credit: m.Credit,
	}, nil
}
