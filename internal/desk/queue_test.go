package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/spam"
)

func draft(body string) replies.Draft {
	return replies.Draft{Author: "Ann Ward", Body: body}
}

func (n *newsroom) state(t *testing.T, id news.ReplyID) news.ReplyState {
	t.Helper()
	r, err := n.db.Reply(t.Context(), id)
	must(t, err)
	return r.State
}

func TestTheQueueIsOldestFirstAndGoesOn(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	for i := range 25 {
		n.reply(t, s, draft(fmt.Sprintf("Reply number %02d about the harbour and its boats.", i)))
	}
	b := n.as(t, news.Moderator)
	first := b.get("/desk/replies").is(200)
	first.has("Reply number 00", "Reply number 19", "Flood").lacks("Reply number 20")
	if strings.Index(first.body, "number 03") > strings.Index(first.body, "number 04") {
		t.Error("the queue is not oldest first")
	}
	if got := first.find(`data-count="pending"[^>]*>(\d+)`); got != "25" {
		t.Errorf("held = %s, want 25", got)
	}
	next := strings.ReplaceAll(first.find(`href="([^"]+)" rel="next"`), "&amp;", "&")
	second := b.get(next).is(200).has("Reply number 20", "Reply number 24").lacks("Reply number 19", `rel="next"`)

	// A decision leads back to the same place.
	id := second.find(`action="(/desk/replies/[0-9a-z]+)"`)
	back := strings.ReplaceAll(second.find(`name="back" value="([^"]+)"`), "&amp;", "&")
	done := b.post(id, "action", "strike", "back", back).is(303).header.Get("Location")
	b.get(done).is(200).has("is struck", "Undo", "Reply number 24")
}

func TestJudgingAndTakingItBack(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	b := n.as(t, news.Moderator)
	for action, state := range map[string]news.ReplyState{"stet": news.Published, "strike": news.Struck, "spam": news.Spam} {
		r := n.reply(t, s, draft("Let it "+action+", says the harbour master of our town."))
		to := b.post(casePath(r.ID), "action", action, "back", "/desk/replies?state=pending").is(303).header.Get("Location")
		if got := n.state(t, r.ID); got != state {
			t.Fatalf("%s makes it %s, want %s", action, got, state)
		}
		undo := b.get(to).is(200).has("Ann Ward").find(`action="(/desk/judgements/[0-9a-z]+/undo)"`)
		b.get(casePath(r.ID)).is(200).has("by \u2068Ida Lund\u2069", undo)
		to = b.post(undo, "back", "/desk/replies?state=pending").is(303).header.Get("Location")
		if got := n.state(t, r.ID); got != news.Pending {
			t.Fatalf("taking %s back makes it %s, want pending", action, got)
		}
		b.get(to).is(200).has("Taken back")
		b.post(undo).is(409)
		b.get(casePath(r.ID)).is(200).has("taken back").lacks(undo)
	}
	r := n.reply(t, s, draft("Something else about the quay and the fish market."))
	b.post(casePath(r.ID), "action", "praise").is(422)
	b.post(casePath(r.ID)).is(422)
	b.post("/desk/replies/nobody", "action", "stet").is(404)
	b.post(casePath(r.ID), "action", "stet", "back", "//evil.example").is(303)
	if to := b.post(casePath(r.ID), "action", "strike", "back", "https://evil.example").is(303).header.Get("Location"); !strings.HasPrefix(to, casePath(r.ID)) {
		t.Errorf("a decision leads to %s", to)
	}
}

func TestOnlyTheLatestDecisionCanBeTakenBack(t *testing.T) {
	n := open(t, "en")
	r := n.reply(t, n.story(t, "Flood"), draft("A fair point about the quay."))
	b := n.as(t, news.Moderator)
	b.post(casePath(r.ID), "action", "stet").is(303)
	page := b.get(casePath(r.ID))
	first := page.find(`action="(/desk/judgements/[0-9a-z]+/undo)"`)
	b.post(casePath(r.ID), "action", "spam").is(303)
	b.get(casePath(r.ID)).is(200).lacks(first)
	b.post(first).is(409)
	if got := n.state(t, r.ID); got != news.Spam {
		t.Errorf("state = %s, want spam", got)
	}
}

func TestDecidingByScript(t *testing.T) {
	n := open(t, "en")
	r := n.reply(t, n.story(t, "Flood"), draft("A fair point about the quay."))
	b := n.as(t, news.Moderator)
	var got decided
	must(t, json.Unmarshal([]byte(b.script(casePath(r.ID), "action", "stet").is(200).body), &got))
	if got.State != news.Published || got.Counts[news.Pending] != 0 || got.Counts[news.Published] != 1 || !strings.Contains(got.Said, "Ann Ward") {
		t.Errorf("a script is told %+v", got)
	}
	var undone decided
	must(t, json.Unmarshal([]byte(b.script(got.Undo).is(200).body), &undone))
	if undone.State != news.Pending || undone.Counts[news.Pending] != 1 || undone.Undo != "" {
		t.Errorf("a script is told %+v", undone)
	}
	again := b.script(got.Undo).is(409)
	if kind := again.header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("a failure is told a script as %s", kind)
	}
	again.has("Meanwhile something has changed")
}

