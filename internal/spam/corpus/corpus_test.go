package corpus_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

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
		"a.jsonl":         {Data: []byte(`{"id":"first","content":"","label":"spam"}`)},
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
			Content: "Hello", Author: "Ann", Email: "ann@mail.example", URL: "https://ann.example",
			Permalink: "/p", Time: time.Date(2024, 3, 15, 11, 11, 44, 0, time.UTC),
		}},
		{ID: "a/2", Source: "a", Label: corpus.Spam, Test: true, Message: spam.Message{
			Content: "Buy", Time: time.Date(2013, 11, 7, 12, 37, 15, 0, time.UTC),
		}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(spam.Topic{})); diff != "" {
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
		"a label unknown":  {fstest.MapFS{"a.jsonl": {Data: []byte(`{"content":"x","label":"eggs"}`)}}, `line 1: label "eggs"`},
		"a label missing":  {fstest.MapFS{"a.jsonl": {Data: []byte(`{"id":"x","content":"x"}`)}}, `line 1: no "label"`},
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

func TestBadLinesAreNamedAndTheRestIsRead(t *testing.T) {
	const good = `{"id":"x","content":"x","new":{"field":[1]},"author":null}`
	tests := map[string]struct{ line, want string }{
		"a row":                     {good, ""},
		"a text that is empty":      {`{"content":""}`, ""},
		"blank":                     {" \t", ""},
		"half a row":                {`{"content":"x`, "not JSON: unexpected end"},
		"no JSON":                   {`content: x`, "not JSON: invalid character 'c'"},
		"two rows":                  {good + good, "not JSON"},
		"no object":                 {`["x"]`, "no object: array"},
		"nothing":                   {`null`, `no "content"`},
		"no text":                   {`{"id":"x"}`, `no "content"`},
		"a text that is a number":   {`{"content":7}`, `"content" is no string: number`},
		"a name that is a list":     {`{"content":"x","author":[]}`, `"author" is no string: array`},
		"a label nobody knows":      {`{"content":"x","label":"eggs"}`, `label "eggs"`},
		"bytes that are no UTF-8":   {"{\"content\":\"\xff\"}", "not UTF-8"},
		"longer than may be":        {`{"content":"` + strings.Repeat("x", 4<<20) + `"}`, "longer than 4 MiB"},
		"long as it may be, nearly": {`{"content":"` + strings.Repeat("x", 4<<20-100) + `"}`, ""},
	}
	for name, tt := range tests {
		for _, end := range []string{"", "\n", "\r\n"} {
			t.Run(name, func(t *testing.T) {
				var bad []string
				rows := 0
				err := corpus.Lines(strings.NewReader(good+"\n"+tt.line+"\n"+good+end), func(n int, row corpus.Row, wrong error) error {
					if wrong != nil {
						bad = append(bad, fmt.Sprintf("line %d: %v", n, wrong))
						return nil
					}
					if row.Message.Content != "" {
						rows++
					}
					return nil
				})
				if err != nil || rows < 2 {
					t.Fatalf("%d rows read, %v", rows, err)
				}
				if got := strings.Join(bad, "; "); tt.want == "" && got != "" || !strings.HasPrefix(got, "line 2: ") && tt.want != "" || !strings.Contains(got, tt.want) {
					t.Errorf("bad lines: %q, want line 2 with %q", got, tt.want)
				}
			})
		}
	}
}

func TestReadingEndsWithTheFirstError(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	err := corpus.Lines(strings.NewReader(rows), func(int, corpus.Row, error) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%v after %d rows, want to stop after the first", err, n)
	}
	cut := zipped(t, strings.Repeat(rows, 100))
	_, err = corpus.Read(fstest.MapFS{"a.jsonl.gz": {Data: cut[:len(cut)-9]}})
	if err == nil || !strings.Contains(err.Error(), "a.jsonl.gz: line ") {
		t.Errorf("error %v of a file cut short", err)
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

func TestRowsAreTakenAsTablesExportThem(t *testing.T) {
	tests := map[string]struct {
		line  string
		id    string
		label corpus.Label
		wrong string
	}{
		"a number as id":      {`{"id":12,"content":"x","label":"ham"}`, "12", corpus.Ham, ""},
		"a label in capitals": {`{"id":"a","content":"x","label":"SPAM"}`, "a", corpus.Spam, ""},
		"a mark of bytes":     {"\ufeff" + `{"id":"a","content":"x","label":"ham"}`, "a", corpus.Ham, ""},
		"an object as id":     {`{"id":{},"content":"x"}`, "", "", `string`},
		"another label":       {`{"id":"a","content":"x","label":"junk"}`, "", "", `label "junk": want spam or ham`},
		"two bytes a letter":  {"\xff\xfe{\x00", "", "", "save the file as UTF-8"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			n := 0
			err := corpus.Lines(strings.NewReader(tt.line), func(_ int, r corpus.Row, wrong error) error {
				n++
				if tt.wrong == "" && (wrong != nil || r.ID != tt.id || r.Label != tt.label) {
					t.Errorf("row %q, label %q, %v", r.ID, r.Label, wrong)
				}
				if tt.wrong != "" && (wrong == nil || !strings.Contains(wrong.Error(), tt.wrong)) {
					t.Errorf("error %v, want %q", wrong, tt.wrong)
				}
				return nil
			})
			if err != nil || n != 1 {
				t.Errorf("%d rows, %v", n, err)
			}
		})
	}
}

// Our own texts are our own: none is a corpus's, and none shares a stretch with it
// that chance does not explain.
func TestOwnRowsAreInNoCorpus(t *testing.T) {
	folder := os.Getenv("STET_CORPUS")
	if folder == "" {
		t.Skip("STET_CORPUS names no corpus folder")
	}
	rows, err := corpus.Read(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	const stretch, least = 24, 12 // letters
	letters := func(text string) []rune {
		return slices.DeleteFunc([]rune(strings.ToLower(text)), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	whole, parts := map[string]bool{}, map[uint64]bool{}
	seed := maphash.MakeSeed()
	for _, r := range rows {
		text := letters(r.Message.Content)
		whole[string(text)] = true
		for i := 0; i+stretch <= len(text); i++ {
			parts[maphash.String(seed, string(text[i:i+stretch]))] = true
		}
	}
	for _, r := range corpus.Seed() {
		text := letters(r.Message.Content)
		if len(text) >= least && whole[string(text)] {
			t.Errorf("%s is a row of a corpus: %q", r.ID, r.Message.Content)
		}
		for i := 0; i+stretch <= len(text); i++ {
			if parts[maphash.String(seed, string(text[i:i+stretch]))] {
				t.Errorf("%s shares %q with a corpus", r.ID, string(text[i:i+stretch]))
				break
			}
		}
	}
}
