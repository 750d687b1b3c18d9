package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/theme"
	"stet/internal/web"
)

// recentDecisions is how many decisions stand beside the queue.
const recentDecisions = 8

// queueStates are the states of replies that can be looked through, in the order
// of their tabs.
var queueStates = []news.ReplyState{news.Pending, news.Spam, news.Published, news.Struck}

// queuePath is where the replies in that state are, from the one after that on.
func queuePath(state news.ReplyState, after news.ReplyID) string {
	q := url.Values{"state": {string(state)}}
	if after != "" {
		q.Set("after", string(after))
	}
	return home + "?" + q.Encode()
}

func (d *Desk) queue(w http.ResponseWriter, r *http.Request, v visitor) error {
	q := r.URL.Query()
	state, after := news.ReplyState(q.Get("state")), news.ReplyID(q.Get("after"))
	if state == "" {
		state = news.Pending
	}
	if !slices.Contains(queueStates, state) {
		return fmt.Errorf("queue %q: %w", state, news.ErrNotFound)
	}
	ctx := r.Context()
	cases, next, err := d.Replies.Queue(ctx, d.Site, state, after)
	if err != nil {
		return err
	}
	counts, err := d.Replies.Counts(ctx, d.Site)
	if err != nil {
		return err
	}
	p := theme.QueuePage{State: state}
	if p.DeskPage, err = d.page(r, v, "desk_queue.title_"+string(state)); err != nil {
		return err
	}
	for _, s := range queueStates {
		p.Tabs = append(p.Tabs, theme.QueueTab{State: s, Count: counts[s], Path: queuePath(s, ""), Current: s == state})
	}
	here := queuePath(state, after)
	for _, c := range cases {
		p.Cases = append(p.Cases, d.caseView(c, here))
	}
	if next != "" {
		p.Next = queuePath(state, next)
	}
	if after != "" {
		p.First = queuePath(state, "")
	}
	if p.Recent, err = d.recent(ctx, here); err != nil {
		return err
	}
	p.Done = done(p.Recent, q)
	return d.show(w, http.StatusOK, "queue", p)
}

// reply shows one reply and all that was decided about it.
func (d *Desk) reply(w http.ResponseWriter, r *http.Request, v visitor) error {
	c, err := d.Replies.Case(r.Context(), news.ReplyID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p := theme.CasePage{Case: d.caseView(c, casePath(c.Reply.ID))}
	if p.DeskPage, err = d.page(r, v, "desk_case.title"); err != nil {
		return err
	}
	decisions := make([]replies.Decision, len(c.Judgements))
	for i, j := range c.Judgements {
		decisions[i] = replies.Decision{Judgement: j, Reply: c.Reply}
	}
	if p.History, err = d.decisionViews(r.Context(), decisions, casePath(c.Reply.ID)); err != nil {
		return err
	}
	for i := range p.History { // the reply itself stands beside them
		p.History[i].Excerpt, p.History[i].Path = "", ""
	}
	p.Done = done(p.History, r.URL.Query())
	return d.show(w, http.StatusOK, "reply", p)
}

// judge does what a moderator says with a reply.
func (d *Desk) judge(w http.ResponseWriter, r *http.Request, v visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	id := news.ReplyID(r.PathValue("id"))
	decision, err := d.Replies.Judge(r.Context(), id, news.Action(f.Line("action", 20)), v.member.ID)
	if err != nil {
		return err
	}
	to := back(f, casePath(id))
	said := d.text("desk_done."+string(decision.Judgement.Action), "Name", decision.Reply.Author)
	switch {
	case decision.Refused:
		to = with(to, "lesson", "refused")
		said += " " + d.text("desk_done.refused")
	case decision.Judgement.Lesson == "":
		said += " " + d.text("desk_done.untaught")
	}
	return d.decided(w, r, to, decision.Judgement.ID, decided{
		State: decision.Reply.State, Said: said, Undo: undoPath(decision.Judgement.ID),
	})
}

// undo takes a decision back.
func (d *Desk) undo(w http.ResponseWriter, r *http.Request, _ visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	id := news.JudgementID(r.PathValue("id"))
	reply, err := d.Replies.Undo(r.Context(), id)
	if err != nil {
		return err
	}
	return d.decided(w, r, back(f, casePath(reply.ID)), id, decided{
		State: reply.State,
		Said:  d.text("desk_done.undone", "Name", reply.Author),
	})
}

// decided is what a script is told of a decision.
type decided struct {
	State news.ReplyState `json:"state,omitempty"`
	// Said is the outcome in words.
	Said string `json:"said"`
	// Undo is where the decision can be taken back.
	Undo string `json:"undo,omitempty"`
	// Counts are how many replies are in each state now.
	Counts map[news.ReplyState]int `json:"counts,omitempty"`
}

// decided tells a script of the decision, or leads a person back to where they were.
func (d *Desk) decided(w http.ResponseWriter, r *http.Request, back string, id news.JudgementID, outcome decided) error {
	if !wantsJSON(r) {
		web.SeeOther(w, r, with(back, "done", string(id)))
		return nil
	}
	var err error
	if outcome.Counts, err = d.Replies.Counts(r.Context(), d.Site); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, outcome)
	return nil
}

func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json")
}

func writeJSON(w http.ResponseWriter, status int, value decided) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails only when the browser has gone
}
