package spameval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
	"stet/internal/spam/spameval"
)

// some are results of a blog with both classes, a newspaper with ham alone, a source
// that is too noisy for a pool, and one with a name that wants to break out.
func some() []spameval.Result {
	var list []spameval.Result
	for i := range 600 {
		r := spameval.Result{Source: "blog-one", Spam: i%4 == 0, Score: float64(i%10) - 5, Class: spam.Ham}
		switch i % 6 {
		case 1:
			r.Source, r.Spam = "news-paper-of-a-very-long-name", false
		case 2:
			r.Source = "blog-datacamp"
		case 3:
			r.Source, r.Spam = "</text>\x1b[2J\"&", i%4 == 1
		}
		if r.Score > 1 {
			r.Class = spam.Unsure
		}
		if r.Score > 3 {
			r.Class = spam.Spam
		}
		list = append(list, r)
	}
	return list
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTableHasALineForEachPoolAndSourceAndFitsTheScreen(t *testing.T) {
	text := written(t, spameval.NewReport("600 rows", some()).WriteText)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	var names []string
	for _, l := range lines[4:] {
		names = append(names, strings.TrimSpace(string([]rune(l)[:22])))
		if n := utf8.RuneCountInString(l); n > 140 {
			t.Errorf("a line of %d columns: %s", n, l)
		}
	}
	want := `all|all, capped|comments|blogs and news|news|</text>·[2J"&|blog-datacamp|blog-one|news-paper-of-a-very-…`
	if got := strings.Join(names, "|"); got != want || lines[0] != "600 rows" {
		t.Errorf("lines %s under %q, want %s", got, lines[0], want)
	}
	news := strings.Fields(strings.TrimPrefix(lines[8], "news"))
	if len(news) != 5 { // spam, ham, right, lost, held
		t.Errorf("of ham alone %d figures are told, want 5: %s", len(news), lines[8])
	}
}

func TestJSONTellsSharesAndLeavesOutWhatNeedsBothClasses(t *testing.T) {
	var report struct {
		Title   string
		Pools   []map[string]any
		Sources []struct {
			Name      string
			Spam, Ham int
			AUC       *float64            `json:"one_minus_auc"`
			Recall    map[string]float64  `json:"recall_at_ham_loss"`
			HamLoss   map[string]float64  `json:"ham_loss_at_recall"`
			Own       map[string]*float64 `json:"own_thresholds"`
		}
		Reliability []struct {
			N        int
			Observed *float64
		}
	}
	if err := json.Unmarshal([]byte(written(t, spameval.NewReport("how", some()).WriteJSON)), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Pools) != 5 || len(report.Sources) != 4 || len(report.Reliability) != 10 || report.Title != "how" {
		t.Fatalf("report %+v", report)
	}
	blog, news := report.Sources[2], report.Sources[3]
	if blog.Name != "blog-one" || blog.AUC == nil || len(blog.Recall) != 3 || blog.Recall["0.005"] > 1 || len(blog.HamLoss) != 3 || blog.Own["mcc"] == nil {
		t.Errorf("blog %+v", blog)
	}
	if news.Spam != 0 || news.AUC != nil || news.Recall != nil || news.HamLoss != nil || news.Own["f1"] != nil || news.Own["ham_held"] == nil {
		t.Errorf("news %+v, want nothing that needs both classes", news)
	}
	n := 0
	for _, b := range report.Reliability {
		n += b.N
		if (b.N == 0) != (b.Observed == nil) {
			t.Errorf("bin %+v", b)
		}
	}
	if n != 500 { // without the noisy source
		t.Errorf("%d results in the bins, want 500", n)
	}
}

func TestPictureIsWholeAndNeedsNothingElse(t *testing.T) {
	one := []spameval.Result{{Source: "x", Spam: true, Score: math.Inf(1)}, {Source: "x", Score: math.Inf(-1)}}
	for name, results := range map[string][]spameval.Result{"some": some(), "one of each": one, "one class": one[:1], "none": nil} {
		t.Run(name, func(t *testing.T) {
			svg := written(t, spameval.NewReport("", results).WriteSVG)
			elements := map[string]int{}
			for d := xml.NewDecoder(strings.NewReader(svg)); ; {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("not well formed: %v", err)
				}
				if e, ok := token.(xml.StartElement); ok {
					elements[e.Name.Local]++
					for _, a := range e.Attr {
						if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
							t.Errorf("<%s %s=%q>", e.Name.Local, a.Name.Local, a.Value)
						}
					}
				}
			}
			if elements["script"] > 0 || elements["image"] > 0 || strings.Contains(svg, "url(") || strings.Contains(svg, "@import") {
				t.Error("the picture needs something else")
			}
			if !strings.Contains(svg, "prefers-color-scheme: dark") {
				t.Error("the picture does not know the dark")
			}
			if curves := map[string]int{"some": 4, "one of each": 2}[name]; elements["path"] != 2*curves {
				t.Errorf("%d paths, want %d curves and their legend", elements["path"], curves)
			}
		})
	}
}

func TestReliabilityIsWhatBecameOfThePredictions(t *testing.T) {
	var list []spameval.Result
	for i := range 100 {
		list = append(list, spameval.Result{Spam: i < 75, Score: math.Log(3)}) // 75 %
	}
	list = append(list, spameval.Result{Score: math.Inf(-1)}, spameval.Result{Spam: true, Score: math.Inf(1)})
	bins := spameval.Reliability(list)
	if b := bins[7]; b.N != 100 || math.Abs(b.Predicted-0.75) > 1e-9 || math.Abs(b.Observed-0.75) > 1e-9 {
		t.Errorf("bin of 75 %%: %+v", b)
	}
	if bins[0].N != 1 || bins[0].Observed != 0 || bins[9].N != 1 || bins[9].Observed != 1 {
		t.Errorf("bins at the ends: %+v, %+v", bins[0], bins[9])
	}
}

func TestJudgingStopsWhenToldAndLearnsOnlyWhenTold(t *testing.T) {
	var rows []corpus.Row
	for range 5 {
		rows = append(rows, corpus.Row{Source: "x", Label: corpus.Spam, Message: spam.Message{Content: "Cheap sandbags, call me"}})
	}
	cold := func() *spam.Learned { return spam.NewLearned(spam.EmptyModel()) }
	for learn, last := range map[bool]spam.Class{false: spam.Unsure, true: spam.Spam} {
		done := 0
		results, err := spameval.Judge(t.Context(), cold(), rows, spameval.Options{Learn: learn, Progress: func(n, _ int) { done = n }})
		if err != nil {
			t.Fatal(err)
		}
		if results[0].Class != spam.Unsure || results[4].Class != last || done != 5 {
			t.Errorf("learning %t: %+v, %d done", learn, results, done)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := spameval.Judge(ctx, cold(), rows, spameval.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after it was stopped", err)
	}
}

func TestScoreAnswersBeforeItWaitsForMore(t *testing.T) {
	in, ask := io.Pipe()
	answers, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- spameval.Score(t.Context(), site(t), in, out, io.Discard, spameval.Options{})
	}()
	for range 2 {
		if _, err := io.WriteString(ask, `{"id":"1","content":"The ferry <b>was</b> late"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		answer := make([]byte, 8192)
		n, err := answers.Read(answer)
		if err != nil || !strings.HasPrefix(string(answer[:n]), `{"id":"1","score":0.`) {
			t.Fatalf("answer %q, %v", answer[:n], err)
		}
	}
	_ = ask.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
