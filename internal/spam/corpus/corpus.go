// Package corpus reads labelled comments and says which of them the shipped
// filter may be trained on. The comments themselves are not in the repository:
// they were written by real people, and stay in the folder they were collected in.
package corpus

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"stet/internal/spam"
)

// A Row is one labelled comment of a corpus file.
type Row struct {
	ID, Source, Lang string
	// Group is the part of the source that the row comes from, if the source has any.
	Group string
	// Message is the comment. Its Lang is empty: a corpus knows the language of a
	// text, not that of the page under which it stands.
	Message spam.Message
	// Label is "spam", "ham", or empty when nobody said.
	Label Label
	// Test says that the row is kept for measuring.
	Test bool
}

// A Label is what a person said that a comment is.
type Label string

// The labels.
const (
	Spam Label = "spam"
	Ham  Label = "ham"
)

// line is a row as the files have it.
type line struct {
	ID        string `json:"id"`
	Source    string `json:"source"`
	Lang      string `json:"lang"`
	Time      string `json:"time"`
	Author    string `json:"author"`
	Email     string `json:"email"`
	URL       string `json:"url"`
	UserAgent string `json:"ua"`
	Content   string `json:"content"`
	Permalink string `json:"permalink"`
	Label     Label  `json:"label"`
	Split     string `json:"split"`
	Group     string `json:"group"`
}

// ErrNone says that a folder holds no corpus.
var ErrNone = errors.New("no *.jsonl or *.jsonl.gz file")

// Read reads all corpus files of a folder (not of folders in it), in the order of
// their names.
func Read(folder fs.FS) ([]Row, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, fmt.Errorf("read the corpus: %w", err)
	}
	var rows []Row
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(strings.TrimSuffix(e.Name(), ".gz"), ".jsonl") {
			continue
		}
		if rows, err = appendFile(rows, folder, e.Name()); err != nil {
			return nil, fmt.Errorf("read the corpus: %s: %w", e.Name(), err)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("read the corpus: %w", ErrNone)
	}
	return rows, nil
}

func appendFile(rows []Row, folder fs.FS, name string) (_ []Row, err error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(bufio.NewReader(f)); err != nil {
			return nil, err
		}
	}
	return Append(rows, r)
}

// maxLine is the longest line of a corpus, in bytes.
const maxLine = 4 << 20

// Append reads labelled rows, one JSON object a line.
func Append(rows []Row, r io.Reader) ([]Row, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		row, err := Parse(lines.Bytes())
		if err == nil && row.Label == "" {
			err = errors.New("no label")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// Parse reads one row, whose label may be missing.
func Parse(b []byte) (Row, error) {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return Row{}, err
	}
	if l.Label != Spam && l.Label != Ham && l.Label != "" {
		return Row{}, fmt.Errorf("label %q: want spam or ham", l.Label)
	}
	m := spam.Message{Content: l.Content, Author: l.Author, Email: l.Email, URL: l.URL, Permalink: l.Permalink, UserAgent: l.UserAgent}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, l.Time); err == nil {
			m.Time = t
			break
		}
	}
	return Row{ID: l.ID, Source: l.Source, Lang: l.Lang, Group: l.Group, Message: m, Label: l.Label, Test: l.Split == "test"}, nil
}
