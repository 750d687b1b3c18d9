package spam

import (
	"cmp"
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
	p := l.practise(x)
	l.mu.RUnlock()

	against := p.logOdds()
	if c == Spam {
		against = -against
	}
	weight *= min(1, lessonDoubt/max(against, lessonDoubt))
	p.step(c == Spam, weight)
	p.count(c == Spam, weight)
	return appendDelta(nil, p.changes())
}

// A part is one number of the site's model that a message touches.
type part struct {
	place         int
	value         float64 // of the message's features there
	before, after slot
	counted       bool // for the features of a text, which are counted too
}

// A practice is a site's model as far as one message touches it, to try a lesson on.
type practice struct {
	parts   []part
	starter float64 // the starter's log-odds
	all     part    // the count of all lessons
}

// practise copies what the message touches; the caller holds mu.
func (l *Learned) practise(x *extractor) *practice {
	p := &practice{starter: l.starter.starterOf(x), parts: make([]part, 0, len(x.features)+8)}
	x.valueFor(l.starter)
	for i, f := range x.features {
		p.parts = append(p.parts, part{place: siteSlot(f.id), value: x.siteValue[i], counted: true})
	}
	for i, v := range x.hand {
		if v != 0 && handFeature(i) != handTrap {
			p.parts = append(p.parts, part{place: siteHand + i, value: v})
		}
	}
	slices.SortFunc(p.parts, func(a, b part) int { return cmp.Compare(a.place, b.place) })
	kept := p.parts[:0]
	for _, next := range p.parts {
		if n := len(kept); n > 0 && kept[n-1].place == next.place {
			kept[n-1].value += next.value
			continue
		}
		next.before = l.at(next.place)
		next.after = next.before
		kept = append(kept, next)
	}
	p.parts = kept
	p.all = part{place: siteCount, before: l.at(siteCount), after: l.at(siteCount)}
	return p
}

func (p *practice) site() float64 {
	sum, count := 0.0, countingOf(p.all.after)
	for i := range p.parts {
		q := &p.parts[i]
		sum += q.value * (q.after.value() + count.of(q.after))
	}
	return sum
}

// count counts the message among what was taught.
func (p *practice) count(isSpam bool, weight float64) {
	one := slot{ham: int32(math.Round(weight / countUnit))}
	if isSpam {
		one.ham, one.spam = 0, one.ham
	}
	p.all.after = p.all.after.add(one, 1)
	for i := range p.parts {
		if q := &p.parts[i]; q.counted {
			q.after = q.after.add(one, 1)
		}
	}
}

func (p *practice) logOdds() float64 {
	return p.starter + p.site()
}

// step makes one step of AdaGrad down the logistic loss.
func (p *practice) step(isSpam bool, weight float64) {
	site := p.site()
	slope, alone := weight*sigmoid(p.logOdds()), weight*sigmoid(site)
	if isSpam {
		slope -= weight
		alone -= weight
	}
	for i := range p.parts {
		rate, floor := lessonRate, lessonFloor
		if !p.parts[i].counted {
			rate, floor = handLessonRate, handLessonFloor
		}
		p.parts[i].descend((lessonShared*slope+(1-lessonShared)*alone)*p.parts[i].value, rate, floor)
	}
}

func (p *part) descend(slope, rate, floor float64) {
	s := &p.after
	energy := slope * slope
	s.energy += int32(math.Round(energy / energyUnit))
	s.weight -= int32(math.Round(rate * slope / math.Sqrt(floor+float64(max(s.energy, 0))*energyUnit) / weightUnit))
}

// changes lists what the practice changed, in the order of places.
func (p *practice) changes() []change {
	var changes []change
	for _, q := range append(p.parts, p.all) {
		if c := q.after.add(q.before, -1); c != (slot{}) {
			changes = append(changes, change{q.place, c})
		}
	}
	return changes
}