func TestTheFiltersWordIsShown(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	n.reply(t, s, replies.Draft{
		Author: "Cheap Loans", URL: "https://loans.example",
		Body: "Need cash FAST? No credit check! Visit http://loans.example/now http://loans.example/win click here",
	})
	b := n.as(t, news.Moderator)
	b.get("/desk/replies?state=spam").is(200).has("Plainly spam", `class="against"`, "% spam", `title`)
	b.get("/desk/replies?state=pending").is(200).has("Nothing waits")
}

func TestBarsOfClues(t *testing.T) {
	v := verdictView(spam.Verdict{Class: spam.Unsure, Score: 0.626, Clues: []spam.Clue{
		{Kind: spam.ClueWords, Weight: -4}, {Kind: spam.ClueLinks, Weight: 2}, {Kind: spam.ClueShape, Weight: 0}, {Kind: spam.ClueBias, Weight: -1},
	}})
	var got []string
	for _, c := range slices.Concat(v.Weighty, v.Light) {
		got = append(got, fmt.Sprintf("%s %g+%g", c.Kind, c.X, c.Width))
	}
	want := []string{"words 0+50", "links 50+25", "shape 50+1", "bias 37+13"}
	if !slices.Equal(got, want) || v.Percent != 63 || len(v.Light) != 1 {
		t.Errorf("bars = %q, %d %%; want %q, 63 %%", got, v.Percent, want)
	}
}

func TestWhatTheFilterWouldNotLearnIsTold(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	b := n.as(t, news.Moderator)
	known, err := os.ReadFile("../spam/known.txt") // good replies against which lessons are tried
	must(t, err)
	praise := strings.Split(strings.TrimSpace(string(known)), "\n")
	mark := func(i int) (news.Reply, decided) {
		r := n.reply(t, s, draft(praise[i]))
		var got decided
		must(t, json.Unmarshal([]byte(b.script(casePath(r.ID), "action", "spam").is(200).body), &got))
		return r, got
	}
	const why = "it would have kept good replies from being published"
	r, got := mark(0)
	for i := 1; !strings.Contains(got.Said, why); i++ {
		if i == len(praise) {
			t.Fatal("the filter learned to take all good replies for spam")
		}
		r, got = mark(i)
	}
	if got.State != news.Spam || n.state(t, r.ID) != news.Spam || got.Undo == "" || !strings.Contains(got.Said, "The decision stands") {
		t.Errorf("a script is told %+v", got)
	}
	b.get("/desk/replies").is(200).has("the filter learned nothing")
	b.get(casePath(r.ID)).is(200).has("the filter learned nothing").lacks(why)
	if log := n.log.String(); !strings.Contains(log, `"msg":"filter refused a lesson"`) || strings.Contains(log, "Ann Ward") || strings.Contains(log, r.Body) {
		t.Errorf("the log says %s", log)
	}

	// Without script it is told on the page to which the decision leads.
	b.post(got.Undo).is(303)
	to := b.post(casePath(r.ID), "action", "spam", "back", "/desk/replies?state=pending").is(303).header.Get("Location")
	b.get(to).is(200).has(why)

	// A decision that teaches says nothing of the kind.
	r = n.reply(t, s, draft("The lifeboat shed at the quay should have been listed years ago."))
	b.post(casePath(r.ID), "action", "stet").is(303)
	b.get(casePath(r.ID)).is(200).lacks("the filter learned nothing")
}

func TestADecisionWithoutALessonStands(t *testing.T) {
	n := open(t, "de")
	n.Replies.Filter = slowLearner{n.Replies.Filter}
	r := n.reply(t, n.story(t, "Flood"), draft("A fair point about the quay."))
	b := n.as(t, news.Moderator)
	to := b.post(casePath(r.ID), "action", "stet").is(303).header.Get("Location")
	b.get(to).is(200).has("Die Entscheidung gilt, aber der Filter hat nichts daraus gelernt.", "der Filter hat nichts gelernt")
	if got := n.state(t, r.ID); got != news.Published {
		t.Errorf("state = %s, want published", got)
	}
}

// A slowLearner is a filter that cannot learn.
type slowLearner struct{ replies.Filter }

func (slowLearner) Lesson(context.Context, news.SiteID, spam.Message, news.Action, float64) (news.Lesson, error) {
	return news.Lesson{}, errors.New("out of order")
}
