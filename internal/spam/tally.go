package spam

import "math"

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// kindOf says in whose clue the hashed features of a space count.
var kindOf = [spaces]ClueKind{inWords: ClueWords, inLetters: ClueLetters, inLinks: ClueLinks, inAuthor: ClueAuthor, inEmail: ClueEmail, inURL: ClueURL}

// A tally is the account of one message: what each part of it adds to the log-odds.
type tally struct {
	logOdds float64
	bias    float64
	// bySpace are the starter's contributions of hashed features other than words,
	// byHand those of hand-made features.
	bySpace [spaces]float64
	byHand  [nHand]float64
	// words and site are what starter and site find in each word of the text.
	words, site []float64
	// siteRest is what the site finds in anything but words.
	siteRest float64
}

// starterOf adds up the starter's log-odds for what x took apart.
func (m *Model) starterOf(x *extractor) float64 {
	sum := m.bias
	var bySpace [spaces]float64
	for _, f := range x.features {
		bySpace[f.space] += m.weight(f.id)
	}
	for s, v := range bySpace {
		sum += v * x.value[s]
	}
	for i, v := range x.hand {
		sum += v * m.hand[i]
	}
	return m.slope*sum + m.offset
}

// siteOf adds up the site's own log-odds; the caller holds mu.
func (l *Learned) siteOf(x *extractor) float64 {
	if l.slots == nil {
		return 0
	}
	var bySpace [spaces]int64
	for _, f := range x.features {
		bySpace[f.space] += int64(l.slots[siteSlot(f.id)].weight)
	}
	sum := 0.0
	for s, v := range bySpace {
		sum += float64(v) * weightUnit * x.value[s]
	}
	for i, v := range x.hand {
		sum += v * l.slots[siteHand+i].value()
	}
	return sum
}

// fusion returns the weights of starter and site, and the bias; the caller holds mu.
func (l *Learned) fusion() (starter, site, bias float64) {
	return 1 + l.at(siteFusion+fuseStarter).value(), 1 + l.at(siteFusion+fuseSite).value(), l.at(siteFusion + fuseBias).value()
}

// logOdds is the sum without its account; the caller holds mu.
func (l *Learned) logOdds(x *extractor) float64 {
	a, b, c := l.fusion()
	sum := a*l.starter.starterOf(x) + b*l.siteOf(x) + c
	if x.hand[handTrap] > 0 {
		return max(sum, trapOdds)
	}
	return sum
}

// tally adds up with an account; the caller holds mu.
func (l *Learned) tally(x *extractor) *tally {
	m := l.starter
	a, b, c := l.fusion()
	t := &tally{bias: a*(m.slope*m.bias+m.offset) + c, words: make([]float64, len(x.words))}
	if l.slots != nil {
		t.site = make([]float64, len(x.words))
	}
	for _, f := range x.features {
		v := a * m.slope * m.weight(f.id) * x.value[f.space]
		if f.word >= 0 {
			t.words[f.word] += v
		} else {
			t.bySpace[f.space] += v
		}
		if l.slots == nil {
			continue
		}
		v = b * l.slots[siteSlot(f.id)].value() * x.value[f.space]
		if f.word >= 0 {
			t.site[f.word] += v
		} else {
			t.siteRest += v
		}
	}
	for i, v := range x.hand {
		if v != 0 {
			t.byHand[i] = a * m.slope * m.hand[i] * v
			t.siteRest += b * l.at(siteHand+i).value() * v
		}
	}
	t.sum(x)
	return t
}

// trapOdds are the log-odds that a filled trap brings at the least, whatever
// speaks for the message.
const trapOdds = 8

// sum adds the account up. A filled trap weighs as much as it must.
func (t *tally) sum(x *extractor) {
	s := t.bias + t.siteRest
	for _, part := range [][]float64{t.bySpace[:], t.byHand[:], t.words, t.site} {
		for _, v := range part {
			s += v
		}
	}
	if x.hand[handTrap] > 0 && s < trapOdds {
		t.byHand[handTrap] += trapOdds - s
		s = trapOdds
	}
	t.logOdds = s
}
