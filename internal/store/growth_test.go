package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

// fillTo puts so many stories into the database, with four replies each; one in ten
// is in the small section, and the first has 300 replies.
func fillTo(t testing.TB, db *DB, stories int) news.Story {
	t.Helper()
	ctx, now := t.Context(), db.now()
	if _, err := db.SetPublication(ctx, "https://courier.example", "The Courier", news.Moderation{}); err != nil {
		t.Fatal(err)
	}
	var first news.Story
	err := db.write(ctx, "fill", func(q querier) error {
		for i := range stories {
			slug := "harbour"
			if i%10 == 5 {
				slug = "small"
			}
			s, err := db.saveStory(ctx, q, news.Story{
				Slug: fmt.Sprintf("story-%d", i), State: news.StoryPublished, Headline: "Headline", Body: strings.Repeat("word ", 300),
				Section: news.Section{Slug: slug, Name: slug}, Bylines: []news.Byline{{Slug: "ada", Name: "Ada"}},
				Topics:    []news.Topic{{Slug: "tides-" + slug, Name: "Tides"}},
				Published: now.Add(-time.Duration(i) * time.Minute), Updated: now,
			})
			if err != nil {
				return err
			}
			replies := 4
			if i == 0 {
				first, replies = s, 300
			}
			for j := range replies {
				r := news.Reply{
					ID: news.ReplyID(news.NewID(now)), ThreadID: s.Thread.ID, Created: now, Body: strings.Repeat("water ", 30), Fingerprint: 1,
					State: []news.ReplyState{news.Published, news.Published, news.Pending, news.Spam}[j%4],
				}
				if _, err := db.createReply(ctx, q, r, spam.Verdict{Class: spam.Ham}, nil); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return first
}

// reads are what readers' pages and the desk ask for again and again.
func reads(ctx context.Context, db *DB, s news.Story) map[string]func() error {
	deep := news.Cursor{Published: db.now().Add(-30 * time.Minute)}
	return map[string]func() error{
		"Site":                 func() error { _, err := db.Site(ctx, s.Thread.SiteID); return err },
		"StoryBySlug":          func() error { _, err := db.StoryBySlug(ctx, "story-0"); return err },
		"Thread":               func() error { _, err := db.Thread(ctx, s.Thread.ID); return err },
		"Replies, first page":  func() error { _, err := db.Replies(ctx, s.Thread.ID, "", 50); return err },
		"Replies, third page":  func() error { _, err := db.Replies(ctx, s.Thread.ID, segment(101), 50); return err },
		"Latest":               func() error { _, err := db.Latest(ctx, news.Cursor{}, 20); return err },
		"Latest, further back": func() error { _, err := db.Latest(ctx, deep, 20); return err },
		"LatestIn":             func() error { _, err := db.LatestIn(ctx, "harbour", news.Cursor{}, 20); return err },
		"LatestIn, small":      func() error { _, err := db.LatestIn(ctx, "small", news.Cursor{}, 2); return err },
		"LatestAbout":          func() error { _, err := db.LatestAbout(ctx, "tides-small", news.Cursor{}, 2); return err },
		"LatestBy":             func() error { _, err := db.LatestBy(ctx, "ada", deep, 20); return err },
		"MostDiscussed":        func() error { _, err := db.MostDiscussed(ctx, 50, 10); return err },
		"Desk":                 func() error { _, err := db.Desk(ctx, time.Time{}, 20); return err },
		"Queue":                func() error { _, err := db.Queue(ctx, s.Thread.SiteID, news.Pending, "", 20); return err },
		"Counts":               func() error { _, err := db.Counts(ctx, s.Thread.SiteID); return err },
		"Prints":               func() error { _, err := db.Prints(ctx, s.Thread.SiteID, 20); return err },
		"PageTexts": func() error {
			_, _, err := db.PageTexts(ctx, s.Thread.SiteID, s.Thread.URL, 20)
			return err
		},
		"RecentJudgements": func() error { _, err := db.RecentJudgements(ctx, s.Thread.SiteID, 20); return err },
		"Outcomes":         func() error { _, err := db.Outcomes(ctx, s.Thread.SiteID, 20); return err },
		"Changes":          func() error { _, err := db.Changes(ctx, db.now().Add(time.Hour)); return err },
	}
}

// pagesTouched counts the pages of the database that do looks at.
func pagesTouched(t testing.TB, db *DB, do func() error) int {
	t.Helper()
	status := func() (n int) {
		conn, err := db.pools[1].Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		err = conn.Raw(func(c any) error {
			for _, op := range []sqlite.DBStatusOp{sqlite.DBStatusCacheHit, sqlite.DBStatusCacheMiss} {
				current, _, err := c.(sqlite.DBStatus).Status(op, true)
				if err != nil {
					return err
				}
				n += current
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := do(); err != nil { // prepares the statements
		t.Fatal(err)
	}
	status()
	if err := do(); err != nil {
		t.Fatal(err)
	}
	return status()
}

// What a page reads depends on what it shows; more stories and replies make the
// trees of some indexes a level deeper, and that is all.
func TestReadsDoNotGrowWithTheDatabase(t *testing.T) {
	pages := map[string][2]int{}
	for i, stories := range []int{300, 1500} {
		db := openSQLite(t, t.TempDir())
		first := fillTo(t, db, stories)
		db.pools[1].SetMaxOpenConns(1)
		for name, read := range reads(t.Context(), db, first) {
			p := pages[name]
			p[i] = pagesTouched(t, db, read)
			pages[name] = p
		}
	}
	for name, p := range pages {
		t.Logf("%-20s %4d pages with 300 stories, %4d with 1,500", name, p[0], p[1])
		if p[1] > max(2*p[0], p[0]+24) { // a page more for each row shown, and for the indexes
			t.Errorf("%s touches %d pages with 300 stories, %d with 1,500", name, p[0], p[1])
		}
	}
}

// asked is a querier, and a writer, that remembers what it was asked.
type asked struct {
	querier
	writer
	questions map[string][]any
}

func (a asked) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	a.questions[query] = args
	return a.querier.query(ctx, query, args...)
}

func (a asked) exec(ctx context.Context, query string, args ...any) (int64, error) {
	a.questions[query] = args
	return a.querier.exec(ctx, query, args...)
}

func (a asked) write(ctx context.Context, do func(q querier) error) error {
	return a.writer.write(ctx, func(q querier) error { return do(asked{q, nil, a.questions}) })
}

// plan is how SQLite goes about a question.
func plan(t testing.TB, q querier, question string, args []any) []string {
	t.Helper()
	steps, err := all(t.Context(), q, func(row scanner) (step string, err error) {
		var skip driver.Value
		err = row.Scan(&skip, &skip, &skip, &step)
		return step, err
	}, "EXPLAIN QUERY PLAN "+question, args...)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestNoReadScansOrSorts(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	first := fillTo(t, db, 10)
	reader := db.reads
	questions := asked{reader, nil, map[string][]any{}}
	db.reads = questions
	for name, read := range reads(t.Context(), db, first) {
		clear(questions.questions)
		if err := read(); err != nil {
			t.Fatal(err)
		}
		if name == "MostDiscussed" { // sorts the fifty latest
			continue
		}
		for question, args := range questions.questions {
			ofOneStory := strings.Contains(question, "story_id = $1") || strings.Contains(question, "sb.story_id IN")
			for _, step := range plan(t, reader, question, args) {
				if strings.HasPrefix(step, "SCAN") || strings.Contains(step, "TEMP B-TREE") && !ofOneStory {
					t.Errorf("%s: %s, in\n%s", name, step, question)
				}
			}
		}
	}
}

func TestASweepReadsOnlyWhatMayBeDue(t *testing.T) {
	db := openSQLite(t, t.TempDir())
	fillTo(t, db, 10)
	questions := asked{nil, db.writes, map[string][]any{}}
	db.writes = questions
	r := notice.Retention{Email: 1, Network: 1, Clues: 1, Held: 1, Spam: 1, Struck: 1, Lessons: 1}
	if _, err := db.Sweep(t.Context(), time.Now(), r); err != nil {
		t.Fatal(err)
	}
	swept := 0
	for question, args := range questions.questions {
		if !strings.Contains(question, "FROM replies") {
			continue
		}
		swept++
		steps := strings.Join(plan(t, db.reads, question, args), "\n")
		if !strings.Contains(steps, "replies_aging") || strings.Contains(steps, "SCAN") {
			t.Errorf("%s\nis done by\n%s", question, steps)
		}
	}
	if swept != 5 {
		t.Errorf("%d statements sweep replies, want 5", swept)
	}
}

func BenchmarkReads(b *testing.B) {
	for _, stories := range []int{1_000, 10_000} {
		db := openSQLite(b, b.TempDir())
		all := reads(b.Context(), db, fillTo(b, db, stories))
		for _, name := range slices.Sorted(maps.Keys(all)) {
			b.Run(fmt.Sprintf("%s/of %d stories", name, stories), func(b *testing.B) {
				for b.Loop() {
					if err := all[name](); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
