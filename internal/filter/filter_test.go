package filter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// A room is a site with one story, on a real store, and its filter.
type room struct {
	*filter.Service
	t     *testing.T
	db    *store.DB
	site  news.Site
	story news.Story
}

func newRoom(t *testing.T) *room {
	t.Helper()
	db := storetest.SQLite(t)
	r := &room{t: t, db: db, site: storetest.Publication(t, db), story: storetest.Story(t, db, "flood", time.Now())}
	r.Service = r.another()
	return r
}

// another is the filter of another process on the same store.
func (r *room) another() *filter.Service {
	r.t.Helper()
	starter, err := spam.Starter()
	if err != nil {
		r.t.Fatal(err)
	}
	return &filter.Service{Store: r.db, Starter: starter, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
}

func (r *room) check(body string) spam.Verdict {
	r.t.Helper()
	v, err := r.Check(r.t.Context(), r.site, spam.Message{Content: body})
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

// post stores a reply in that state and tells the filter.
func (r *room) post(body string, state news.ReplyState) news.Reply {
	r.t.Helper()
	now := time.Now()
	reply, err := r.db.CreateReply(r.t.Context(), news.Reply{
		ID: news.ReplyID(news.NewID(now)), ThreadID: r.story.Thread.ID, SiteID: r.site.ID, State: state,
		Author: "Ann", Body: body, Created: now, Fingerprint: spam.Fingerprint(body),
	}, r.check(body), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	r.tell(reply, false)
	return reply
}

func (r *room) tell(reply news.Reply, judged bool) {
	var decided time.Time
	if judged {
		decided = time.Now()
	}
	r.Saw(r.site.ID, reply.Print(decided, false))
}

// judge does what a moderator says, in the store and then in the filter.
func (r *room) judge(reply news.Reply, a news.Action) news.JudgementID {
	r.t.Helper()
	lesson, err := r.Lesson(r.t.Context(), r.site.ID, spam.Message{Content: reply.Body}, a, 1)
	if err != nil {
		r.t.Fatal(err)
	}
	j := news.Judgement{ID: news.JudgementID(news.NewID(time.Now())), ReplyID: reply.ID, StaffID: "kim", Action: a, Lesson: lesson.ID, At: time.Now()}
	judged, learning, err := r.db.Judge(r.t.Context(), j, &lesson)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Apply(r.site.ID, learning)
	r.tell(judged, true)
	return j.ID
}

func (r *room) undo(id news.JudgementID) {
	r.t.Helper()
	reply, learning, err := r.db.Undo(r.t.Context(), id, time.Now())
	if err != nil {
		r.t.Fatal(err)
	}
	r.Apply(r.site.ID, learning)
	r.tell(reply, false)
}

const (
	rooms     = "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira."
	nextRooms = "We still have rooms free for the harbour festival, ring the Anchor and ask for Moira."
	tips      = "Our shop has pumps and sandbags in stock again, the prices are at https://pumps.example/"
	nextTips  = "Our shop has boots and sandbags in stock again, the prices are at https://pumps.example/boots"
)

func TestModeratorsWordChangesTheNextVerdictAndUndoingItRestoresTheOldOne(t *testing.T) {
	tests := map[string]struct {
		body, next string
		action     news.Action
		want       []spam.Class
	}{
		"a published reply marked as spam": {rooms, nextRooms, news.MarkSpam, []spam.Class{spam.Unsure, spam.Spam}},
		"a held reply let stand":           {tips, nextTips, news.Stet, []spam.Class{spam.Ham}},
		"a published reply struck":         {rooms, rooms, news.Strike, []spam.Class{spam.Unsure, spam.Spam}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			reply := r.post(tt.body, news.Published)
			before := r.check(tt.next)
			if slices.Contains(tt.want, before.Class) {
				t.Fatalf("the next is %s before anybody judged", before.Class)
			}
			judgement := r.judge(reply, tt.action)
			after := r.check(tt.next)
			if !slices.Contains(tt.want, after.Class) {
				t.Errorf("the next is %s (%.3f), want %v: %v", after.Class, after.Score, tt.want, after.Clues)
			}
			if v, err := r.another().Check(t.Context(), r.site, spam.Message{Content: tt.next}); err != nil || !cmp.Equal(v, after) {
				t.Errorf("another process says %v, %v, want %v", v, err, after)
			}
			r.undo(judgement)
			if diff := cmp.Diff(before, r.check(tt.next)); diff != "" {
				t.Errorf("verdict after undoing (-before +after):\n%s", diff)
			}
		})
	}
}

func TestSecondThoughtsReplaceTheLessonOfTheFirst(t *testing.T) {
	r := newRoom(t)
	reply := r.post(rooms, news.Published)
	r.judge(reply, news.MarkSpam)
	marked := r.check(nextRooms)
	second := r.judge(reply, news.Stet)
	if v := r.check(nextRooms); v.Class != spam.Ham {
		t.Errorf("the next is %s after it was let stand after all", v.Class)
	}
	r.undo(second)
	if diff := cmp.Diff(marked, r.check(nextRooms)); diff != "" {
		t.Errorf("verdict after undoing the second thought (-before +after):\n%s", diff)
	}
}

func TestNearRepeatsOfLateRepliesAreClues(t *testing.T) {
	const text = "I earn a lot with this simple system at home, write to me and I will explain it to you"
	repeat := func(v spam.Verdict) float64 {
		for _, c := range v.Clues {
			if c.Kind == spam.ClueRepeat {
				return c.Weight
			}
		}
		return 0
	}
	tests := map[news.ReplyState]func(float64) bool{
		news.Spam:      func(w float64) bool { return w > 1 },
		news.Published: func(w float64) bool { return w < 0 },
		news.Pending:   func(w float64) bool { return w == 0 },
		news.Struck:    func(w float64) bool { return w > 0 },
	}
	for state, right := range tests {
		t.Run(string(state), func(t *testing.T) {
			r := newRoom(t)
			reply := r.post(text, news.Pending)
			reply.State = state
			r.tell(reply, true)
			if w := repeat(r.check(text + "!")); !right(w) {
				t.Errorf("the repeat of a %s reply weighs %v", state, w)
			}
			if w := repeat(r.check("The old lifeboat shed should have been listed years ago.")); w != 0 {
				t.Errorf("another text is a repeat that weighs %v", w)
			}
		})
	}
	t.Run("read from the store", func(t *testing.T) {
		r := newRoom(t)
		r.judge(r.post(text, news.Pending), news.MarkSpam)
		r.post(text, news.Spam)
		v, err := r.another().Check(t.Context(), r.site, spam.Message{Content: text})
		if err != nil || repeat(v) <= 1 {
			t.Errorf("verdict %v, %v, want a clue of the repeat", v, err)
		}
	})
}

func TestNobodyCanSilenceATextByHavingItKeptOut(t *testing.T) {
	const text = "The vigil against the new car park starts at nine on Sunday in front of the old church, bring your friends"
	r := newRoom(t)
	before := r.check(text)
	for range 3 {
		r.post(text, news.Spam) // as the filter did because of the hidden field
	}
	if diff := cmp.Diff(before, r.check(text)); diff != "" {
		t.Errorf("verdict on the same text from somebody else (-before +after):\n%s", diff)
	}
	again, err := r.another().Check(t.Context(), r.site, spam.Message{Content: text})
	if diff := cmp.Diff(before, again); err != nil || diff != "" {
		t.Errorf("verdict after a restart: %v (-before +after):\n%s", err, diff)
	}
}

func TestOldestFingerprintsAreForgotten(t *testing.T) {
	r := newRoom(t)
	r.check("")
	const text = "I earn a lot with this simple system at home, write to me and I will explain it to you"
	print := news.Print{ReplyID: "first", Fingerprint: spam.Fingerprint(text), State: news.Spam, Decided: time.Now()}
	with := r.check(text).Score
	r.Saw(r.site.ID, print)
	if got := r.check(text).Score; got <= with {
		t.Errorf("score with a repeat %v, without %v", got, with)
	}
	for i := range uint64(2000) {
		r.Saw(r.site.ID, news.Print{ReplyID: news.ReplyID(news.NewID(time.Now())), Fingerprint: ^print.Fingerprint ^ i, State: news.Spam, Decided: time.Now()})
	}
	if got := r.check(text).Score; got != with {
		t.Errorf("score after 2,000 other replies %v, want %v", got, with)
	}
}

func TestStrictnessOfTheSiteMovesTheThresholds(t *testing.T) {
	r := newRoom(t)
	order := map[spam.Class]int{spam.Ham: 0, spam.Unsure: 1, spam.Spam: 2}
	differ := false
	var bodies []string
	for _, start := range []string{"See my page", "Great site", "Very useful, thank you", "More about this", "Our shop in Mill Lane has a sale"} {
		for _, end := range []string{"", " here", " http://a.example", ": https://b.example/blog", " http://c.example/?id=7 !!!"} {
			bodies = append(bodies, start+end)
		}
	}
	for _, body := range bodies {
		last := -1
		for _, s := range []news.Strictness{news.Lenient, news.Normal, news.Strict} {
			r.site.Moderation.Strictness = s
			class := order[r.check(body).Class]
			if class < last {
				t.Errorf("%q is judged milder when %s", body, s)
			}
			differ = differ || last >= 0 && class > last
			last = class
		}
	}
	if !differ {
		t.Error("strictness makes no difference to any text")
	}
}

func TestPresetsAreThoseOfTheFilter(t *testing.T) {
	for strictness, want := range map[news.Strictness]spam.Limits{
		news.Lenient: spam.Lenient, news.Normal: spam.Normal, news.Strict: spam.Strict, "eggs": spam.Normal,
	} {
		if got := filter.Limits(strictness.Limits()); got != want {
			t.Errorf("limits of %q = %+v, want %+v", strictness, got, want)
		}
	}
}

func TestUnknownActionTeachesNothing(t *testing.T) {
	r := newRoom(t)
	if _, err := r.Lesson(t.Context(), r.site.ID, spam.Message{Content: rooms}, "eggs", 1); !errors.Is(err, news.ErrInvalid) {
		t.Errorf("error %v, want ErrInvalid", err)
	}
}

// A slow store counts readings, waits with each for a word, and then fails or not.
type slow struct {
	filter.Store
	readings atomic.Int32
	begun    chan struct{}
	word     chan error
}

func (s *slow) Model(ctx context.Context, id news.SiteID) ([]byte, error) {
	s.readings.Add(1)
	s.begun <- struct{}{}
	select {
	case err := <-s.word:
		if err != nil {
			return nil, err
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return s.Store.Model(ctx, id)
}

func (r *room) slow() *slow {
	s := &slow{Store: r.db, begun: make(chan struct{}, 100), word: make(chan error, 100)}
	r.Store = s
	return s
}

func TestSiteIsReadOnceHoweverManyAsk(t *testing.T) {
	r := newRoom(t)
	s := r.slow()
	s.word <- nil
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { r.check(rooms) })
	}
	wg.Wait()
	if n := s.readings.Load(); n != 1 {
		t.Errorf("the site was read %d times", n)
	}
}

func TestReadingThatFailedIsTriedAgain(t *testing.T) {
	r := newRoom(t)
	s := r.slow()
	sick := errors.New("disk on fire")
	s.word <- sick
	if _, err := r.Check(t.Context(), r.site, spam.Message{Content: rooms}); !errors.Is(err, sick) {
		t.Errorf("error %v, want %v", err, sick)
	}
	s.word <- nil
	r.check(rooms)
}

func TestReadingGoesOnThoughWhoAskedWentAway(t *testing.T) {
	r := newRoom(t)
	s := r.slow()
	ctx, leave := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := r.Check(ctx, r.site, spam.Message{Content: rooms}); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v of the one who left", err)
		}
	})
	<-s.begun
	leave()
	wg.Wait()
	s.word <- nil
	r.check(rooms)
	if n := s.readings.Load(); n != 1 {
		t.Errorf("the site was read %d times", n)
	}
}

