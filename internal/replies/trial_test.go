package replies_test

import (
	"errors"
	"slices"
	"testing"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/spam"
)

// watch has the room's filter watch only, or decide again.
func (r *room) watch(t *testing.T, shadow bool) {
	t.Helper()
	if err := r.SetFilter(t.Context(), r.site.ID, news.Moderation{Shadow: shadow}, r.editor); err != nil {
		t.Fatal(err)
	}
}

func TestAWatchingFilterRecordsAndDecidesNothing(t *testing.T) {
	r := newRoom(t)
	r.watch(t, true)
	if !slices.Contains(r.dropped, "front") {
		t.Errorf("dropped %q, want the pages that tell readers of the filter among them", r.dropped)
	}
	advertised := r.post(t, "Casino Bonus", advert)
	trapped := r.post(t, "Hanne", ordinary, func(d *replies.Draft) { d.Manner.Trap = true })
	for _, reply := range []news.Reply{advertised, trapped} {
		c, err := r.Case(t.Context(), reply.ID)
		if err != nil || c.Reply.State != news.Published || !c.Reply.Watched || !c.Verdict.Class.KeptOut() || len(c.Verdict.Clues) == 0 {
			t.Errorf("the reply is %s, watched %t, the verdict %+v (%v); want it published and recorded as spam", c.Reply.State, c.Reply.Watched, c.Verdict, err)
		}
	}
	r.watch(t, false)
	if got := r.post(t, "Casino Bonus", advert+" Today only."); got.State != news.Spam || got.Watched {
		t.Errorf("with the filter back at work an advert is %s, watched %t", got.State, got.Watched)
	}
}

func TestWhatIsOnlyPublishedBecauseTheFilterWatchesIsNoExample(t *testing.T) {
	r := newRoom(t)
	repeat := func(f replies.Filter) float64 {
		v, err := f.Check(t.Context(), r.site, spam.Message{Content: advert + "!"})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range v.Clues {
			if c.Kind == spam.ClueRepeat {
				return c.Weight
			}
		}
		return 0
	}
	anew := func() replies.Filter { return newRoomOn(t, r.db).Filter }
	r.watch(t, true)
	reply := r.post(t, "Casino Bonus", advert)
	if here, there := repeat(r.Filter), repeat(anew()); here != 0 || there != 0 {
		t.Errorf("a repeat of it weighs %v, after a restart %v; want nothing", here, there)
	}
	decision, err := r.Judge(t.Context(), reply.ID, news.Stet, r.editor)
	if err != nil {
		t.Fatal(err)
	}
	if here, there := repeat(r.Filter), repeat(anew()); here >= 0 || there >= 0 {
		t.Errorf("once a moderator let it stand a repeat weighs %v, after a restart %v; want that to speak for it", here, there)
	}
	if _, err := r.Undo(t.Context(), decision.Judgement.ID); err != nil {
		t.Fatal(err)
	}
	if here := repeat(r.Filter); here != 0 {
		t.Errorf("with the decision taken back a repeat weighs %v, want nothing", here)
	}
}

func TestATrialSetsTheFilterBesideModerators(t *testing.T) {
	r := newRoom(t)
	r.watch(t, true)
	judge := func(reply news.Reply, a news.Action) {
		t.Helper()
		if _, err := r.Judge(t.Context(), reply.ID, a, r.editor); err != nil {
			t.Fatal(err)
		}
	}
	good := r.post(t, "Hanne", ordinary)
	struck := r.post(t, "Jonas", "The lifeboat shed at the quay should have been listed years ago.")
	stood := r.post(t, "Casino Bonus", advert)
	marked := r.post(t, "Casino Bonus", advert+" Today only.")
	r.post(t, "Casino Bonus", advert+" Only until Sunday.")
	judge(good, news.Stet)
	judge(struck, news.Strike)
	judge(marked, news.MarkSpam)
	judge(stood, news.Stet)
	trial, err := r.Trial(t.Context(), r.site.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := map[spam.Class]map[news.Action]int{
		spam.Ham:  {news.Stet: 1, news.Strike: 1},
		spam.Spam: {news.Stet: 1, news.MarkSpam: 1, "": 1},
	}
	for _, class := range replies.Classes {
		for _, a := range []news.Action{news.Stet, news.Strike, news.MarkSpam, ""} {
			if got := trial.Decided(class, a); got != want[class][a] {
				t.Errorf("%d were %q by the filter and %q by moderators, want %d", got, class, a, want[class][a])
			}
		}
	}
	if got, want := trial.Under(r.site.Moderation.Limits()), (replies.Tally{Published: 2, KeptOut: 3, Rejected: 1, Stood: 1}); got != want {
		t.Errorf("under the site's limits %+v, want %+v", got, want)
	}
	cases, err := r.Disagreements(t.Context(), trial)
	if err != nil || len(cases) != 2 || cases[0].Reply.ID != stood.ID || cases[1].Reply.ID != struck.ID {
		t.Errorf("disagreements = %+v, %v; want the one that stands and the one that was struck", cases, err)
	}
}

func TestStricterLimitsNeverLetMoreThrough(t *testing.T) {
	r := newRoom(t)
	for _, body := range []string{ordinary, advert, "Great site", "See my page http://a.example", "More about this https://b.example/blog here", "Our shop in Mill Lane has a sale"} {
		r.post(t, "Ann", body)
	}
	trial, err := r.Trial(t.Context(), r.site.ID)
	if err != nil || len(trial.Outcomes) != 6 {
		t.Fatalf("trial of %d replies, %v", len(trial.Outcomes), err)
	}
	last := replies.Tally{Published: 7}
	for i, held := range news.HeldChoices {
		got := trial.Under(news.Limits{LostIn: news.LostChoices[min(i, len(news.LostChoices)-1)], HeldIn1000: held})
		if got.Published > last.Published || got.KeptOut < last.KeptOut || got.Published+got.Held+got.KeptOut != 6 {
			t.Errorf("stricter than %+v is %+v", last, got)
		}
		last = got
	}
}

func TestLimitsThatAreNotOfferedAreRefused(t *testing.T) {
	r := newRoom(t)
	for _, l := range []news.Limits{{LostIn: 1, HeldIn1000: 30}, {LostIn: 2000}, {HeldIn1000: 5}, {LostIn: 500, HeldIn1000: 1000}} {
		if err := r.SetFilter(t.Context(), r.site.ID, news.Moderation{Chosen: l}, r.editor); !errors.Is(err, news.ErrInvalid) {
			t.Errorf("SetFilter(%+v) = %v, want invalid", l, err)
		}
	}
}
