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

// What lessons may do to the good replies that the starter publishes, as shares of
// them that are published no more: one lesson, and all lessons together.
const (
	mostHarm    = 0.02
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
	before, after := l.harm(), taught.harm()
	if after > before+mostHarm || after > before && after > mostHarmAll {
		return fmt.Errorf("%w: %.1f %% of a sample of them, before it %.1f %%", ErrHarm, 100*after, 100*before)
	}
	return nil
}

// clone is a filter that has learned the same.
func (l *Learned) clone() *Learned {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return &Learned{starter: l.starter, slots: slices.Clone(l.slots)}
}

// harm is the share of the known good replies that are published by the starter, but
// not after what was learned.
func (l *Learned) harm() float64 {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	l.mu.RLock()
	defer l.mu.RUnlock()
	limits := l.starter.Thresholds(Normal)
	published, lost := 0, 0
	for _, m := range known() {
		x.extract(m)
		odds := l.starter.starterOf(x)
		if limits.Class(odds) != Ham {
			continue
		}
		published++
		if limits.Class(odds+l.siteOf(x)) != Ham {
			lost++
		}
	}
	return float64(lost) / float64(max(published, 1))
}
