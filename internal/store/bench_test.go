package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"stet/internal/news"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// benchReply is a reply of 30 words as readers send them.
func benchReply(story news.Story) news.Reply {
	now := time.Now()
	return news.Reply{
		ID: news.ReplyID(news.NewID(now)), ThreadID: story.Thread.ID, State: news.Published, Author: "Ann", Created: now,
		Body: strings.Repeat("water ", 30), Network: "0123456789abcdef0123456789abcdef", Fingerprint: 1,
	}
}

var benchVerdict = spam.Verdict{Class: spam.Ham, Score: 0.01, Clues: []spam.Clue{
	{Kind: spam.ClueBias, Weight: -2}, {Kind: spam.ClueWords, Text: "water", Weight: -1}, {Kind: spam.ClueLetters, Weight: -0.5},
}}

// BenchmarkCreateReply stores replies durably beside the disk's own rate: appends
// of 1 KiB, each followed by fdatasync.
func BenchmarkCreateReply(b *testing.B) {
	b.Run("fdatasync of 1 KiB", func(b *testing.B) {
		f, err := os.Create(filepath.Join(b.TempDir(), "log"))
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		record := make([]byte, 1024)
		for b.Loop() {
			if _, err := f.Write(record); err != nil {
				b.Fatal(err)
			}
			if err := unix.Fdatasync(int(f.Fd())); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("%d at a time", writers), func(b *testing.B) {
			db := storetest.SQLite(b)
			storetest.Publication(b, db)
			story := storetest.Story(b, db, "flood", time.Now())
			todo := make(chan struct{})
			took := make([][]time.Duration, writers)
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for range todo {
						r := benchReply(story)
						if _, err := db.CreateReply(b.Context(), r, benchVerdict, []byte(r.ID)); err != nil {
							b.Error(err)
						}
						took[w] = append(took[w], time.Since(r.Created))
					}
				})
			}
			for b.Loop() {
				todo <- struct{}{}
			}
			close(todo)
			wg.Wait()
			all := slices.Concat(took...)
			slices.Sort(all)
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkOpen opens a database that is up to date.
func BenchmarkOpen(b *testing.B) {
	o := store.Options{Dir: b.TempDir()}
	db := open(b, o)
	storetest.Publication(b, db)
	for b.Loop() {
		db, err := store.Open(b.Context(), o)
		if err == nil {
			err = db.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
