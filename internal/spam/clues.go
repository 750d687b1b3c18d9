package spam

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxClueWords = 6
	maxWordBytes = 32 // of a word shown in a clue
	maxTextBytes = 80 // of any other text shown in a clue
)

// clues makes the account into reasons for people. What speaks for and against
// in the words of the text makes two clues, so that neither hides the other.
func (t *tally) clues(m Message, x *extractor) []Clue {
	byKind := map[ClueKind]float64{ClueBias: t.bias}
	for s, v := range t.bySpace {
		byKind[kindOf[s]] += v
	}
	for i, v := range t.byHand {
		byKind[handFeature(i).kind()] += v //nolint:gosec // fewer than 256
	}
	clues := make([]Clue, 0, 12)
	clues = t.wordClues(clues, ClueWords, t.words, byKind[ClueWords], m.Content, x)
	clues = t.wordClues(clues, ClueSite, t.site, t.siteRest, m.Content, x)
	delete(byKind, ClueWords)
	for kind, weight := range byKind {
		if weight != 0 {
			clues = append(clues, Clue{Kind: kind, Text: evidence(kind, m, x), Weight: weight})
		}
	}
	slices.SortFunc(clues, func(a, b Clue) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Kind, b.Kind))
	})
	return clues
}

// wordClues appends the clue of words that speak for spam and that of words that
// speak for ham. Rest goes to the heavier side.
func (t *tally) wordClues(clues []Clue, kind ClueKind, weights []float64, rest float64, text string, x *extractor) []Clue {
	var for_, against float64
	for _, w := range weights {
		if w > 0 {
			for_ += w
		} else {
			against += w
		}
	}
	if for_ > -against {
		for_ += rest
	} else {
		against += rest
	}
	if for_ != 0 {
		clues = append(clues, Clue{Kind: kind, Text: tellingWords(weights, 1, text, x), Weight: for_})
	}
	if against != 0 {
		clues = append(clues, Clue{Kind: kind, Text: tellingWords(weights, -1, text, x), Weight: against})
	}
	return clues
}

// tellingWords lists the heaviest words of one sign as they were written.
func tellingWords(weights []float64, sign float64, text string, x *extractor) string {
	order := make([]int, 0, len(weights))
	for i, w := range weights {
		if w*sign > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(weights[b]*sign, weights[a]*sign), cmp.Compare(a, b))
	})
	var words []string
	for _, i := range order {
		if len(words) == maxClueWords || len(words) > 0 && weights[i]*sign < weights[order[0]]*sign/8 {
			break
		}
		if w := shorten(x.surface(text, i), maxWordBytes); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// surface is a word as it stands in the text.
func (f *folded) surface(text string, i int) string {
	w := f.words[i]
	return text[f.src[w.start]:f.src[w.end]]
}

// evidence is what a clue shows of the message.
func evidence(kind ClueKind, m Message, x *extractor) string {
	switch kind { //nolint:exhaustive // the other kinds have nothing to show
	case ClueLinks:
		return hosts(x.links)
	case ClueAuthor:
		return shorten(m.Author, maxTextBytes)
	case ClueEmail:
		if _, host, ok := strings.Cut(m.Email, "@"); ok {
			return shorten("@"+host, maxTextBytes)
		}
	case ClueURL:
		return shorten(x.home.host, maxTextBytes)
	case ClueDisguise:
		return x.disguised(m.Content)
	case ClueRhythm:
		return m.Elapsed.Round(time.Second / 10).String()
	}
	return ""
}

func hosts(links []link) string {
	var names []string
	for _, l := range links {
		if len(names) == maxClueWords {
			break
		}
		if h := shorten(l.host, maxTextBytes/2); !slices.Contains(names, h) {
			names = append(names, h)
		}
	}
	return strings.Join(names, ", ")
}

// disguised lists words that were not written in the letters they show.
func (f *folded) disguised(text string) string {
	var words []string
	for i, w := range f.words {
		for k := w.start; k < w.end && len(words) < maxClueWords; k++ {
			if r := f.raw[k]; isStyled(r) || smallForms[r] != 0 && r > 0x17f || posing[r] != 0 && f.runes[k] < 0x80 && r > 0x80 {
				words = append(words, shorten(f.surface(text, i), maxWordBytes))
				break
			}
		}
	}
	return strings.Join(words, ", ")
}

// shorten cuts text to at most n bytes and says so with an ellipsis. What is not
// valid UTF-8 in it is replaced.
func shorten(text string, n int) string {
	text = strings.ToValidUTF8(strings.TrimSpace(text), string(utf8.RuneError))
	if len(text) <= n {
		return text
	}
	return text[:cut(text, n-len("…"))] + "…"
}
