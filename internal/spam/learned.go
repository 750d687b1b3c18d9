package spam

import (
	"fmt"
	"sync"
)

// What a site learned is held in whole numbers, so that lessons can be added and
// taken out in any order and leave no trace of rounding.
const (
	siteBits = 17
	siteSize = 1 << siteBits
	// The places of a site's numbers: hashed features, hand features, fusion.
	siteHand   = siteSize
	siteFusion = siteHand + int(nHand)
	siteSlots  = siteFusion + nFusion

	weightUnit = 1.0 / (1 << 14) // of a weight, in log-odds
	energyUnit = 1.0 / (1 << 20) // of a sum of squared gradients
)

// The numbers that weigh starter and site against each other: the log-odds are
// (1+fuseStarter) × the starter's + (1+fuseSite) × the site's + fuseBias.
const (
	fuseBias = iota
	fuseStarter
	fuseSite
	nFusion
)

// A slot is one number that a site learned: a weight in weightUnits and the
// energy of its changes, from which AdaGrad takes its step, in energyUnits.
type slot struct{ weight, energy int32 }

// Learned is the filter of one site: the starter, frozen, and what the site's
// moderators taught, which starts empty and takes at most about a megabyte. It is
// safe for concurrent use.
type Learned struct {
	starter *Model

	mu    sync.RWMutex
	slots []slot // nil until something is learned
}

// NewLearned returns the filter of a site that has learned nothing yet.
func NewLearned(starter *Model) *Learned { return &Learned{starter: starter} }

func siteSlot(id uint32) int { return int(id >> (32 - siteBits)) }

// at returns the number at place i; the caller holds mu.
func (l *Learned) at(i int) slot {
	if l.slots == nil {
		return slot{}
	}
	return l.slots[i]
}

func (s slot) value() float64 { return float64(s.weight) * weightUnit }

// Check judges m.
func (l *Learned) Check(m Message, s Strictness) Verdict {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	x.extract(m)
	l.mu.RLock()
	t := l.tally(x)
	l.mu.RUnlock()
	return Verdict{
		Class: l.starter.Thresholds(s).Class(t.logOdds),
		Score: sigmoid(t.logOdds),
		Clues: t.clues(m, x),
	}
}

// LogOdds is the log-odds of Check's Score.
func (l *Learned) LogOdds(m Message) float64 {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	x.extract(m)
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.logOdds(x)
}

// Apply adds what a lesson or a sum of lessons taught.
func (l *Learned) Apply(delta []byte) error { return l.change(delta, 1) }

// Remove takes out what a lesson taught, as if it had never been.
func (l *Learned) Remove(delta []byte) error { return l.change(delta, -1) }

func (l *Learned) change(delta []byte, sign int32) error {
	changes, err := readDelta(delta)
	if err != nil {
		return fmt.Errorf("read a lesson: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.slots == nil {
		l.slots = make([]slot, siteSlots)
	}
	for _, c := range changes {
		l.slots[c.place].weight += sign * c.weight
		l.slots[c.place].energy += sign * c.energy
	}
	return nil
}

// MarshalBinary returns all that the site learned, in the form of one lesson.
func (l *Learned) MarshalBinary() ([]byte, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return appendDelta(nil, changesOf(l.slots)), nil
}

// UnmarshalBinary replaces what the site learned.
func (l *Learned) UnmarshalBinary(b []byte) error {
	fresh := NewLearned(l.starter)
	if len(b) > 0 {
		if err := fresh.Apply(b); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slots = fresh.slots
	return nil
}

// Starter is the frozen model under what the site learned.
func (l *Learned) Starter() *Model { return l.starter }
