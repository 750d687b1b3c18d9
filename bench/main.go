// Command bench measures a running Stet beside its peers, and writes Markdown
// tables for docs/benchmarks.md. It is a tool for developers; nothing of it is in
// the product.
//
//	go run ./bench pages    # a story page beside net/http and nginx serving the same bytes
//	go run ./bench replies  # taking in replies beside the disk's own rate of syncing
//	go run ./bench checks   # comments checked by the Akismet protocol beside rspamd
//	go run ./bench start    # start to first answer, memory, size
//	go run ./bench crash    # kill -9 while replies come in: is every acknowledged one there, once?
//
// Each builds the program, fills a sample newsroom in a temporary folder and
// removes it in the end. pages needs wrk, and nginx if that is to be compared, checks rspamd.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"time"
)

// options are what every measurement may be told.
type options struct {
	rounds  int
	seconds int
	replies int
	dir     string
}

func main() {
	var o options
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&o.rounds, "rounds", 5, "how often each figure is taken; the median is told")
	flags.IntVar(&o.seconds, "seconds", 3, "how long one load lasts")
	flags.IntVar(&o.replies, "replies", 1000, "how many replies one round posts")
	flags.StringVar(&o.dir, "dir", "", "folder for the newsroom; a temporary one if empty. The disk it is on is the one measured")
	measurements := map[string]func(context.Context, options) error{
		"pages": pages, "replies": replies, "checks": checks, "start": start, "crash": crash, "peer": peer,
	}
	if len(os.Args) < 2 || measurements[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: go run ./bench pages|replies|checks|start|crash [flags]")
		os.Exit(2)
	}
	_ = flags.Parse(os.Args[2:]) // exits on a mistake
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := measurements[os.Args[1]](ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}

// figures are one quantity, measured several times.
type figures []float64

func (f *figures) add(v float64) { *f = append(*f, v) }

// String is the median with the least and the greatest.
func (f figures) String() string {
	if len(f) == 0 {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", short(f.median()), short(slices.Min(f)), short(slices.Max(f)))
}

func (f figures) median() float64 {
	s := slices.Sorted(slices.Values(f))
	return s[len(s)/2]
}

// short is a number with three digits that say something.
func short(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 0.1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.4f", v)
}

// over divides measurement by measurement of the same rounds.
func (f figures) over(g figures) figures {
	out := make(figures, min(len(f), len(g)))
	for i := range out {
		out[i] = f[i] / g[i]
	}
	return out
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
