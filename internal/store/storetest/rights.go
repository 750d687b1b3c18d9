package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
	"stet/internal/store"
)

const day = 24 * time.Hour

// sweep sweeps at the clock's time and says how many rows each clock should touch.
func (r room) sweep(ret notice.Retention, want map[notice.Clock]int) {
	r.Helper()
	touched, err := r.db.Sweep(r.Context(), r.clock.at, ret)
	r.must(err)
	for c, n := range touched {
		if n == 0 {
			delete(touched, c)
		}
	}
	if diff := cmp.Diff(want, touched); diff != "" {
		r.Errorf("sweep touched (-want +got):\n%s", diff)
	}
}

// join is a model that is the text of its lessons.
func join(o *store.Options) {
	o.Fold = func(model []byte, deltas ...[]byte) ([]byte, error) {
		return bytes.Join(append([][]byte{model}, deltas...), []byte("+")), nil
	}
}

// joinButStrikes is as join, but for it the lesson of a strike is damaged.
func joinButStrikes(o *store.Options) {
	join(o)
	whole := o.Fold
	o.Fold = func(model []byte, deltas ...[]byte) ([]byte, error) {
		if slices.ContainsFunc(deltas, func(d []byte) bool { return bytes.Equal(d, []byte(news.Strike)) }) {
			return nil, fmt.Errorf("not a lesson: %w", spam.ErrModel)
		}
		return whole(model, deltas...)
	}
}

