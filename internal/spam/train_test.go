package spam_test

import (
	"bytes"
	"slices"
	"testing"

	"stet/internal/spam"
)

func examples() []spam.Example {
	var list []spam.Example
	for i, m := range slices.Concat(hams, spams) {
		list = append(list, spam.Example{Message: m, Spam: i >= len(hams), Source: "news-test", Held: i%3 == 0})
	}
	return list
}

func TestTrainingMakesTheSameModelByteForByte(t *testing.T) {
	var files [2][]byte
	for i := range files {
		calls := 0
		m, err := spam.Train(t.Context(), examples(), func(int, int) { calls++ })
		if err != nil {
			t.Fatal(err)
		}
		if files[i], err = m.MarshalBinary(); err != nil {
			t.Fatal(err)
		}
		if calls == 0 {
			t.Error("no progress was told")
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two trainings made two models")
	}
}

func TestTrainedModelKnowsItsExamples(t *testing.T) {
	m, err := spam.Train(t.Context(), examples(), nil)
	if err != nil {
		t.Fatal(err)
	}
	site := spam.NewLearned(m)
	for _, e := range examples() {
		if odds := site.LogOdds(e.Message); !e.Held && e.Spam != (odds > 0) {
			t.Errorf("%q, spam %t, has log-odds %.2f", e.Content, e.Spam, odds)
		}
	}
}

func TestTrainingNeedsSomethingToLearnFromAndSomethingHeld(t *testing.T) {
	for _, held := range []bool{true, false} {
		if _, err := spam.Train(t.Context(), []spam.Example{{Message: hams[0], Held: held}}, nil); err == nil {
			t.Errorf("one example with Held %t made a model", held)
		}
	}
	if _, err := spam.Train(t.Context(), nil, nil); err == nil {
		t.Error("no example made a model")
	}
}
