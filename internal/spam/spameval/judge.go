package spameval

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

// Options say how rows are judged.
type Options struct {
	// ContentOnly keeps every field but the text from the filter.
	ContentOnly bool
	// Learn lets the filter learn the label of each row once it has judged it.
	Learn bool
	// Wrong is the share of lessons, from 0 to 1, that say the opposite of the label.
	// Which rows these are is drawn from their ids.
	Wrong float64
	// HeldOnly has the filter learn only of rows that it held, as where moderators
	// look at nothing else.
	HeldOnly bool
	// Guarded leaves out lessons that spam.Learned.Try refuses, as a site does. It is
	// slow: every lesson is tried on some hundred texts.
	Guarded bool
	// Limits choose the thresholds; none are those of spam.Normal.
	Limits spam.Limits
	// Progress is told now and then how many rows are done, of how many; 0 says that
	// nobody knows. It may be nil.
	Progress func(done, of int)
}

// progressEvery is after how many rows progress is told.
const progressEvery = 1000

func (o Options) progress(done, of int) {
	if o.Progress != nil && (done%progressEvery == 0 || done == of) {
		o.Progress(done, of)
	}
}

// message is what the filter gets to see of a row.
func (o Options) message(r corpus.Row) spam.Message {
	if o.ContentOnly {
		return spam.Message{Content: r.Message.Content}
	}
	return r.Message
}

// learn teaches the filter the label of a row that it has judged.
func (o Options) learn(filter *spam.Learned, m spam.Message, r corpus.Row, judged spam.Class) error {
	if !o.Learn || r.Label == "" || o.HeldOnly && judged != spam.Unsure {
		return nil
	}
	class := spam.Class(r.Label)
	if o.isWrong(r.ID) {
		class = map[spam.Class]spam.Class{spam.Ham: spam.Spam, spam.Spam: spam.Ham}[class]
	}
	lesson := filter.Lesson(m, class, 1)
	if o.Guarded {
		if err := filter.Try(lesson); errors.Is(err, spam.ErrHarm) {
			return nil
		}
	}
	return filter.Apply(lesson)
}

// isWrong draws whether the lesson on the row with that id is a wrong one.
func (o Options) isWrong(id string) bool {
	h := fnv.New32a()
	_, _ = io.WriteString(h, id) // a hash takes everything
	return float64(h.Sum32())/(1<<32) < o.Wrong
}

// Judge lets filter judge the rows one after the other.
func Judge(ctx context.Context, filter *spam.Learned, rows []corpus.Row, o Options) ([]Result, error) {
	results := make([]Result, len(rows))
	limits := filter.Starter().Thresholds(o.Limits)
	for i, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := o.message(r)
		odds := filter.LogOdds(m)
		results[i] = Result{Source: r.Source, Spam: r.Label == corpus.Spam, Score: odds, Class: limits.Class(odds)}
		if err := o.learn(filter, m, r, results[i].Class); err != nil {
			return nil, fmt.Errorf("learn row %q: %w", r.ID, err)
		}
		o.progress(i+1, len(rows))
	}
	return results, nil
}
