package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

const crashWriters = 8

// TestPostUntilKilled is no test of its own: TestKilledAtAnyMoment runs it as
// another process, which posts replies and says on its standard output which are
// acknowledged, as "writer number", until it is killed.
func TestPostUntilKilled(t *testing.T) {
	dir := os.Getenv("STET_CRASH_DIR")
	if dir == "" {
		t.Skip("is run by TestKilledAtAnyMoment")
	}
	db := openSQLite(t, dir)
	story, err := db.StoryBySlug(t.Context(), "story-0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w, from := range strings.Fields(os.Getenv("STET_CRASH_FROM")) {
		n, err := strconv.Atoi(from)
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for ; ; n++ {
				form := fmt.Sprintf("%d %d", w, n)
				r := news.Reply{
					ID: news.ReplyID(news.NewID(time.Now())), ThreadID: story.Thread.ID, State: news.Published,
					Created: time.Now(), Body: form,
				}
				if _, err := db.CreateReply(context.Background(), r, spam.Verdict{}, []byte(form)); err != nil {
					t.Error(err)
					return
				}
				fmt.Println("ack", form)
			}
		})
	}
	wg.Wait()
}

// TestKilledAtAnyMoment kills a process that takes in replies, again and again,
// with SIGKILL. The next one begins by sending again what was not acknowledged. In
// the end each reply that was acknowledged is there, and each once.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 3
	if more, err := strconv.Atoi(os.Getenv("STET_CRASH_ROUNDS")); err == nil {
		rounds = more
	}
	dir := t.TempDir()
	db := openSQLite(t, dir)
	first := fillTo(t, db, 1)
	before, err := db.Thread(t.Context(), first.Thread.ID)
	if err != nil {
		t.Fatal(err)
	}
	var next [crashWriters]int
	for range rounds {
		postAndKill(t, dir, &next)
		checkAfterCrash(t, dir, before.Published, next)
	}
	t.Logf("%d rounds, %v replies acknowledged", rounds, next)
}

// postAndKill runs TestPostUntilKilled for a while and notes what it acknowledged.
func postAndKill(t *testing.T, dir string, next *[crashWriters]int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPostUntilKilled$", "-test.v")
	child.Env = append(os.Environ(), "STET_CRASH_DIR="+dir, "STET_CRASH_FROM="+strings.Trim(fmt.Sprint(*next), "[]"))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var kill sync.Once
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var w, n int
		if _, err := fmt.Sscanf(lines.Text(), "ack %d %d", &w, &n); err != nil {
			if strings.Contains(lines.Text(), "Error") || strings.Contains(lines.Text(), "FAIL") {
				t.Error(lines.Text())
			}
			continue
		}
		next[w] = n + 1
		kill.Do(func() {
			after := time.Duration(rand.Int64N(int64(150 * time.Millisecond)))
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		})
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
}

// checkAfterCrash says what should be in the database when next are the numbers
// that each writer would send next. The one being sent may be there.
func checkAfterCrash(t *testing.T, dir string, before int, next [crashWriters]int) {
	t.Helper()
	db, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, pragma := range []string{"PRAGMA integrity_check", "PRAGMA foreign_key_check"} {
		if found, err := all(t.Context(), db.reads, column[string], pragma); err != nil || strings.Join(found, "") != strings.Repeat("ok", len(found)) {
			t.Errorf("%s = %v, %v", pragma, found, err)
		}
	}
	story, err := db.StoryBySlug(t.Context(), "story-0")
	if err != nil {
		t.Fatal(err)
	}
	replies, err := db.Replies(t.Context(), story.Thread.ID, "", 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	times, posted := map[string]int{}, 0
	for _, r := range replies {
		if times[r.Body]++; !strings.HasPrefix(r.Body, "water") {
			posted++
		}
	}
	if len(replies) != story.Thread.Published || posted != len(replies)-before {
		t.Errorf("%d replies, of which %d were there before; the thread counts %d", len(replies), before, story.Thread.Published)
	}
	for w, n := range next {
		for i := range n + 2 {
			got := times[fmt.Sprintf("%d %d", w, i)]
			if got > 1 || got < 1 && i < n || got > 0 && i > n {
				t.Errorf("reply %d of writer %d is there %d times; %d were acknowledged", i, w, got, n)
			}
		}
	}
}
