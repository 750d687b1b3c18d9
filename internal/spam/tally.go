package spam

import (
	"math"
	"slices"
)

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// starterOf adds up the starter's log-odds for what x took apart.
func (m *Model) starterOf(x *extractor) float64 {
	var bySpace [spaces]float64
	for _, f := range x.features {
		bySpace[f.space] += m.weight(f.id)
	}
	sum := m.bias
	for s, v := range bySpace {
		sum += float64(v * x.value[s])
	}
	for i, v := range x.hand {
		sum += float64(v * m.hand[i])
	}
	return float64(m.slope*sum) + m.offset
}

// valueFor sets the values that the features have for a site's own model: the rarer
// the more, and those of one space together of the Euclidean length 1.
func (x *extractor) valueFor(m *Model) {
	x.siteValue = zeros(x.siteValue, len(x.features))
	var square [spaces]float64
	for i, f := range x.features {
		v := float64(m.rare[f.id%tableSize])
		if f.space == inManner { // good replies in general have no traits to be rare among
			v = 1
		}
		x.siteValue[i] = v
		square[f.space] += v * v
	}
	text := square[inWords] + square[inLetters]
	square[inWords], square[inLetters] = text, text
	for i, f := range x.features {
		if q := square[f.space]; q > 0 {
			x.siteValue[i] /= math.Sqrt(q)
		}
	}
}

// siteOf adds up the site's own log-odds; the caller holds mu.
func (l *Learned) siteOf(x *extractor) float64 {
	if l.slots == nil {
		return 0
	}
	x.valueFor(l.starter)
	count := l.counting()
	sum := 0.0
	for i, f := range x.features {
		s := l.slots[siteSlot(f.id)]
		sum += (s.value() + count.of(s)) * x.siteValue[i]
	}
	for i, v := range x.hand {
		sum += v * l.slots[siteHand+i].value()
	}
	return sum
}

// trapOdds are the log-odds that a filled trap brings at the least, whatever
// speaks for the message.
const trapOdds = 8

// logOdds is the sum without its account; the caller holds mu.
func (l *Learned) logOdds(x *extractor) float64 {
	sum := l.starter.starterOf(x) + l.siteOf(x)
	if x.hand[handTrap] > 0 {
		return max(sum, trapOdds)
	}
	return sum
}

// A tally is the account of one message: what each part of it adds to the log-odds.
type tally struct {
	logOdds float64
	// byKind are the starter's contributions, words apart, and byWord those.
	byKind [nKinds]float64
	byWord []float64
	// site is what the site finds in each word of the text, siteRest in the rest.
	site     []float64
	siteRest float64
}

// tally adds up with an account, whose lists belong to x; the caller holds mu.
func (l *Learned) tally(x *extractor) *tally {
	m := l.starter
	x.byWord = zeros(x.byWord, len(x.words))
	t := &tally{byWord: x.byWord}
	for _, f := range x.features {
		v := m.slope * m.weight(f.id) * x.value[f.space]
		if f.word >= 0 {
			t.byWord[f.word] += v
		} else {
			t.byKind[f.space.kind()] += v
		}
	}
	for i, v := range x.hand {
		t.byKind[handFeature(i).kind()] += m.slope * m.hand[i] * v
	}
	t.byKind[kindBias] += m.slope*m.bias + m.offset
	if l.slots != nil {
		t.tallySite(l, x)
	}
	t.sum(x)
	return t
}

// tallySite adds the account of what the site finds.
func (t *tally) tallySite(l *Learned, x *extractor) {
	x.siteByWord = zeros(x.siteByWord, len(x.words))
	t.site = x.siteByWord
	x.valueFor(l.starter)
	count := l.counting()
	for i, f := range x.features {
		s := l.slots[siteSlot(f.id)]
		v := (s.value() + count.of(s)) * x.siteValue[i]
		if f.word >= 0 {
			t.site[f.word] += v
		} else {
			t.siteRest += v
		}
	}
	for i, v := range x.hand {
		t.siteRest += l.slots[siteHand+i].value() * v
	}
}

// zeros is a list of n zeros, in the memory of old if it is large enough.
func zeros(old []float64, n int) []float64 {
	list := slices.Grow(old[:0], n)[:n]
	clear(list)
	return list
}

// sum adds the account up. A filled trap weighs as much as it must.
func (t *tally) sum(x *extractor) {
	s := t.siteRest
	for _, part := range [][]float64{t.byKind[:], t.byWord, t.site} {
		for _, v := range part {
			s += v
		}
	}
	if x.hand[handTrap] > 0 && s < trapOdds {
		t.byKind[kindTrap] += trapOdds - s
		s = trapOdds
	}
	t.logOdds = s
}
