package corpus_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/spam"
	"stet/internal/spam/corpus"
)

const rows = `{"id":"a/1","source":"a","lang":"en","time":"2024-03-15T11:11:44Z","author":"Ann","email":"ann@mail.example","url":"https://ann.example","ua":"Browser","content":"Hello","permalink":"/p","label":"ham","split":"train","group":"Q"}

{"id":"a/2","source":"a","time":"2013-11-07T12:37:15","content":"Buy","label":"spam","split":"test"}
`

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCorpusIsReadFileByFileInTheOrderOfNames(t *testing.T) {
	folder := fstest.MapFS{
		"b.jsonl.gz":      {Data: zipped(t, rows)},
		"a.jsonl":         {Data: []byte(`{"id":"first","label":"spam"}`)},
		"README.md":       {Data: []byte("# read me")},
		"tone/c.jsonl.gz": {Data: []byte("not even zipped")},
	}
	got, err := corpus.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	want := []corpus.Row{
		{ID: "first", Label: corpus.Spam},
		{ID: "a/1", Source: "a", Lang: "en", Group: "Q", Label: corpus.Ham, Message: spam.Message{
			Content: "Hello", Author: "Ann", Email: "ann@mail.example", URL: "https://ann.example", UserAgent: "Browser",
			Permalink: "/p", Time: time.Date(2024, 3, 15, 11, 11, 44, 0, time.UTC),
		}},
		{ID: "a/2", Source: "a", Label: corpus.Spam, Test: true, Message: spam.Message{
			Content: "Buy", Time: time.Date(2013, 11, 7, 12, 37, 15, 0, time.UTC),
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestBrokenCorpusIsRefusedByFileAndLine(t *testing.T) {
	tests := map[string]struct {
		folder fstest.MapFS
		want   string
	}{
		"no file at all":   {fstest.MapFS{"README.md": {}}, corpus.ErrNone.Error()},
		"a line of no row": {fstest.MapFS{"a.jsonl": {Data: []byte(rows + "{")}}, "a.jsonl: line 4"},
		"a label unknown":  {fstest.MapFS{"a.jsonl": {Data: []byte(`{"label":"eggs"}`)}}, `line 1: label "eggs"`},
		"a label missing":  {fstest.MapFS{"a.jsonl": {Data: []byte(`{"id":"x"}`)}}, "line 1: no label"},
		"not zipped":       {fstest.MapFS{"a.jsonl.gz": {Data: []byte(rows)}}, "a.jsonl.gz: gzip"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := corpus.Read(tt.folder); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := corpus.Read(fstest.MapFS{}); !errors.Is(err, corpus.ErrNone) {
		t.Errorf("error %v of an empty folder, want ErrNone", err)
	}
}

func TestShippedModelIsTrainedOnlyOnWhatItMay(t *testing.T) {
	tests := map[string]struct {
		row  corpus.Row
		want bool
	}{
		"ham in the public domain":           {corpus.Row{Source: "news-civil-toxic-ham", Label: corpus.Ham}, true},
		"our own ham":                        {corpus.Row{Source: corpus.Own, Label: corpus.Ham}, true},
		"spam under a free licence":          {corpus.Row{Source: "telegram-ru", Group: "tgspam", Label: corpus.Spam}, true},
		"the part of it without a licence":   {corpus.Row{Source: "telegram-ru", Group: "antispambot", Label: corpus.Spam}, false},
		"spam of a licence nobody looked up": {corpus.Row{Source: "sms", Label: corpus.Spam}, false},
		"spam of a blog":                     {corpus.Row{Source: "blog-mkb", Label: corpus.Spam}, false},
		"ham not for commercial use":         {corpus.Row{Source: "news-globeandmail-ham", Label: corpus.Ham}, false},
		"spam of which labels are bad":       {corpus.Row{Source: "blog-datacamp", Label: corpus.Spam}, false},
		"a source nobody knows":              {corpus.Row{Source: "eggs", Label: corpus.Spam}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := corpus.MayShip(tt.row); got != tt.want {
				t.Errorf("MayShip = %t, want %t", got, tt.want)
			}
			tt.row.Message.Content = name
			trained := map[bool]bool{}
			for _, all := range []bool{true, false} {
				for _, e := range corpus.Examples([]corpus.Row{tt.row}, all) {
					trained[all] = trained[all] || e.Content == name
				}
			}
			if trained[false] != tt.want || trained[true] != (tt.row.Source != "blog-datacamp") {
				t.Errorf("trained on for a shipped model: %t, for research: %t", trained[false], trained[true])
			}
		})
	}
}

func TestOwnRowsAreWhole(t *testing.T) {
	count := map[corpus.Label]int{}
	seen := map[string]bool{}
	for _, r := range corpus.Seed() {
		count[r.Label]++
		if r.Message.Content == "" || seen[r.Message.Content] {
			t.Errorf("row %s is empty or said twice: %q", r.ID, r.Message.Content)
		}
		seen[r.Message.Content] = true
	}
	if count[corpus.Ham] < 250 || count[corpus.Spam] < 150 {
		t.Errorf("own rows: %v", count)
	}
}

func FuzzParse(f *testing.F) {
	for l := range strings.Lines(rows) {
		f.Add([]byte(l))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, err := corpus.Parse(b); err == nil && r.Label != "" && r.Label != corpus.Spam && r.Label != corpus.Ham {
			t.Errorf("label %q", r.Label)
		}
	})
}