var rightsTests = map[string]func(*testing.T, Opener){
	"each clock takes what is its own, in time and not before": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		reply := r.post("hello", news.Published, "")
		full, err := r.db.Reply(t.Context(), reply.ID)
		r.must(err)
		ret := notice.Retention{Email: 3 * day, Network: day, Clues: 2 * day}
		none := map[notice.Clock]int{}
		r.clock.at = noon.Add(day)
		r.sweep(ret, none)
		for _, step := range []struct {
			clock  notice.Clock
			change func(*news.Reply)
			clues  int
		}{
			{notice.NetworkClock, func(r *news.Reply) { r.Network = "" }, 2},
			{notice.ClueClock, func(r *news.Reply) { r.Manner = news.Manner{} }, 0},
			{notice.EmailClock, func(r *news.Reply) { r.Email = "" }, 0},
		} {
			r.clock.at = r.clock.at.Add(time.Millisecond)
			r.sweep(ret, map[notice.Clock]int{step.clock: 1})
			r.sweep(ret, none)
			step.change(&full)
			got, err := r.db.Reply(t.Context(), reply.ID)
			r.must(err)
			verdicts, err := r.db.Verdicts(t.Context(), []news.ReplyID{reply.ID})
			r.must(err)
			if diff := cmp.Diff(full, got); diff != "" || len(verdicts[reply.ID].Clues) != step.clues {
				t.Errorf("after the clock %s: %d clues, want %d; reply (-want +got):\n%s", step.clock, len(verdicts[reply.ID].Clues), step.clues, diff)
			}
			r.clock.at = r.clock.at.Add(day - time.Millisecond)
		}
	},
	"a clock without a length never strikes": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for _, state := range []news.ReplyState{news.Published, news.Pending, news.Spam, news.Struck} {
			r.judge(r.post("old", state, "").ID, news.Strike)
		}
		r.clock.at = noon.Add(10000 * day)
		r.sweep(notice.Retention{}, map[notice.Clock]int{})
	},
	"replies that no reader sees are deleted by their state, however many": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for range 260 {
			r.post("buy", news.Spam, "")
		}
		kept := r.post("kept", news.Published, "")
		held := r.post("held", news.Pending, "")
		struck := r.post("struck", news.Published, "")
		r.judge(struck.ID, news.Strike)
		r.clock.at = noon.Add(31 * day)
		ret := notice.Retention{Held: 60 * day, Spam: 30 * day, Struck: 30 * day}
		r.sweep(ret, map[notice.Clock]int{notice.SpamClock: 260, notice.StruckClock: 1})
		r.figures(1, map[news.ReplyState]int{news.Published: 1, news.Pending: 1})
		_, err := r.db.Reply(t.Context(), struck.ID)
		r.fails("Reply after its time", err, news.ErrNotFound)
		if r.standing() != "strike" {
			t.Errorf("lessons = %q, want that of the deleted reply to stand", r.standing())
		}
		r.state(held.ID, news.Pending)
		r.clock.at = noon.Add(61 * day)
		r.sweep(ret, map[notice.Clock]int{notice.HeldClock: 1})
		r.state(kept.ID, news.Published)
	},
	"a rejected reply with answers leaves an empty place": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		parent := r.post("rude", news.Published, "")
		answer := r.post("really?", news.Published, parent.ID)
		r.judge(parent.ID, news.MarkSpam)
		r.clock.at = noon.Add(31 * day)
		ret := notice.Retention{Spam: 30 * day, Struck: 30 * day}
		r.sweep(ret, map[notice.Clock]int{notice.SpamClock: 1})
		r.sweep(ret, map[notice.Clock]int{})
		got, err := r.db.Reply(t.Context(), parent.ID)
		r.must(err)
		want := news.Reply{ID: parent.ID, ThreadID: parent.ThreadID, SiteID: parent.SiteID, Path: parent.Path, State: news.Spam, Created: noon}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		r.figures(1, map[news.ReplyState]int{news.Published: 1, news.Spam: 1})
		r.judge(answer.ID, news.MarkSpam)
		r.clock.at = noon.Add(62 * day)
		r.sweep(ret, map[notice.Clock]int{notice.SpamClock: 1})
		r.sweep(ret, map[notice.Clock]int{notice.SpamClock: 1}) // nothing is left that keeps the place
		r.figures(0, map[news.ReplyState]int{})
	},
	"a decision on an old reply can be taken back until its own time is up": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("old", news.Published, "").ID
		r.clock.at = noon.Add(100 * day)
		strike, _ := r.judge(id, news.Strike)
		ret := notice.Retention{Held: 30 * day, Struck: 30 * day}
		r.clock.at = noon.Add(130 * day)
		r.sweep(ret, map[notice.Clock]int{})
		_, _, err := r.db.Undo(t.Context(), strike.ID, r.clock.at)
		r.must(err)
		r.state(id, news.Published)
		r.judge(id, news.Strike)
		r.clock.at = noon.Add(160*day + time.Millisecond)
		r.sweep(ret, map[notice.Clock]int{notice.StruckClock: 1})
	},
	"what the filter said goes with its clues": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("hello", news.Published, "").ID
		r.clock.at = noon.Add(2 * day)
		r.sweep(notice.Retention{Clues: day}, map[notice.Clock]int{notice.ClueClock: 1})
		verdicts, err := r.db.Verdicts(t.Context(), []news.ReplyID{id})
		r.must(err)
		if len(verdicts) != 0 {
			t.Errorf("verdicts = %+v, want none", verdicts)
		}
	},
	"a damaged lesson keeps no other from becoming part of the model": func(t *testing.T, open Opener) {
		r := newRoom(t, open, joinButStrikes)
		for _, a := range []news.Action{news.MarkSpam, news.Strike, news.Stet} {
			r.judge(r.post(string(a), news.Pending, "").ID, a)
		}
		r.clock.at = noon.Add(2 * day)
		r.sweep(notice.Retention{Lessons: day}, map[notice.Clock]int{notice.LessonClock: 3})
		model, err := r.db.Model(t.Context(), r.site.ID)
		r.must(err)
		if string(model) != "+spam+stet" {
			t.Errorf("model %q, want +spam+stet", model)
		}
	},
	"old lessons become part of the model": func(t *testing.T, open Opener) {
		r := newRoom(t, open, join)
		id := r.post("doubtful", news.Pending, "").ID
		spam, _ := r.judge(id, news.MarkSpam)
		stet, _ := r.judge(id, news.Stet) // the lesson before stands no longer
		r.clock.at = noon.Add(day)
		r.judge(r.post("late", news.Pending, "").ID, news.Strike)
		r.clock.at = noon.Add(2 * day)
		r.sweep(notice.Retention{Lessons: day + time.Hour}, map[notice.Clock]int{notice.LessonClock: 2})
		model, err := r.db.Model(t.Context(), r.site.ID)
		r.must(err)
		if string(model) != "+stet" || r.standing() != "strike" {
			t.Errorf("model %q, lessons %q; want +stet, strike", model, r.standing())
		}
		_, learning, err := r.db.Undo(t.Context(), stet.ID, r.clock.at)
		r.must(err)
		if change(learning) != "" {
			t.Errorf("Undo of a folded lesson = %q, want nothing", change(learning))
		}
		_, _, err = r.db.Undo(t.Context(), spam.ID, r.clock.at)
		r.must(err)
		r.state(id, news.Pending)
		r.clock.at = noon.Add(3 * day)
		r.sweep(notice.Retention{Lessons: day}, map[notice.Clock]int{notice.LessonClock: 1})
		if model, err = r.db.Model(t.Context(), r.site.ID); err != nil || string(model) != "+stet+strike" {
			t.Errorf("Model = %q, %v, want +stet+strike", model, err)
		}
	},
	"lessons that stand no longer go with their reply": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("doubtful", news.Pending, "").ID
		r.judge(id, news.Stet)
		r.judge(id, news.MarkSpam)
		r.clock.at = noon.Add(31 * day)
		ret := notice.Retention{Spam: 30 * day, Lessons: 365 * day}
		r.sweep(ret, map[notice.Clock]int{notice.SpamClock: 1, notice.LessonClock: 1})
		if r.standing() != "spam" {
			t.Errorf("lessons = %q, want spam", r.standing())
		}
	},
	"network keys are deleted when the last hash of their day is": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		keys := map[int][]byte{}
		key := func(d int) []byte {
			k, err := r.db.NetworkKey(t.Context(), noon.Add(time.Duration(d)*day))
			r.must(err)
			return k
		}
		for d := range 4 {
			keys[d] = key(d)
		}
		forms, err := r.db.Secret(t.Context(), "forms")
		r.must(err)
		r.clock.at = noon.Add(3 * day)
		r.sweep(notice.Retention{Network: 2 * day}, map[notice.Clock]int{notice.NetworkClock: 1})
		for d, before := range keys {
			if same := bytes.Equal(key(d), before); same != (d > 0) {
				t.Errorf("key of day %d is the same: %v, want %v", d, same, d > 0)
			}
		}
		if again, err := r.db.Secret(t.Context(), "forms"); err != nil || !bytes.Equal(again, forms) {
			t.Errorf("another secret = %x, %v, want %x", again, err, forms)
		}
	},
	"sessions and invitations run out": func(t *testing.T, open Opener) {
		r := employ(t, open)
		r.clock = newClock()
		for hash, s := range map[string][2]time.Time{
			"fresh": {noon, noon}, "idle": {noon.Add(-day), noon.Add(-12*time.Hour - 1e6)}, "old": {noon.Add(-30*day - 1e6), noon},
		} {
			r.must(r.db.CreateSession(t.Context(), news.Session{Hash: []byte(hash), StaffID: "ada", Created: s[0], Seen: s[1]}))
		}
		r.must(r.db.CreateInvitation(t.Context(), news.Invitation{Hash: []byte("i"), StaffID: "ada", Expires: noon.Add(-time.Hour)}))
		r.sweep(notice.Retention{}, map[notice.Clock]int{notice.SessionClock: 2, notice.InvitationClock: 1})
		list, err := r.db.Sessions(t.Context(), "ada")
		r.must(err)
		if len(list) != 1 || string(list[0].Hash) != "fresh" {
			t.Errorf("sessions = %+v, want the fresh one", list)
		}
	},
}
