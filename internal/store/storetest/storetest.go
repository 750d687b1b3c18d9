// Package storetest opens real databases for tests, and is the suite that every
// engine must pass.
package storetest

import (
	"testing"
	"time"

	"stet/internal/accounts"
	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/rights"
	"stet/internal/store"
	"stet/internal/stories"
)

// What the features ask of storage, store.DB has.
var (
	_ stories.Store  = (*store.DB)(nil)
	_ replies.Store  = (*store.DB)(nil)
	_ accounts.Store = (*store.DB)(nil)
	_ filter.Store   = (*store.DB)(nil)
	_ rights.Store   = (*store.DB)(nil)
)

// SQLite opens an empty SQLite database in a folder of the test, and closes it when
// the test ends. Each with may change the options.
func SQLite(t testing.TB, with ...func(*store.Options)) *store.DB {
	t.Helper()
	return open(t, store.Options{Dir: t.TempDir()}, with)
}

func open(t testing.TB, o store.Options, with []func(*store.Options)) *store.DB {
	t.Helper()
	for _, change := range with {
		change(&o)
	}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// Publication makes the publication, which stories need.
func Publication(t testing.TB, db *store.DB) news.Site {
	t.Helper()
	site, err := db.SetPublication(t.Context(), "https://courier.example", "The Courier",
		news.Moderation{Hold: news.HoldDoubtful, Strictness: news.Normal})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// Story saves and publishes a story of that slug and returns it.
func Story(t testing.TB, db *store.DB, slug string, published time.Time) news.Story {
	t.Helper()
	s, err := db.SaveStory(t.Context(), news.Story{
		Slug: slug, State: news.StoryPublished, Headline: "Headline of " + slug, Standfirst: "Standfirst", Body: "Body",
		Section: news.Section{Slug: "harbour", Name: "Harbour"},
		Bylines: []news.Byline{{Slug: "ada-quill", Name: "Ada Quill"}},
		Topics:  []news.Topic{{Slug: "tides", Name: "Tides"}},
		Created: published, Published: published, Updated: published,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
