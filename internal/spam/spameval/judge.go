package spameval

import (
	"context"
	"fmt"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

// Options say how rows are judged.
type Options struct {
	// ContentOnly keeps every field but the text from the filter.
	ContentOnly bool
	// Learn lets the filter learn the label of each row once it has judged it.
	Learn bool
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
func (o Options) learn(filter *spam.Learned, m spam.Message, l corpus.Label) error {
	if !o.Learn || l == "" {
		return nil
	}
	return filter.Apply(filter.Lesson(m, spam.Class(l), 1))
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
		if err := o.learn(filter, m, r.Label); err != nil {
			return nil, fmt.Errorf("learn row %q: %w", r.ID, err)
		}
		o.progress(i+1, len(rows))
	}
	return results, nil
}
