package spam_test

import (
	"testing"

	"stet/internal/spam"
)

func TestEmptyModelKnowsNothingAndLearns(t *testing.T) {
	site := spam.NewLearned(spam.EmptyModel())
	casino := spam.Message{Content: "Play at our casino now http://casino.example", Author: "Casino", Email: "win@casino.example"}
	ferry := spam.Message{Content: "The ferry was late again."}
	for _, m := range []spam.Message{casino, ferry, {}} {
		if v := site.Check(m, spam.Normal); v.Score != 0.5 || v.Class != spam.Unsure || len(v.Clues) != 0 {
			t.Errorf("%q: %+v, want no opinion", m.Content, v)
		}
	}
	for range 3 {
		for m, c := range map[*spam.Message]spam.Class{&casino: spam.Spam, &ferry: spam.Ham} {
			if err := site.Apply(site.Lesson(*m, c, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if c := site.Check(casino, spam.Normal).Class; !c.KeptOut() {
		t.Errorf("the casino is %s after it was taught", c)
	}
	if c := site.Check(ferry, spam.Normal).Class; c != spam.Ham {
		t.Errorf("the ferry is %s after it was taught", c)
	}
	for _, s := range []spam.Limits{spam.Lenient, spam.Normal, spam.Strict} {
		limits := spam.EmptyModel().Thresholds(s)
		for odds, want := range map[float64]spam.Class{-0.1: spam.Ham, 0: spam.Unsure, 1.9: spam.Unsure, 2: spam.Spam} {
			if got := limits.Class(odds); got != want {
				t.Errorf("log-odds %v are %s, want %s", odds, got, want)
			}
		}
	}
}

func TestEmptyModelIsAModelFileToo(t *testing.T) {
	file, err := spam.EmptyModel().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	m, err := spam.ReadModel(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Thresholds(spam.Normal), spam.EmptyModel().Thresholds(spam.Normal); got != want {
		t.Errorf("thresholds %v, want %v", got, want)
	}
}
