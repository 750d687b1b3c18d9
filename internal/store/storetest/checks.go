package storetest

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
	"stet/internal/store"
)

// asked is a foreign site and a check of it.
type asked struct {
	room
	foreign news.Site
	check   news.Check
}

var checkKey = news.CheckKey{Text: -1, Sender: 2}

// newAsked makes a foreign site that was told so of one comment.
func newAsked(t *testing.T, open Opener, answer news.Word, with ...func(*store.Options)) asked {
	t.Helper()
	r := newRoom(t, open, with...)
	a := asked{room: r, foreign: news.Site{
		ID: "blog", Kind: news.Foreign, URL: "https://blog.example/news", Name: "blog.example", Keeper: "blog",
		KeyHash: []byte("hash of a key"), Created: noon, Moderation: news.Moderation{Discard: true},
	}}
	r.must(r.db.CreateSite(t.Context(), a.foreign))
	a.check = a.ask("check", answer)
	return a
}

// ask stores a check.
func (a asked) ask(id news.CheckID, answer news.Word) news.Check {
	a.Helper()
	c := news.Check{
		ID: id, SiteID: a.foreign.ID, At: a.clock.at, Network: "hash of a network", Fingerprint: 1<<63 | 7,
		Answer: answer, Watched: true,
		Comment: news.Comment{
			Kind: "comment", Author: "Ann", Email: "ann@example.org", URL: "https://ann.example", Body: "Well said",
			Permalink: "https://blog.example/news/1", Lang: "en", Manner: news.Manner{Signs: 3, Elapsed: time.Minute, Trap: true}, Age: time.Hour,
			Traits: []string{"nonce:failed", "typed:none"},
		},
	}
	a.must(a.db.CreateCheck(a.Context(), c, checkKey, verdict))
	return c
}

// report stores what the site says of the check and teaches that.
func (a asked) report(said news.Word) (news.Check, news.Learning) {
	a.Helper()
	id := news.LessonID("lesson " + news.NewID(a.clock.at))
	c, l, err := a.db.ReportCheck(a.Context(), a.check.ID, said, &news.Lesson{ID: id, SiteID: a.foreign.ID, Delta: []byte(said), At: a.clock.at})
	a.must(err)
	return c, l
}

// sums says what the figures of the day should be.
func (a asked) sums(want ...news.CheckDay) {
	a.Helper()
	got, err := a.db.CheckDays(a.Context(), a.foreign.ID, noon.Add(-24*time.Hour), noon.Add(24*time.Hour))
	a.must(err)
	if diff := cmp.Diff(want, got); diff != "" {
		a.Errorf("figures (- want, + got):\n%s", diff)
	}
}

func (a asked) today(n news.CheckCount) news.CheckDay {
	return news.CheckDay{SiteID: a.foreign.ID, Day: noon.Truncate(24 * time.Hour), CheckCount: n}
}

// learned says how many lessons of the site should stand.
func (a asked) learned(want int) {
	a.Helper()
	n := 0
	a.must(a.db.Lessons(a.Context(), a.foreign.ID, func(news.Lesson) error { n++; return nil }))
	if n != want {
		a.Errorf("%d lessons stand, want %d", n, want)
	}
}

