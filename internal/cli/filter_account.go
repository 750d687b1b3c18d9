package cli

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/internal/spam"
)

// An explanation is a verdict on a message, and its account.
type explanation struct {
	message spam.Message
	verdict spam.Verdict
	limits  spam.Thresholds
	words   []weighed
}

// A weighed word is a word of the text and what the log-odds would lose without it.
type weighed struct {
	from, to int // its place in the text, in bytes
	weight   float64
}

const (
	// maxWeighed is how much of a text is taken apart into words and shown.
	maxWeighed = 4096
	barWidth   = 16
	// What ANSI calls bold, faint, red, green, and all of it over.
	bold, faint, red, green, plainly = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[0m"
)

// weigh judges the text once without each of its words.
func weigh(filter *spam.Learned, m spam.Message) []weighed {
	text, whole := m.Content, filter.LogOdds(m)
	shown := text[:shownOf(text)]
	var words []weighed
	for at := 0; at < len(shown); {
		n := strings.IndexFunc(shown[at:], func(r rune) bool { return !inWord(r) })
		if n < 0 {
			n = len(shown) - at
		}
		if n > 0 {
			m.Content = text[:at] + text[at+n:]
			words = append(words, weighed{at, at + n, whole - filter.LogOdds(m)})
			at += n
			continue
		}
		_, size := utf8.DecodeRuneInString(shown[at:])
		at += size
	}
	return words
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// shownOf is how many bytes of a text are shown.
func shownOf(text string) int {
	if len(text) <= maxWeighed {
		return len(text)
	}
	n := maxWeighed
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// write writes the verdict, the account as a table whose numbers add up as they
// stand there, and in colours the text.
func (e explanation) write(b *bytes.Buffer, colours bool) {
	odds := logit(e.verdict.Score, e.verdict.Clues)
	paint := painter(colours)
	fmt.Fprintf(b, "%s Probability of spam %s, log-odds %+.2f.\n", paint(inWords(e.verdict.Class), bold+shade(e.verdict.Class)), percentage(odds), odds)
	fmt.Fprintf(b, "Held from %s (%+.2f), kept out from %s (%+.2f).\n\n", percentage(e.limits.Hold), e.limits.Hold, percentage(e.limits.Spam), e.limits.Spam)
	if colours && e.message.Content != "" {
		e.tint(b)
	}
	e.table(b, paint)
}

// inWords says what a verdict means.
func inWords(c spam.Class) string {
	switch c {
	case spam.Ham:
		return "Ham: may be published."
	case spam.Unsure:
		return "Unsure: held for a person."
	case spam.Spam:
		return "Spam: kept out."
	case spam.Discard:
		return "Discard: blatant spam, kept out."
	}
	return string(c) + "."
}

func shade(c spam.Class) string {
	switch c {
	case spam.Ham:
		return green
	case spam.Spam, spam.Discard:
		return red
	default:
		return ""
	}
}

// logit is the log-odds of a verdict: the sum of its clues, of which the probability
// is too round to be undone.
func logit(score float64, clues []spam.Clue) float64 {
	if len(clues) == 0 {
		return math.Log(score / (1 - score))
	}
	sum := 0.0
	for _, c := range clues {
		sum += c.Weight
	}
	return sum
}

// percentage is the probability of log-odds, never rounded to certainty.
func percentage(odds float64) string {
	p := 100 / (1 + math.Exp(-odds))
	switch {
	case p < 0.1:
		return "under 0.1 %"
	case p > 99.9:
		return "over 99.9 %"
	}
	return fmt.Sprintf("%.1f %%", p)
}

// painter returns what puts text into a colour, if there are any.
func painter(colours bool) func(text, colour string) string {
	return func(text, colour string) string {
		if !colours || colour == "" || text == "" {
			return text
		}
		return colour + text + plainly
	}
}

// tint writes the text with its words in the colour of their weight, the heaviest
// bold and the lightest without colour.
func (e explanation) tint(b *bytes.Buffer) {
	text := e.message.Content[:shownOf(e.message.Content)]
	most, at := 0.0, 0
	for _, w := range e.words {
		most = max(most, math.Abs(w.weight))
	}
	for _, w := range e.words {
		b.WriteString(visible(text[at:w.from]))
		colour := red
		if w.weight < 0 {
			colour = green
		}
		switch weight := math.Abs(w.weight); {
		case weight < 0.05 || weight < most/10:
			colour = ""
		case weight > most/2:
			colour = bold + colour
		}
		b.WriteString(painter(true)(visible(text[w.from:w.to]), colour))
		at = w.to
	}
	b.WriteString(visible(text[at:]))
	if len(text) < len(e.message.Content) {
		b.WriteString(" …")
	}
	fmt.Fprintf(b, "\n%s\n\n", painter(true)("Red words speak for spam, green ones for ham: by what the log-odds would lose without them.", faint))
}

// visible is a text as a terminal may show it: nothing in it commands the terminal,
// turns its direction around, or cannot be seen.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r == '\r':
			return -1
		case !unicode.IsGraphic(r):
			return '·'
		}
		return r
	}, text)
}

// table writes a line for each clue, the heaviest first, and the sum so far.
func (e explanation) table(b *bytes.Buffer, paint func(text, colour string) string) {
	most := 1e-9
	for _, c := range e.verdict.Clues {
		most = max(most, math.Abs(c.Weight))
	}
	fmt.Fprintf(b, "%-9s%8s%9s  %*s%s\n", "clue", "weight", "so far", barWidth, "ham ", "│ spam")
	sum, before := 0.0, 0.0
	for _, c := range e.verdict.Clues {
		sum += c.Weight
		// A weight is shown as what it adds to the rounded sum, so that the column adds up.
		after := math.Round(sum*100) / 100
		evidence := strings.Join(strings.Fields(visible(c.Text)), " ")
		line := fmt.Sprintf("%-9s%+8.2f%+9.2f  %s  %s", c.Kind, after-before, after, bar(c.Weight/most, paint), evidence)
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		before = after
	}
	fmt.Fprintf(b, "%-9s%8s%+9.2f\n", "log-odds", "", before)
}

// bar draws a share of the widest bar, to the left below zero and to the right above.
func bar(share float64, paint func(text, colour string) string) string {
	halves := int(math.Round(math.Abs(share) * 2 * barWidth))
	full, half := strings.Repeat("█", halves/2), halves%2 == 1
	if share < 0 {
		if half {
			full = "▐" + full
		}
		return strings.Repeat(" ", barWidth-utf8.RuneCountInString(full)) + paint(full, green) + "│" + strings.Repeat(" ", barWidth)
	}
	if half {
		full += "▌"
	}
	return strings.Repeat(" ", barWidth) + "│" + paint(full, red) + strings.Repeat(" ", barWidth-utf8.RuneCountInString(full))
}
