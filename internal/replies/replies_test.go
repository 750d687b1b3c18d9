package replies_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"slices"
	"testing"
	"time"

	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// A room is a newsroom with one story, a real store and the real filter.
type room struct {
	*replies.Service
	db      *store.DB
	site    news.Site
	story   news.Story
	editor  news.StaffID
	dropped dropped
}

// dropped remembers which tags were dropped.
type dropped []string

func (d *dropped) Drop(tags ...string) { *d = append(*d, tags...) }

func newRoom(t testing.TB) *room {
	t.Helper()
	db := storetest.SQLite(t)
	site, story := storetest.Publication(t, db), storetest.Story(t, db, "flood", time.Now())
	r := newRoomOn(t, db)
	r.site, r.story = site, story
	editor := news.Staff{ID: news.StaffID(news.NewID(time.Now())), Email: "desk@courier.example", Name: "Kim", Role: news.Editor, Created: time.Now()}
	if err := db.CreateStaff(t.Context(), editor); err != nil {
		t.Fatal(err)
	}
	r.editor = editor.ID
	return r
}

// newRoomOn is another process on the store.
func newRoomOn(t testing.TB, db *store.DB) *room {
	t.Helper()
	starter, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	r := &room{db: db}
	r.Service = &replies.Service{
		Store: db, Pages: &r.dropped, Secret: []byte("a secret of the test"),
		Filter: &filter.Service{Store: db, Starter: starter, Now: time.Now, Log: slog.New(slog.DiscardHandler)},
		Now:    time.Now, NewID: news.NewID, Log: slog.New(slog.DiscardHandler),
	}
	return r
}

func (r *room) post(t *testing.T, author, body string, with ...func(*replies.Draft)) news.Reply {
	t.Helper()
	d := replies.Draft{Thread: r.story.Thread, Author: news.Name(author), Body: body, Key: []byte(author + body)}
	for _, change := range with {
		change(&d)
	}
	reply, err := r.Post(t.Context(), d)
	if err != nil {
		t.Fatalf("Post(%q): %v", body, err)
	}
	return reply
}

const (
	ordinary = "I live on the quay and the pumps were off until four in the morning. The council was told twice last winter."
	advert   = "Best online casino 2026! Claim your 200% welcome bonus and free spins now: https://lucky-spin-casino.example/bonus and https://slots-win.example/?ref=77"
)

func TestAnOrdinaryReplyIsPublishedAndAnAdvertKeptOut(t *testing.T) {
	r := newRoom(t)
	if got := r.post(t, "Hanne", ordinary); got.State != news.Published {
		t.Errorf("an ordinary reply is %q, want published", got.State)
	}
	if !slices.Contains(r.dropped, "thread:"+string(r.story.Thread.ID)) {
		t.Errorf("dropped %q, want the thread's pages among them", r.dropped)
	}
	if got := r.post(t, "Casino Bonus", advert); got.State != news.Spam {
		t.Errorf("an advert is %q, want spam", got.State)
	}
	list, next, err := r.Page(t.Context(), r.story.Thread.ID, "")
	if err != nil || len(list) != 1 || next != "" || list[0].Body != ordinary {
		t.Errorf("the page has %d replies, next %q, err %v; want the ordinary one alone", len(list), next, err)
	}
}

func TestTheSameFormTwiceMakesOneReply(t *testing.T) {
	r := newRoom(t)
	first, second := r.post(t, "Hanne", ordinary), r.post(t, "Hanne", ordinary)
	if first.ID != second.ID {
		t.Errorf("sent twice made %s and %s", first.ID, second.ID)
	}
}

type sick struct{ replies.Filter }

func (sick) Check(context.Context, news.Site, spam.Message) (spam.Verdict, error) {
	return spam.Verdict{}, errors.New("out of order")
}

func TestASickFilterHolds(t *testing.T) {
	r := newRoom(t)
	r.Filter = sick{r.Filter}
	if got := r.post(t, "Hanne", ordinary); got.State != news.Pending {
		t.Errorf("without a filter the reply is %q, want it held", got.State)
	}
}

