// Package spameval measures the filter on labelled comments, with the measures
// that the literature on spam filters uses (TREC Spam Track, 2005 to 2007).
package spameval

import (
	"cmp"
	"math"
	"slices"

	"stet/internal/spam"
)

// A Result is what the filter said of one labelled comment.
type Result struct {
	Source string
	Spam   bool // what it is
	// Score orders the comments, the higher the more like spam: the log-odds.
	Score float64
	// Class is the filter's own verdict.
	Class spam.Class
}

var (
	// HamLosses are the shares of ham lost at which recall is given.
	HamLosses = [3]float64{0.001, 0.005, 0.01}
	// Recalls are the shares of spam found at which the loss of ham is given.
	Recalls = [3]float64{0.95, 0.98, 0.99}
)

// Figures are the measures over some results. All but the counts and MCC are shares
// from 0 to 1; those that need both classes are zero where there is only one.
type Figures struct {
	Spam, Ham int
	// OneMinusAUC is the chance that a random ham scores higher than a random spam;
	// an equal score counts half.
	OneMinusAUC float64
	// Recall is the share of spam found at a threshold that loses at most that share
	// of HamLosses of the ham, and HamLoss the share of ham lost at the highest
	// threshold that finds at least that share of Recalls of the spam.
	Recall, HamLoss [3]float64
	// At the filter's own thresholds: verdicts that are right, where only what is
	// kept out was called spam; spam kept out; ham kept out; and the shares of both
	// that are held.
	Accuracy, Caught, HamLost, SpamHeld, HamHeld float64
	// MCC is Matthews' correlation coefficient of the same verdicts, from -1 to 1,
	// and F1 the harmonic mean of their precision and recall.
	MCC, F1 float64
}

// Both reports whether there are both classes, which most measures need.
func (f Figures) Both() bool { return f.Spam > 0 && f.Ham > 0 }

// Measure computes the figures of results.
func Measure(results []Result) Figures {
	var f Figures
	var caught, lost, spamHeld, hamHeld int
	for _, r := range results {
		if r.Spam {
			f.Spam++
		} else {
			f.Ham++
		}
		switch out, held := r.Class.KeptOut(), r.Class == spam.Unsure; {
		case out && r.Spam:
			caught++
		case out:
			lost++
		case held && r.Spam:
			spamHeld++
		case held:
			hamHeld++
		}
	}
	f.Accuracy = share(caught+f.Ham-lost, f.Spam+f.Ham)
	f.Caught, f.SpamHeld = share(caught, f.Spam), share(spamHeld, f.Spam)
	f.HamLost, f.HamHeld = share(lost, f.Ham), share(hamHeld, f.Ham)
	if f.Both() {
		f.F1 = share(2*caught, caught+lost+f.Spam)
		f.MCC = correlation(caught, lost, f.Spam-caught, f.Ham-lost)
		f.rank(results)
	}
	return f
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// correlation is Matthews' coefficient of the four counts, true and false positives
// and negatives. It is zero where all verdicts are the same.
func correlation(tp, fp, fn, tn int) float64 {
	var product float64 = 1
	for _, n := range [4]int{tp + fp, tp + fn, tn + fp, tn + fn} {
		product *= float64(n)
	}
	return (float64(tp)*float64(tn) - float64(fp)*float64(fn)) / math.Sqrt(max(1, product))
}

// A point is how many spams and hams lie at or above some threshold.
type point struct{ spam, ham int }

// curve returns the points of all thresholds that differ, the highest first,
// beginning above all scores. Equal scores share a threshold.
func curve(results []Result) []point {
	sorted := slices.SortedFunc(slices.Values(results), func(a, b Result) int { return cmp.Compare(b.Score, a.Score) })
	points := []point{{}}
	for i, r := range sorted {
		if i == 0 || r.Score != sorted[i-1].Score {
			points = append(points, points[len(points)-1])
		}
		if p := &points[len(points)-1]; r.Spam {
			p.spam++
		} else {
			p.ham++
		}
	}
	return points
}

// slack lets counts that are a share of all exactly be so in floating point too.
const slack = 1e-9

// rank computes what depends on the order of scores alone.
func (f *Figures) rank(results []Result) {
	var area float64
	points := curve(results)
	for i, p := range points {
		if i > 0 {
			area += float64(p.ham-points[i-1].ham) * float64(p.spam+points[i-1].spam) / 2
		}
		for k, loss := range HamLosses {
			if float64(p.ham) <= loss*float64(f.Ham)+slack {
				f.Recall[k] = share(p.spam, f.Spam)
			}
		}
	}
	for _, p := range slices.Backward(points) {
		for k, recall := range Recalls {
			if float64(p.spam) >= recall*float64(f.Spam)-slack {
				f.HamLoss[k] = share(p.ham, f.Ham)
			}
		}
	}
	f.OneMinusAUC = 1 - area/(float64(f.Spam)*float64(f.Ham))
}

// A Bin is the results whose predicted probability lies in one tenth of the scale.
type Bin struct {
	// N is how many they are, Predicted their mean probability, and Observed the
	// share of spam among them.
	N                   int
	Predicted, Observed float64
}

// Reliability sorts results into ten bins by their probability, from 0 to 1.
func Reliability(results []Result) [10]Bin {
	var bins [10]Bin
	for _, r := range results {
		p := 1 / (1 + math.Exp(-r.Score))
		b := &bins[min(int(p*10), 9)]
		b.N++
		b.Predicted += p
		if r.Spam {
			b.Observed++
		}
	}
	for i := range bins {
		if n := float64(bins[i].N); n > 0 {
			bins[i].Predicted /= n
			bins[i].Observed /= n
		}
	}
	return bins
}
