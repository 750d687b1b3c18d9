package spameval

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"time"

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

// A stream is a filter at work on rows in their order. If it learns, it also remembers
// what it saw, as a site does.
type stream struct {
	Options
	filter *spam.Learned
	past   spam.Past
	latest time.Time
	seen   int
}

// message is what the filter gets to see of a row.
func (s *stream) message(r corpus.Row) spam.Message {
	m := r.Message
	if s.ContentOnly {
		m = spam.Message{Content: m.Content, Time: m.Time}
	}
	if !s.Learn {
		return m
	}
	if m.Time.Before(s.latest) { // what stands before it in the stream came before it
		m.Time = s.latest
	}
	s.latest = m.Time
	return s.past.Recall(m)
}

// learn teaches the filter the label of a row that it has judged.
func (s *stream) learn(m spam.Message, r corpus.Row, judged spam.Class) error {
	if !s.Learn {
		return nil
	}
	taught := spam.Class(r.Label)
	if s.HeldOnly && judged != spam.Unsure {
		taught = ""
	}
	if taught != "" && s.isWrong(r.ID) {
		taught = map[spam.Class]spam.Class{spam.Ham: spam.Spam, spam.Spam: spam.Ham}[taught]
	}
	s.seen++
	s.past.Saw(spam.Trace{
		ID: strconv.Itoa(s.seen), Time: m.Time, Network: m.Network, Email: m.Email,
		Content: m.Content, Fingerprint: m.Fingerprint, Fate: fate(taught, judged),
	})
	if taught == "" {
		return nil
	}
	m.Repeats = spam.Repeats{} // the text itself is the lesson
	lesson := s.filter.Lesson(m, taught, 1)
	if s.Guarded {
		if err := s.filter.Try(lesson); errors.Is(err, spam.ErrHarm) {
			return nil
		}
	}
	return s.filter.Apply(lesson)
}

// fate is what became of a row: what was taught, or else what the filter did.
func fate(taught, judged spam.Class) spam.Fate {
	switch {
	case taught == spam.Spam:
		return spam.Refused
	case taught == spam.Ham:
		return spam.Stood
	case judged == spam.Ham:
		return spam.Published
	}
	return spam.Open
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
	s := stream{Options: o, filter: filter}
	for i, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m := s.message(r)
		odds := filter.LogOdds(m)
		results[i] = Result{Source: r.Source, Spam: r.Label == corpus.Spam, Score: odds, Class: limits.Class(odds)}
		if err := s.learn(m, r, results[i].Class); err != nil {
			return nil, fmt.Errorf("learn row %q: %w", r.ID, err)
		}
		o.progress(i+1, len(rows))
	}
	return results, nil
}
