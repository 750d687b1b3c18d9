package spameval

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// A Report is the figures of an evaluation, ready to be written.
type Report struct {
	// Title says what was measured and how; it may be empty.
	Title string
	// Pools are the results taken together in several ways, Sources those of each
	// source. A pool that would be empty is left out.
	Pools, Sources []Part
	// Reliability compares predicted probabilities with what was observed in the
	// first pool.
	Reliability [10]Bin
}

// A Part is some of the results, by name.
type Part struct {
	Name    string
	Figures Figures
	curve   []point // where there are both classes
}

const (
	// noisy is the source whose labels are too noisy for a pool.
	noisy = "blog-datacamp"
	// poolCap is how many results of one class of one source the capped pool has at most.
	poolCap = 300
)

// NewReport measures the results: pooled, but for a source whose labels are noisy;
// pooled with every source capped; comments on blogs, videos, pictures and news; the
// spam of blogs against the ham of blogs and news; news; and each source.
func NewReport(title string, results []Result) Report {
	bySource := map[string][]Result{}
	var pool []Result
	for _, r := range results {
		bySource[r.Source] = append(bySource[r.Source], r)
		if r.Source != noisy {
			pool = append(pool, r)
		}
	}
	report := Report{Title: title, Reliability: Reliability(pool)}
	for _, p := range []struct {
		name    string
		results []Result
	}{
		{"all", pool},
		{"all, capped", Capped(pool, poolCap)},
		{"comments", only(pool, "blog", "youtube", "instagram", "news")},
		{"blogs and news", only(pool, "blog", "news")},
		{"news", only(pool, "news")},
	} {
		if len(p.results) > 0 {
			report.Pools = append(report.Pools, newPart(p.name, p.results))
		}
	}
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		name := source
		if name == "" {
			name = "(no source)"
		}
		report.Sources = append(report.Sources, newPart(name, bySource[source]))
	}
	return report
}

func newPart(name string, results []Result) Part {
	p := Part{Name: name, Figures: Measure(results)}
	if p.Figures.Both() {
		p.curve = curve(results)
	}
	return p
}

func only(results []Result, prefixes ...string) []Result {
	var kept []Result
	for _, r := range results {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(r.Source, p) }) {
			kept = append(kept, r)
		}
	}
	return kept
}

// Capped keeps at most n results of one class of one source, evenly spread, so
// that no source rules the pool.
func Capped(results []Result, n int) []Result {
	type group struct {
		source string
		spam   bool
	}
	count, seen := map[group]int{}, map[group]int{}
	for _, r := range results {
		count[group{r.Source, r.Spam}]++
	}
	var kept []Result
	for _, r := range results {
		g := group{r.Source, r.Spam}
		i, of := seen[g], count[g]
		seen[g]++
		if of <= n || i*n/of != (i+1)*n/of {
			kept = append(kept, r)
		}
	}
	return kept
}

// nameWidth is how much of a name the table shows.
const nameWidth = 22

// WriteText writes the figures as a table of some 130 columns. All but the counts
// and MCC are per cent.
func (r Report) WriteText(w io.Writer) error {
	var b bytes.Buffer
	if r.Title != "" {
		fmt.Fprintf(&b, "%s\n\n", r.Title)
	}
	fmt.Fprintf(&b, "%*s%8s%20s%22s%35s%12s\n", nameWidth+14, "", "1-AUC", "found at ham lost", "ham lost at found", "at the filter's own thresholds", "held")
	fmt.Fprintf(&b, "%-*s%7s%7s%8s%8s%6s%6s%8s%7s%7s%8s%7s%7s%7s%6s%6s%6s\n", nameWidth, "source", "spam", "ham", "%",
		"0.1 %", "0.5 %", "1 %", "95 %", "98 %", "99 %", "right", "found", "lost", "MCC", "F1", "spam", "ham")
	for _, part := range slices.Concat(r.Pools, r.Sources) {
		b.WriteString(part.line() + "\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// line is a line of the table, without what the part's rows cannot tell.
func (p Part) line() string {
	f := p.Figures
	var b strings.Builder
	cell := func(known bool, width, digits int, v float64) {
		if known {
			fmt.Fprintf(&b, "%*.*f", width, digits, v)
		} else {
			fmt.Fprintf(&b, "%*s", width, "")
		}
	}
	fmt.Fprintf(&b, "%-*s%7d%7d", nameWidth, clip(p.Name, nameWidth), f.Spam, f.Ham)
	both := f.Both()
	cell(both, 8, 2, 100*f.OneMinusAUC)
	for i, width := range [3]int{8, 6, 6} {
		cell(both, width, 1, 100*f.Recall[i])
	}
	for i, width := range [3]int{8, 7, 7} {
		cell(both, width, 2, 100*f.HamLoss[i])
	}
	cell(true, 8, 2, 100*f.Accuracy)
	cell(f.Spam > 0, 7, 1, 100*f.Caught)
	cell(f.Ham > 0, 7, 2, 100*f.HamLost)
	cell(both, 7, 3, f.MCC)
	cell(both, 6, 1, 100*f.F1)
	cell(f.Spam > 0, 6, 1, 100*f.SpamHeld)
	cell(f.Ham > 0, 6, 2, 100*f.HamHeld)
	return strings.TrimRight(b.String(), " ")
}

// clip cuts a name to n characters, none of which a terminal would obey.
func clip(name string, n int) string {
	letters := []rune(name)
	for i, r := range letters {
		if !unicode.IsGraphic(r) {
			letters[i] = '·'
		}
	}
	if len(letters) > n {
		letters = append(letters[:n-1], '…')
	}
	return string(letters)
}