func TestSiteIsReadAnewForTheLessonsOfOthersAlone(t *testing.T) {
	r := newRoom(t)
	reply := r.post(rooms, news.Published)
	other := &room{Service: r.another(), t: t, db: r.db, site: r.site, story: r.story}
	other.check(rooms)
	s := r.slow()
	for range 10 {
		s.word <- nil
	}
	r.Forget(r.site.ID)
	r.check(rooms)
	r.judge(reply, news.MarkSpam)
	r.Follow(t.Context(), r.site.ID)
	taught := r.check(nextRooms)
	if n := s.readings.Load(); n != 1 {
		t.Errorf("the site was read %d times, the last for what it did itself", n)
	}
	other.Follow(t.Context(), r.site.ID)
	if diff := cmp.Diff(taught, other.check(nextRooms)); diff != "" {
		t.Errorf("verdict of another process after it followed (-want +got):\n%s", diff)
	}
	r.Follow(t.Context(), "nobody")
}

func TestChangeDuringTheReadingIsNotMissed(t *testing.T) {
	r := newRoom(t)
	before := r.check(nextRooms)
	reply := r.post(rooms, news.Published)
	s := r.slow()
	r.Forget(r.site.ID)
	var wg sync.WaitGroup
	wg.Go(func() { r.check(rooms) })
	<-s.begun
	// Meanwhile another process teaches, and this one is told.
	other := &room{Service: r.another(), t: t, db: r.db, site: r.site, story: r.story}
	other.judge(reply, news.MarkSpam)
	r.Apply(r.site.ID, news.Learning{})
	s.word <- nil
	wg.Wait()
	s.word <- nil
	if v := r.check(nextRooms); v.Score <= before.Score {
		t.Errorf("score %v, want it over %v: the lesson was missed", v.Score, before.Score)
	}
}

