package spam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
)

// An Example is a message of which a person said what it is.
type Example struct {
	Message
	Spam bool
	// Source is where it comes from. Thresholds are chosen with regard to sources.
	Source string
	// Held says that the example is not for training, but for choosing the
	// thresholds: what is trained on is always judged too well.
	Held bool
	// Weight says how much the example counts; zero is 1.
	Weight float64
}

// How the starter is trained. The figures were chosen on the developers' corpus.
const (
	trainRounds = 4
	trainRate   = 0.1
	trainFloor  = 1e-4
	trainSeed   = 1
	handFloor   = 1 // of the sums of hand-made features and the bias
	// countShare is the part of a feature's log-likelihood ratio with which its
	// weight starts, and countPrior what is added to its counts.
	countShare = 0.3
	countPrior = 1.0
)

// Train makes a model of examples. The same examples in the same order make the
// same model, byte for byte: the order of learning is drawn from a fixed seed and
// every sum is made in one fixed order. It ends early with the context's error.
func Train(ctx context.Context, examples []Example, progress func(done, of int)) (*Model, error) {
	var learn, held []Example
	for _, e := range examples {
		if e.Held {
			held = append(held, e)
			continue
		}
		learn = append(learn, e)
	}
	if len(learn) == 0 || len(held) == 0 {
		return nil, errors.New("train a filter: there must be examples to learn from and some held back")
	}
	t := newTrainer()
	t.count(learn)
	random := rand.New(rand.NewPCG(trainSeed, trainSeed)) //nolint:gosec // reproducible, not secret
	for round := range trainRounds {
		for i, k := range random.Perm(len(learn)) {
			t.learn(learn[k])
			if i%1000 != 0 {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("train a filter: %w", err)
			}
			if progress != nil {
				progress(round*len(learn)+i, trainRounds*len(learn))
			}
		}
	}
	m := t.model()
	m.calibrate(held)
	return m, nil
}

// A trainer learns a logistic regression by AdaGrad, from weights that start where
// counting puts them (Wang and Manning 2012: naive Bayes knows rare features best,
// regression the frequent ones). Its sums are of float64 and
// written so that no compiler fuses multiplication and addition.
type trainer struct {
	x              *extractor
	weight, energy []float64
	rare           []uint8
	hand, handSum  [nHand]float64
	bias, biasSum  float64
}

func newTrainer() *trainer {
	return &trainer{x: new(extractor), weight: make([]float64, tableSize), energy: make([]float64, tableSize), rare: make([]uint8, tableSize)}
}

// count notes how rare each feature is in ham, and starts each weight with a part of the feature's log-likelihood ratio.
func (t *trainer) count(examples []Example) {
	var counts [2][]float64
	var all [2]float64
	for class := range counts {
		counts[class] = make([]float64, tableSize)
	}
	for _, e := range examples {
		class := 0
		if e.Spam {
			class = 1
		}
		lessons := t.lessons(e)
		t.x.extract(lessons[len(lessons)-1])
		for _, f := range t.trained() {
			counts[class][f.id%tableSize] += e.weight()
			all[class] += e.weight()
		}
	}
	var hams float64
	for _, e := range examples {
		if !e.Spam {
			hams += e.weight()
		}
	}
	for i, n := range counts[0] {
		t.rare[i] = rarity(n / hams)
	}
	const prior = countPrior * tableSize
	for i := range t.weight {
		ham, spam := counts[0][i], counts[1][i]
		if ham+spam > 0 {
			ratio := math.Log((spam + countPrior) / (all[1] + prior) * (all[0] + prior) / (ham + countPrior))
			t.weight[i] = float64(countShare * ratio)
		}
	}
}

// trained are the features of the message at hand that the starter may know. Those
// of mail addresses are left to the sites: those of our own rows are invented, and
// no other corpus has them in both classes.
func (t *trainer) trained() []feature {
	return slices.DeleteFunc(t.x.features, func(f feature) bool { return unknown[f.space] })
}

// rarity turns the share of good replies that have a feature into the part with
// which it speaks in a site's own model, of 255: what one in 4,096 has, or fewer,
// speaks in full.
func rarity(share float64) uint8 {
	const full = 12 // log2 of 4,096
	part := -math.Log2(max(share, 1e-9)) / full
	return uint8(math.Round(255 * min(max(part, 0), 1)))
}

// weight is how much the example counts.
func (e Example) weight() float64 {
	if e.Weight == 0 {
		return 1
	}
	return e.Weight
}

// lessons are the messages that an example teaches. Where it has more than a text,
// the text is a lesson of its own, so that it carries its own weight; but where the
// home page is the bait, and the text of a spam has none, the text is no lesson at
// all: praise is what real readers write.
func (t *trainer) lessons(e Example) []Message {
	if e.Author == "" && e.Email == "" && e.URL == "" {
		return []Message{e.Message}
	}
	if t.x.fold(composed(e.Content)); e.Spam && e.URL != "" && t.x.nLinks == 0 {
		return []Message{{Author: e.Author, Email: e.Email, URL: e.URL}}
	}
	return []Message{{Content: e.Content}, e.Message}
}

// learn takes a step for each lesson of the example.
func (t *trainer) learn(e Example) {
	for _, m := range t.lessons(e) {
		t.step(m, e.Spam, e.weight())
	}
}

