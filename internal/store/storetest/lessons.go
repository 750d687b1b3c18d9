package storetest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/store"
)

// learned joins all that the site learned.
func (r room) learned() string {
	r.Helper()
	parts, err := r.db.Learned(r.Context(), r.site.ID)
	r.must(err)
	var all []string
	for _, p := range parts {
		all = append(all, string(p))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// teach gives the site a lesson from elsewhere.
func (r room) teach(lesson string, afresh bool) error {
	return r.db.Teach(r.Context(), news.Lesson{
		ID: news.LessonID("lesson " + lesson), SiteID: r.site.ID, Delta: []byte(lesson), At: r.clock.at,
	}, afresh)
}

var lessonTests = map[string]func(*testing.T, Opener){
	"what a site learned is its model and the lessons that stand": func(t *testing.T, open Opener) {
		r := newRoom(t, open, join)
		if got := r.learned(); got != "" {
			t.Errorf("a new site learned %q", got)
		}
		r.judge(r.post("old", news.Pending, "").ID, news.MarkSpam)
		r.clock.at = noon.Add(2 * day)
		id := r.post("new", news.Pending, "").ID
		r.judge(id, news.MarkSpam)
		r.judge(id, news.Stet)
		r.sweep(notice.Retention{Lessons: day}, map[notice.Clock]int{notice.LessonClock: 1})
		if got, want := r.learned(), "+spam stet"; got != want {
			t.Errorf("learned %q, want %q", got, want)
		}
	},
	"a lesson from elsewhere is added, or takes the place of all": func(t *testing.T, open Opener) {
		r := newRoom(t, open, join)
		r.judge(r.post("old", news.Pending, "").ID, news.MarkSpam)
		r.clock.at = noon.Add(2 * day)
		r.sweep(notice.Retention{Lessons: day}, map[notice.Clock]int{notice.LessonClock: 1})
		id := r.post("new", news.Pending, "").ID
		r.judge(id, news.MarkSpam)
		second, _ := r.judge(id, news.Stet)

		r.must(r.teach("guest", false))
		if got, want := r.learned(), "+spam guest stet"; got != want {
			t.Errorf("learned %q, want %q", got, want)
		}
		r.must(r.teach("heir", true))
		if got, want := r.learned(), "heir"; got != want {
			t.Errorf("learned %q, want %q", got, want)
		}
		_, learning, err := r.db.Undo(t.Context(), second.ID, r.clock.at)
		r.must(err)
		r.state(id, news.Spam)
		if got := change(learning); got != "" || r.learned() != "heir" {
			t.Errorf("taking back an earlier decision learned %q, now %q", got, r.learned())
		}
		changes, err := r.db.Changes(t.Context(), r.clock.at)
		r.must(err)
		tag := "lessons:" + string(r.site.ID)
		if !slices.ContainsFunc(changes, func(c store.Change) bool { return c.Tag == tag }) {
			t.Errorf("changes %v, want %s among them", changes, tag)
		}
		r.clock.at = r.clock.at.Add(2 * day)
		r.sweep(notice.Retention{Lessons: day}, map[notice.Clock]int{notice.LessonClock: 1})
		if got, want := r.learned(), "+heir"; got != want {
			t.Errorf("learned %q after a sweep, want %q", got, want)
		}
	},
	"a lesson that cannot be stored leaves all as it was": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		r.judge(r.post("old", news.Pending, "").ID, news.MarkSpam)
		if err := r.db.Teach(t.Context(), news.Lesson{ID: "empty", SiteID: r.site.ID, At: noon}, true); err == nil {
			t.Error("a lesson without content was stored")
		}
		if got := r.learned(); got != "spam" {
			t.Errorf("learned %q, want what it was", got)
		}
		other := news.Site{ID: "other", Kind: news.Foreign, URL: "https://other.example", KeyHash: []byte("key"), Moderation: r.site.Moderation, Created: noon.Add(time.Hour)}
		r.must(r.db.CreateSite(t.Context(), other))
		r.must(r.db.Teach(t.Context(), news.Lesson{ID: "theirs", SiteID: other.ID, Delta: []byte("theirs"), At: noon}, true))
		if got := r.learned(); got != "spam" {
			t.Errorf("learned %q after another site forgot all", got)
		}
	},
}
