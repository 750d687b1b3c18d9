package spam_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/internal/spam"
)

func learn(t *testing.T, site *spam.Learned, delta []byte) {
	t.Helper()
	if err := site.Apply(delta); err != nil {
		t.Fatal(err)
	}
}

func TestOneLessonChangesTheVerdictOnTheNextLikeIt(t *testing.T) {
	tests := map[string]struct {
		taught, next spam.Message
		class        spam.Class // what the moderator says
		weight       float64
		want         []spam.Class // what the next may be
	}{
		"a published advertisement marked as spam": {
			spam.Message{Content: "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira.", Author: "Moira"},
			spam.Message{Content: "We still have rooms free for the harbour festival, ring the Anchor and ask for Moira.", Author: "Moira"},
			spam.Spam, 1,
			[]spam.Class{spam.Unsure, spam.Spam, spam.Discard},
		},
		"the same words again after they were marked as spam": {
			spam.Message{Content: "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira.", Author: "Moira"},
			spam.Message{Content: "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira.", Author: "Moira"},
			spam.Spam, 1,
			[]spam.Class{spam.Unsure, spam.Spam, spam.Discard},
		},
		"a German one": {
			spam.Message{Content: "Schöner Bericht! Kommt doch mal in unser Fahrradgeschäft in der Deichstraße, wir haben jetzt auch Lastenräder."},
			spam.Message{Content: "Schöner Bericht! Kommt doch mal in unser Fahrradgeschäft am Markt, wir haben jetzt auch Kinderräder."},
			spam.Spam, 1,
			[]spam.Class{spam.Unsure, spam.Spam, spam.Discard},
		},
		"a held reply that was let stand": {
			doubtful[0],
			spam.Message{Content: "Our shop has boots and sandbags in stock again, the prices are at https://pumps.example/boots", Author: "Jonas"},
			spam.Ham, 1,
			[]spam.Class{spam.Ham},
		},
		"another held reply that was let stand": {
			doubtful[1],
			spam.Message{Content: "Have a look at my page about the pumps: https://flood.example/pumps", Author: "Jonas"},
			spam.Ham, 1,
			[]spam.Class{spam.Ham},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			site := spam.NewLearned(starter(t))
			before := site.Check(tt.next, spam.Normal)
			if slices.Contains(tt.want, before.Class) {
				t.Fatalf("%q is %s before anything was taught", tt.next.Content, before.Class)
			}
			lesson := site.Lesson(tt.taught, tt.class, tt.weight)
			if got := site.Check(tt.next, spam.Normal); !cmp.Equal(got, before) {
				t.Fatalf("a lesson that was not applied changed the verdict to %v", got)
			}
			learn(t, site, lesson)
			if got := site.Check(tt.next, spam.Normal); !slices.Contains(tt.want, got.Class) {
				t.Errorf("%q is %s (%.3f) after the lesson, want %v; before it was %s (%.3f)", tt.next.Content, got.Class, got.Score, tt.want, before.Class, before.Score)
			}
			if err := site.Remove(lesson); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, site.Check(tt.next, spam.Normal)); diff != "" {
				t.Errorf("verdict after taking the lesson back (-before +after):\n%s", diff)
			}
		})
	}
}

func TestOneLessonLeavesOtherRepliesAlone(t *testing.T) {
	site := spam.NewLearned(starter(t))
	learn(t, site, site.Lesson(spam.Message{Content: "We still have rooms free for the regatta weekend, ring the Anchor and ask for Moira."}, spam.Spam, 1))
	for _, m := range hams {
		if v := site.Check(m, spam.Normal); v.Class != spam.Ham {
			t.Errorf("%q is %s (%.3f) after a lesson on something else", m.Content, v.Class, v.Score)
		}
	}
}

// lessons teaches a site many things, each lesson worked out after the one before,
// and returns them.
func lessons(t *testing.T) (*spam.Learned, [][]byte) {
	t.Helper()
	site := spam.NewLearned(starter(t))
	var deltas [][]byte
	for round := range 3 {
		for i, m := range slices.Concat(hams, doubtful, spams) {
			class := spam.Ham
			if (i+round)%3 == 0 {
				class = spam.Spam
			}
			deltas = append(deltas, site.Lesson(m, class, 1/float64(1+i%2)))
			learn(t, site, deltas[len(deltas)-1])
		}
	}
	return site, deltas
}

func marshal(t *testing.T, site *spam.Learned) []byte {
	t.Helper()
	b, err := site.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLessonsMakeTheSameInAnyOrderAndPortions(t *testing.T) {
	site, deltas := lessons(t)
	want := marshal(t, site)

	shuffled := spam.NewLearned(starter(t))
	random := rand.New(rand.NewPCG(1, 2))
	for _, i := range random.Perm(len(deltas)) {
		learn(t, shuffled, deltas[i])
	}
	folded, err := spam.Fold(nil, deltas[:7]...)
	if err != nil {
		t.Fatal(err)
	}
	if folded, err = spam.Fold(folded, deltas[7:]...); err != nil {
		t.Fatal(err)
	}
	read := spam.NewLearned(starter(t))
	if err := read.UnmarshalBinary(want); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"shuffled": marshal(t, shuffled), "folded": folded, "read": marshal(t, read)} {
		if !bytes.Equal(got, want) {
			t.Errorf("%s lessons are not the sum of the lessons in order", name)
		}
	}
}

