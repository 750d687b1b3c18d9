package spam

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

// knownFile holds good replies of our own invention, one a line, in many languages.
// No model is trained on them.
//
//go:embed known.txt
var knownFile string

// ErrHarm says that a lesson would have the filter keep good replies from readers.
var ErrHarm = errors.New("the lesson would keep good replies from being published")

// What lessons may do to the good replies that the starter publishes, as shares of
// them that are published no more: one lesson, and all lessons together.
const (
	mostHarm    = 0.02
	mostHarmAll = 0.05
)

// A knownReply is a good reply that a model publishes, as the site's own model sees
// it: how far below the threshold it lies, and where it touches the site's numbers.
type knownReply struct {
	room   float64
	places []int32
	values []float32
}

// knownReplies takes the known good replies apart.
func (m *Model) knownReplies() []knownReply {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	var list []knownReply
	untaught := NewLearned(m)
	for l := range strings.Lines(knownFile) {
		x.extract(Message{Content: strings.ReplaceAll(strings.TrimSpace(l), `\n`, "\n")})
		k := knownReply{room: m.Thresholds(Normal).Hold - untaught.tally(x).logOdds}
		if k.room <= 0 {
			continue
		}
		x.valueFor(m)
		for i, f := range x.features {
			k.places = append(k.places, int32(siteSlot(f.id))) //nolint:gosec // under siteSize
			k.values = append(k.values, float32(x.siteValue[i]))
		}
		for i, v := range x.hand {
			if v != 0 {
				k.places = append(k.places, int32(siteHand+i))
				k.values = append(k.values, float32(v))
			}
		}
		list = append(list, k)
	}
	return list
}

// Try tells whether a lesson may be applied: it is an ErrHarm if it would have the
// filter hold or keep out markedly more of a fixed sample of good replies, at the
// normal limits, by itself or on top of what was learned before. A lesson that helps
// is never refused. Nothing is changed.
func (l *Learned) Try(delta []byte) error {
	changes, err := readDelta(delta)
	if err != nil {
		return fmt.Errorf("try a lesson: %w", err)
	}
	known := l.starter.known()
	l.mu.RLock()
	defer l.mu.RUnlock()
	taught := make(map[int32]slot, len(changes))
	for _, c := range changes {
		taught[int32(c.place)] = l.at(c.place).add(c.slot, 1) //nolint:gosec // under siteSlots
	}
	before, after := l.harm(known, nil), l.harm(known, taught)
	if after > before+mostHarm || after > before && after > mostHarmAll {
		return fmt.Errorf("%w: %.1f %% of a sample of them, before it %.1f %%", ErrHarm, 100*after, 100*before)
	}
	return nil
}

// harm is the share of known replies that are published no more, with what would
// change by a lesson; the caller holds mu.
func (l *Learned) harm(known []knownReply, taught map[int32]slot) float64 {
	at := func(place int32) slot {
		if s, ok := taught[place]; ok {
			return s
		}
		return l.at(int(place))
	}
	lost, count := 0, countingOf(at(int32(siteCount)))
	for _, k := range known {
		sum := 0.0
		for i, place := range k.places {
			s := at(place)
			sum += (s.value() + count.of(s)) * float64(k.values[i])
		}
		if sum >= k.room {
			lost++
		}
	}
	return float64(lost) / float64(max(len(known), 1))
}