var checkTests = map[string]func(*testing.T, Opener){
	"outcomes and prints are of checks too, whatever else there is": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		a.report(news.SaidSpam)
		told := a.ask("check2", news.SaidSpam)
		a.check = told
		a.report(news.SaidHam)
		a.ask("check3", news.SaidSpam)
		unasked := told
		unasked.ID, unasked.Answer, unasked.Watched, unasked.Fingerprint = "check4", "", false, 0
		a.must(a.db.CreateCheck(t.Context(), unasked, checkKey, spam.Verdict{}))
		doubted := a.ask("check5", news.SaidHam)

		var want []news.Outcome
		for _, o := range []news.Outcome{{CheckID: doubted.ID}, {CheckID: "check3"}, {CheckID: "check2", Action: news.Stet}, {CheckID: "check", Action: news.MarkSpam}} {
			o.Verdict, o.Score = string(verdict.Class), verdict.Score
			want = append(want, o)
		}
		for limit, want := range map[int][]news.Outcome{3: want[:2], 100: want} { // of the latest three one has no verdict
			got, err := a.db.Outcomes(t.Context(), a.foreign.ID, limit)
			a.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the latest %d outcomes (- want, + got):\n%s", limit, diff)
			}
		}
		prints := []news.Print{
			{ReplyID: "check5", State: news.Published, Doubted: true},
			{ReplyID: "check4", State: news.Published},
			{ReplyID: "check2", State: news.Published, Decided: noon, Doubted: true},
			{ReplyID: "check", State: news.Spam, Decided: noon},
		}
		for i, p := range prints {
			check, err := a.db.Check(t.Context(), news.CheckID(p.ReplyID))
			a.must(err)
			prints[i].At, prints[i].Email, prints[i].Network = check.At, check.Comment.Email, check.Network
			prints[i].Body, prints[i].Fingerprint = check.Comment.Body, check.Fingerprint
		}
		got, err := a.db.Prints(t.Context(), a.foreign.ID, 100)
		a.must(err)
		if diff := cmp.Diff(prints, got); diff != "" {
			t.Errorf("prints (- want, + got):\n%s", diff)
		}
		reply := a.post("a reply", news.Published, "")
		ours, err := a.db.Outcomes(t.Context(), a.site.ID, 100)
		a.must(err)
		if len(ours) != 1 || ours[0].ReplyID != reply.ID || ours[0].CheckID != "" {
			t.Errorf("outcomes of the publication: %+v, want its reply alone", ours)
		}
	},
	"checks are found by their ids": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		second := a.ask("check2", news.SaidSpam)
		got, err := a.db.ChecksByID(t.Context(), []news.CheckID{a.check.ID, "nobody's", second.ID})
		a.must(err)
		want := map[news.CheckID]news.Check{a.check.ID: a.check, second.ID: second}
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
			t.Errorf("found (- want, + got):\n%s", diff)
		}
	},
	"a check comes back as it was stored, with its verdict": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		for _, key := range []news.CheckKey{checkKey, {Text: checkKey.Text}, {Sender: checkKey.Sender}} {
			text, sender, err := a.db.ChecksLike(t.Context(), a.foreign.ID, key, 5)
			a.must(err)
			for part, found := range map[int64][]news.Check{key.Text: text, key.Sender: sender} {
				var want []news.Check
				if part != 0 {
					want = []news.Check{a.check}
				}
				if diff := cmp.Diff(want, found, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
					t.Errorf("found under %+v (- want, + got):\n%s", key, diff)
				}
			}
		}
		verdicts, err := a.db.CheckVerdicts(t.Context(), []news.CheckID{a.check.ID, "nobody's"})
		a.must(err)
		if diff := cmp.Diff(verdict, verdicts[a.check.ID]); diff != "" || len(verdicts) != 1 {
			t.Errorf("%d verdicts, %s", len(verdicts), diff)
		}
		text, sender, err := a.db.ChecksLike(t.Context(), a.site.ID, checkKey, 5)
		a.must(err)
		if len(text)+len(sender) != 0 {
			t.Error("another site's check was found")
		}
	},
	"checks are listed from the latest": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		a.ask("later", news.SaidSpam)
		list, err := a.db.Checks(t.Context(), a.foreign.ID, "", 1)
		a.must(err)
		more, err := a.db.Checks(t.Context(), a.foreign.ID, list[0].ID, 5)
		a.must(err)
		if list[0].ID != "later" || len(more) != 1 || more[0].ID != a.check.ID {
			t.Errorf("listed %s, then %d more", list[0].ID, len(more))
		}
		a.sums(a.today(news.CheckCount{Spam: 1, Ham: 1}))
	},
	"a report teaches once, and its opposite takes it back": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		c, l := a.report(news.SaidSpam)
		if c.Report != news.SaidSpam || c.Lesson == "" || len(l.Added) != 1 || !c.Missed() {
			t.Errorf("reported: %+v, learning %+v", c, l)
		}
		a.sums(a.today(news.CheckCount{Ham: 1, Missed: 1}))
		if _, l := a.report(news.SaidSpam); len(l.Added)+len(l.Removed) != 0 {
			t.Errorf("the same report again taught %+v", l)
		}
		a.learned(1)
		c, l = a.report(news.SaidHam)
		if c.Lesson != "" || len(l.Removed) != 1 || len(l.Added) != 0 {
			t.Errorf("taken back: %+v, learning %+v", c, l)
		}
		a.learned(0)
		a.sums(a.today(news.CheckCount{Ham: 1}))
	},
	"the opposite of a report is a lesson where it contradicts the answer": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidSpam)
		a.report(news.SaidSpam)
		c, l := a.report(news.SaidHam)
		if !c.FalsePositive() || len(l.Removed) != 1 || len(l.Added) != 1 {
			t.Errorf("%+v, learning %+v", c, l)
		}
		a.learned(1)
		a.sums(a.today(news.CheckCount{Spam: 1, FalsePositives: 1}))
		n, err := a.db.ReportsSince(t.Context(), a.foreign.ID, noon)
		a.must(err)
		if n != 1 {
			t.Errorf("%d reports that taught, want 1", n)
		}
	},
	"a check that is judged again moves in the figures": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		a.report(news.SaidSpam)
		a.must(a.db.JudgeCheckAgain(t.Context(), a.check.ID, news.SaidSpam, false, verdict))
		c, err := a.db.Check(t.Context(), a.check.ID)
		a.must(err)
		if c.Answer != news.SaidSpam || c.Watched || c.Report != news.SaidSpam {
			t.Errorf("judged again: %+v", c)
		}
		a.sums(a.today(news.CheckCount{Spam: 1}))
		a.must(a.db.CountCheck(t.Context(), a.foreign.ID, noon, news.CheckCount{Ham: 1}))
		a.sums(a.today(news.CheckCount{Spam: 1, Ham: 1}))
	},
	"checks are deleted on time, reported ones by the report": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		retention := notice.Retention{Checks: 48 * time.Hour, Network: time.Hour}
		sweep := func(at time.Time) {
			t.Helper()
			_, err := a.db.Sweep(t.Context(), at, retention)
			a.must(err)
		}
		sweep(noon.Add(2 * time.Hour))
		c, err := a.db.Check(t.Context(), a.check.ID)
		a.must(err)
		if c.Network != "" || c.Comment.Body == "" {
			t.Errorf("after the network's time: %+v", c)
		}
		a.clock.at = noon.Add(24 * time.Hour)
		a.report(news.SaidSpam)
		sweep(noon.Add(49 * time.Hour))
		if _, err := a.db.Check(t.Context(), a.check.ID); err != nil {
			t.Errorf("a day after the report: %v", err)
		}
		sweep(noon.Add(73 * time.Hour))
		_, err = a.db.Check(t.Context(), a.check.ID)
		a.fails("Check after its time", err, news.ErrNotFound)
		a.sums(a.today(news.CheckCount{Ham: 1, Missed: 1}))
		a.learned(1)
	},
	"no more sites come with a key than may, however many come at once": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		const most, asking = 4, 24
		outcomes := make(chan error, asking)
		for i := range asking {
			go func() {
				name := fmt.Sprintf("site%d.example", i)
				outcomes <- a.db.AdmitSite(t.Context(), news.Site{
					ID: news.SiteID(name), Kind: news.Foreign, URL: "https://" + name, Name: name, Keeper: "blog", Created: noon,
				}, most)
			}()
		}
		admitted := 1 // the keeper
		for range asking {
			var many news.TooMany
			switch err := <-outcomes; {
			case err == nil:
				admitted++
			case !errors.As(err, &many) || many.Of != "sites":
				t.Errorf("refused with %v", err)
			}
		}
		kept, err := a.db.KeptSites(t.Context(), "blog")
		a.must(err)
		if len(kept) != most || admitted != most {
			t.Errorf("%d sites, %d admitted, want %d", len(kept), admitted, most)
		}
	},
	"a site comes with another's key, gets its own, and goes with all its own": func(t *testing.T, open Opener) {
		a := newAsked(t, open, news.SaidHam)
		second := news.Site{ID: "second", Kind: news.Foreign, URL: "http://second.example", Name: "second.example", Keeper: "blog", Created: noon}
		a.must(a.db.CreateSite(t.Context(), second))
		twin := second
		twin.ID, twin.URL = "twin", "https://second.example"
		a.fails("CreateSite at an address that the key has", a.db.CreateSite(t.Context(), twin), news.ErrConflict)
		kept, err := a.db.KeptSites(t.Context(), "blog")
		a.must(err)
		if diff := cmp.Diff([]news.Site{a.foreign, second}, kept); diff != "" {
			t.Errorf("sites of the key (- want, + got):\n%s", diff)
		}
		got, err := a.db.SiteAt(t.Context(), "blog", "second.example")
		a.must(err)
		if got.ID != "second" {
			t.Errorf("SiteAt = %s", got.ID)
		}
		a.fails("DeleteSite while others have its key", a.db.DeleteSite(t.Context(), "blog"), news.ErrConflict)
		a.must(a.db.SetKey(t.Context(), "second", []byte("another hash")))
		got, err = a.db.SiteByKeyHash(t.Context(), []byte("another hash"))
		a.must(err)
		if got.ID != "second" || got.Keeper != "second" {
			t.Errorf("with a key of its own: %+v", got)
		}
		a.report(news.SaidSpam)
		a.must(a.db.DeleteSite(t.Context(), "blog"))
		_, err = a.db.Check(t.Context(), a.check.ID)
		a.fails("Check of a site that is gone", err, news.ErrNotFound)
		a.learned(0)
		a.fails("DeleteSite of the publication", a.db.DeleteSite(t.Context(), a.site.ID), news.ErrNotFound)
	},
}
