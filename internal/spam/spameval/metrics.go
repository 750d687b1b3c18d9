// Package spameval measures the filter on labelled comments, with the measures
// that the literature on spam filters uses (TREC Spam Track, 2005 to 2007).
package spameval

import (
	"cmp"
	"slices"

	"stet/internal/spam"
)

// A Result is what the filter said of one labelled comment.
type Result struct {
	Source string
	Spam   bool // what it is
	// Score orders the comments, the higher the more like spam.
	Score float64
	// Class is the filter's own verdict.
	Class spam.Class
}

// HamLosses are the shares of ham lost at which recall is given.
var HamLosses = [3]float64{0.001, 0.005, 0.01}

// Figures are the measures over some results. All but the counts are shares from
// 0 to 1; those that need both classes are zero where there is only one.
type Figures struct {
	Spam, Ham int
	// OneMinusAUC is the chance that a random ham scores higher than a random spam.
	OneMinusAUC float64
	// Recall is the share of spam found at a threshold that loses at most that share
	// of HamLosses of the ham.
	Recall [3]float64
	// At the filter's own thresholds: verdicts that are right, where only Spam says
	// spam; spam kept out; ham kept out; and the shares of both that are held.
	Accuracy, Caught, HamLost, SpamHeld, HamHeld float64
}

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
		switch {
		case r.Class.KeptOut() && r.Spam:
			caught++
		case r.Class.KeptOut():
			lost++
		case r.Class == spam.Unsure && r.Spam:
			spamHeld++
		case r.Class == spam.Unsure:
			hamHeld++
		}
	}
	f.Accuracy = share(caught+f.Ham-lost, f.Spam+f.Ham)
	f.Caught, f.SpamHeld = share(caught, f.Spam), share(spamHeld, f.Spam)
	f.HamLost, f.HamHeld = share(lost, f.Ham), share(hamHeld, f.Ham)
	if f.Spam > 0 && f.Ham > 0 {
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

// rank computes what depends on the order of scores alone; equal scores share a
// threshold, and count half in the area under the curve.
func (f *Figures) rank(results []Result) {
	sorted := slices.SortedFunc(slices.Values(results), func(a, b Result) int { return cmp.Compare(b.Score, a.Score) })
	var area float64
	tp, fp := 0, 0
	for i := 0; i < len(sorted); {
		score, spams, hams := sorted[i].Score, 0, 0
		for ; i < len(sorted) && sorted[i].Score == score; i++ {
			if sorted[i].Spam {
				spams++
			} else {
				hams++
			}
		}
		area += float64(hams) * (float64(tp) + float64(spams)/2)
		tp, fp = tp+spams, fp+hams
		for k, loss := range HamLosses {
			if float64(fp) <= loss*float64(f.Ham)+1e-9 {
				f.Recall[k] = share(tp, f.Spam)
			}
		}
	}
	f.OneMinusAUC = 1 - area/(float64(f.Spam)*float64(f.Ham))
}
