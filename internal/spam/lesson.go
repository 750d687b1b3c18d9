package spam

import (
	"math"
	"slices"
)

// How a site learns. The figures were chosen on the developers' corpus: one source
// that the starter never saw, judged and learned in its order.
const (
	lessonRate  = 0.4
	lessonFloor = 0.0005
	// Hand-made features are few and shared by many messages: they learn more slowly.
	handLessonRate  = 0.2
	handLessonFloor = 1.0
	// lessonShared is how far a site's own weights learn from the error of starter
	// and site together; for the rest they learn from their own, so that they stand
	// by themselves where the starter is of no use.
	lessonShared = 0.5
	// lessonDoubt is the log-odds from which on a word to the contrary counts less: it
	// may be a slip, or a lie, and if it is neither it will be said again.
	lessonDoubt = 3.0
)

// Lesson works out what a person's word on m teaches this site, without teaching
// it: Apply does that, and Remove takes it out again. Weight says how much the
// word counts, 1 being a full lesson. Lessons only add, so lessons worked out side
// by side may be applied in any order. A lesson whether m is Unsure is empty.
func (l *Learned) Lesson(m Message, c Class, weight float64) []byte {
	if c != Ham && c != Spam || weight <= 0 {
		return appendDelta(nil, nil)
	}
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	x.extract(m)
	l.mu.RLock()
	defer l.mu.RUnlock()
	t := l.tally(x)
	if l.slots == nil {
		x.valueFor(l.starter)
	}
	odds := t.plain
	against := odds
	if c == Spam {
		against = -odds
	}
	s := descentOf(c == Spam, weight*min(1, lessonDoubt/max(against, lessonDoubt)), odds, t.own())
	return appendDelta(nil, s.changes(l, x))
}

// A descent is a step of AdaGrad down the logistic loss.
type descent struct {
	slope float64
	count slot // what the lesson adds to the counts of what it touches
}

func descentOf(isSpam bool, weight, odds, site float64) descent {
	slope := lessonShared*sigmoid(odds) + (1-lessonShared)*sigmoid(site)
	n := int32(math.Round(weight / countUnit))
	if isSpam {
		return descent{weight * (slope - 1), slot{spam: n}}
	}
	return descent{weight * slope, slot{ham: n}}
}

// changes lists what the descent changes for the message, in the order of places; the
// caller holds mu.
func (s descent) changes(l *Learned, x *extractor) []change {
	x.order = x.order[:0]
	for i, f := range x.features {
		x.order = append(x.order, uint64(siteSlot(f.id))<<16|uint64(i)) //nolint:gosec // a place, and an index under maxFeatures
	}
	slices.Sort(x.order)
	changes := make([]change, 0, len(x.order)+int(nHand)+1)
	for i := 0; i < len(x.order); {
		place, value := int(x.order[i]>>16), 0.0
		for ; i < len(x.order) && int(x.order[i]>>16) == place; i++ {
			value += x.siteValue[x.order[i]&0xffff]
		}
		c := change{place, s.descend(l.at(place), value, lessonRate, lessonFloor).add(s.count, 1)}
		if c.slot != (slot{}) { // as a lesson of hardly any weight has it
			changes = append(changes, c)
		}
	}
	changes = append(changes, change{siteCount, s.count})
	for i, v := range x.hand {
		if v != 0 && handFeature(i) != handTrap {
			changes = append(changes, change{siteHand + i, s.descend(l.at(siteHand+i), v, handLessonRate, handLessonFloor)})
		}
	}
	return changes
}

// descend is what the descent changes at a place where the message has that value.
func (s descent) descend(at slot, value, rate, floor float64) slot {
	slope := s.slope * value
	energy := int32(math.Round(slope * slope / energyUnit))
	sum := floor + float64(max(at.energy+energy, 0))*energyUnit
	return slot{energy: energy, weight: -int32(math.Round(rate * slope / math.Sqrt(sum) / weightUnit))}
}