func TestLessonsAreTakenOutInAnyOrderWithoutTrace(t *testing.T) {
	site, deltas := lessons(t)
	kept := spam.NewLearned(starter(t))
	random := rand.New(rand.NewPCG(3, 4))
	for n, i := range random.Perm(len(deltas)) {
		if n%3 == 0 {
			learn(t, kept, deltas[i])
			continue
		}
		if err := site.Remove(deltas[i]); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(marshal(t, site), marshal(t, kept)) {
		t.Error("what is left is not what was never taken out")
	}
	for _, m := range slices.Concat(hams, spams) {
		if diff := cmp.Diff(kept.Check(m, spam.Strict), site.Check(m, spam.Strict)); diff != "" {
			t.Errorf("verdict on %q (-never learned +taken out):\n%s", m.Content, diff)
		}
	}
}

func TestLessonOfNoWordIsEmpty(t *testing.T) {
	site := spam.NewLearned(starter(t))
	empty := marshal(t, site)
	for class, weight := range map[spam.Class]float64{spam.Unsure: 1, "eggs": 1, spam.Spam: 0, spam.Ham: -1} {
		if got := site.Lesson(hams[0], class, weight); !bytes.Equal(got, empty) {
			t.Errorf("lesson of class %q and weight %v has %d bytes", class, weight, len(got))
		}
	}
}

func TestDamagedLessonIsRefusedAndChangesNothing(t *testing.T) {
	site, deltas := lessons(t)
	before := marshal(t, site)
	good := deltas[0]
	bad := map[string][]byte{
		"nothing":             {},
		"another version":     append([]byte{99}, good[1:]...),
		"cut short":           good[:len(good)-1],
		"something after it":  append(bytes.Clone(good), 0),
		"too many changes":    {good[0], 0xff, 0xff, 0xff, 0x7f},
		"a place too far":     {good[0], 1, 0xff, 0xff, 0xff, 0x7f, 2, 2, 2, 2},
		"a place twice":       {good[0], 2, 1, 2, 2, 2, 2, 0, 2, 2, 2, 2},
		"a number over range": {good[0], 1, 1, 2, 2, 2, 0xff, 0xff, 0xff, 0xff, 0x7f},
	}
	for name, b := range bad {
		t.Run(name, func(t *testing.T) {
			for what, err := range map[string]error{"Apply": site.Apply(b), "Remove": site.Remove(b)} {
				if !errors.Is(err, spam.ErrModel) {
					t.Errorf("%s: error %v, want ErrModel", what, err)
				}
			}
			if _, err := spam.Fold(before, b); !errors.Is(err, spam.ErrModel) {
				t.Errorf("Fold: error %v, want ErrModel", err)
			}
			if len(b) > 0 && site.UnmarshalBinary(b) == nil {
				t.Error("UnmarshalBinary took it")
			}
		})
	}
	if !bytes.Equal(marshal(t, site), before) {
		t.Error("a damaged lesson changed what was learned")
	}
}

func FuzzLesson(f *testing.F) {
	f.Add([]byte{2, 0})
	f.Add([]byte{2, 2, 0, 2, 2, 2, 2, 5, 1, 1, 0, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		sum, err := spam.Fold(nil, b)
		if err != nil {
			if !errors.Is(err, spam.ErrModel) {
				t.Errorf("error %v, want ErrModel", err)
			}
			return
		}
		if again, err := spam.Fold(sum); err != nil || !bytes.Equal(again, sum) {
			t.Errorf("Fold of a sum is %x, %v, want %x", again, err, sum)
		}
	})
}

func TestLessonsThatHarmGoodRepliesAreRefused(t *testing.T) {
	site := spam.NewLearned(starter(t))
	refused, applied := 0, 0
	for range 12 {
		for _, m := range hams {
			lesson := site.Lesson(m, spam.Spam, 1)
			if err := site.Try(lesson); err == nil {
				learn(t, site, lesson)
				applied++
				continue
			} else if !errors.Is(err, spam.ErrHarm) {
				t.Fatal(err)
			}
			refused++
		}
	}
	if refused == 0 || applied == 0 {
		t.Errorf("%d hostile lessons refused, %d applied; want some of both", refused, applied)
	}
	before := marshal(t, site)
	for _, c := range []spam.Class{spam.Ham, spam.Unsure} {
		if err := site.Try(site.Lesson(hams[0], c, 1)); err != nil {
			t.Errorf("a lesson that hams[0] is %s is refused: %v", c, err)
		}
	}
	if err := site.Try([]byte("rust")); !errors.Is(err, spam.ErrModel) {
		t.Errorf("a damaged lesson: %v, want ErrModel", err)
	}
	if !bytes.Equal(before, marshal(t, site)) {
		t.Error("lessons that were only tried changed the filter")
	}
}

func BenchmarkTry(b *testing.B) {
	site := spam.NewLearned(starter(b))
	lesson := site.Lesson(spams[0], spam.Spam, 1)
	for b.Loop() {
		if err := site.Try(lesson); err != nil {
			b.Fatal(err)
		}
	}
}