func (t *trainer) step(m Message, isSpam bool, weight float64) {
	x := t.x
	x.extract(m)
	features := t.trained()
	sum := t.bias
	for _, f := range features {
		sum += float64(t.weight[f.id%tableSize] * x.value[f.space])
	}
	for i, v := range x.hand {
		sum += float64(t.hand[i] * v)
	}
	slope := sigmoid(sum)
	if isSpam {
		slope--
	}
	slope *= weight
	for _, f := range features {
		i := f.id % tableSize
		g := float64(slope * x.value[f.space])
		t.energy[i] += float64(g * g)
		t.weight[i] -= float64(trainRate * g / math.Sqrt(trainFloor+t.energy[i]))
	}
	for i, v := range x.hand {
		if v == 0 || isUntrained(handFeature(i)) {
			continue
		}
		g := float64(slope * v)
		t.handSum[i] += float64(g * g)
		t.hand[i] -= float64(trainRate * g / math.Sqrt(handFloor+t.handSum[i]))
	}
	t.biasSum += float64(slope * slope)
	t.bias -= float64(trainRate * slope / math.Sqrt(handFloor+t.biasSum))
}

func isUntrained(h handFeature) bool {
	_, ok := untrained[h]
	return ok
}

// model quantises what was learned.
func (t *trainer) model() *Model {
	m := &Model{table: make([]int8, tableSize), rare: t.rare, hand: t.hand, bias: t.bias, slope: 1}
	top := 0.0
	for _, w := range t.weight {
		top = max(top, math.Abs(w))
	}
	m.setLevels(top)
	m.known = sync.OnceValue(m.knownReplies)
	for i, w := range t.weight {
		m.table[i] = m.quantise(w)
	}
	return m
}

// calibrate sets slope, offset and the tails of ham by the held examples.
func (m *Model) calibrate(held []Example) {
	x := new(extractor)
	sums := make([]float64, len(held))
	for i, e := range held {
		x.extract(Message{Content: e.Content})
		sums[i] = m.raw(x)
	}
	m.slope, m.offset = platt(sums, held)
	for h := range nHand {
		if w, ok := untrained[h]; ok {
			m.hand[h] = w / m.slope
		}
	}
	odds, untaught := sums, NewLearned(m)
	for i, e := range held {
		odds[i] = untaught.LogOdds(Message{Content: e.Content})
	}
	m.setTails(odds, held)
}

// setTails notes above which log-odds shares of good replies lie. Newspaper readers'
// comments are surely good: no newspaper loses more than twice the share. Of all ham
// some is spam that nobody marked, and most of that scores high: there a share is
// taken for a fifth of it.
func (m *Model) setTails(odds []float64, held []Example) {
	var ham, readers []float64
	papers := map[string][]float64{}
	for i, e := range held {
		if e.Spam {
			continue
		}
		ham = append(ham, odds[i])
		if strings.HasPrefix(e.Source, readersPrefix) {
			readers = append(readers, odds[i])
			papers[e.Source] = append(papers[e.Source], odds[i])
		}
	}
	slices.Sort(ham)
	slices.Sort(readers)
	for i, share := range tailShares {
		m.held[i] = beyond(ham, share)
		m.lost[i] = max(beyond(readers, share), beyond(ham, 5*share))
		for _, paper := range papers {
			if slices.Sort(paper); 2*share*float64(len(paper)) >= 1 { // else it has too few rows to tell
				m.lost[i] = max(m.lost[i], beyond(paper, 2*share))
			}
		}
	}
}

// readersPrefix begins the names of sources of newspaper readers' comments.
const readersPrefix = "news-"

// beyond is a number that at most a share of the sorted log-odds reaches, or leastOdds
// where all may.
func beyond(sorted []float64, share float64) float64 {
	last := len(sorted) - 1 - int(share*float64(len(sorted)))
	if last < 0 {
		return leastOdds
	}
	return sorted[last] + thresholdMargin
}

// thresholdMargin keeps a threshold clear of the score it was taken from, which may
// be added up in another order.
const thresholdMargin = 1e-6

// leastOdds lie below those of any message.
const leastOdds = -100

// platt fits slope and offset of the log-odds to the sums (Platt 1999), each class
// counting half, by gradient descent with a step that shrinks when it overshoots.
func platt(sums []float64, held []Example) (slope, offset float64) {
	var nSpam, nHam float64
	for _, e := range held {
		if e.Spam {
			nSpam++
		} else {
			nHam++
		}
	}
	slope = 1
	if nSpam == 0 || nHam == 0 {
		return slope, 0
	}
	loss := func(a, b float64) (l, da, db float64) {
		for i, s := range sums {
			z, w := float64(a*s)+b, 1/nHam
			if held[i].Spam {
				z, w, s = -z, 1/nSpam, -s
			}
			l += float64(w * softplus(z))
			g := float64(w * sigmoid(z))
			da += float64(g * s)
			if held[i].Spam {
				g = -g
			}
			db += g
		}
		return l, da, db
	}
	now, da, db := loss(slope, offset)
	for rate, n := 1.0, 0; n < 200 && rate > 1e-6; n++ {
		next, na, nb := loss(slope-float64(rate*da), offset-float64(rate*db))
		if next >= now {
			rate /= 2
			continue
		}
		slope, offset = slope-float64(rate*da), offset-float64(rate*db)
		now, da, db = next, na, nb
		rate *= 1.2
	}
	return max(slope, 0.05), offset
}

// softplus is log(1+e^x).
func softplus(x float64) float64 {
	if x > 30 {
		return x
	}
	return math.Log1p(math.Exp(x))
}
