package store_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// places are the databases that a backup can come from and go to: each makes an
// empty one.
func places() map[string]func(t testing.TB) store.Options {
	all := map[string]func(t testing.TB) store.Options{
		"SQLite": func(t testing.TB) store.Options { return store.Options{Dir: t.TempDir()} },
	}
	if address := os.Getenv("STET_TEST_POSTGRES"); address != "" {
		all["PostgreSQL"] = func(t testing.TB) store.Options {
			return store.Options{DSN: storetest.PostgresDSN(t, address)}
		}
	}
	return all
}

func open(t testing.TB, o store.Options) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// fill puts something into every table.
func fill(t testing.TB, db *store.DB) news.Story {
	t.Helper()
	ctx, now := t.Context(), time.Now()
	storetest.Publication(t, db)
	story := storetest.Story(t, db, "flood", now.Add(-time.Hour))
	_, secretErr := db.Secret(ctx, "forms")
	_, keyErr := db.NetworkKey(ctx, now)
	_, correctionErr := db.AddCorrection(ctx, story.ID, news.Correction{At: now, Text: "It was Tuesday."})
	errs := []error{
		secretErr, keyErr, correctionErr,
		db.CreateSite(ctx, news.Site{ID: "foreign", Kind: news.Foreign, KeyHash: []byte{0, 255, 1}, Created: now}),
		db.CreateStaff(ctx, news.Staff{ID: "ada", Email: "Ada@example.org", Name: "Ada", Role: news.Owner, Created: now}),
		db.CreateInvitation(ctx, news.Invitation{Hash: []byte("i"), StaffID: "ada", Expires: now.Add(time.Hour)}),
		db.CreateSession(ctx, news.Session{Hash: []byte("s"), StaffID: "ada", Created: now, Seen: now}),
	}
	var parent news.ReplyID
	for i := range 40 {
		d := news.Reply{
			ID: news.ReplyID(news.NewID(now)), ThreadID: story.Thread.ID, ParentID: parent, State: news.Published,
			Author: "Żółw \"the\" <b>", Email: "a@example.org", Body: strings.Repeat("漢字\n\t\\ ", 200), Created: now,
			Network: "n", Fingerprint: 1<<63 + uint64(i),
		}
		_, err := db.CreateReply(ctx, d, spam.Verdict{
			Class: spam.Unsure, Score: 1 / float64(i+1), Clues: []spam.Clue{{Kind: spam.ClueBias, Weight: 0.1}},
		}, []byte(d.ID))
		errs = append(errs, err)
		if i%2 == 0 {
			parent = d.ID
		}
		j := news.Judgement{ID: news.JudgementID(d.ID), ReplyID: d.ID, StaffID: "ada", Action: news.Stet, At: now.Add(-time.Duration(i) * time.Hour)}
		_, _, err = db.Judge(ctx, j, &news.Lesson{ID: news.LessonID(d.ID), Delta: []byte{0, byte(i)}, At: j.At})
		errs = append(errs, err)
	}
	_, err := db.Sweep(ctx, now, notice.Retention{Lessons: 20*time.Hour + time.Minute})
	if err := errors.Join(append(errs, err)...); err != nil {
		t.Fatal(err)
	}
	return story
}

// folding makes the options fold lessons.
func folding(o store.Options) store.Options {
	o.Fold = func(model []byte, deltas ...[]byte) ([]byte, error) {
		return append(model, bytes.Join(deltas, nil)...), nil
	}
	return o
}

var media = fstest.MapFS{
	"ab/abcdef-640.jpg": {Data: []byte("a picture")},
	"cd/cdef01.jpg":     {Data: bytes.Repeat([]byte{0xff}, 100_000)},
}

// entries reads a backup: the rows of each table, sorted, and the other entries.
func entries(t testing.TB, backup []byte) map[string]string {
	t.Helper()
	zipped, err := gzip.NewReader(bytes.NewReader(backup))
	if err != nil {
		t.Fatal(err)
	}
	all, lines := map[string]string{}, map[string][]string{}
	for r := tar.NewReader(zipped); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if table, ok := strings.CutPrefix(h.Name, "tables/"); ok {
			table, _, _ = strings.Cut(table, "/")
			lines[table] = append(lines[table], strings.Split(strings.TrimSpace(string(text)), "\n")...)
			continue
		}
		all[h.Name] = string(text)
	}
	for table, rows := range lines {
		slices.Sort(rows)
		all[table] = strings.Join(rows, "\n")
	}
	return all
}

func backUp(t testing.TB, db *store.DB, media fs.FS) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := db.Backup(t.Context(), &b, media); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestABackupRestoredIsTheSameOnEveryEngine(t *testing.T) {
	for from, source := range places() {
		for to, target := range places() {
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				db := open(t, folding(source(t)))
				fill(t, db)
				backup := backUp(t, db, media)
				want := entries(t, backup)
				if len(want) != 19+4 { // each table has rows; cover, manifest, and two files
					t.Fatalf("the backup has %d entries, want 23", len(want))
				}
				if strings.Contains(want["secrets"], "network:") {
					t.Error("the backup has a network key")
				}

				dir := t.TempDir()
				root, err := os.OpenRoot(dir)
				if err != nil {
					t.Fatal(err)
				}
				defer root.Close()
				o := target(t)
				if err := store.Restore(t.Context(), o, bytes.NewReader(backup), root); err != nil {
					t.Fatal(err)
				}
				got := entries(t, backUp(t, open(t, o), os.DirFS(dir)))
				for _, name := range []string{"stet-backup.json", "manifest.json"} { // differ in time and order
					delete(want, name)
					delete(got, name)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("restored (-want +got):\n%.4000s", diff)
				}
			})
		}
	}
}