func TestForgottenSiteIsReadAnew(t *testing.T) {
	r := newRoom(t)
	before := r.check(nextRooms)
	reply := r.post(rooms, news.Published)
	other := &room{Service: r.another(), t: t, db: r.db, site: r.site, story: r.story}
	other.judge(reply, news.MarkSpam)
	r.Forget(r.site.ID)
	if v := r.check(nextRooms); v.Class == before.Class || v.Class != other.check(nextRooms).Class {
		t.Errorf("the next is %s, want what the other process says", v.Class)
	}
}

func TestLessonTheStoreHadAlreadyIsNotLearnedTwice(t *testing.T) {
	r := newRoom(t)
	reply := r.post(rooms, news.Published)
	lesson, err := r.Lesson(t.Context(), r.site.ID, spam.Message{Content: rooms}, news.MarkSpam, 1)
	if err != nil {
		t.Fatal(err)
	}
	j := news.Judgement{ID: "j", ReplyID: reply.ID, StaffID: "kim", Action: news.MarkSpam, Lesson: lesson.ID, At: time.Now()}
	_, learning, err := r.db.Judge(t.Context(), j, &lesson)
	if err != nil {
		t.Fatal(err)
	}
	r.Forget(r.site.ID)
	once := r.check(nextRooms) // reads the lesson from the store
	r.Apply(r.site.ID, learning)
	if diff := cmp.Diff(once, r.check(nextRooms)); diff != "" {
		t.Errorf("verdict (-once +again):\n%s", diff)
	}
}

