package spam

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// knownFile holds good replies of our own invention, one a line, in many languages.
// No model is trained on them.
//
//go:embed known.txt
var knownFile string

// known are the good replies against which every lesson is tried.
var known = sync.OnceValue(func() []Message {
	var list []Message
	for l := range strings.Lines(knownFile) {
		list = append(list, Message{Content: strings.ReplaceAll(strings.TrimSpace(l), `\n`, "\n")})
	}
	return list
})

// ErrHarm says that a lesson would have the filter keep good replies from readers.
var ErrHarm = errors.New("the lesson would keep good replies from being published")

// What lessons may do to the known good replies, as shares of them that are not
// published: one lesson, and all lessons together.
const (
	mostHarm    = 0.01
	mostHarmAll = 0.05
)

// Try tells whether a lesson may be applied: it is an ErrHarm if it would have the
// filter hold or keep out markedly more of a fixed sample of good replies, by itself
// or on top of what was learned before. A lesson that helps is never refused.
func (l *Learned) Try(delta []byte) error {
	taught := l.clone()
	if err := taught.Apply(delta); err != nil {
		return err
	}
	untaught := NewLearned(l.starter)
	before, after := l.harm(), taught.harm()
	if after > before && (after > before+mostHarm || after > untaught.harm()+mostHarmAll) {
		return fmt.Errorf("%w: %.1f %% of a sample of them instead of %.1f %%", ErrHarm, 100*after, 100*before)
	}
	return nil
}

// clone is a filter that has learned the same.
func (l *Learned) clone() *Learned {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return &Learned{starter: l.starter, slots: slices.Clone(l.slots)}
}

// harm is the share of the known good replies that are not published.
func (l *Learned) harm() float64 {
	limits := l.starter.Thresholds(Normal)
	lost := 0
	for _, m := range known() {
		if limits.Class(l.LogOdds(m)) != Ham {
			lost++
		}
	}
	return float64(lost) / float64(max(len(known()), 1))
}
