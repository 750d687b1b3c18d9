package spameval

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

// Judge lets filter judge the rows, content only or with all fields, and tells
// progress after every thousand.
func Judge(filter *spam.Learned, rows []corpus.Row, contentOnly bool, s spam.Limits, progress func(done, of int)) []Result {
	results := make([]Result, len(rows))
	limits := filter.Starter().Thresholds(s)
	for i, r := range rows {
		m := message(r, contentOnly)
		odds := filter.LogOdds(m)
		results[i] = Result{Source: r.Source, Spam: r.Label == corpus.Spam, Score: odds, Class: limits.Class(odds)}
		if progress != nil && i%1000 == 999 {
			progress(i+1, len(rows))
		}
	}
	return results
}

// message is what the filter gets to see of a row.
func message(r corpus.Row, contentOnly bool) spam.Message {
	if contentOnly {
		return spam.Message{Content: r.Message.Content}
	}
	return r.Message
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

// noisy is the source whose labels are too noisy for a pool.
const noisy = "blog-datacamp"

// Write writes a table of figures: pooled, pooled with sources capped, news ham
// against all blog comments, and each source.
func Write(w io.Writer, results []Result) error {
	bySource := map[string][]Result{}
	var pool []Result
	for _, r := range results {
		bySource[r.Source] = append(bySource[r.Source], r)
		if r.Source != noisy {
			pool = append(pool, r)
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "source\tspam\tham\t1-AUC %\trecall at 0.1\t0.5\t1 % ham lost\taccuracy %\tspam out %\theld %\tham out %\theld %\t") //nolint:errcheck // the flush tells
	line(t, "all", Measure(pool))
	line(t, "all, capped", Measure(Capped(pool, 300)))
	line(t, "blogs and news", Measure(only(pool, "blog-", "news-")))
	line(t, "news", Measure(only(pool, "news-")))
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		line(t, source, Measure(bySource[source]))
	}
	return t.Flush()
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

func line(w io.Writer, name string, f Figures) {
	fmt.Fprintf(w, "%s\t%d\t%d\t", name, f.Spam, f.Ham) //nolint:errcheck // the flush tells
	if f.Spam > 0 && f.Ham > 0 {
		fmt.Fprintf(w, "%.2f\t%.1f\t%.1f\t%.1f\t", 100*f.OneMinusAUC, 100*f.Recall[0], 100*f.Recall[1], 100*f.Recall[2]) //nolint:errcheck // the flush tells
	} else {
		fmt.Fprint(w, "\t\t\t\t") //nolint:errcheck // the flush tells
	}
	fmt.Fprintf(w, "%.2f\t%.1f\t%.1f\t%.2f\t%.2f\t\n", 100*f.Accuracy, 100*f.Caught, 100*f.SpamHeld, 100*f.HamLost, 100*f.HamHeld) //nolint:errcheck // the flush tells
}
