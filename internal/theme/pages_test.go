package theme_test

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"stet/internal/theme"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func newTheme(t testing.TB, o theme.Options) *theme.Theme {
	t.Helper()
	th, err := theme.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func render(t testing.TB, th *theme.Theme, lang, page string, data any) string {
	t.Helper()
	var b bytes.Buffer
	if err := th.Render(&b, lang, page, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTemplatesFitTheirData(t *testing.T) {
	sets, err := newTheme(t, theme.Options{}).Templates()
	if err != nil {
		t.Fatal(err)
	}
	for page, data := range pages("") {
		if err := templatecheck.CheckHTML(sets[page], data); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
}

func TestEveryReadersPageHasAFixture(t *testing.T) {
	files, err := filepath.Glob("default/templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	var templates []string
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".html"); name != "layout" {
			templates = append(templates, name)
		}
	}
	if diff := cmp.Diff(templates, slices.Sorted(maps.Keys(pages("")))); diff != "" {
		t.Errorf("templates and fixtures differ (-templates +fixtures):\n%s", diff)
	}
}

func TestPagesAreAsTheyWere(t *testing.T) {
	th := newTheme(t, theme.Options{})
	root, err := th.Asset("css/stet.css")
	if err != nil {
		t.Fatal(err)
	}
	root = strings.TrimSuffix(root, "css/stet.css") // changes with each file under static
	for page, data := range pages("") {
		for _, lang := range th.Langs() {
			name := filepath.Join("testdata", page+"."+lang+".golden")
			got := strings.ReplaceAll(render(t, th, lang, page, data), root, "/static/hash/")
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s differs; if it should, run go test -update (-want +got):\n%s", name, diff)
			}
		}
	}
}

func TestPagesSayThatTheFilterOnlyWatches(t *testing.T) {
	th := newTheme(t, theme.Options{})
	for lang, want := range map[string]map[string]string{
		"en": {"story": "It only watches and decides nothing.", "answer": "It only watches", "notice": "At present the filter only watches", "receipt": "only watched and decided nothing"},
		"de": {"story": "Er sieht nur zu und entscheidet nichts.", "answer": "Er sieht nur zu", "notice": "Zurzeit sieht der Filter nur zu", "receipt": "nur zugesehen und nichts entschieden"},
	} {
		all := pages("")
		story, answer := all["story"].(theme.StoryPage), all["answer"].(theme.AnswerPage)
		notice, receipt := all["notice"].(theme.NoticePage), all["receipt"].(theme.ReceiptPage)
		for page, text := range want {
			if strings.Contains(render(t, th, lang, page, all[page]), text) {
				t.Errorf("%s in %s says %q of a filter that decides", page, lang, text)
			}
		}
		story.Watching, answer.Watching, notice.Watching, receipt.Reply.Watched = true, true, true, true
		for page, data := range map[string]any{"story": story, "answer": answer, "notice": notice, "receipt": receipt} {
			if got := render(t, th, lang, page, data); !strings.Contains(got, want[page]) {
				t.Errorf("%s in %s does not say %q", page, lang, want[page])
			}
		}
	}
}

func TestEmptyPagesRender(t *testing.T) {
	th := newTheme(t, theme.Options{})
	for page, data := range map[string]any{
		"front": theme.FrontPage{}, "list": theme.ListPage{}, "story": theme.StoryPage{}, "replies": theme.RepliesPage{},
		"answer": theme.AnswerPage{}, "receipt": theme.ReceiptPage{}, "notice": theme.NoticePage{}, "filtered": theme.FilteredPage{}, "error": theme.ErrorPage{},
	} {
		if got := render(t, th, "en", page, data); !strings.Contains(got, "</html>") {
			t.Errorf("an empty %s is cut short", page)
		}
	}
}

// elements parses a page and returns its elements in order.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attributes(n *html.Node) map[string]string {
	all := make(map[string]string)
	for _, a := range n.Attr {
		all[a.Key] = a.Val
	}
	return all
}

func TestNothingWrittenBecomesMarkup(t *testing.T) {
	// If any of this took effect there would be an element or attribute that the
	// same page with a harmless text does not have.
	const hostile = `</title></script></textarea>"'><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) {{.}}`
	th := newTheme(t, theme.Options{})
	harmless, harmful := pages("x"), pages(hostile)
	skeleton := func(page string) []string {
		var all []string
		for _, n := range elements(t, page) {
			all = append(all, n.Data+" "+strings.Join(slices.Sorted(maps.Keys(attributes(n))), " "))
		}
		return all
	}
	for page := range harmless {
		want := skeleton(render(t, th, "en", page, harmless[page]))
		got := skeleton(render(t, th, "en", page, harmful[page]))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: hostile text changes the markup (-harmless +hostile):\n%s", page, diff)
		}
	}
}

