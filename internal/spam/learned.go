package spam

import (
	"fmt"
	"sync"
	"unsafe"
)

// What a site learned is held in whole numbers, so that lessons can be added and
// taken out in any order and leave no trace of rounding.
const (
	siteBits = 19
	siteSize = 1 << siteBits
	// The places of a site's numbers: hashed features, the count of its lessons, and
	// hand features.
	siteCount = siteSize
	siteHand  = siteCount + 1
	siteSlots = siteHand + int(nHand)

	weightUnit = 1.0 / (1 << 14) // of a weight, in log-odds
	energyUnit = 1.0 / (1 << 16) // of a sum of squared gradients
	countUnit  = 1.0 / (1 << 4)  // of a count of lessons, some of which count in part
)

// A slot is what a site learned of one feature: a weight in weightUnits, the energy
// of its changes, from which AdaGrad takes its step, in energyUnits, and how many
// lessons of ham and of spam had the feature, in countUnits.
type slot struct{ weight, energy, ham, spam int32 }

// Learned is the filter of one site: the starter, frozen, and what the site's
// moderators taught, which starts empty and takes about eight megabytes once anything was learned. It is
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

func (s slot) add(d slot, sign int32) slot {
	return slot{s.weight + sign*d.weight, s.energy + sign*d.energy, s.ham + sign*d.ham, s.spam + sign*d.spam}
}

// How far counting speaks beside the weights: a part of the log-likelihood ratio,
// with countFloor lessons added to each count.
const (
	siteCountShare = 0.25
	countFloor     = 0.6
	countTrust     = 5.0
)

// counting turns the counts of a feature into log-odds: how much more often spam
// has it than ham, of all that was taught. It is zero for what was never counted.
type counting struct{ share, hamFloor, spamFloor, ratio float64 }

// counting knows the site's counts of all lessons; the caller holds mu.
func (l *Learned) counting() counting { return countingOf(l.at(siteCount)) }

func countingOf(all slot) counting {
	ham, spam := float64(max(all.ham, 0))*countUnit+1, float64(max(all.spam, 0))*countUnit+1
	both := min(ham, spam) - 1
	return counting{
		share:     siteCountShare * both / (both + countTrust),
		hamFloor:  countFloor * ham / (ham + spam),
		spamFloor: countFloor * spam / (ham + spam),
		ratio:     ham / spam,
	}
}

// of is the log-odds of a feature.
func (c counting) of(s slot) float64 {
	if s.ham|s.spam == 0 {
		return 0
	}
	ham, spam := float64(max(s.ham, 0))*countUnit, float64(max(s.spam, 0))*countUnit
	return c.share * quickLog((spam+c.spamFloor)/(ham+c.hamFloor)*c.ratio)
}

// Check judges m for a site of those limits.
func (l *Learned) Check(m Message, limits Limits) Verdict {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	x.extract(m)
	l.mu.RLock()
	t := l.tally(x)
	l.mu.RUnlock()
	return Verdict{
		Class: l.starter.Thresholds(limits).Class(t.logOdds),
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
	return l.tally(x).logOdds
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
	l.apply(changes, sign)
	return nil
}

// apply adds or takes out changes; the caller holds mu.
func (l *Learned) apply(changes []change, sign int32) {
	if l.slots == nil {
		l.slots = make([]slot, siteSlots)
	}
	for _, c := range changes {
		l.slots[c.place] = l.slots[c.place].add(c.slot, sign)
	}
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

// Size is how many bytes of memory what the site learned takes.
func (l *Learned) Size() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.slots) * int(unsafe.Sizeof(slot{}))
}

// Starter is the frozen model under what the site learned.
func (l *Learned) Starter() *Model { return l.starter }
