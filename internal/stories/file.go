package stories

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"stet/internal/news"
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

const fence = "+++"

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
	front, body, err := splitFile(string(raw))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", name, err)
	}
	var m frontMatter
	known, err := toml.Decode(front, &m)
	if err != nil {
		return File{}, fmt.Errorf("%s: %s: %w", name, strings.TrimPrefix(err.Error(), "toml: "), news.ErrInvalid)
	}
	if unknown := known.Undecoded(); len(unknown) > 0 {
		key := unknown[0].String()
		return File{}, fmt.Errorf("%s: line %d: unknown key %q; a story has headline, standfirst, bylines, section, topics, date, lang, picture, caption, credit and alt: %w",
			name, lineOf(front, key), key, news.ErrInvalid)
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

// splitFile parts front matter and body. The front matter keeps a line for the
// opening fence, so that the lines of its errors are those of the file.
func splitFile(s string) (front, body string, err error) {
	s = strings.ReplaceAll(strings.TrimPrefix(s, "\ufeff"), "\r\n", "\n")
	rest, ok := strings.CutPrefix(s, fence+"\n")
	if !ok {
		return "", "", fmt.Errorf("line 1: a story begins with its front matter between two lines of %s: %w", fence, news.ErrInvalid)
	}
	front, body, ok = strings.Cut("\n"+rest, "\n"+fence+"\n")
	if !ok {
		return "", "", fmt.Errorf("line 1: the front matter has no closing line of %s: %w", fence, news.ErrInvalid)
	}
	return front, body, nil
}

// lineOf finds the line on which a key is set.
func lineOf(front, key string) int {
	for i, line := range strings.Split(front, "\n") {
		if name, _, ok := strings.Cut(line, "="); ok && strings.Trim(strings.TrimSpace(name), `"'`) == key {
			return i + 1
		}
	}
	return 1
}
