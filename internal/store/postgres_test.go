package store_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// Whoever asks while PostgreSQL cuts all connections is told to come again, and
// then is served: nothing is lost, nothing hangs.
func TestPostgreSQLIsFoundAgain(t *testing.T) {
	dsn := storetest.PostgresDSN(t, server(t))
	db := open(t, store.Options{DSN: dsn})
	storetest.Publication(t, db)
	story := storetest.Story(t, db, "flood", time.Now())
	cutter, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer cutter.Close()
	var kept, got []news.ReplyID
	for range 10 {
		_, err := cutter.ExecContext(t.Context(), `
			SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		r := benchReply(story)
		for tries := 1; ; tries++ {
			_, err := db.CreateReply(t.Context(), r, benchVerdict, []byte(r.ID))
			if err == nil {
				kept = append(kept, r.ID)
				break
			}
			if tries > 20 || !errors.Is(err, news.ErrUnavailable) {
				t.Fatalf("CreateReply, try %d = %v", tries, err)
			}
		}
	}
	list, err := db.Replies(t.Context(), story.Thread.ID, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range list {
		got = append(got, r.ID)
	}
	if diff := cmp.Diff(kept, got); diff != "" {
		t.Errorf("kept (-) and there (+):\n%s", diff)
	}
}

func TestADatabaseThatIsNotThereIsUnavailable(t *testing.T) {
	for name, o := range map[string]store.Options{
		"no folder":      {Dir: t.TempDir() + "/none"},
		"nobody listens": {DSN: "postgres://stet@127.0.0.1:1/stet?sslmode=disable"},
	} {
		if _, err := store.Open(t.Context(), o); !errors.Is(err, news.ErrUnavailable) {
			t.Errorf("Open with %s = %v, want unavailable", name, err)
		}
	}
	for name, o := range map[string]store.Options{
		"nothing": {}, "another address": {DSN: "mysql://localhost/stet"},
	} {
		if _, err := store.Open(t.Context(), o); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Open with %s = %v, want invalid", name, err)
		}
	}
}
