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
	"unicode/utf8"

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
	ID        rowID   `json:"id"`
	Source    string  `json:"source"`
	Lang      string  `json:"lang"`
	Time      string  `json:"time"`
	Author    string  `json:"author"`
	Email     string  `json:"email"`
	URL       string  `json:"url"`
	IP        string  `json:"ip"`
	Content   *string `json:"content"`
	Permalink string  `json:"permalink"`
	Label     Label   `json:"label"`
	Split     string  `json:"split"`
	Group     string  `json:"group"`
}

// ErrNone says that a folder holds no corpus.
var ErrNone = errors.New("no *.jsonl or *.jsonl.gz file")

// Read reads all corpus files of a folder (not of folders in it), in the order of
// their names. A line that is no labelled row is an error.
func Read(folder fs.FS) ([]Row, error) {
	names, err := Names(folder)
	if err != nil {
		return nil, fmt.Errorf("read the corpus: %w", err)
	}
	var rows []Row
	for _, name := range names {
		if rows, err = appendFile(rows, folder, name); err != nil {
			return nil, fmt.Errorf("read the corpus: %s: %w", name, err)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("read the corpus: %w", ErrNone)
	}
	return rows, nil
}

// Names lists the corpus files of a folder (not of folders in it), in the order of
// their names.
func Names(folder fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(strings.TrimSuffix(e.Name(), ".gz"), ".jsonl") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func appendFile(rows []Row, folder fs.FS, name string) (_ []Row, err error) {
	f, err := Open(folder, name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return Append(rows, f)
}

// Open opens a corpus file, which is unzipped if its name ends in .gz.
func Open(folder fs.FS, name string) (io.ReadCloser, error) {
	f, err := folder.Open(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return f, err
	}
	unzipped, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{unzipped, f}, nil
}

// Append reads labelled rows, one JSON object a line. A line that is none is an error.
func Append(rows []Row, r io.Reader) ([]Row, error) {
	err := Lines(r, func(n int, row Row, wrong error) error {
		if wrong == nil {
			wrong = row.Labelled()
		}
		if wrong != nil {
			return fmt.Errorf("line %d: %w", n, wrong)
		}
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

// errNoLabel is wrong with a row that nobody labelled where labels are needed.
var errNoLabel = errors.New(`no "label": want spam or ham`)

// Labelled is an error if nobody said what the row is.
func (r Row) Labelled() error {
	if r.Label == "" {
		return errNoLabel
	}
	return nil
}

// maxLine is the longest line of a corpus, in bytes.
const maxLine = 4 << 20

var errLong = fmt.Errorf("longer than %d MiB", maxLine>>20)

// Lines reads rows, one JSON object a line, and calls do with the number and the row
// of each line, or with what is wrong with a line that is no row. Blank lines are
// passed over. The first error of do, or of reading, ends it.
func Lines(r io.Reader, do func(n int, row Row, wrong error) error) error {
	lines := bufio.NewReaderSize(r, 64<<10)
	var line []byte
	for n := 1; ; n++ {
		var row Row
		var wrong error
		line, wrong = readLine(lines, line[:0])
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff")) // as spreadsheets begin their files
		}
		text := bytes.TrimSpace(line)
		switch {
		case errors.Is(wrong, io.EOF):
			return nil
		case wrong != nil && !errors.Is(wrong, errLong):
			return fmt.Errorf("line %d: %w", n, wrong)
		case wrong == nil && len(text) == 0:
			continue
		case wrong == nil:
			row, wrong = Parse(text)
		}
		if err := do(n, row, wrong); err != nil {
			return err
		}
	}
}

// readLine appends the next line to line. One that is too long is read to its end,
// and is errLong. Behind the last line is io.EOF.
func readLine(r *bufio.Reader, line []byte) ([]byte, error) {
	var tooLong error
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong = errLong
		} else {
			line = append(line, part...)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && (len(line) > 0 || tooLong != nil):
			return line, tooLong
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}

// Parse reads one row, whose label may be missing.
func Parse(b []byte) (Row, error) {
	var l line
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return Row{}, errors.New("UTF-16; save the file as UTF-8")
	}
	if !utf8.Valid(b) {
		return Row{}, errors.New("not UTF-8")
	}
	if err := json.Unmarshal(b, &l); err != nil {
		return Row{}, inRowsWords(err)
	}
	if l.Content == nil {
		return Row{}, errors.New(`no "content": want the text`)
	}
	label := Label(strings.ToLower(string(l.Label)))
	if label != Spam && label != Ham && label != "" {
		return Row{}, fmt.Errorf("label %q: want spam or ham", l.Label)
	}
	m := spam.Message{Content: *l.Content, Author: l.Author, Email: l.Email, URL: l.URL, Network: l.IP, Permalink: l.Permalink}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, l.Time); err == nil {
			m.Time = t
			break
		}
	}
	return Row{ID: string(l.ID), Source: l.Source, Lang: l.Lang, Group: l.Group, Message: m, Label: label, Test: l.Split == "test"}, nil
}

// A rowID is the id of a row; numbers, as databases have them, are taken as they are.
type rowID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *rowID) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && (b[0] == '-' || '0' <= b[0] && b[0] <= '9') {
		*id = rowID(b)
		return nil
	}
	return json.Unmarshal(b, (*string)(id))
}

// inRowsWords says what is wrong with a row's JSON without words of the program.
func inRowsWords(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return fmt.Errorf("JSON, but no object: %s", e.Value)
		}
		return fmt.Errorf("%q is no string: %s", e.Field, e.Value)
	}
	return fmt.Errorf("not JSON: %w", err)
}
