package spam

import (
	"math"
	"slices"
)

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// raw adds up the model's weights for what x took apart, before slope and offset.
func (m *Model) raw(x *extractor) float64 {
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
	return sum
}

// valueFor sets the values that the features have for a site's own model: the rarer
// the more, and those of one space together of the Euclidean length 1.
func (x *extractor) valueFor(m *Model) {
	x.siteValue = zeros(x.siteValue, len(x.features))
	for i, f := range x.features {
		x.siteValue[i] = float64(m.rare[f.id%tableSize])
	}
	var square, inverse [spaces]float64
	for i, f := range x.features {
		if unknown[f.space] { // good replies in general have none to be rare among
			x.siteValue[i] = 1
		}
		square[f.space] += x.siteValue[i] * x.siteValue[i]
	}
	text := square[inWords] + square[inLetters]
	square[inWords], square[inLetters] = text, text
	for s, q := range square {
		if q > 0 {
			inverse[s] = 1 / math.Sqrt(q)
		}
	}
	for i, f := range x.features {
		x.siteValue[i] *= inverse[f.space]
	}
}

// trapOdds are the log-odds that a filled trap brings at the least, whatever
// speaks for the message.
const trapOdds = 8

// A tally is the account of one message: what each part of it adds to the log-odds.
type tally struct {
	// logOdds are those of the verdict, plain those without the trap.
	logOdds, plain float64
	// byKind are the starter's contributions, words apart, and byWord those.
	byKind [nKinds]float64
	byWord []float64
	// site is what the site finds in each word of the text, siteRest in the rest.
	site     []float64
	siteRest float64
	// telling is the stretch that counts as kindPart.
	telling stretch
}

// tally adds up, with an account that belongs to x; the caller holds mu.
func (l *Learned) tally(x *extractor) *tally {
	m := l.starter
	x.byWord, x.inWord = zeros(x.byWord, len(x.words)), zeros(x.inWord, len(x.words))
	x.tally = tally{byWord: x.byWord}
	t := &x.tally
	x.levels = slices.Grow(x.levels[:0], len(x.features))[:len(x.features)]
	for i, f := range x.features {
		x.levels[i] = m.table[f.id%tableSize]
	}
	for i, f := range x.features {
		v := m.slope * m.levels[uint8(x.levels[i])] * x.value[f.space] //nolint:gosec // the level as an index
		if f.word >= 0 {
			t.byWord[f.word] += v
			x.inWord[f.word]++
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
	x.siteByWord, x.siteSquare = zeros(x.siteByWord, len(x.words)), zeros(x.siteSquare, len(x.words))
	t.site = x.siteByWord
	x.valueFor(l.starter)
	count := l.counting()
	// All that has to come from far memory is fetched first, so that the waits overlap.
	x.slots = slices.Grow(x.slots[:0], len(x.features))[:len(x.features)]
	for i, f := range x.features {
		x.slots[i] = l.slots[siteSlot(f.id)]
	}
	for i, f := range x.features {
		s, y := x.slots[i], x.siteValue[i]
		v := (s.value() + count.of(s)) * y
		if f.word >= 0 {
			t.site[f.word] += v
			x.siteSquare[f.word] += y * y
		} else {
			t.siteRest += v
		}
	}
	for i, v := range x.hand {
		t.siteRest += l.slots[siteHand+i].value() * v
	}
}

// own is what the site by itself makes of the message.
func (t *tally) own() float64 { return t.siteRest + total(t.site) }

func total(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum
}

// zeros is a list of n zeros, in the memory of old if it is large enough.
func zeros(old []float64, n int) []float64 {
	list := slices.Grow(old[:0], n)[:n]
	clear(list)
	return list
}

// sum adds the account up. A telling part of the text, and a filled trap, weigh as much
// as they must.
func (t *tally) sum(x *extractor) {
	text := total(t.byWord) + total(t.site)
	sum := text + total(t.byKind[:]) + t.siteRest
	if odds, part := t.bestPart(x, sum, text); odds > sum {
		t.byKind[kindPart], t.telling = odds-sum, part
		sum = odds
	}
	t.plain = sum
	if x.hand[handTrap] > 0 && sum < trapOdds {
		t.byKind[kindTrap] += trapOdds - sum
		sum = trapOdds
	}
	t.logOdds = sum
}
