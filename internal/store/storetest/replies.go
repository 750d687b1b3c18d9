package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/spam"
)

var replyTests = map[string]func(*testing.T, Opener){
	"a reply comes back as it was stored": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		d := r.draft("Hello, wörld", news.Pending)
		d.Watched = true
		stored, err := r.db.CreateReply(t.Context(), d, verdict, []byte("form"))
		r.must(err)
		d.Path = stored.Path
		got, err := r.db.Reply(t.Context(), d.ID)
		r.must(err)
		if diff := cmp.Diff([]news.Reply{d, d}, []news.Reply{stored, got}); diff != "" || len(d.Path) != 6 {
			t.Errorf("path %q, reply (-want +got):\n%s", d.Path, diff)
		}
		_, err = r.db.Reply(t.Context(), "nobody")
		r.fails("Reply of nobody", err, news.ErrNotFound)
	},
	"replies stand in reading order, whenever they came": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		a := r.post("a", news.Published, "")
		b := r.post("b", news.Published, "")
		ab := r.post("a.b", news.Published, a.ID)
		r.post("held", news.Pending, "")
		r.post("b.a", news.Published, b.ID)
		aa := r.post("a.c", news.Published, a.ID)
		r.post("c", news.Published, "")
		r.post("a.b.a", news.Published, ab.ID)
		r.post("a.c.a", news.Published, aa.ID)
		want := "a a.b a.b.a a.c a.c.a b b.a c"
		for limit := 1; limit < 10; limit++ {
			var got []string
			for after := ""; ; {
				page, err := r.db.Replies(t.Context(), r.story.Thread.ID, after, limit)
				r.must(err)
				if len(page) == 0 {
					break
				}
				got, after = append(got, bodies(page)), page[len(page)-1].Path
				for _, reply := range page {
					if reply.Depth != strings.Count(reply.Body, ".") {
						t.Errorf("depth of %s = %d", reply.Body, reply.Depth)
					}
				}
			}
			if g := strings.Join(got, " "); g != want {
				t.Errorf("by %d: %s, want %s", limit, g, want)
			}
		}
		r.figures(8, map[news.ReplyState]int{news.Published: 8, news.Pending: 1})
	},
	"answers to the deepest replies stand beside them": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		last := r.post("0", news.Published, "")
		for i := 1; i <= news.MaxDepth+2; i++ {
			parent := last
			last = r.post(fmt.Sprint(i), news.Published, parent.ID)
			if last.Depth != min(i, news.MaxDepth) || last.ParentID != parent.ID {
				t.Errorf("reply %d: depth %d, parent %s", i, last.Depth, last.ParentID)
			}
		}
		r.post("next", news.Published, "")
		got, err := r.db.Replies(t.Context(), r.story.Thread.ID, "", 100)
		r.must(err)
		if want := "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 next"; bodies(got) != want {
			t.Errorf("replies = %s, want %s", bodies(got), want)
		}
	},
	"a form sent twice is one reply": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		key := []byte("this form")
		parent := r.post("parent", news.Published, "")
		d := r.draft("once", news.Published)
		d.ParentID = parent.ID
		first, err := r.db.CreateReply(t.Context(), d, verdict, key)
		r.must(err)
		again := func(when string) {
			t.Helper()
			d.ID, d.Body = news.ReplyID(news.NewID(noon)), "twice"
			second, err := r.db.CreateReply(t.Context(), d, verdict, key)
			if err != nil || second.ID != first.ID || second.Body != "once" || second.Path != first.Path {
				t.Errorf("again %s = %+v, %v, want the first", when, second, err)
			}
		}
		again("at once")
		r.figures(2, map[news.ReplyState]int{news.Published: 2})
		r.judge(parent.ID, news.Strike)
		again("after its parent was struck")
		r.must(r.db.OpenThread(t.Context(), r.story.Thread.ID, false))
		again("after the thread was closed")
		r.figures(1, map[news.ReplyState]int{news.Published: 1, news.Struck: 1})
		next := r.draft("other", news.Published)
		_, err = r.db.CreateReply(t.Context(), next, verdict, []byte("another form"))
		r.fails("another form to the closed thread", err, news.ErrConflict)
	},
	"a reply that cannot be placed is refused whole": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		held := r.post("held", news.Pending, "")
		elsewhere := r
		elsewhere.story = Story(t, r.db, "ebb", noon)
		other := elsewhere.post("elsewhere", news.Published, "")
		for name, parent := range map[string]news.ReplyID{
			"a parent that is held": held.ID, "a parent in another thread": other.ID, "no such parent": "nobody",
		} {
			d := r.draft(name, news.Published)
			d.ParentID = parent
			_, err := r.db.CreateReply(t.Context(), d, verdict, nil)
			var invalid news.Invalid
			if !errors.As(err, &invalid) || invalid.Field != "parent" {
				t.Errorf("%s = %v, want an invalid parent", name, err)
			}
		}
		d := r.draft("nowhere", news.Published)
		d.ThreadID = "nobody"
		_, err := r.db.CreateReply(t.Context(), d, verdict, nil)
		r.fails("a reply to no thread", err, news.ErrNotFound)
		r.figures(0, map[news.ReplyState]int{news.Pending: 1, news.Published: 1})
	},
	"verdicts are there for those who were judged by the filter": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		judged := r.post("judged", news.Pending, "")
		plain, err := r.db.CreateReply(t.Context(), r.draft("plain", news.Published), spam.Verdict{}, nil)
		r.must(err)
		ids := []news.ReplyID{judged.ID, plain.ID, "nobody"}
		for range 20 {
			ids = append(ids, r.post("more", news.Pending, "").ID)
		}
		got, err := r.db.Verdicts(t.Context(), ids)
		r.must(err)
		if diff := cmp.Diff(verdict, got[judged.ID]); diff != "" || len(got) != 21 {
			t.Errorf("%d verdicts, want 21; the first (-want +got):\n%s", len(got), diff)
		}
	},
	"replies are found by their ids, in whatever state": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		var ids []news.ReplyID
		for i := range 20 { // more than one question asks for
			state := []news.ReplyState{news.Published, news.Pending, news.Spam}[i%3]
			ids = append(ids, r.post("hello", state, "").ID)
		}
		got, err := r.db.RepliesByID(t.Context(), append(ids, "nobody"))
		r.must(err)
		for _, id := range ids {
			if got[id].ID != id {
				t.Errorf("reply %q was not found", id)
			}
		}
		if len(got) != len(ids) {
			t.Errorf("found %d replies, want %d", len(got), len(ids))
		}
		none, err := r.db.RepliesByID(t.Context(), nil)
		r.must(err)
		if len(none) != 0 {
			t.Errorf("nobody's replies = %v, want none", none)
		}
	},
	"the queue is oldest first and goes on after an id": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for i := range 9 {
			r.post(fmt.Sprint(i), []news.ReplyState{news.Pending, news.Spam, news.Published}[i%3], "")
		}
		for state, want := range map[news.ReplyState]string{news.Pending: "0 3 6", news.Spam: "1 4 7", news.Struck: ""} {
			var got []news.Reply
			for after := news.ReplyID(""); ; {
				page, err := r.db.Queue(t.Context(), r.site.ID, state, after, 2)
				r.must(err)
				if len(page) == 0 {
					break
				}
				got, after = append(got, page...), page[len(page)-1].ID
			}
			if bodies(got) != want {
				t.Errorf("queue of %s = %s, want %s", state, bodies(got), want)
			}
		}
		other, err := r.db.Queue(t.Context(), "another site", news.Pending, "", 10)
		if len(other) != 0 || err != nil {
			t.Errorf("queue of another site = %v, %v", other, err)
		}
	},
	"how a reply came is kept as long as the verdict, so without one not at all": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		reply, err := r.db.CreateReply(t.Context(), r.draft("unjudged", news.Pending), spam.Verdict{}, nil)
		r.must(err)
		stored, err := r.db.Reply(t.Context(), reply.ID)
		r.must(err)
		if reply.Manner != (news.Manner{}) || stored.Manner != (news.Manner{}) {
			t.Errorf("returned %+v, stored %+v", reply.Manner, stored.Manner)
		}
	},
	"prints are those of the latest replies": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		var want []news.Print
		left := func(reply news.Reply, doubted bool) {
			want = append([]news.Print{reply.Print(time.Time{}, doubted)}, want...)
		}
		for _, state := range []news.ReplyState{news.Published, news.Spam, news.Pending, news.Struck, news.Published} {
			if reply := r.post(string(state), state, ""); state != news.Spam { // which only the filter kept out
				left(reply, false)
			}
		}
		marked, _, err := r.db.Judge(t.Context(), news.Judgement{ID: "j1", ReplyID: want[0].ReplyID, Action: news.MarkSpam, At: noon}, nil)
		r.must(err)
		want[0].State, want[0].Decided = marked.State, noon
		for _, v := range []spam.Verdict{verdict, {Class: spam.Ham}} {
			d := r.draft("only watched", news.Published)
			d.Watched = true
			watched, err := r.db.CreateReply(t.Context(), d, v, nil)
			r.must(err)
			left(watched, v.Class != spam.Ham)
		}
		gone := r.post("gone", news.Published, "")
		_, err = r.db.Withdraw(t.Context(), gone.ID)
		r.must(err)
		short := r.draft("no fingerprint", news.Published)
		short.Fingerprint = 0
		kept, err := r.db.CreateReply(t.Context(), short, verdict, nil)
		r.must(err)
		left(kept, false)
		for _, limit := range []int{3, 100} {
			got, err := r.db.Prints(t.Context(), r.site.ID, limit)
			r.must(err)
			if diff := cmp.Diff(want[:min(limit, len(want))], got); diff != "" {
				t.Error(diff)
			}
		}
	},
	"the text of a page is that of its story": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		words := func(s news.Story) string { return s.Headline + " " + s.Standfirst + " " + s.Body }
		var others []string
		for i, slug := range []string{"quay", "ferry"} {
			others = append([]string{words(Story(t, r.db, slug, noon.Add(time.Duration(i-2)*time.Minute)))}, others...)
		}
		for _, limit := range []int{1, 10} {
			got, also, err := r.db.PageTexts(t.Context(), r.site.ID, r.story.Thread.URL, limit)
			r.must(err)
			if diff := cmp.Diff(others[:min(limit, 2)], also); got != words(r.story) || diff != "" {
				t.Errorf("text %q, want %q; others (- want, + got):\n%s", got, words(r.story), diff)
			}
		}
		if got, also, err := r.db.PageTexts(t.Context(), r.site.ID, "/nowhere", 10); got != "" || also != nil || err != nil {
			t.Errorf("texts of nothing = %q, %q, %v", got, also, err)
		}
	},
	"a withdrawn reply leaves nothing of its writer": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		reply := r.post("take this back", news.Published, "")
		answer := r.post("an answer", news.Published, reply.ID)
		j, _ := r.judge(reply.ID, news.Stet)
		want := news.Reply{
			ID: reply.ID, ThreadID: reply.ThreadID, SiteID: reply.SiteID, Path: reply.Path, State: news.Withdrawn, Created: noon,
		}
		for range 2 {
			got, err := r.db.Withdraw(t.Context(), reply.ID)
			r.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		verdicts, err := r.db.Verdicts(t.Context(), []news.ReplyID{reply.ID})
		r.must(err)
		if len(verdicts[reply.ID].Clues) != 0 {
			t.Errorf("clues = %v, want none", verdicts[reply.ID].Clues)
		}
		r.figures(1, map[news.ReplyState]int{news.Published: 1, news.Withdrawn: 1})
		got, err := r.db.Replies(t.Context(), reply.ThreadID, "", 10)
		r.must(err)
		if len(got) != 1 || got[0].ID != answer.ID || got[0].ParentID != reply.ID {
			t.Errorf("replies = %+v, want the answer, which still says what it answers", got)
		}
		_, _, err = r.db.Judge(t.Context(), news.Judgement{ID: "late", ReplyID: reply.ID, Action: news.Stet}, nil)
		r.fails("Judge of a withdrawn reply", err, news.ErrConflict)
		_, _, err = r.db.Undo(t.Context(), j.ID, noon)
		r.fails("Undo on a withdrawn reply", err, news.ErrConflict)
		_, err = r.db.Withdraw(t.Context(), "nobody")
		r.fails("Withdraw of nobody", err, news.ErrNotFound)
	},
}
