package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

var listTests = map[string]func(*testing.T, Opener){
	"a list goes on where its cursor stands": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		want := []string{}
		for i := range 25 { // three stories share each minute
			slug := fmt.Sprintf("story-%02d", i)
			Story(t, r.db, slug, noon.Add(time.Duration(i/3-9)*time.Minute))
			want = append([]string{slug}, want...)
		}
		want = append(want, "flood")
		for name, list := range map[string]func(context.Context, news.Cursor, int) ([]news.Teaser, error){
			"Latest": r.db.Latest,
			"LatestIn": func(ctx context.Context, c news.Cursor, n int) ([]news.Teaser, error) {
				return r.db.LatestIn(ctx, "harbour", c, n)
			},
			"LatestAbout": func(ctx context.Context, c news.Cursor, n int) ([]news.Teaser, error) {
				return r.db.LatestAbout(ctx, "tides", c, n)
			},
			"LatestBy": func(ctx context.Context, c news.Cursor, n int) ([]news.Teaser, error) {
				return r.db.LatestBy(ctx, "ada-quill", c, n)
			},
		} {
			var got []string
			for c := (news.Cursor{}); ; {
				page, err := list(t.Context(), c, 4)
				r.must(err)
				if len(page) == 0 {
					break
				}
				got = append(got, slugs(page))
				c = news.Cursor{Published: page[len(page)-1].Published, ID: page[len(page)-1].ID}
			}
			if g, w := strings.Join(got, " "), strings.Join(want, " "); g != w {
				t.Errorf("%s = %s, want %s", name, g, w)
			}
		}
	},
	"a list shows what is published by now": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		Story(t, r.db, "tomorrow", noon.Add(24*time.Hour))
		gone := Story(t, r.db, "gone", noon)
		gone.State = news.StoryWithdrawn
		_, err := r.db.SaveStory(t.Context(), gone)
		r.must(err)
		_, err = r.db.SaveStory(t.Context(), news.Story{Slug: "draft", State: news.StoryDraft, Topics: []news.Topic{{Slug: "tides", Name: "Tides"}}})
		r.must(err)
		for _, want := range []string{"flood", "tomorrow flood"} {
			latest, err := r.db.Latest(t.Context(), news.Cursor{}, 10)
			r.must(err)
			about, err := r.db.LatestAbout(t.Context(), "tides", news.Cursor{}, 10)
			r.must(err)
			if slugs(latest) != want || slugs(about) != want {
				t.Errorf("Latest = %s, LatestAbout = %s, want %s", slugs(latest), slugs(about), want)
			}
			r.clock.at = noon.Add(25 * time.Hour)
		}
		for _, list := range []string{"section", "topic", "byline"} {
			got, err := map[string]func(context.Context, string, news.Cursor, int) ([]news.Teaser, error){
				"section": r.db.LatestIn, "topic": r.db.LatestAbout, "byline": r.db.LatestBy,
			}[list](t.Context(), "nothing", news.Cursor{}, 10)
			if len(got) != 0 || err != nil {
				t.Errorf("list of no %s = %v, %v, want nothing", list, got, err)
			}
		}
	},
	"a teaser has what a list shows": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		s, err := r.db.SaveStory(t.Context(), whole)
		r.must(err)
		r.story = s
		r.post("One", news.Published, "")
		r.post("Held", news.Pending, "")
		list, err := r.db.LatestBy(t.Context(), "zoe-inkwell", news.Cursor{}, 10)
		r.must(err)
		want := []news.Teaser{{
			ID: s.ID, Slug: "ferry", Section: s.Section, Headline: s.Headline, Standfirst: s.Standfirst, Bylines: s.Bylines,
			Picture: s.Picture, Lang: s.Lang, State: s.State, Replies: 1,
			Published: s.Published, Updated: s.Updated, Saved: noon.Add(time.Millisecond),
		}}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Error(diff)
		}
	},
	"the most discussed of the latest come first": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		discussed := map[string]int{"quiet": 0, "lively": 3, "calm": 1, "heated": 5}
		for slug, n := range discussed {
			r.story = Story(t, r.db, slug, noon.Add(time.Duration(-n)*time.Minute))
			for range n {
				r.post("Hear, hear", news.Published, "")
			}
		}
		for among, want := range map[int]string{50: "heated lively calm", 3: "lively calm"} {
			got, err := r.db.MostDiscussed(t.Context(), among, 10)
			r.must(err)
			if slugs(got) != want {
				t.Errorf("MostDiscussed among %d = %s, want %s", among, slugs(got), want)
			}
		}
	},
	"the desk lists by the last saving, however fast they follow": func(t *testing.T, open Opener) {
		r := newRoom(t, open) // the clock stands still
		for _, slug := range []string{"one", "two", "three"} {
			_, err := r.db.SaveStory(t.Context(), news.Story{Slug: slug, State: news.StoryDraft})
			r.must(err)
		}
		r.clock.at = noon.Add(-time.Hour) // and is set back
		_, err := r.db.SaveStory(t.Context(), r.story)
		r.must(err)
		var got []string
		for before := (time.Time{}); ; {
			page, err := r.db.Desk(t.Context(), before, 1)
			r.must(err)
			if len(page) == 0 {
				break
			}
			got, before = append(got, page[0].Slug), page[0].Saved
		}
		if g, want := strings.Join(got, " "), "flood three two one"; g != want {
			t.Errorf("Desk = %s, want %s", g, want)
		}
	},
}
