package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/spam"
)

// standing joins the deltas of the lessons that stand.
func (r room) standing() string {
	r.Helper()
	var all []string
	err := r.db.Lessons(r.Context(), r.site.ID, func(l news.Lesson) error {
		all = append(all, string(l.Delta))
		return nil
	})
	r.must(err)
	return strings.Join(all, " ")
}

// change tells what a learning adds (+) and removes (-).
func change(l news.Learning) string {
	var all []string
	for _, lesson := range l.Removed {
		all = append(all, "-"+string(lesson.Delta))
	}
	for _, lesson := range l.Added {
		all = append(all, "+"+string(lesson.Delta))
	}
	return strings.Join(all, " ")
}

var judgeTests = map[string]func(*testing.T, Opener){
	"decisions follow each other and are taken back one by one": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("doubtful", news.Pending, "").ID
		var made []news.Judgement
		for _, step := range []struct {
			do        string
			state     news.ReplyState
			learned   string
			standing  string
			published int
		}{
			{"spam", news.Spam, "+spam", "spam", 0},
			{"stet", news.Published, "-spam +stet", "stet", 1},
			{"undo", news.Spam, "-stet +spam", "spam", 0},
			{"stet", news.Published, "-spam +stet", "stet", 1},
			{"stet", news.Published, "-stet +stet", "stet", 1},
			{"strike", news.Struck, "-stet +strike", "strike", 0},
			{"undo", news.Published, "-strike +stet", "stet", 1},
			{"undo", news.Published, "-stet +stet", "stet", 1},
			{"undo", news.Spam, "-stet +spam", "spam", 0},
			{"undo", news.Pending, "-spam", "", 0},
		} {
			var learning news.Learning
			if step.do == "undo" {
				last := made[len(made)-1]
				made = made[:len(made)-1]
				reply, l, err := r.db.Undo(t.Context(), last.ID, noon.Add(time.Minute))
				r.must(err)
				if reply.State != step.state {
					t.Errorf("Undo returned %s, want %s", reply.State, step.state)
				}
				learning = l
			} else {
				j, l := r.judge(id, news.Action(step.do))
				made, learning = append(made, j), l
			}
			r.state(id, step.state)
			if got := change(learning); got != step.learned {
				t.Errorf("%s learned %q, want %q", step.do, got, step.learned)
			}
			if got := r.standing(); got != step.standing {
				t.Errorf("after %s there stands %q, want %q", step.do, got, step.standing)
			}
			r.figures(step.published, map[news.ReplyState]int{step.state: 1})
		}
	},
	"only the latest standing decision can be taken back": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("doubtful", news.Pending, "").ID
		first, _ := r.judge(id, news.MarkSpam)
		second, _ := r.judge(id, news.Stet)
		undo := func(j news.Judgement) error {
			_, _, err := r.db.Undo(t.Context(), j.ID, noon)
			return err
		}
		r.fails("Undo of the first", undo(first), news.ErrConflict)
		r.state(id, news.Published)
		r.must(undo(second))
		r.fails("Undo of the second again", undo(second), news.ErrConflict)
		r.must(undo(first))
		r.fails("Undo of nothing", undo(news.Judgement{ID: "nobody"}), news.ErrNotFound)
		_, _, err := r.db.Judge(t.Context(), news.Judgement{ID: "j", ReplyID: "nobody", Action: news.Stet}, nil)
		r.fails("Judge of nobody", err, news.ErrNotFound)
	},
	"a decision that teaches nothing leaves no lesson standing": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		id := r.post("doubtful", news.Pending, "").ID
		r.judge(id, news.MarkSpam)
		reply, learning, err := r.db.Judge(t.Context(), news.Judgement{ID: "silent", ReplyID: id, Action: news.Stet, At: noon}, nil)
		r.must(err)
		if reply.State != news.Published || change(learning) != "-spam" || r.standing() != "" {
			t.Errorf("Judge = %s, %q, standing %q", reply.State, change(learning), r.standing())
		}
		_, learning, err = r.db.Undo(t.Context(), "silent", noon)
		r.must(err)
		if change(learning) != "+spam" || r.standing() != "spam" {
			t.Errorf("Undo = %q, standing %q, want the lesson back", change(learning), r.standing())
		}
	},
	"decisions are listed the latest first": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		a, b := r.post("a", news.Pending, "").ID, r.post("b", news.Published, "").ID
		first, _ := r.judge(a, news.MarkSpam)
		second, _ := r.judge(b, news.Strike)
		third, _ := r.judge(a, news.Stet)
		_, _, err := r.db.Undo(t.Context(), third.ID, noon.Add(time.Hour))
		r.must(err)
		first.Before, second.Before = news.Pending, news.Published
		third.Before, third.Undone = news.Spam, noon.Add(time.Hour)
		onA, err := r.db.Judgements(t.Context(), a)
		r.must(err)
		recent, err := r.db.RecentJudgements(t.Context(), r.site.ID, 2)
		r.must(err)
		if diff := cmp.Diff([][]news.Judgement{{third, first}, {third, second}}, [][]news.Judgement{onA, recent}); diff != "" {
			t.Error(diff)
		}
	},
	"outcomes are the filter's word beside the moderators', the latest first": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		var want []news.Outcome
		for i, state := range []news.ReplyState{news.Published, news.Pending, news.Spam, news.Pending, news.Published, news.Pending} {
			r.clock.at = noon.Add(time.Duration(i) * time.Second)
			id := r.post(string(state), state, "").ID
			want = append([]news.Outcome{{ReplyID: id, Verdict: string(verdict.Class), Score: verdict.Score}}, want...)
		}
		r.judge(want[0].ReplyID, news.MarkSpam)
		r.judge(want[0].ReplyID, news.Strike)
		r.judge(want[2].ReplyID, news.Stet)
		j, _ := r.judge(want[3].ReplyID, news.Stet)
		_, _, err := r.db.Undo(t.Context(), j.ID, noon)
		r.must(err)
		want[0].Action, want[2].Action = news.Strike, news.Stet
		gone := r.post("gone", news.Published, "")
		_, err = r.db.Withdraw(t.Context(), gone.ID)
		r.must(err)
		for _, limit := range []int{3, 100} {
			got, err := r.db.Outcomes(t.Context(), r.site.ID, limit)
			r.must(err)
			if diff := cmp.Diff(want[:min(limit, len(want))], got); diff != "" {
				t.Error(diff)
			}
		}
		_, err = r.db.CreateReply(t.Context(), r.draft("the filter was not asked", news.Published), spam.Verdict{}, nil)
		r.must(err)
		got, err := r.db.Outcomes(t.Context(), r.site.ID, 3)
		r.must(err)
		if diff := cmp.Diff(want[:2], got); diff != "" {
			t.Errorf("with one that has no verdict: %s", diff)
		}
		other, err := r.db.Outcomes(t.Context(), "another site", 10)
		if len(other) != 0 || err != nil {
			t.Errorf("outcomes of another site = %v, %v", other, err)
		}
	},
	"lessons come in the order of their ids, with nothing folded yet": func(t *testing.T, open Opener) {
		r := newRoom(t, open)
		for i := range 12 {
			id := r.post("x", news.Pending, "").ID
			_, _, err := r.db.Judge(t.Context(), news.Judgement{ID: news.JudgementID(id), ReplyID: id, Action: news.Stet, At: noon},
				&news.Lesson{ID: news.LessonID(fmt.Sprintf("lesson%02d", 99-i)), Delta: fmt.Append(nil, 99-i), At: noon})
			r.must(err)
		}
		if got, want := r.standing(), "88 89 90 91 92 93 94 95 96 97 98 99"; got != want {
			t.Errorf("lessons = %s, want %s", got, want)
		}
		model, err := r.db.Model(t.Context(), r.site.ID)
		if model != nil || err != nil {
			t.Errorf("Model = %v, %v, want nothing", model, err)
		}
	},
}
