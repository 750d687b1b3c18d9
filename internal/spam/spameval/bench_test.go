package spameval_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

// BenchmarkCheck judges real comments, where STET_CORPUS names a folder of them, or
// else our own, on a site that learned a thousand lessons, and tells the slow ones.
func BenchmarkCheck(b *testing.B) {
	rows := corpus.Seed()
	if folder := os.Getenv("STET_CORPUS"); folder != "" {
		var err error
		if rows, err = corpus.Read(os.DirFS(folder)); err != nil {
			b.Fatal(err)
		}
	}
	starter, err := spam.Starter()
	if err != nil {
		b.Fatal(err)
	}
	taught := spam.NewLearned(starter)
	for i := range 1000 {
		r := rows[i*len(rows)/1000]
		if err := taught.Apply(taught.Lesson(r.Message, spam.Class(r.Label), 1)); err != nil {
			b.Fatal(err)
		}
	}
	for name, site := range map[string]*spam.Learned{"fresh": spam.NewLearned(starter), "taught": taught} {
		b.Run(name, func(b *testing.B) {
			took := make([]time.Duration, 0, b.N)
			for i := range b.N {
				m := rows[i*7919%len(rows)].Message
				from := time.Now()
				site.Check(m, spam.Normal)
				took = append(took, time.Since(from))
			}
			slices.Sort(took)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "checks/s")
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
