package spameval_test

import (
	"bytes"
	"encoding/json"
	"errors"
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
			spameval.Figures{Spam: 2, Ham: 2, Recall: [3]float64{1, 1, 1}, Accuracy: 1, Caught: 1},
		},
		"one pair of four the wrong way, one held": {
			[][]spameval.Result{results(true, spam.Spam, 4), results(true, spam.Unsure, 2), results(false, spam.Ham, 1, 3)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.25, Recall: [3]float64{0.5, 0.5, 0.5}, Accuracy: 0.75, Caught: 0.5, SpamHeld: 0.5},
		},
		"all the same": {
			[][]spameval.Result{results(true, spam.Ham, 1, 1), results(false, spam.Ham, 1, 1)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.5, Accuracy: 0.5},
		},
		"a tie at the top loses ham": {
			[][]spameval.Result{results(true, spam.Ham, 9, 5), results(false, spam.Ham, 9, 1)},
			spameval.Figures{Spam: 2, Ham: 2, OneMinusAUC: 0.375, Accuracy: 0.5},
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
		err := spameval.Score(t.Context(), site(t), strings.NewReader(in), &out, &bad, spameval.ScoreOptions{Learn: learn})
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
	if err := spameval.WriteCard(&card, m, rows); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(spam.StarterCard(), card.String()); diff != "" {
		t.Errorf("model card (-shipped +made):\n%s", diff)
	}
}

func TestStarterIsAsGoodAsItWas(t *testing.T) {
	rows := readCorpus(t)
	var test, news []corpus.Row
	for _, r := range rows {
		if !r.Test {
			continue
		}
		test = append(test, r)
		if strings.HasPrefix(r.Source, "news-") {
			news = append(news, r)
		}
	}
	all := spameval.Measure(spameval.Judge(site(t), test, true, spam.Normal, nil))
	if all.OneMinusAUC > 0.095 || all.Recall[1] < 0.51 || all.HamHeld > 0.032 {
		t.Errorf("all: %+v", all)
	}
	if f := spameval.Measure(spameval.Judge(site(t), news, true, spam.Normal, nil)); f.HamLost > 0.0005 || f.HamHeld > 0.014 {
		t.Errorf("newspaper readers: %+v", f)
	}
}