func TestHostileHomePagesAreNotLinked(t *testing.T) {
	th := newTheme(t, theme.Options{})
	thread := thread("")
	thread.Replies[0].URL = "javascript:alert(1)"
	got := render(t, th, "en", "replies", theme.RepliesPage{Thread: thread})
	if strings.Contains(got, "javascript:") {
		t.Error("a home page that is a script is linked")
	}
}

func TestPagesKeepTheContentSecurityPolicy(t *testing.T) {
	th := newTheme(t, theme.Options{})
	for page, data := range pages("") {
		for _, n := range elements(t, render(t, th, "en", page, data)) {
			a := attributes(n)
			for key, value := range a {
				if key == "style" || strings.HasPrefix(key, "on") {
					t.Errorf("%s: <%s %s> is inline", page, n.Data, key)
				}
				if (key == "src" || key == "srcset" || n.Data == "link" && a["rel"] != "canonical") && strings.Contains(value, "//") {
					t.Errorf("%s: <%s %s=%q> asks another site", page, n.Data, key, value)
				}
			}
			if n.Data == "style" || n.Data == "script" && a["src"] == "" && a["type"] != "application/ld+json" {
				t.Errorf("%s: <%s> is inline", page, n.Data)
			}
		}
	}
}

func TestPagesHoldTogether(t *testing.T) {
	th := newTheme(t, theme.Options{})
	for page, data := range pages("") {
		ids, headings := map[string]bool{}, []string{}
		all := elements(t, render(t, th, "en", page, data))
		for _, n := range all {
			a := attributes(n)
			if id := a["id"]; id != "" {
				if ids[id] {
					t.Errorf("%s: id %q is there twice", page, id)
				}
				ids[id] = true
			}
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				headings = append(headings, n.Data)
			}
			if _, has := a["alt"]; n.Data == "img" && !has {
				t.Errorf("%s: a picture has no alt attribute", page)
			}
		}
		for _, n := range all {
			for key, value := range attributes(n) {
				switch key {
				case "for", "aria-labelledby", "aria-describedby":
				case "href":
					if value = strings.TrimPrefix(value, "#"); len(value) == len(attributes(n)["href"]) {
						continue
					}
				default:
					continue
				}
				for id := range strings.FieldsSeq(value) {
					if !ids[id] {
						t.Errorf("%s: <%s %s> refers to %q, which is not there", page, n.Data, key, id)
					}
				}
			}
		}
		for i, h := range headings {
			if (h == "h1") != (i == 0) || i > 0 && h > "h2" && headings[i-1] < "h2" {
				t.Errorf("%s: headings are out of order: %v", page, headings)
				break
			}
		}
	}
}

func TestAFirstVisitIsSmall(t *testing.T) {
	// Promised are 15 KB for page, style and script; a long story and its replies
	// are the page's own and stay below 9 KB packed.
	th := newTheme(t, theme.Options{})
	size := 0
	for _, name := range []string{"css/stet.css", "js/reply.js"} {
		path, err := th.Asset(name)
		if err != nil {
			t.Fatal(err)
		}
		size += int(get(t, th, "GET", path, "Accept-Encoding", "gzip").ContentLength)
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := th.Render(z, "en", "story", pages("")["story"]); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("style and script are %d bytes packed, the frame of a story %d", size, b.Len())
	if size += b.Len(); size > 9000 {
		t.Errorf("style, script and the frame of a story are %d bytes packed, want at most 9000", size)
	}
}

func TestStaticFilesAreAllOfUse(t *testing.T) {
	var sources strings.Builder
	for _, dir := range []string{"default/templates", "default/static"} {
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(name)
			sources.Write(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir("default/static", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && !strings.Contains(sources.String(), e.Name()) {
			t.Errorf("%s: no page and no other file mentions it", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkStory(b *testing.B) {
	th := newTheme(b, theme.Options{})
	data := pages("")["story"].(theme.StoryPage)
	for len(data.Thread.Replies) < 50 {
		data.Thread.Replies = append(data.Thread.Replies, data.Thread.Replies[0])
	}
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := th.Render(&buf, "en", "story", data); err != nil {
			b.Fatal(err)
		}
	}
}
