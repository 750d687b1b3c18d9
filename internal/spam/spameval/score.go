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

// ScoreOptions say how rows are scored.
type ScoreOptions struct {
	// ContentOnly keeps every field but the text from the filter.
	ContentOnly bool
	// Learn lets the filter learn the label of each row once it has judged it.
	Learn bool
	// Strictness chooses the thresholds.
	Strictness spam.Limits
}

// scored is a line of Score's output.
type scored struct {
	ID    string      `json:"id"`
	Score float64     `json:"score"`
	Class spam.Class  `json:"class"`
	Clues []spam.Clue `json:"clues"`
}

// Score judges the rows that in has, one JSON object a line, and writes a line for
// each to out. A row that cannot be read is named on bad by its line number and
// skipped; the error at the end is then ErrBadRows.
func Score(ctx context.Context, filter *spam.Learned, in io.Reader, out, bad io.Writer, o ScoreOptions) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 4<<20)
	buffered := bufio.NewWriter(out)
	encoder := json.NewEncoder(buffered)
	skipped := false
	for n := 1; lines.Scan() && ctx.Err() == nil; n++ {
		row, err := corpus.Parse(lines.Bytes())
		if err != nil {
			skipped = true
			if _, err := fmt.Fprintf(bad, "line %d: %v\n", n, err); err != nil {
				return fmt.Errorf("score: %w", err)
			}
			continue
		}
		m := message(row, o.ContentOnly)
		v := filter.Check(m, o.Strictness)
		if err := encoder.Encode(scored{row.ID, v.Score, v.Class, v.Clues}); err != nil {
			return fmt.Errorf("score: %w", err)
		}
		if o.Learn && row.Label != "" {
			if err := filter.Apply(filter.Lesson(m, spam.Class(row.Label), 1)); err != nil {
				return fmt.Errorf("score: line %d: %w", n, err)
			}
		}
	}
	if err := errors.Join(ctx.Err(), lines.Err(), buffered.Flush()); err != nil {
		return fmt.Errorf("score: %w", err)
	}
	if skipped {
		return fmt.Errorf("score: %w", ErrBadRows)
	}
	return nil
}
