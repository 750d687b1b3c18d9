package spameval_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
	"stet/internal/spam/spameval"
)

func results(isSpam bool, class spam.Class, scores ...float64) []spameval.Result {
	var list []spameval.Result
	for _, s := range scores {
		list = append(list, spameval.Result{Source: "x", Spam: isSpam, Score: s, Class: class})
	}
	return list
}

func TestFiguresAreWhatTheyAreByHand(t *testing.T) {
	tests := map[string]struct {
		in   [][]spameval.Result
		want spameval.Figures
	}{
		"nothing": {nil, spameval.Figures{}},
		"one class": {
			[][]spameval.Result{results(false, spam.Ham, 1, 2), results(false, spam.Unsure, 3), results(false, spam.Spam, 4)},
			spameval.Figures{Ham: 4, Accuracy: 0.75, HamLost: 0.25, HamHeld: 0.25},
		},
		"perfect order": {
			[][]spameval.Result{results(true, spam.Spam, 3, 4), results(false, spam.Ham, 1, 2)},
			spameval.Figures{Spam: 2, Ham: 2, Recall: [3]float64{1, 1, 1}, Accuracy: 1, Caught: 1, MCC: 1, F1: 1},
		},
		"one pair of four the wrong way, one held": {
			[][]spameval.Result{results(true, spam.Spam, 4), results(true, spam.Unsure, 2), results(false, spam.Ham, 1, 3)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.25, Recall: [3]float64{0.5, 0.5, 0.5}, HamLoss: [3]float64{0.5, 0.5, 0.5}, Accuracy: 0.75, Caught: 0.5, SpamHeld: 0.5, MCC: 1 / math.Sqrt(3), F1: 2.0 / 3},
		},
		"blatant spam is kept out like any other": {
			[][]spameval.Result{results(true, spam.Discard, 4), results(true, spam.Spam, 3), results(false, spam.Ham, 1)},
			spameval.Figures{Spam: 2, Ham: 1, Recall: [3]float64{1, 1, 1}, Accuracy: 1, Caught: 1, MCC: 1, F1: 1},
		},
		"all the same": {
			[][]spameval.Result{results(true, spam.Ham, 1, 1), results(false, spam.Ham, 1, 1)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.5, HamLoss: [3]float64{1, 1, 1}, Accuracy: 0.5},
		},
		"a tie at the top loses ham": {
			[][]spameval.Result{results(true, spam.Ham, 9, 5), results(false, spam.Ham, 9, 1)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.375, HamLoss: [3]float64{0.5, 0.5, 0.5}, Accuracy: 0.5},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var in []spameval.Result
			for _, part := range tt.in {
				in = append(in, part...)
			}
			if diff := cmp.Diff(tt.want, spameval.Measure(in), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

// The expected numbers are those of the TREC measures' reference program on the same
// rows, in which most scores are shared by several.
func TestFiguresAreThoseOfTheReference(t *testing.T) {
	class := func(score, held, out float64) spam.Class {
		switch {
		case score >= out:
			return spam.Spam
		case score >= held:
			return spam.Unsure
		}
		return spam.Ham
	}
	var mixed, steep []spameval.Result
	for i := range 500 {
		r := spameval.Result{Spam: i%3 == 0, Score: float64(i * 37 % 23)}
		if r.Spam {
			r.Score += 9
		}
		if i%7 == 0 {
			r.Score += 3
		}
		r.Class = class(r.Score, 16, 22)
		mixed = append(mixed, r)
	}
	for i := range 1100 {
		r := spameval.Result{Spam: i%11 == 0, Score: float64(1000 - (i%11+i/11*10)/5)}
		if r.Spam {
			r.Score = float64(1000 - i/11/2)
		}
		r.Class = class(r.Score, 999, 999)
		steep = append(steep, r)
	}
	tests := map[string]struct {
		in   []spameval.Result
		want spameval.Figures
	}{
		"classes mixed, some held": {mixed, spameval.Figures{
			Spam: 167, Ham: 333, OneMinusAUC: 0.1894229558900218,
			Recall:   [3]float64{0.2754491017964072, 0.2754491017964072, 0.31736526946107784},
			HamLoss:  [3]float64{0.5855855855855856, 0.6306306306306306, 0.6306306306306306},
			Accuracy: 0.776, Caught: 0.4491017964071856, HamLost: 0.06006006006006006,
			SpamHeld: 0.2634730538922156, HamHeld: 0.26426426426426425,
			F1: 0.5725190839694657, MCC: 0.4677213913834136,
		}},
		"losses that are a share of the ham exactly": {steep, spameval.Figures{
			Spam: 100, Ham: 1000, OneMinusAUC: 0.12401,
			Recall: [3]float64{0, 0.02, 0.04}, HamLoss: [3]float64{0.239, 0.244, 0.249},
			Accuracy: 0.9045454545454545, Caught: 0.04, HamLost: 0.009,
			F1: 0.07079646017699115, MCC: 0.08246605999367887,
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, spameval.Measure(tt.in), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCappedKeepsSoManyOfEachClassOfEachSource(t *testing.T) {
	var list []spameval.Result
	for i := range 1000 {
		list = append(list, spameval.Result{Source: []string{"a", "b"}[i%10/9], Spam: i%2 == 0, Score: float64(i)})
	}
	count := map[string]int{}
	for _, r := range spameval.Capped(list, 70) {
		count[r.Source]++
	}
	if count["a"] != 140 || count["b"] != 70 {
		t.Errorf("kept %v, want 140 of a and 70 of b, which has one class", count)
	}
}

func site(t *testing.T) *spam.Learned {
	t.Helper()
	m, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	return spam.NewLearned(m)
}

const in = `{"id":"1","content":"The ferry was late again, as it is every winter.","label":"ham"}
{"id":"2","content":
{"id":"3","content":"Our restaurant on the quay has a new menu, come and taste it!","label":"spam"}
{"id":"4","content":"Our restaurant on the quay has a new menu, come and taste it!"}
`

func TestScoreWritesALineForEachRowAndNamesBadOnes(t *testing.T) {
	for learn, same := range map[bool]bool{false: true, true: false} {
		var out, bad bytes.Buffer
		err := spameval.Score(t.Context(), site(t), strings.NewReader(in), &out, &bad, spameval.Options{Learn: learn})
		if !errors.Is(err, spameval.ErrBadRows) || !strings.HasPrefix(bad.String(), "line 2: ") {
			t.Errorf("error %v, said of bad rows: %q", err, bad.String())
		}
		var ids []string
		var scores []float64
		for l := range strings.Lines(out.String()) {
			var row struct {
				ID    string
				Score float64
				Class spam.Class
				Clues []spam.Clue
			}
			if err := json.Unmarshal([]byte(l), &row); err != nil {
				t.Fatal(err)
			}
			if row.Class == "" || len(row.Clues) == 0 {
				t.Errorf("line without class or clues: %s", l)
			}
			ids, scores = append(ids, row.ID), append(scores, row.Score)
		}
		if diff := cmp.Diff([]string{"1", "3", "4"}, ids); diff != "" {
			t.Fatalf("ids (-want +got):\n%s", diff)
		}
		if got := scores[1] == scores[2]; got != same {
			t.Errorf("with learning %t the same text scores %v and %v", learn, scores[1], scores[2])
		}
	}
}

// The corpus is not in the repository; STET_CORPUS names its folder.
func readCorpus(t *testing.T) []corpus.Row {
	t.Helper()
	folder := os.Getenv("STET_CORPUS")
	if folder == "" {
		t.Skip("STET_CORPUS names no corpus folder")
	}
	rows, err := corpus.Read(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestShippedStarterAndItsCardAreWhatTheCorpusMakes(t *testing.T) {
	rows := readCorpus(t)
	m, err := spam.Train(t.Context(), corpus.Examples(rows, false), nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	want, err := site(t).Starter().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("training makes another starter than the one that is shipped")
	}
	var card bytes.Buffer
	if err := spameval.WriteCard(t.Context(), &card, m, rows, false); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(spam.StarterCard(), card.String()); diff != "" {
		t.Errorf("model card (-shipped +made):\n%s", diff)
	}
}

func TestStarterIsAsGoodAsItWas(t *testing.T) {
	rows := readCorpus(t)
	var test, news, comments []corpus.Row
	for _, r := range rows {
		if !r.Test {
			continue
		}
		test = append(test, r)
		if strings.HasPrefix(r.Source, "news-") {
			news = append(news, r)
		}
		if !strings.HasPrefix(r.Source, "telegram-") && r.Source != "sms" {
			comments = append(comments, r)
		}
	}
	judge := func(rows []corpus.Row) spameval.Figures {
		results, err := spameval.Judge(t.Context(), site(t), rows, spameval.Options{ContentOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		return spameval.Measure(results)
	}
	all := judge(test)
	if all.OneMinusAUC > 0.020 || all.Recall[1] < 0.64 || all.Caught < 0.58 || all.HamHeld > 0.031 {
		t.Errorf("all: %+v", all)
	}
	if f := judge(comments); f.OneMinusAUC > 0.014 || f.Recall[1] < 0.80 || f.Caught < 0.74 {
		t.Errorf("comments: %+v", f)
	}
	if f := judge(news); f.HamLost > 0.0005 || f.HamHeld > 0.008 {
		t.Errorf("newspaper readers: %+v", f)
	}
}

func TestCardOfAModelForResearchSaysSo(t *testing.T) {
	rows := []corpus.Row{{Source: "sms", Label: corpus.Spam, Message: spam.Message{Content: "WIN"}}, {Source: "sms", Test: true, Label: corpus.Ham, Message: spam.Message{Content: "hi"}}}
	m, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	for all, want := range map[bool]string{true: "| 1 | 0 | trained on, for research only |", false: "| 0 | 0 | measured on only: the licence is unchecked |"} {
		var card bytes.Buffer
		if err := spameval.WriteCard(t.Context(), &card, m, rows, all); err != nil {
			t.Fatal(err)
		}
		if text := card.String(); !strings.Contains(text, want) || strings.Contains(text, "**For research.") != all {
			t.Errorf("trained on all %t: the card lacks %q, or says wrongly what it is for:\n%s", all, want, text)
		}
	}
}
