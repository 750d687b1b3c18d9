package spam

import "math"

// An advertisement between good sentences is diluted by them: the more features a text
// has, the less each counts. So stretches of the text are judged as if they stood alone.
const (
	// partLetters is how long a sentence must be to be judged without its neighbours.
	partLetters = 40
	// maxStretch is how many such parts are judged together.
	maxStretch = 3
	// partMargin is by how much a stretch must exceed the whole: a text has many, each
	// of which may look odd by chance.
	partMargin = 3.0
	// partRest is the share in which what speaks for spam beside the text (links, name,
	// manner …) counts for a stretch of it; what speaks against counts in full.
	partRest = 0.5
)

// A stretch is a run of words, by their places: the first, and the one after the last.
type stretch struct{ first, end int }

// A part is a stretch with sums over its words.
type part struct {
	stretch
	starter, site float64 // what starter and site find in it
	n, square     float64 // its features, and the sum of the squares of their values for the site
}

func (p part) plus(q part) part {
	return part{stretch{p.first, q.end}, p.starter + q.starter, p.site + q.site, p.n + q.n, p.square + q.square}
}

// bestPart returns the stretch that is the most telling by itself and the log-odds of
// the message if it were all of the text. Sum are the log-odds of the whole, and text
// what the words add to them.
func (t *tally) bestPart(x *extractor, sum, text float64) (odds float64, best stretch) {
	odds = math.Inf(-1)
	parts := t.parts(x)
	if len(parts) < 2 {
		return odds, best
	}
	bias := t.byKind[kindBias]
	rest := sum - text - bias
	base := bias + min(rest, partRest*rest) - partMargin
	all := float64(x.n[inWords] + x.n[inLetters])
	for i := range parts {
		run := part{stretch: stretch{first: parts[i].first}}
		for _, p := range parts[i:min(i+maxStretch, len(parts))] {
			run = run.plus(p)
			alone := base + run.starter*math.Sqrt(all/max(run.n, 1))
			if run.square > 0 {
				alone += run.site / math.Sqrt(run.square)
			}
			if alone > odds {
				odds, best = alone, run.stretch
			}
		}
	}
	return odds, best
}

// parts divides the text at the ends of sentences and lines, as far as the pieces are
// long enough.
func (t *tally) parts(x *extractor) []part {
	x.parts = x.parts[:0]
	p, letters := part{}, 0
	for i, w := range x.words {
		p.end = i + 1
		p.starter += t.byWord[i]
		p.n += x.inWord[i]
		if t.site != nil {
			p.site += t.site[i]
			p.square += x.siteSquare[i]
		}
		letters += int(w.end - w.start)
		if isUnspaced(x.runes[w.start]) { // whose characters say twice as much
			letters += int(w.end - w.start)
		}
		if letters >= partLetters && x.endsSentence(i) {
			x.parts = append(x.parts, p)
			p, letters = part{stretch: stretch{first: i + 1}}, 0
		}
	}
	switch last := len(x.parts) - 1; {
	case p.end == p.first:
	case letters < partLetters && last >= 0:
		x.parts[last] = x.parts[last].plus(p)
	default:
		x.parts = append(x.parts, p)
	}
	return x.parts
}

// endsSentence reports whether a sentence or a line ends after the word.
func (f *folded) endsSentence(i int) bool {
	if i+1 == len(f.words) {
		return true
	}
	for _, r := range f.raw[f.words[i].end:f.words[i+1].start] {
		switch r {
		case '.', '!', '?', '…', '\n', '。', '！', '？', '؟', '।':
			return true
		}
	}
	return false
}