func TestADecisionTeachesAndItsUndoingUnteachesExactly(t *testing.T) {
	r := newRoom(t)
	before := r.post(t, "Moira", "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira.")
	asked := spam.Message{Content: "We still have rooms free for the harbour festival, ring the Anchor and ask for Moira.", Author: "Moira"}
	untaught, err := r.Filter.Check(t.Context(), r.site, asked)
	if err != nil {
		t.Fatal(err)
	}
	decision, err := r.Judge(t.Context(), before.ID, news.MarkSpam, r.editor)
	if err != nil {
		t.Fatal(err)
	}
	if decision.Reply.State != news.Spam {
		t.Errorf("after the decision the reply is %q, want spam", decision.Reply.State)
	}
	taught, err := r.Filter.Check(t.Context(), r.site, asked)
	if err != nil {
		t.Fatal(err)
	}
	if taught.Class == spam.Ham {
		t.Errorf("after one like it was spam, the next is still ham (%.3f, before %.3f)", taught.Score, untaught.Score)
	}
	restored, err := r.Undo(t.Context(), decision.Judgement.ID)
	if err != nil {
		t.Fatal(err)
	}
	if restored.State != news.Published {
		t.Errorf("after undoing the reply is %q, want published", restored.State)
	}
	again, err := r.Filter.Check(t.Context(), r.site, asked)
	if err != nil {
		t.Fatal(err)
	}
	if again.Score != untaught.Score {
		t.Errorf("after undoing the score is %v, want exactly %v", again.Score, untaught.Score)
	}
	// And so says a filter that reads all that was learned anew.
	fresh := &filter.Service{Store: r.db, Starter: r.Filter.(*filter.Service).Starter, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	if v, err := fresh.Check(t.Context(), r.site, asked); err != nil || v.Score != untaught.Score {
		t.Errorf("a filter that starts now scores %v, want %v (%v)", v.Score, untaught.Score, err)
	}
}

func TestRepeatsOfWhatAModeratorCalledSpamAreSuspect(t *testing.T) {
	r := newRoom(t)
	suspect := func() bool {
		v, err := r.Filter.Check(t.Context(), r.site, spam.Message{Content: ordinary + " Really."})
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(v.Clues, func(c spam.Clue) bool { return c.Kind == spam.ClueRepeat && c.Weight > 0 })
	}
	reply := r.post(t, "Hanne", ordinary, func(d *replies.Draft) { d.Manner.Trap = true })
	if reply.State != news.Spam || suspect() {
		t.Errorf("the reply is %s, its repeat suspect: %t; want spam and no suspicion: nobody judged it", reply.State, suspect())
	}
	var last replies.Decision
	for _, a := range []news.Action{news.MarkSpam, news.Strike, news.Stet} {
		var err error
		if last, err = r.Judge(t.Context(), reply.ID, a, r.editor); err != nil {
			t.Fatal(err)
		}
		if want := a != news.Stet; suspect() != want {
			t.Errorf("after %s its repeat is suspect: %t", a, !want)
		}
	}
	if _, err := r.Undo(t.Context(), last.Judgement.ID); err != nil || !suspect() {
		t.Errorf("undoing the last (%v) does not bring suspicion back", err)
	}
}

func TestTheWriterSeesAndWithdraws(t *testing.T) {
	r := newRoom(t)
	reply := r.post(t, "Hanne", ordinary, func(d *replies.Draft) { d.Email = "hanne@example.org" })
	if _, err := r.Receipt(t.Context(), reply.ID, "guessed"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Receipt with a wrong key = %v, want not found", err)
	}
	if _, err := r.Withdraw(t.Context(), reply.ID, "guessed"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Withdraw with a wrong key = %v, want not found", err)
	}
	receipt, err := r.Receipt(t.Context(), reply.ID, r.Key(reply.ID))
	if err != nil || receipt.Reply.Body != ordinary || receipt.Judged || len(receipt.Verdict.Clues) == 0 {
		t.Fatalf("Receipt = %+v, %v", receipt, err)
	}
	for range 2 { // it is idempotent
		if _, err := r.Withdraw(t.Context(), reply.ID, r.Key(reply.ID)); err != nil {
			t.Fatal(err)
		}
	}
	receipt, err = r.Receipt(t.Context(), reply.ID, r.Key(reply.ID))
	if got := receipt.Reply; err != nil || got.State != news.Withdrawn || got.Body+string(got.Author)+string(got.Email) != "" {
		t.Errorf("after withdrawal the receipt has %+v, %v; want nothing of what was written", got, err)
	}
	if _, err := r.Judge(t.Context(), reply.ID, news.Stet, r.editor); !errors.Is(err, news.ErrConflict) {
		t.Errorf("Judge(withdrawn) = %v, want a conflict", err)
	}
}

func TestAnswersFindTheirPlace(t *testing.T) {
	r := newRoom(t)
	a := r.post(t, "Hanne", ordinary)
	b := r.post(t, "Olu", "The council says the pumps were serviced in March, and the log is in the library.")
	answer := r.post(t, "Piet", "Serviced on paper. I was there when the engineer came, and he had no parts with him.",
		func(d *replies.Draft) { d.Parent = a.ID })
	list, _, err := r.Page(t.Context(), r.story.Thread.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	var order []news.ReplyID
	for _, reply := range list {
		order = append(order, reply.ID)
	}
	if want := []news.ReplyID{a.ID, answer.ID, b.ID}; !slices.Equal(order, want) {
		t.Errorf("reading order = %v, want %v", order, want)
	}
	d := replies.Draft{Thread: r.story.Thread, Author: "Kim", Body: ordinary + " Twice.", Key: []byte("k"), Parent: "nosuch"}
	var invalid news.Invalid
	if _, err := r.Post(t.Context(), d); !errors.As(err, &invalid) || invalid.Field != "parent" {
		t.Errorf("Post with a parent that is not there = %v, want a news.Invalid of parent", err)
	}
}

func TestTheQueueGoesOnWhereItEnded(t *testing.T) {
	r := newRoom(t)
	r.Filter = sick{r.Filter} // all are held
	for i := range replies.QueueSize + 3 {
		r.post(t, "Hanne", ordinary+string(rune('a'+i)))
	}
	first, next, err := r.Queue(t.Context(), r.site.ID, news.Pending, "")
	if err != nil || len(first) != replies.QueueSize || next == "" {
		t.Fatalf("first page: %d, next %q, %v", len(first), next, err)
	}
	rest, next, err := r.Queue(t.Context(), r.site.ID, news.Pending, next)
	if err != nil || len(rest) != 3 || next != "" {
		t.Fatalf("second page: %d, next %q, %v", len(rest), next, err)
	}
	if first[0].Reply.ID > first[1].Reply.ID || first[0].Thread.Title == "" {
		t.Errorf("the queue is not oldest first, or does not say where: %+v", first[0])
	}
	counts, err := r.Counts(t.Context(), r.site.ID)
	if err != nil || counts[news.Pending] != replies.QueueSize+3 {
		t.Errorf("Counts = %v, %v", counts, err)
	}
}

func TestAModeratorTeachesOnlySoMuchADay(t *testing.T) {
	r := newRoom(t)
	filter := &weighing{Filter: r.Filter}
	r.Filter = filter
	reply := r.post(t, "Hanne", ordinary)
	for range 320 {
		if _, err := r.Judge(t.Context(), reply.ID, news.Stet, r.editor); err != nil {
			t.Fatal(err)
		}
	}
	if first, at300, last := filter.weights[0], filter.weights[299], filter.weights[319]; first != 1 || at300 != 1 || last > 0.9 {
		t.Errorf("the first lesson of a day weighs %v, the 300th %v, the 320th %v", first, at300, last)
	}
	r.Now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	if _, err := r.Judge(t.Context(), reply.ID, news.Stet, r.editor); err != nil {
		t.Fatal(err)
	}
	if w := filter.weights[320]; w != 1 {
		t.Errorf("the first lesson of the next day weighs %v", w)
	}
}

// weighing notes how much lessons weigh. It works out the first and repeats it.
type weighing struct {
	replies.Filter
	weights []float64
	first   news.Lesson
}

func (w *weighing) Lesson(ctx context.Context, site news.SiteID, m spam.Message, a news.Action, weight float64) (news.Lesson, error) {
	w.weights = append(w.weights, weight)
	if w.first.ID == "" {
		var err error
		if w.first, err = w.Filter.Lesson(ctx, site, m, a, weight); err != nil {
			return news.Lesson{}, err
		}
	}
	again := w.first
	again.ID = news.LessonID(news.NewID(time.Now()))
	return again, nil
}

func TestSiteLearnsWhatItIsWorthHowRepliesCome(t *testing.T) {
	r := newRoom(t)
	manner := news.Manner{Signs: uint8(spam.NoReferrer), Elapsed: 90 * time.Second}
	odds := func(m news.Manner) float64 {
		t.Helper()
		v, err := r.Filter.Check(t.Context(), r.site, spam.Message{
			Content: "The ferry was late again.", Signs: spam.Signs(m.Signs), Elapsed: m.Elapsed, Time: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
		return math.Log(v.Score / (1 - v.Score))
	}
	telling := func() float64 { return odds(manner) - odds(news.Manner{Elapsed: manner.Elapsed}) }
	before := telling()
	for i, action := range []news.Action{news.MarkSpam, news.MarkSpam, news.MarkSpam, news.MarkSpam} {
		texts := []string{
			"Rooms free for the regatta weekend, ring the Anchor.", "Moira has sandbags again, in Mill Lane.",
			"My cousin mends roofs after storms, ask at the quay.", "Somebody should look at what Jonas sells.",
		}
		reply := r.post(t, "Moira", texts[i], func(d *replies.Draft) { d.Manner = manner })
		if stored, err := r.Store.Reply(t.Context(), reply.ID); err != nil || stored.Manner != manner {
			t.Fatalf("stored as %+v, %v", stored.Manner, err)
		}
		if _, err := r.Judge(t.Context(), reply.ID, action, r.editor); err != nil {
			t.Fatal(err)
		}
	}
	if after := telling(); after <= before+0.1 {
		t.Errorf("a missing referrer is worth %.2f after four advertisements came without, %.2f before", after, before)
	}
}

func TestRecordOfAReaderCounts(t *testing.T) {
	r := newRoom(t)
	record := func(email news.Email, network string) float64 {
		t.Helper()
		v, err := r.Filter.Check(t.Context(), r.site, spam.Message{
			Content: "See my page about it: https://pumps.example/", Email: string(email), Network: network, Time: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, c := range v.Clues {
			if c.Kind == spam.ClueRecord {
				sum += c.Weight
			}
		}
		return sum
	}
	from := func(email news.Email, network string) func(*replies.Draft) {
		return func(d *replies.Draft) { d.Email, d.Network = email, network }
	}
	good := r.post(t, "Hanne", ordinary, from("hanne@example.org", "a"))
	bad := r.post(t, "Moira", "Moira has sandbags again, in Mill Lane.", from("moira@example.org", "b"))
	if w := record("hanne@example.org", "a") + record("moira@example.org", "b"); w != 0 {
		t.Errorf("records weigh %v before anybody judged", w)
	}
	for reply, action := range map[news.ReplyID]news.Action{good.ID: news.Stet, bad.ID: news.MarkSpam} {
		if _, err := r.Judge(t.Context(), reply, action, r.editor); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string) {
		t.Helper()
		for name, tt := range map[string]struct {
			email   news.Email
			network string
			sign    int
		}{
			"who was let stand":              {"Hanne@Example.org", "c", -1},
			"an address that proves nothing": {"moira@example.org", "c", 0},
			"the network of one kept out":    {"", "b", 1},
			"the network of one let stand":   {"", "a", 0},
			"somebody else":                  {"ann@example.org", "c", 0},
		} {
			if w := record(tt.email, tt.network); cmp.Compare(w, 0) != tt.sign {
				t.Errorf("%s, the record of %s weighs %v", when, name, w)
			}
		}
	}
	check("at once")
	r.Filter = newRoomOn(t, r.db).Filter
	check("after a restart")
	if _, err := r.Withdraw(t.Context(), good.ID, r.Key(good.ID)); err != nil {
		t.Fatal(err)
	}
	if w := record("hanne@example.org", "c"); w != 0 {
		t.Errorf("the record of a reply that was withdrawn weighs %v", w)
	}
}