func TestABackupIsOfOneMoment(t *testing.T) {
	for name, place := range places() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, folding(place(t)))
			story := fill(t, db)
			ctx, cancel := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for ctx.Err() == nil {
						d := news.Reply{ID: news.ReplyID(news.NewID(time.Now())), ThreadID: story.Thread.ID, State: news.Published, Created: time.Now()}
						if _, err := db.CreateReply(ctx, d, spam.Verdict{}, nil); err != nil && ctx.Err() == nil {
							t.Error(err)
						}
					}
				})
			}
			for range 3 {
				backup := backUp(t, db, nil)
				o := store.Options{Dir: t.TempDir()}
				if err := store.Restore(ctx, o, bytes.NewReader(backup), nil); err != nil {
					t.Fatal(err)
				}
				restored := open(t, o)
				thread, err := restored.Thread(ctx, story.Thread.ID)
				if err != nil {
					t.Fatal(err)
				}
				list, err := restored.Replies(ctx, story.Thread.ID, "", 1_000_000)
				if err != nil || len(list) != thread.Published {
					t.Errorf("%d replies, %v; the thread counts %d", len(list), err, thread.Published)
				}
			}
			cancel()
			wg.Wait()
		})
	}
}

// entry is a file of a backup that is made by hand.
type entry struct {
	tar.Header
	content string
}

func archive(t testing.TB, list ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	w := tar.NewWriter(zipped)
	for _, e := range list {
		if e.Size == 0 {
			e.Size = int64(len(e.content))
		}
		if err := w.WriteHeader(&e.Header); err != nil {
			t.Fatal(err)
		}
		if e.Size == int64(len(e.content)) {
			if _, err := io.WriteString(w, e.content); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = w.Close()
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRestoreRefusesWhatIsNoWholeBackup(t *testing.T) {
	db := open(t, folding(store.Options{Dir: t.TempDir()}))
	fill(t, db)
	good := backUp(t, db, media)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 0x40
	file := func(name, content string) entry {
		return entry{tar.Header{Typeflag: tar.TypeReg, Name: name}, content}
	}
	begin := file("stet-backup.json", `{"stet_backup":1,"schema":4}`)
	tests := map[string][]byte{
		"nothing":                        nil,
		"a text":                         []byte("stet"),
		"an empty archive":               archive(t),
		"another program's archive":      archive(t, file("README", "hello")),
		"a format to come":               archive(t, file("stet-backup.json", `{"stet_backup":2,"schema":4}`)),
		"a schema to come":               archive(t, file("stet-backup.json", `{"stet_backup":1,"schema":400}`)),
		"no manifest":                    archive(t, begin),
		"a false manifest":               archive(t, begin, file("manifest.json", `{"sha256":"00"}`)),
		"a path that leads out":          archive(t, begin, file("media/../../evil", "x")),
		"an absolute path":               archive(t, begin, file("/etc/evil", "x")),
		"a link":                         archive(t, begin, entry{tar.Header{Typeflag: tar.TypeSymlink, Name: "media/evil", Linkname: "/etc/passwd"}, ""}),
		"a file too large to be one":     archive(t, begin, entry{tar.Header{Typeflag: tar.TypeReg, Name: "media/evil", Size: 1 << 40}, ""}),
		"an unknown table":               archive(t, begin, file("tables/sqlite_schema/000001.jsonl", "{}")),
		"a row without columns":          archive(t, begin, file("tables/topics/000001.jsonl", `{"slug":"a"}`)),
		"a row with more columns":        archive(t, begin, file("tables/topics/000001.jsonl", `{"slug":"a","name":"b","c":1}`)),
		"a row with a list":              archive(t, begin, file("tables/topics/000001.jsonl", `{"slug":"a","name":[1]}`)),
		"a row that is no JSON":          archive(t, begin, file("tables/topics/000001.jsonl", `slug`)),
		"a flipped bit":                  flipped,
		"a file in the database's place": backUp(t, db, fstest.MapFS{"stet.db-shm": {}}),
	}
	for i := 1; i < 20; i++ {
		tests[fmt.Sprintf("%d of 20 parts", i)] = good[:len(good)*i/20]
	}
	for name, backup := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			if err := os.Mkdir(parent+"/media", 0o750); err != nil {
				t.Fatal(err)
			}
			root, err := os.OpenRoot(parent + "/media")
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			o := store.Options{Dir: t.TempDir()}
			if err := store.Restore(t.Context(), o, bytes.NewReader(backup), root); !errors.Is(err, news.ErrInvalid) {
				t.Errorf("Restore = %v, want invalid", err)
			}
			if _, err := os.Stat(parent + "/evil"); err == nil {
				t.Error("a file was written outside of the folder")
			}
			if sites, err := open(t, o).Sites(t.Context()); len(sites) != 0 || err != nil {
				t.Errorf("the database has %d sites, %v, want none", len(sites), err)
			}
			if err := store.Restore(t.Context(), o, bytes.NewReader(good), root); err != nil {
				t.Errorf("restore of the good backup after that = %v", err)
			}
		})
	}
	t.Run("into a database that is not empty", func(t *testing.T) {
		o := store.Options{Dir: t.TempDir()}
		storetest.Publication(t, open(t, o))
		if err := store.Restore(t.Context(), o, bytes.NewReader(good), nil); !errors.Is(err, news.ErrConflict) {
			t.Errorf("Restore = %v, want a conflict", err)
		}
	})
}
