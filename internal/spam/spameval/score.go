package spameval

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

// ErrBadRows says that some rows could not be read and were skipped.
var ErrBadRows = errors.New("some rows were skipped")

// scored is a line of Score's output.
type scored struct {
	ID    string      `json:"id"`
	Score float64     `json:"score"`
	Class spam.Class  `json:"class"`
	Clues []spam.Clue `json:"clues"`
}

// Score judges the rows that in has, one JSON object a line, and writes a line for
// each to out; whatever is judged is written out before more is waited for. A row
// that cannot be read is named on bad by its line number and skipped; the error at
// the end is then ErrBadRows.
func Score(ctx context.Context, filter *spam.Learned, in io.Reader, out, bad io.Writer, o Options) error {
	buffered := bufio.NewWriterSize(out, 64<<10)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false)
	s := stream{Options: o, filter: filter}
	done, skipped := 0, 0
	err := corpus.Lines(prompt{in, buffered}, func(n int, row corpus.Row, wrong error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if wrong != nil {
			skipped++
			_, err := fmt.Fprintf(bad, "line %d: %v\n", n, wrong)
			return err
		}
		m := s.message(row)
		v := filter.Check(m, o.Limits)
		if err := encoder.Encode(scored{row.ID, v.Score, v.Class, v.Clues}); err != nil {
			return err
		}
		if err := s.learn(m, row, v.Class); err != nil {
			return fmt.Errorf("learn line %d: %w", n, err)
		}
		done++
		o.progress(done, 0)
		return nil
	})
	if done > 0 {
		o.progress(done, done)
	}
	if err := errors.Join(err, buffered.Flush()); err != nil {
		return fmt.Errorf("score, with %d rows done: %w", done, err)
	}
	if skipped > 0 {
		return fmt.Errorf("%d rows scored, %d not: %w", done, skipped, ErrBadRows)
	}
	return nil
}

// A prompt reader writes out what is ready before it waits for more.
type prompt struct {
	io.Reader
	out *bufio.Writer
}

// Read implements io.Reader.
func (p prompt) Read(b []byte) (int, error) {
	if err := p.out.Flush(); err != nil {
		return 0, err
	}
	return p.Reader.Read(b)
}
