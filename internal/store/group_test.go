package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

func openSQLite(t testing.TB, dir string) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// note is a write of one topic, and noted are those that were written.
func note(slug string) func(q querier) error {
	return func(q querier) error {
		_, err := q.exec(context.Background(), `INSERT INTO topics (slug, name) VALUES ($1, '')`, slug)
		return err
	}
}

func noted(t testing.TB, db *DB) string {
	t.Helper()
	slugs, err := all(t.Context(), db.reads, column[string], `SELECT slug FROM topics ORDER BY slug`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(slugs, " ")
}

var errRefused = errors.New("refused")

func TestOneCommitTakesAllThatSucceed(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	tests := map[string]struct {
		writes []func(q querier) error
		errs   string
		want   string
	}{
		"one":                           {[]func(q querier) error{note("a")}, "<nil>", "a"},
		"one that is refused":           {[]func(q querier) error{func(querier) error { return errRefused }}, "refused", ""},
		"all":                           {[]func(q querier) error{note("a"), note("b")}, "<nil> <nil>", "a b"},
		"all but one":                   {[]func(q querier) error{note("a"), then(note("b"), errRefused), note("c")}, "<nil> refused <nil>", "a c"},
		"all but the first":             {[]func(q querier) error{then(note("a"), errRefused), note("b")}, "refused <nil>", "b"},
		"none":                          {[]func(q querier) error{then(note("a"), errRefused), then(note("b"), errRefused)}, "refused refused", ""},
		"one after a constraint failed": {[]func(q querier) error{note("a"), note("a"), note("c")}, "<nil> UNIQUE <nil>", "a c"},
		"all but one that panics":       {[]func(q querier) error{func(querier) error { panic("oh") }, note("b")}, "panic <nil>", "b"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var batch []*turn
			for _, w := range tt.writes {
				batch = append(batch, &turn{do: w})
			}
			db.writes.(*group).commit(t.Context(), batch)
			for i, want := range strings.Fields(tt.errs) {
				if got := fmt.Sprint(batch[i].err); !strings.Contains(got, want) {
					t.Errorf("error %d = %s, want %s", i, got, want)
				}
			}
			if got := noted(t, db); got != tt.want {
				t.Errorf("written = %s, want %s", got, tt.want)
			}
			if err := db.writes.write(t.Context(), func(q querier) error {
				_, err := q.exec(t.Context(), `DELETE FROM topics`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// then makes a write that fails in the end.
func then(do func(q querier) error, err error) func(q querier) error {
	return func(q querier) error { return errors.Join(do(q), err) }
}

func TestNobodyIsToldYesWhenTheCommitFails(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	first := fillTo(t, db, 1)
	// A parent that is not there is only missed at the commit.
	orphan := func(q querier) error {
		r := news.Reply{ID: "orphan", ThreadID: first.Thread.ID}
		if _, err := db.createReply(t.Context(), q, r, spam.Verdict{}, nil); err != nil {
			return err
		}
		_, err := q.exec(t.Context(), `UPDATE replies SET parent_id = 'nobody' WHERE id = 'orphan'`)
		return err
	}
	batch := []*turn{{do: note("a")}, {do: orphan}, {do: then(note("b"), errRefused)}}
	db.writes.(*group).commit(t.Context(), batch)
	for i, turn := range batch {
		if turn.err == nil {
			t.Errorf("write %d of a failed commit was told yes", i)
		}
	}
	if err := db.writes.write(t.Context(), note("c")); err != nil {
		t.Errorf("the next write = %v", err)
	}
	if got := noted(t, db); got != "c tides-harbour" {
		t.Errorf("written = %s, want c and what was there", got)
	}
}

func TestAFullDiskRefusesAndThenAcceptsAgain(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	first := fillTo(t, db, 1)
	g := db.writes.(*group)
	if _, err := g.conn.ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // no more than there are
		t.Fatal(err)
	}
	long := news.Reply{ID: "long", ThreadID: first.Thread.ID, Body: strings.Repeat("water ", 50_000)}
	if _, err := db.CreateReply(t.Context(), long, spam.Verdict{}, nil); !errors.Is(err, news.ErrUnavailable) {
		t.Errorf("CreateReply on a full disk = %v, want unavailable", err)
	}
	if _, err := db.Reply(t.Context(), "long"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Reply that was refused = %v, want not found", err)
	}
	// The connection was not trusted again, and the next one knows no such limit.
	if _, err := db.CreateReply(t.Context(), long, spam.Verdict{}, nil); err != nil {
		t.Errorf("CreateReply when there is room again = %v", err)
	}
}

func TestWhoLeavesTheQueueWritesNothing(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	g := db.writes.(*group)
	writing, finish := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := g.write(t.Context(), func(q querier) error {
			close(writing)
			<-finish
			return note("leader")(q)
		}); err != nil {
			t.Error(err)
		}
	})
	<-writing
	queued := func(n int) {
		for waiting := -1; waiting != n; {
			g.mu.Lock()
			waiting = len(g.waiting)
			g.mu.Unlock()
		}
	}
	ctx, leave := context.WithCancel(t.Context())
	for i, ctx := range []context.Context{t.Context(), ctx, t.Context()} {
		wg.Go(func() {
			err := g.write(ctx, note(fmt.Sprintf("waiting-%d", i)))
			if want := ctx.Err(); !errors.Is(err, want) {
				t.Errorf("write %d = %v, want %v", i, err, want)
			}
		})
		queued(i + 1)
	}
	leave()
	queued(2)
	close(finish)
	wg.Wait()
	if got := noted(t, db); got != "leader waiting-0 waiting-2" {
		t.Errorf("written = %s, want leader waiting-0 waiting-2", got)
	}
}

func TestSeveralProcessesShareADatabase(t *testing.T) {
	dir := t.TempDir()
	dbs := make([]*DB, 4)
	var wg sync.WaitGroup
	for i := range dbs { // all find it empty
		wg.Go(func() {
			db, err := Open(t.Context(), Options{Dir: dir})
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			dbs[i] = db
			t.Cleanup(func() { _ = db.Close() })
			for n := range 25 {
				if err := db.writes.write(t.Context(), note(fmt.Sprintf("%d-%02d", i, n))); err != nil {
					t.Errorf("write: %v", err)
				}
			}
		})
	}
	wg.Wait()
	for _, db := range dbs {
		if got := strings.Count(noted(t, db), "-"); got != 100 {
			t.Errorf("%d writes are there, want 100", got)
		}
	}
}

func TestADatabaseOfANewerStetIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	db := openSQLite(t, dir)
	if err := db.writes.write(t.Context(), func(q querier) error {
		_, err := q.exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, TRUE)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Open = %v, want a conflict", err)
	}
}

func TestTheDatabaseIsNobodyElsesToRead(t *testing.T) {
	dir := t.TempDir()
	fillTo(t, openSQLite(t, dir), 1)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 3 { // database, log, and the log's index
		t.Errorf("files = %v, %v", files, err)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v, want 0600", name, info.Mode(), err)
		}
	}
}

func TestWhatIsWithdrawnIsInNoFile(t *testing.T) {
	dir := t.TempDir()
	db := openSQLite(t, dir)
	first := fillTo(t, db, 20)
	secrets := []string{"Wilhelmina", "wilhelmina@example.org", "wilhelmina.example", "regrettable", "regretted clue", "hash-of-home"}
	found := func() (hits []string) {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range secrets {
				if bytes.Contains(text, []byte(s)) {
					hits = append(hits, s+" in "+filepath.Base(name))
				}
			}
		}
		return hits
	}
	r := news.Reply{
		ID: "r", ThreadID: first.Thread.ID, State: news.Published, Created: time.Now(), Author: news.Name(secrets[0]),
		Email: news.Email(secrets[1]), URL: secrets[2], Body: strings.Repeat(secrets[3]+" ", 900), Network: secrets[5],
	}
	if _, err := db.CreateReply(t.Context(), r, spam.Verdict{Class: spam.Ham, Clues: []spam.Clue{{Text: secrets[4]}}}, nil); err != nil {
		t.Fatal(err)
	}
	if len(found()) < len(secrets) {
		t.Fatalf("found only %v before", found())
	}
	if _, err := db.Withdraw(t.Context(), "r"); err != nil {
		t.Fatal(err)
	}
	if hits := found(); len(hits) > 0 {
		t.Errorf("after the withdrawal there is %v", hits)
	}
}