// damaged is a store in which what was learned cannot be read.
type damaged struct{ filter.Store }

func (damaged) Model(context.Context, news.SiteID) ([]byte, error) { return []byte("rust"), nil }

func TestStarterTakesOverWhereWhatWasLearnedIsDamaged(t *testing.T) {
	r := newRoom(t)
	untaught := r.check(nextRooms)
	r.judge(r.post(rooms, news.Published), news.MarkSpam)
	taught := r.check(nextRooms)
	var log bytes.Buffer
	r.Service = r.another()
	r.Store, r.Log = damaged{r.db}, slog.New(slog.NewTextHandler(&log, nil))
	v := r.check(nextRooms)
	if v.Score == untaught.Score || v.Score != taught.Score {
		t.Errorf("score %v, want %v: the lessons that are whole still count", v.Score, taught.Score)
	}
	if !strings.Contains(log.String(), "left out") {
		t.Errorf("the log does not tell of the damage: %s", log.String())
	}
}

// Ten thousand sites must not take ten thousand times eight megabytes.
func TestSitesThatNobodyAsksForAreForgotten(t *testing.T) {
	r := newRoom(t)
	r.Memory = 20 << 20 // two sites that were taught
	for i := range 4 {
		id := news.SiteID("site " + string(rune('a'+i)))
		site := news.Site{ID: id, Kind: news.Foreign, Keeper: id, Created: time.Now()}
		if err := r.db.CreateSite(t.Context(), site); err != nil {
			t.Fatal(err)
		}
		l, err := r.Lesson(t.Context(), site.ID, spam.Message{Content: "cheap harbour cruises"}, news.MarkSpam, 1)
		if err != nil {
			t.Fatal(err)
		}
		l.SiteID = site.ID
		if err := r.db.Teach(t.Context(), l, false); err != nil {
			t.Fatal(err)
		}
		r.Apply(site.ID, news.Learning{Added: []news.Lesson{l}})
	}
	if n := r.Known(); n > 3 {
		t.Errorf("%d sites are kept, want no more than fit into the memory and the one that was asked for", n)
	}
	v, err := r.Check(t.Context(), news.Site{ID: "site a"}, spam.Message{Content: "cheap harbour cruises"})
	if err != nil {
		t.Fatal(err)
	}
	untaught := r.check("cheap harbour cruises")
	if v.Score <= untaught.Score {
		t.Errorf("what a forgotten site learned is gone: score %v, untaught %v", v.Score, untaught.Score)
	}
}

