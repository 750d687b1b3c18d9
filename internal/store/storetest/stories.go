package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"stet/internal/news"
)

// whole is a story in which no field is empty that can be filled.
var whole = news.Story{
	Slug: "ferry", State: news.StoryPublished, Section: news.Section{Slug: "harbour", Name: "Harbour"},
	Headline: "The ferry is late", Standfirst: "Again", Body: "# Late\n\nAnd *how*.", Lang: "en-GB",
	Bylines: []news.Byline{{Slug: "zoe-inkwell", Name: "Zoë Inkwell"}, {Slug: "ada-quill", Name: "Ada Quill"}},
	Topics:  []news.Topic{{Slug: "tides", Name: "Tides"}, {Slug: "boats", Name: "Boats"}},
	Picture: &news.Picture{
		Key: "abc123", Width: 1280, Height: 720, Widths: []int{320, 640, 1280},
		Alt: "A ferry", Caption: "The ferry, late", Credit: "Drawing: The Courier",
	},
	Created: noon.Add(-2 * time.Hour), Published: noon.Add(-time.Hour), Updated: noon.Add(-time.Minute),
}

var storyTests = map[string]func(*testing.T, Opener){
	"a story comes back as it was saved": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		saved, err := r.db.SaveStory(t.Context(), whole)
		r.must(err)
		if diff := cmp.Diff(whole, saved, cmpopts.IgnoreFields(news.Story{}, "ID", "Thread", "Revision")); diff != "" {
			t.Errorf("saved (-want +got):\n%s", diff)
		}
		want := news.Thread{
			ID: saved.Thread.ID, SiteID: r.site.ID, URL: "/stories/ferry", Title: whole.Headline, Lang: "en-GB", Open: true, Created: noon,
		}
		if diff := cmp.Diff(want, saved.Thread); diff != "" || saved.Revision != 1 {
			t.Errorf("revision %d, thread (-want +got):\n%s", saved.Revision, diff)
		}
		byID, err := r.db.Story(t.Context(), saved.ID)
		r.must(err)
		bySlug, err := r.db.StoryBySlug(t.Context(), "ferry")
		r.must(err)
		if diff := cmp.Diff([]news.Story{saved, saved}, []news.Story{byID, bySlug}); diff != "" {
			t.Errorf("read again (-want +got):\n%s", diff)
		}
		thread, err := r.db.Thread(t.Context(), saved.Thread.ID)
		r.must(err)
		if diff := cmp.Diff(saved.Thread, thread); diff != "" {
			t.Errorf("thread (-want +got):\n%s", diff)
		}
	},
	"only a published story's thread is found by its slug": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		story, err := r.db.SaveStory(t.Context(), whole)
		r.must(err)
		thread, err := r.db.StoryThread(t.Context(), "ferry")
		r.must(err)
		if diff := cmp.Diff(story.Thread, thread); diff != "" {
			t.Errorf("thread (-want +got):\n%s", diff)
		}
		story.State = news.StoryWithdrawn
		_, err = r.db.SaveStory(t.Context(), story)
		r.must(err)
		for _, slug := range []string{"ferry", "nothing"} {
			if _, err := r.db.StoryThread(t.Context(), slug); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("StoryThread(%q) = %v, want not found", slug, err)
			}
		}
	},
	"a story without anything is a story": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		saved, err := r.db.SaveStory(t.Context(), news.Story{Slug: "bare", State: news.StoryDraft})
		r.must(err)
		want := news.Story{
			ID: saved.ID, Slug: "bare", State: news.StoryDraft, Revision: 1, Created: noon,
			Thread: news.Thread{ID: saved.Thread.ID, SiteID: r.site.ID, URL: "/stories/bare", Open: true, Created: noon},
		}
		if diff := cmp.Diff(want, saved); diff != "" {
			t.Error(diff)
		}
	},
	"saving replaces all but the corrections and the thread": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		reply := r.post("Hello", news.Published, "")
		_, err := r.db.AddCorrection(t.Context(), r.story.ID, news.Correction{ID: "c1", At: noon, Text: "It was Tuesday."})
		r.must(err)
		r.must(r.db.OpenThread(t.Context(), r.story.Thread.ID, false))
		changed := whole
		changed.ID, changed.Slug, changed.Revision = r.story.ID, "deluge", 1
		changed.Picture, changed.Topics = nil, nil
		saved, err := r.db.SaveStory(t.Context(), changed)
		r.must(err)
		if saved.Revision != 2 || saved.Headline != whole.Headline || len(saved.Bylines) != 2 || saved.Topics != nil || saved.Picture != nil {
			t.Errorf("saved = %+v, want what was given, revision 2", saved)
		}
		th := saved.Thread
		if th.ID != r.story.Thread.ID || th.URL != "/stories/deluge" || th.Open || th.Published != 1 || len(saved.Corrections) != 1 {
			t.Errorf("saved = %+v, want its own thread, closed, with its reply, and its correction", saved)
		}
		_, err = r.db.StoryBySlug(t.Context(), "flood")
		r.fails("StoryBySlug of the old slug", err, news.ErrNotFound)
		_, err = r.db.Reply(t.Context(), reply.ID)
		r.must(err)
	},
	"saving over what somebody else saved is a conflict": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		mine, theirs := r.story, r.story
		theirs.Headline = "Theirs"
		_, err := r.db.SaveStory(t.Context(), theirs)
		r.must(err)
		mine.Headline, mine.Topics = "Mine", nil
		_, err = r.db.SaveStory(t.Context(), mine)
		r.fails("SaveStory of an old revision", err, news.ErrConflict)
		got, err := r.db.Story(t.Context(), r.story.ID)
		r.must(err)
		if got.Headline != "Theirs" || len(got.Topics) != 1 || got.Revision != 2 {
			t.Errorf("story = %+v, want theirs, untouched", got)
		}
		mine.ID = "nobody"
		_, err = r.db.SaveStory(t.Context(), mine)
		r.fails("SaveStory of no story", err, news.ErrNotFound)
	},
	"a slug belongs to one story": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		other := Story(t, r.db, "ebb", noon)
		other.Slug = "flood"
		for doing, s := range map[string]news.Story{"a new story": {Slug: "flood"}, "an old story": other} {
			_, err := r.db.SaveStory(t.Context(), s)
			var invalid news.Invalid
			if !errors.As(err, &invalid) || invalid != (news.Invalid{Field: "slug", Rule: "taken"}) {
				t.Errorf("%s with a taken slug = %v, want slug: taken", doing, err)
			}
		}
		list, err := r.db.Desk(t.Context(), time.Time{}, 10)
		r.must(err)
		if slugs(list) != "ebb flood" {
			t.Errorf("stories = %s, want ebb flood", slugs(list))
		}
	},
	"corrections stand by date and date the update": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for i, text := range []string{"second", "first"} {
			_, err := r.db.AddCorrection(t.Context(), r.story.ID, news.Correction{At: noon.Add(time.Duration(-i) * time.Minute), Text: text})
			r.must(err)
		}
		got, err := r.db.Story(t.Context(), r.story.ID)
		r.must(err)
		if len(got.Corrections) != 2 || got.Corrections[0].Text != "first" || got.Corrections[0].ID == "" || !got.Updated.Equal(noon.Add(-time.Minute)) {
			t.Errorf("corrections %+v, updated %v; want first and second, and the date of the latest added", got.Corrections, got.Updated)
		}
		_, err = r.db.AddCorrection(t.Context(), "nobody", news.Correction{At: noon})
		r.fails("AddCorrection to no story", err, news.ErrNotFound)
	},
	"sections stand in the order of their coming, or as set": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for _, slug := range []string{"culture", "sport", "culture"} {
			_, err := r.db.SaveStory(t.Context(), news.Story{Slug: news.NewID(noon), Section: news.Section{Slug: slug, Name: "The " + slug}})
			r.must(err)
		}
		order := func() (all string) {
			sections, err := r.db.Sections(t.Context())
			r.must(err)
			for _, s := range sections {
				all += s.Slug + "=" + s.Name + " "
			}
			return all
		}
		if got, want := order(), "harbour=Harbour culture=The culture sport=The sport "; got != want {
			t.Errorf("sections = %s, want %s", got, want)
		}
		r.must(r.db.SetSections(t.Context(), []news.Section{{Slug: "sport", Name: "Games"}, {Slug: "weather", Name: "Weather"}}))
		if got, want := order(), "sport=Games weather=Weather harbour=Harbour culture=The culture "; got != want {
			t.Errorf("sections = %s, want %s", got, want)
		}
	},
	"topics and bylines are found by slug": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		topic, err := r.db.Topic(t.Context(), "tides")
		r.must(err)
		byline, err := r.db.Byline(t.Context(), "ada-quill")
		r.must(err)
		if topic.Name != "Tides" || byline.Name != "Ada Quill" {
			t.Errorf("Topic, Byline = %v, %v", topic, byline)
		}
		_, err = r.db.Topic(t.Context(), "nothing")
		r.fails("Topic of nothing", err, news.ErrNotFound)
		_, err = r.db.Byline(t.Context(), "nobody")
		r.fails("Byline of nobody", err, news.ErrNotFound)
	},
	"threads are asked for by the dozen": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		ids := []news.ThreadID{"nobody", r.story.Thread.ID}
		for range 20 {
			ids = append(ids, Story(t, r.db, news.NewID(noon), noon).Thread.ID)
		}
		threads, err := r.db.Threads(t.Context(), ids)
		r.must(err)
		if len(threads) != 21 || threads[r.story.Thread.ID].URL != "/stories/flood" {
			t.Errorf("Threads = %d threads, want 21", len(threads))
		}
		none, err := r.db.Threads(t.Context(), nil)
		if len(none) != 0 || err != nil {
			t.Errorf("Threads of nothing = %v, %v", none, err)
		}
		r.fails("OpenThread of nothing", r.db.OpenThread(t.Context(), "nobody", true), news.ErrNotFound)
	},
}
