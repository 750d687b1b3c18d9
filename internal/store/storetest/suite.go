package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
	"stet/internal/store"
)

// Run runs the whole suite, each test on a database of its own.
func Run(t *testing.T, open Opener) {
	for name, test := range map[string]map[string]func(*testing.T, Opener){
		"sites":    siteTests,
		"stories":  storyTests,
		"lists":    listTests,
		"replies":  replyTests,
		"verdicts": judgeTests,
		"lessons":  lessonTests,
		"checks":   checkTests,
		"accounts": accountTests,
		"rights":   rightsTests,
		"writes":   writeTests,
	} {
		t.Run(name, func(t *testing.T) {
			for name, test := range test {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					test(t, open)
				})
			}
		})
	}
}

// noon is when the tests take place.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A clock shows noon until it is moved.
type clock struct{ at time.Time }

func newClock() *clock { return &clock{noon} }

func (c *clock) use(o *store.Options) { o.Now = func() time.Time { return c.at } }

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

// Story publishes a story of that slug and returns it. It needs a Publication.
func Story(t testing.TB, db *store.DB, slug string, published time.Time) news.Story {
	t.Helper()
	s, err := db.SaveStory(t.Context(), news.Story{
		Slug: slug, State: news.StoryPublished, Headline: "Headline of " + slug, Standfirst: "In short", Body: "At length.",
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

// room is a newsroom with one story, in which a test happens.
type room struct {
	*testing.T
	db    *store.DB
	clock *clock
	site  news.Site
	story news.Story
}

func newRoom(t *testing.T, open Opener, with ...func(*store.Options)) room {
	t.Helper()
	c := newClock()
	db := open(t, append(with, c.use)...)
	site := Publication(t, db)
	return room{t, db, c, site, Story(t, db, "flood", noon.Add(-time.Hour))}
}

// draft is a reply as a reader of the room's story sends it.
func (r room) draft(body string, state news.ReplyState) news.Reply {
	return news.Reply{
		ID: news.ReplyID(news.NewID(r.clock.at)), ThreadID: r.story.Thread.ID, SiteID: r.site.ID, State: state,
		Author: "Ann", Email: "ann@example.org", URL: "https://ann.example", Body: body,
		Created: r.clock.at, Network: "hash of a network", Fingerprint: 1<<63 | 0xfeed,
		Manner: news.Manner{Signs: 5, Elapsed: 1500 * time.Millisecond, Trap: true},
	}
}

var verdict = spam.Verdict{Class: spam.Unsure, Score: 0.5, Clues: []spam.Clue{
	{Kind: spam.ClueWords, Text: "cheap sandbags", Weight: 1.25}, {Kind: spam.ClueBias, Weight: -1.25},
}}

// post stores a reply, an answer where parent is not empty.
func (r room) post(body string, state news.ReplyState, parent news.ReplyID) news.Reply {
	r.Helper()
	d := r.draft(body, state)
	d.ParentID = parent
	reply, err := r.db.CreateReply(r.Context(), d, verdict, nil)
	r.must(err)
	return reply
}

// judge records an action that taught the filter something.
func (r room) judge(id news.ReplyID, a news.Action) (news.Judgement, news.Learning) {
	r.Helper()
	j := news.Judgement{
		ID: news.JudgementID(news.NewID(r.clock.at)), ReplyID: id, StaffID: "moderator", Action: a, At: r.clock.at,
	}
	j.Lesson = news.LessonID("lesson of " + string(j.ID))
	_, learning, err := r.db.Judge(r.Context(), j, &news.Lesson{ID: j.Lesson, Delta: []byte(a), At: r.clock.at})
	r.must(err)
	return j, learning
}

func (r room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// fails says that err should be of the kind.
func (r room) fails(doing string, err, kind error) {
	r.Helper()
	if !errors.Is(err, kind) {
		r.Errorf("%s = %v, want %v", doing, err, kind)
	}
}

// state says in which state the stored reply should be.
func (r room) state(id news.ReplyID, want news.ReplyState) {
	r.Helper()
	reply, err := r.db.Reply(r.Context(), id)
	r.must(err)
	if reply.State != want {
		r.Errorf("state of the reply = %s, want %s", reply.State, want)
	}
}

// figures says what the kept counts should be: of the thread and of the site.
func (r room) figures(published int, counts map[news.ReplyState]int) {
	r.Helper()
	thread, err := r.db.Thread(r.Context(), r.story.Thread.ID)
	r.must(err)
	got, err := r.db.Counts(r.Context(), r.site.ID)
	r.must(err)
	if thread.Published != published || fmt.Sprint(got) != fmt.Sprint(counts) {
		r.Errorf("published %d, counts %v; want %d, %v", thread.Published, got, published, counts)
	}
}

// bodies joins the texts of replies.
func bodies(list []news.Reply) string {
	var all []string
	for _, r := range list {
		all = append(all, r.Body)
	}
	return strings.Join(all, " ")
}

// slugs joins the slugs of stories.
func slugs(list []news.Teaser) string {
	var all []string
	for _, s := range list {
		all = append(all, s.Slug)
	}
	return strings.Join(all, " ")
}