func TestWordsOfTheStorySpeakForAReply(t *testing.T) {
	r := newRoom(t)
	story := r.story
	story.Headline, story.Body = "The new flood barrier", "Engineers closed the sluices. The estuary has to be dredged, says the harbour office."
	story, err := r.db.SaveStory(t.Context(), story)
	if err != nil {
		t.Fatal(err)
	}
	topic := func(page string) string {
		t.Helper()
		v, err := r.Check(t.Context(), r.site, spam.Message{Content: "Who pays for dredging the estuary, and are the sluices safe?", Permalink: page})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range v.Clues {
			if c.Kind == spam.ClueTopic {
				return c.Text
			}
		}
		return ""
	}
	for page, want := range map[string]string{
		story.Thread.URL:     "dredging, estuary, sluices",
		"/stories/elsewhere": "",
		"https://blog.example/2026/estuary-dredging.html": "dredging, estuary",
		"https://blog.example/?p=7":                       "",
		"%zz":                                             "",
	} {
		if got := topic(page); got != want {
			t.Errorf("under %s the reply shares %q, want %q", page, got, want)
		}
	}
	story.Body = "Nothing of the kind."
	if _, err := r.db.SaveStory(t.Context(), story); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	r.Now = func() time.Time { return later }
	if got := topic(story.Thread.URL); got != "" {
		t.Errorf("an hour after the story was rewritten the reply shares %q", got)
	}
}

func (r *room) recordOf(m spam.Message) float64 {
	r.t.Helper()
	v, err := r.Check(r.t.Context(), r.site, m)
	if err != nil {
		r.t.Fatal(err)
	}
	sum := 0.0
	for _, c := range v.Clues {
		if c.Kind == spam.ClueRecord || c.Kind == spam.ClueRepeat || c.Kind == spam.ClueRate {
			sum += c.Weight
		}
	}
	return sum
}

