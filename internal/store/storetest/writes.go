package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"stet/internal/news"
)

var writeTests = map[string]func(*testing.T, Opener){
	"many write at once, and each gets its own": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		const writers, each = 16, 12
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for i := range each {
					d := r.draft("hello", news.Published)
					if i%3 == 2 { // this one is refused, and must not spoil the others' commit
						d.ParentID = "nobody"
					}
					stored, err := r.db.CreateReply(t.Context(), d, verdict, []byte(d.ID))
					if want := i%3 == 2; errors.Is(err, news.ErrInvalid) != want || (err == nil) == want {
						t.Errorf("CreateReply = %+v, %v", stored, err)
					}
				}
			})
		}
		wg.Wait()
		r.figures(writers*each*2/3, map[news.ReplyState]int{news.Published: writers * each * 2 / 3})
		all, err := r.db.Replies(t.Context(), r.story.Thread.ID, "", 1000)
		r.must(err)
		places := map[string]bool{}
		for _, reply := range all {
			places[reply.Path] = true
		}
		if len(places) != writers*each*2/3 {
			t.Errorf("%d places in the thread, want %d", len(places), writers*each*2/3)
		}
	},
	"the same form sent many times at once is one reply": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		ids := make([]news.ReplyID, 16)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				stored, err := r.db.CreateReply(t.Context(), r.draft("hello", news.Published), verdict, []byte("one form"))
				if err != nil {
					t.Error(err)
				}
				ids[i] = stored.ID
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("replies %s and %s from one form", id, ids[0])
			}
		}
		r.figures(1, map[news.ReplyState]int{news.Published: 1})
	},
	"moderators do not get in each other's way": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("doubtful", news.Pending, "").ID
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				r.judge(id, []news.Action{news.Stet, news.Strike, news.MarkSpam}[i%3])
				r.post("meanwhile", news.Published, "")
			})
		}
		wg.Wait()
		decisions, err := r.db.Judgements(t.Context(), id)
		r.must(err)
		if len(decisions) != 24 {
			t.Fatalf("%d decisions, want 24", len(decisions))
		}
		for i, j := range decisions[1:] { // each was made on what the one before had left
			if decisions[i].Before != j.Action.State() {
				t.Errorf("decision %d was made on %s, want %s", i, decisions[i].Before, j.Action.State())
			}
		}
		if got := r.standing(); got != string(decisions[0].Action) {
			t.Errorf("lessons = %q, want that of the last decision, %q", got, decisions[0].Action)
		}
		reply, err := r.db.Reply(t.Context(), id)
		r.must(err)
		want := map[news.ReplyState]int{news.Published: 24}
		want[reply.State]++
		r.figures(want[news.Published], want)
	},
	"a caller who has gone writes nothing": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.db.CreateReply(ctx, r.draft("gone", news.Published), verdict, nil)
		r.fails("CreateReply for nobody", err, context.Canceled)
		r.figures(0, map[news.ReplyState]int{})
	},
	"a database that was closed answers so": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		r.must(r.db.Ping(t.Context()))
		r.must(r.db.Close())
		r.fails("Ping", r.db.Ping(t.Context()), news.ErrUnavailable)
		_, err := r.db.CreateReply(t.Context(), r.draft("late", news.Published), verdict, nil)
		r.fails("CreateReply", err, news.ErrUnavailable)
	},
}
