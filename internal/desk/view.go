package desk

import (
	"context"
	"math"
	"net/url"
	"strings"

	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/spam"
	"stet/internal/theme"
)

// casePath is a reply's own page on the desk.
func casePath(id news.ReplyID) string { return "/desk/replies/" + string(id) }

func undoPath(id news.JudgementID) string { return "/desk/judgements/" + string(id) + "/undo" }

// caseView is the case as templates show it; decisions about it lead back there.
func (d *Desk) caseView(c replies.Case, back string) theme.CaseView {
	view := theme.CaseView{
		Reply: c.Reply, Thread: c.Thread, Body: markup.Reply(c.Reply.Body),
		Path: casePath(c.Reply.ID), Public: c.Thread.URL, Back: back, Actions: actionsOn(c.Reply.State),
	}
	if c.Reply.State == news.Published {
		view.Public += "#reply-" + string(c.Reply.ID)
	}
	if c.Verdict.Class != "" {
		view.Verdict = verdictView(c.Verdict)
		view.Verdict.Watched = c.Reply.Watched
		view.Verdict.Overruled = c.Verdict.Class == spam.Ham && c.Reply.State == news.Pending
	}
	return view
}

// actionsOn are what can be done with a reply in that state.
func actionsOn(state news.ReplyState) []news.Action {
	switch state {
	case news.Pending:
		return []news.Action{news.Stet, news.Strike, news.MarkSpam}
	case news.Spam:
		return []news.Action{news.Stet, news.Strike}
	case news.Published:
		return []news.Action{news.Strike, news.MarkSpam}
	case news.Struck:
		return []news.Action{news.Stet, news.MarkSpam}
	case news.Withdrawn: // its text is gone: there is nothing to judge
	}
	return nil
}

// weightyClues is how many clues are shown at once.
const weightyClues = 3

// verdictView draws the clues as bars from the middle of a chart of 100: the
// heaviest fills its half.
func verdictView(v spam.Verdict) *theme.VerdictView {
	view := &theme.VerdictView{Class: v.Class, Percent: int(math.Round(100 * v.Score))}
	most := 0.0
	for _, c := range v.Clues {
		most = max(most, math.Abs(c.Weight))
	}
	for i, c := range v.Clues {
		bar := theme.ClueBar{Clue: c, X: 50, Width: max(1, math.Round(50*math.Abs(c.Weight)/max(most, 1)))}
		if c.Weight < 0 {
			bar.X -= bar.Width
		}
		if i < weightyClues {
			view.Weighty = append(view.Weighty, bar)
		} else {
			view.Light = append(view.Light, bar)
		}
	}
	return view
}

// recent are the latest decisions of everybody.
func (d *Desk) recent(ctx context.Context, back string) ([]theme.DecisionView, error) {
	decisions, err := d.Replies.Recent(ctx, d.Site, recentDecisions)
	if err != nil {
		return nil, err
	}
	return d.decisionViews(ctx, decisions, back)
}

// decisionViews are decisions, the latest first, as templates show them. Of each
// reply only the latest that stands can be taken back.
func (d *Desk) decisionViews(ctx context.Context, decisions []replies.Decision, back string) ([]theme.DecisionView, error) {
	names, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	later := map[news.ReplyID]bool{}
	views := make([]theme.DecisionView, len(decisions))
	for i, decision := range decisions {
		j, r := decision.Judgement, decision.Reply
		view := theme.DecisionView{
			ID: j.ID, Action: j.Action, At: j.At, By: names[j.StaffID], Author: r.Author, Excerpt: excerpt(r.Body),
			Path: casePath(r.ID), Back: back, Undone: j.Undone, Untaught: j.Lesson == "",
		}
		if j.Undone.IsZero() && !later[r.ID] {
			later[r.ID] = true
			if r.State != news.Withdrawn {
				view.UndoPath = undoPath(j.ID)
			}
		}
		views[i] = view
	}
	return views, nil
}

// names are what the staff call themselves.
func (d *Desk) names(ctx context.Context) (map[news.StaffID]news.Name, error) {
	staff, err := d.Accounts.Staff(ctx)
	names := make(map[news.StaffID]news.Name, len(staff))
	for _, m := range staff {
		names[m.ID] = m.Name
	}
	return names, err
}

// done is the decision that was just made, as the address says to which it led.
func done(decisions []theme.DecisionView, address url.Values) *theme.DecisionView {
	for _, view := range decisions {
		if string(view.ID) == address.Get("done") {
			view.Refused = view.Untaught && address.Get("lesson") == "refused"
			return &view
		}
	}
	return nil
}

// excerpt is the beginning of a text as one short line.
func excerpt(text string) string {
	const most = 90
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) <= most {
		return string(line)
	}
	return strings.TrimSpace(string(line[:most])) + "…"
}