func TestReplyIsNoPastOfItself(t *testing.T) {
	r := newRoom(t)
	reply := r.post(rooms, news.Published)
	m := spam.Message{ID: string(reply.ID), Content: reply.Body, Network: "here", Email: "ann@example.org", Time: reply.Created}
	reply.Network, reply.Email = "here", "ann@example.org"
	before := r.recordOf(m)
	reply.State = news.Spam
	r.tell(reply, true)
	if after := r.recordOf(m); before != 0 || after != 0 {
		t.Errorf("its own past weighs %v, and %v once it is marked as spam", before, after)
	}
	m.ID, m.Time = "another", time.Now()
	if w := r.recordOf(m); w <= 0 {
		t.Errorf("the same from the same network weighs %v", w)
	}
}

func TestLessonKnowsTheSenderAndNotTheRepeats(t *testing.T) {
	r := newRoom(t)
	lesson := func(m spam.Message) []byte {
		t.Helper()
		l, err := r.Lesson(t.Context(), r.site.ID, m, news.MarkSpam, 1)
		if err != nil {
			t.Fatal(err)
		}
		return l.Delta
	}
	m := spam.Message{ID: "next", Content: nextRooms, Network: "here", Time: time.Now().Add(time.Minute)}
	alone := lesson(m)
	reply := r.post(rooms, news.Published)
	reply.State = news.Spam
	r.tell(reply, true)
	if !bytes.Equal(lesson(m), alone) {
		t.Error("a repeat that was kept out changes the lesson")
	}
	reply.Network = "here"
	r.tell(reply, true)
	if bytes.Equal(lesson(m), alone) {
		t.Error("the record of the network changes nothing in the lesson")
	}
	m.Time = time.Now().Add(-time.Minute)
	if !bytes.Equal(lesson(m), alone) {
		t.Error("what was decided afterwards changes the lesson")
	}
}

func TestWhatTheFilterAloneKeptOutIsForgotten(t *testing.T) {
	r := newRoom(t)
	kept := r.post(rooms, news.Published)
	kept.State, kept.Network = news.Spam, "here"
	r.tell(kept, true)
	for range 2 * spam.PastSize {
		r.Saw(r.site.ID, news.Print{ReplyID: news.ReplyID(news.NewID(time.Now())), At: time.Now(), Network: "here", State: news.Spam})
	}
	if w := r.recordOf(spam.Message{Content: nextRooms, Network: "here", Time: time.Now()}); w <= 0 {
		t.Errorf("after a flood that nobody looked at, what a moderator kept out weighs %v", w)
	}
	if w := r.recordOf(spam.Message{Content: "Well said.", Network: "there", Time: time.Now()}); w != 0 {
		t.Errorf("the flood weighs %v on others", w)
	}
}

func TestFloodThatNobodySawDoesNotFillWhatIsRead(t *testing.T) {
	r := newRoom(t)
	r.judge(r.post(rooms, news.Pending), news.MarkSpam)
	for range 5 {
		r.post(tips, news.Spam)
	}
	seen, err := r.db.Prints(t.Context(), r.site.ID, 3)
	if err != nil || len(seen) != 1 || seen[0].Decided.IsZero() {
		t.Errorf("of five that nobody saw and one that a moderator marked, the store has %+v, %v", seen, err)
	}
}

func TestTopicsOfOurOwnPagesAreBounded(t *testing.T) {
	r := newRoom(t)
	for i := range 3 * filter.MaxTopics {
		for _, page := range []string{fmt.Sprintf("/stories/%d", i), fmt.Sprintf("https://blog.example/%d", i)} {
			if _, err := r.Check(t.Context(), r.site, spam.Message{Content: "Well said.", Permalink: page}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := r.Topics(); n > filter.MaxTopics || n == 0 {
		t.Errorf("the topics of %d pages are kept", n)
	}
}
