package spam_test

import (
	"math"
	"testing"

	"stet/internal/spam"
)

func starter(t testing.TB) *spam.Model {
	t.Helper()
	m, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var texts = []spam.Message{
	{Content: "I live on the quay and the pumps were off until four in the morning. Somebody owes us an explanation."},
	{Content: "Gewinne jetzt im besten Online Casino! 200% Bonus http://lucky-casino.example/bonus", Author: "Casino Bonus", URL: "http://lucky-casino.example/bonus"},
	{Content: "𝐁𝐨𝐧𝐮𝐬 vіаgrа s l o t 🎰🎰🎰🎰 WIN WIN WIN!!!", Author: "x", Email: "ab12345@mail.example", Elapsed: 1e9},
	{Content: "Ich bin ganz anderer Meinung.", Trap: true},
	{},
	{Content: "谢谢这篇报道。我住在港口附近。", Lang: "de", Repeats: spam.Repeats{Ham: 1, Spam: 2}},
}

func TestClueWeightsAddUpToTheLogOddsOfTheScore(t *testing.T) {
	site := spam.NewLearned(starter(t))
	for range 2 {
		for _, m := range texts {
			v := site.Check(m, spam.Normal)
			sum := 0.0
			for _, c := range v.Clues {
				sum += c.Weight
			}
			if want := math.Log(v.Score / (1 - v.Score)); math.Abs(sum-want) > 1e-6 {
				t.Errorf("clues of %q add up to %v, want %v", m.Content, sum, want)
			}
			t.Log(v)
		}
		if err := site.Apply(site.Lesson(texts[0], spam.Spam, 1)); err != nil {
			t.Fatal(err)
		}
	}
}
