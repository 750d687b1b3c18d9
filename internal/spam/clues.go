package spam

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxClueWords = 6
	maxWordBytes = 32 // of a word shown in a clue
	maxTextBytes = 80 // of any other text shown in a clue
)

// A kind is a ClueKind as an index.
type kind uint8

const (
	kindBias kind = iota
	kindWords
	kindLetters
	kindLinks
	kindAuthor
	kindEmail
	kindURL
	kindDisguise
	kindShape
	kindRhythm
	kindTrap
	kindRepeat
	kindProgram
	kindAge
	kindHost
	kindRecord
	kindRate
	kindTopic
	kindLanguage
	kindPart
	nKinds
)

var clueKinds = [nKinds]ClueKind{
	ClueBias, ClueWords, ClueLetters, ClueLinks, ClueAuthor, ClueEmail, ClueURL,
	ClueDisguise, ClueShape, ClueRhythm, ClueTrap, ClueRepeat, ClueProgram, ClueAge,
	ClueHost, ClueRecord, ClueRate, ClueTopic, ClueLanguage, CluePart,
}

// kind says in whose clue the hashed features of a space count.
func (s space) kind() kind {
	if s == inManner {
		return kindProgram
	}
	return kindWords + kind(s)
}

// clues makes the account into reasons for people. What speaks for and against
// in the words of the text makes two clues, so that neither hides the other.
func (t *tally) clues(m Message, x *extractor) []Clue {
	clues := make([]Clue, 0, int(nKinds)+3)
	clues = t.wordClues(clues, ClueWords, t.byWord, t.byKind[kindWords], x)
	clues = t.wordClues(clues, ClueSite, t.site, t.siteRest, x)
	for k, weight := range t.byKind {
		if weight != 0 && kind(k) != kindWords {
			clues = append(clues, Clue{Kind: clueKinds[k], Text: evidence(clueKinds[k], m, x), Weight: weight})
		}
	}
	slices.SortFunc(clues, func(a, b Clue) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Kind, b.Kind))
	})
	return clues
}

// wordClues appends the clue of words that speak for spam and that of words that
// speak for ham. Rest goes to the heavier side.
func (t *tally) wordClues(clues []Clue, kind ClueKind, weights []float64, rest float64, x *extractor) []Clue {
	var spam, ham float64
	for _, w := range weights {
		if w > 0 {
			spam += w
		} else {
			ham += w
		}
	}
	if spam > -ham {
		spam += rest
	} else {
		ham += rest
	}
	if spam != 0 {
		clues = append(clues, Clue{Kind: kind, Text: tellingWords(weights, 1, x), Weight: spam})
	}
	if ham != 0 {
		clues = append(clues, Clue{Kind: kind, Text: tellingWords(weights, -1, x), Weight: ham})
	}
	return clues
}

// tellingWords lists the heaviest words of one sign as they were written, as far
// as they weigh an eighth of the first.
func tellingWords(weights []float64, sign float64, x *extractor) string {
	var words [maxClueWords]string
	least, n := 0.0, 0
	for last := -1; n < maxClueWords; {
		best := heaviest(weights, sign, last)
		if best < 0 || weights[best]*sign < least {
			break
		}
		last, least = best, max(least, weights[best]*sign/8)
		if w := shorten(x.surface(best), maxWordBytes); !slices.Contains(words[:n], w) {
			words[n] = w
			n++
		}
	}
	return strings.Join(words[:n], ", ")
}

// partWords lists the words that tell in the telling part.
func (t *tally) partWords(x *extractor) string {
	weights := make([]float64, len(t.byWord))
	for i := t.telling.first; i < t.telling.end; i++ {
		weights[i] = t.byWord[i]
		if t.site != nil {
			weights[i] += t.site[i]
		}
	}
	return tellingWords(weights, 1, x)
}

// heaviest is the place of the heaviest weight of one sign among those that come
// after the place last in the order of weight, then of place; -1 if there is none.
func heaviest(weights []float64, sign float64, last int) int {
	best := -1
	for i, w := range weights {
		w *= sign
		if w <= 0 || last >= 0 && (w > weights[last]*sign || w == weights[last]*sign && i <= last) {
			continue
		}
		if best < 0 || w > weights[best]*sign {
			best = i
		}
	}
	return best
}

// surface is a word as it stands in the text.
func (x *extractor) surface(i int) string {
	w := x.words[i]
	return x.content[x.src[w.start]:x.src[w.end]]
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
		return x.disguised()
	case ClueRhythm:
		return m.Elapsed.Round(time.Second / 10).String()
	case ClueRepeat:
		if m.Repeats.Spam > m.Repeats.Ham && !m.Repeats.Refused.IsZero() {
			return m.Repeats.Refused.UTC().Format(time.DateOnly)
		}
	case ClueHost:
		return listed(m.NewHosts)
	case ClueRate:
		return strconv.Itoa(m.Record.Lately + 1)
	case ClueTopic:
		return x.sharedWords()
	case ClueLanguage:
		if tongue := x.tongue(m.Lang); tongue != "" && x.hand[handTongue] > 0 {
			return tongue
		}
		return x.script()
	case CluePart:
		return x.tally.partWords(x)
	}
	return ""
}

func hosts(links []link) string {
	names := make([]string, len(links))
	for i, l := range links {
		names[i] = l.host
	}
	return listed(names)
}

// listed lists the first of some names, shortened, each once.
func listed(names []string) string {
	var some []string
	for _, name := range names {
		if len(some) == maxClueWords {
			break
		}
		if name = shorten(name, maxTextBytes/2); !slices.Contains(some, name) {
			some = append(some, name)
		}
	}
	return strings.Join(some, ", ")
}

// disguised lists words that were not written in the letters they show.
func (x *extractor) disguised() string {
	var words []string
	for i, w := range x.words {
		for k := w.start; k < w.end && len(words) < maxClueWords; k++ {
			if r := x.raw[k]; isStyled(r) || smallForms[r] != 0 && r > 0x17f || posing[r] != 0 && x.runes[k] < 0x80 && r > 0x80 {
				words = append(words, shorten(x.surface(i), maxWordBytes))
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
