package spam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
	trainRounds = 6
	trainRate   = 0.2
	trainFloor  = 1e-4
	trainSeed   = 1
	handFloor   = 1 // of the sums of hand-made features and the bias
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
	m.calibrate(learn, held)
	return m, nil
}

// A trainer learns a logistic regression by AdaGrad. Its sums are of float64 and
// written so that no compiler fuses multiplication and addition.
type trainer struct {
	x              *extractor
	weight, energy []float64
	hand, handSum  [nHand]float64
	bias, biasSum  float64
}

func newTrainer() *trainer {
	return &trainer{x: new(extractor), weight: make([]float64, tableSize), energy: make([]float64, tableSize)}
}

// learn takes one step for the example, and where it has more than a text, one for
// the text alone before it, so that the text carries its own weight.
func (t *trainer) learn(e Example) {
	weight := e.Weight
	if weight == 0 {
		weight = 1
	}
	if e.Author != "" || e.Email != "" || e.URL != "" {
		t.step(Message{Content: e.Content}, e.Spam, weight)
	}
	t.step(e.Message, e.Spam, weight)
}

func (t *trainer) step(m Message, isSpam bool, weight float64) {
	x := t.x
	x.extract(m)
	sum := t.bias
	for _, f := range x.features {
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
	for _, f := range x.features {
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
	m := &Model{table: make([]int8, tableSize), hand: t.hand, bias: t.bias, slope: 1}
	top := 0.0
	for _, w := range t.weight {
		top = max(top, math.Abs(w))
	}
	m.setLevels(top)
	for i, w := range t.weight {
		m.table[i] = m.quantise(w)
	}
	return m
}

// calibrate sets the thresholds by the held examples, and slope and offset by those
// of them whose source was learned from. What the model knows nothing of lies near
// its middle; in the slope it would squeeze the odds of everything else, until one
// lesson, or a form filled in quickly, moved any reply across a threshold.
func (m *Model) calibrate(learned, held []Example) {
	x := new(extractor)
	sums := make([]float64, len(held))
	for i, e := range held {
		x.extract(Message{Content: e.Content})
		sums[i] = m.starterOf(x)
	}
	m.slope, m.offset = platt(ofSources(learned, sums, held))
	for h := range nHand {
		if w, ok := untrained[h]; ok {
			m.hand[h] = w / m.slope
		}
	}
	var ham, readers []float64
	for i, e := range held {
		if e.Spam {
			continue
		}
		odds := m.slope*sums[i] + m.offset
		ham = append(ham, odds)
		if strings.HasPrefix(e.Source, readersPrefix) {
			readers = append(readers, odds)
		}
	}
	slices.Sort(ham)
	slices.Sort(readers)
	for s, loss := range hamLoss {
		m.thresholds[s] = Thresholds{
			Hold: quantile(ham, 1-loss.held),
			Spam: min(max(quantile(ham, 1-loss.out), quantile(readers, 1-loss.readers)), trapOdds-1),
		}
	}
}

// ofSources returns the held examples whose source was learned from, and their sums.
func ofSources(learned []Example, sums []float64, held []Example) ([]float64, []Example) {
	isLearned := map[string]bool{}
	for _, e := range learned {
		isLearned[e.Source] = true
	}
	var keptSums []float64
	var kept []Example
	for i, e := range held {
		if isLearned[e.Source] {
			keptSums, kept = append(keptSums, sums[i]), append(kept, e)
		}
	}
	return keptSums, kept
}

// readersPrefix begins the names of sources of newspaper readers' comments.
const readersPrefix = "news-"

// hamLoss are the shares of held ham that may be held or kept out, of all that may
// be kept out, and of newspaper readers' comments that may be. Some of all ham is
// spam that nobody marked; readers' comments have hardly any.
var hamLoss = [nStrictness]struct{ held, out, readers float64 }{
	Normal:  {held: 0.03, out: 0.001, readers: 0.0003},
	Lenient: {held: 0.015, out: 0.0005, readers: 0.0002},
	Strict:  {held: 0.06, out: 0.003, readers: 0.001},
}

// quantile is the number below which a share of the sorted numbers lies.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

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
