package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"stet/internal/news"
)

const urlencoded = "application/x-www-form-urlencoded"

func readForm(t *testing.T, kind, body string, maxBytes int64) (*Form, error) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/?author=query", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	return ReadForm(httptest.NewRecorder(), r, maxBytes)
}

func TestFieldsAreReadWithCare(t *testing.T) {
	tests := map[string]struct {
		sent string
		want string
		rule string
	}{
		"plain text":                {"Two lines\nof it", "Two lines\nof it", ""},
		"line ends of any kind":     {"a\r\nb\rc", "a\nb\nc", ""},
		"white space around it":     {" \n a \t\n", "a", ""},
		"a tabulator":               {"a\tb", "a\tb", ""},
		"nothing":                   {"", "", ""},
		"as long as can be":         {strings.Repeat("ü", 100), strings.Repeat("ü", 100), ""},
		"too long, and not cut":     {strings.Repeat("ü", 101), strings.Repeat("ü", 101), "too_long"},
		"invalid UTF-8":             {"a\xffb", "a\ufffdb", "utf8"},
		"NUL":                       {"a\x00b", "ab", "control"},
		"an escape sequence":        {"\x1b[31mred", "[31mred", "control"},
		"a control of the upper 32": {"a\u0085b", "ab", "control"},
		"DEL":                       {"a\x7f", "a", "control"},
		"a pile of marks":           {"Z" + strings.Repeat("\u0301", 13), "Z" + strings.Repeat("\u0301", 13), "marks"},
		"marks as languages write":  {"Z" + strings.Repeat("\u0301", 12), "Z" + strings.Repeat("\u0301", 12), ""},
		"right to left":             {"\u200fשלום", "\u200fשלום", ""},
		"an emoji of several parts": {"👩‍🚒", "👩‍🚒", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := readForm(t, urlencoded, url.Values{"body": {tt.sent}}.Encode(), 64<<10)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Text("body", 100); got != tt.want {
				t.Errorf("text = %q, want %q", got, tt.want)
			}
			if got := f.Problems["body"].Rule; got != tt.rule {
				t.Errorf("rule = %q, want %q", got, tt.rule)
			}
		})
	}
}

func TestALineIsOneLine(t *testing.T) {
	for _, bad := range []string{"a\nb", "a\r\nb", "a\tb", "a\u2028b"} {
		f, err := readForm(t, urlencoded, url.Values{"author": {bad}}.Encode(), 64<<10)
		if err != nil {
			t.Fatal(err)
		}
		if f.Line("author", 100); f.Problems["author"].Rule != "one_line" {
			t.Errorf("%q: problems = %v, want one_line", bad, f.Problems)
		}
	}
}

func TestFormsThatAreNone(t *testing.T) {
	many := url.Values{}
	for i := range 65 {
		many.Set(fmt.Sprint(i), "x")
	}
	tests := map[string]struct {
		kind, body string
		want       int
	}{
		"too large":         {urlencoded, "body=" + strings.Repeat("x", 65<<10), 413},
		"of another type":   {"application/json", "{}", 415},
		"of no type":        {"", "body=x", 415},
		"badly escaped":     {urlencoded, "body=%zz", 400},
		"too many fields":   {urlencoded, many.Encode(), 400},
		"half a multipart":  {"multipart/form-data; boundary=x", "--x\r\nContent-Dis", 400},
		"without boundary":  {"multipart/form-data", "--x--", 400},
		"a large multipart": {"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + strings.Repeat("x", 65<<10), 413},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := readForm(t, tt.kind, tt.body, 64<<10)
			if err == nil || StatusOf(err) != tt.want {
				t.Errorf("ReadForm = %v, want status %d", err, tt.want)
			}
		})
	}
}

func TestTheQueryIsNoPartOfTheForm(t *testing.T) {
	f, err := readForm(t, urlencoded, "body=x", 64<<10)
	if err != nil {
		t.Fatal(err)
	}
	if f.Has("author") || f.Line("author", 10) != "" || !f.Has("body") {
		t.Error("a field was read from the address")
	}
}

func TestAFileOfAForm(t *testing.T) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, _ := m.CreateFormFile("picture", "boat.png")
	_, _ = io.WriteString(part, "pixels")
	_, _ = m.CreateFormFile("none", "")
	_ = m.WriteField("caption", "A boat")
	_ = m.Close()
	f, err := readForm(t, m.FormDataContentType(), body.String(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if f.Line("caption", 10) != "A boat" || f.File("none") != nil || f.File("other") != nil {
		t.Error("the caption is lost, or a file is there that was not sent")
	}
	file, err := f.File("picture").Open()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, _ := io.ReadAll(file); string(got) != "pixels" {
		t.Errorf("file = %q, want pixels", got)
	}
}

func TestNotingWhatAFeatureFound(t *testing.T) {
	f := &Form{Problems: map[string]news.Invalid{}}
	if f.Note(news.ErrConflict) || f.Note(nil) {
		t.Error("noted what is no invalid field")
	}
	if !f.Note(fmt.Errorf("save: %w", news.Invalid{Field: "slug", Rule: "taken"})) || f.Problems["slug"].Rule != "taken" {
		t.Errorf("problems = %v, want slug: taken", f.Problems)
	}
	f.Note(news.Invalid{Field: "slug", Rule: "required"})
	if f.Problems["slug"].Rule != "taken" {
		t.Error("the first rule broken was overwritten")
	}
}

func FuzzForm(f *testing.F) {
	f.Add("body=Two%0D%0Alines&author=Ann")
	f.Add("body=%ff%00&&=&author=%CC%81%CC%81")
	f.Fuzz(func(t *testing.T, sent string) {
		form, err := readForm(t, urlencoded, sent, 64<<10)
		if err != nil {
			if status := StatusOf(err); status != 400 && status != 413 {
				t.Fatalf("ReadForm = %v, want a status of its own", err)
			}
			return
		}
		got := form.Text("body", 1000)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\x00\r\x1b") {
			t.Errorf("Text = %q, want printable text", got)
		}
		if form.Problems["body"].Rule == "" && utf8.RuneCountInString(got) > 1000 {
			t.Error("an over-long text has no problem")
		}
		if !errors.Is(form.Problems["body"], news.ErrInvalid) {
			t.Error("a problem is no ErrInvalid")
		}
	})
}
