package theme_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"stet/internal/theme"
)

// folder is an owner's theme with these files.
func folder(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestABrokenThemeIsRefusedWithFileAndLine(t *testing.T) {
	tests := map[string]struct {
		file, text string
		want       string
	}{
		"a template that does not parse": {
			"templates/story.html", "{{define \"main\"}}\n{{if}}{{end}}{{end}}",
			`templates/story.html:2: missing value for if`,
		},
		"a template that calls one that is not there": {
			"templates/story.html", "{{define \"main\"}}\n{{template \"nobody\" .}}{{end}}",
			`templates/story.html:2:11: no such template "nobody"`,
		},
		"a page without its main part": {
			"templates/story.html", "<p>{{.Title}}</p>",
			`templates/layout.html:26:11: no such template "main"`,
		},
		"markup that no escaping makes safe": {
			"templates/story.html", "{{define \"main\"}}\n<a href='{{if .Title}}'x{{end}}>{{end}}",
			`templates/story.html:2:14: {{if}} branches end in different contexts`,
		},
		"a function that is not there": {
			"templates/partials/thread.html", "\n\n{{shout .}}",
			`templates/partials/thread.html:3: function "shout" not defined`,
		},
		"an empty layout": {
			"templates/layout.html", "",
			`templates/layout.html: missing or empty`,
		},
		"a catalogue that does not parse": {
			"messages/en.toml", "[page]\nskip = \n",
			`messages/en.toml: toml: line 2`,
		},
		"a message that does not parse": {
			"messages/fr.toml", "[page]\nskip = \"{{if}}\"\n",
			`messages/fr.toml: template: page.skip:1: missing value for if`,
		},
		"a static file of an unknown kind": {
			"static/run.exe", "MZ",
			`static/run.exe: files of this kind are not served`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := theme.New(theme.Options{Overlay: folder(map[string]string{tt.file: tt.text})})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("New = %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := theme.New(theme.Options{Lang: "tlh"}); err == nil || !strings.Contains(err.Error(), "messages/tlh.toml") {
		t.Errorf("New in a language without catalogue = %v, want an error that names the file", err)
	}
}

func TestAnOwnersFileTakesThePlaceOfOurs(t *testing.T) {
	th := newTheme(t, theme.Options{Overlay: folder(map[string]string{
		"templates/partials/footer.html": `{{define "footer"}}<footer>{{template "imprint" .}}</footer>{{end}}`,
		"templates/partials/own.html":    `{{define "imprint"}}Imprint of {{.Publication.Name}}{{end}}`,
		"templates/about.html":           `{{define "main"}}<img src="{{asset "img/own.svg"}}">{{end}}`,
		"static/img/own.svg":             `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"messages/en.toml":               "[page]\nskip = \"Straight to the text\"\n",
	})})
	page := theme.Page{Publication: theme.Publication{Name: "The Courier"}}

	got := render(t, th, "en", "error", theme.ErrorPage{Page: page, Status: 404})
	for _, want := range []string{"<footer>Imprint of The Courier</footer>", "Straight to the text", "There is no such page"} {
		if !strings.Contains(got, want) {
			t.Errorf("the error page lacks %q:\n%s", want, got)
		}
	}
	if own, err := th.Asset("img/own.svg"); err != nil || !strings.Contains(render(t, th, "en", "about", page), own) {
		t.Errorf("a page of the owner's own does not show the owner's drawing (%v)", err)
	}
	if _, err := th.Asset("css/stet.css"); err != nil {
		t.Errorf("our style went away: %v", err)
	}
}

func TestAnOwnersFolderCannotLeadOutOfItself(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "static"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "static", "secret.txt")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := theme.New(theme.Options{Overlay: root.FS()}); err == nil {
		t.Error("a link out of the owner's folder was followed")
	}
}

func TestAnOwnerAddsALanguage(t *testing.T) {
	th := newTheme(t, theme.Options{Lang: "pl", Overlay: folder(map[string]string{
		"messages/pl.toml": "[replies.count]\none = \"{{.Count}} odpowiedź\"\nfew = \"{{.Count}} odpowiedzi\"\nmany = \"{{.Count}} odpowiedzi.\"\n",
	})})
	if diff := cmp.Diff([]string{"de", "en", "pl"}, th.Langs()); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	for n, want := range map[int]string{1: "1 odpowiedź", 3: "3 odpowiedzi", 5: "5 odpowiedzi."} {
		if got := th.Text("pl", "replies.count", n); got != want {
			t.Errorf("Text(pl, replies.count, %d) = %q, want %q", n, got, want)
		}
	}
	if got := th.Text("pl", "length.days", 5); got != "5 days" {
		t.Errorf("what Polish lacks is %q, want the English text", got)
	}
}

func TestPagesSpeakTheNearestLanguage(t *testing.T) {
	th := newTheme(t, theme.Options{Lang: "de"})
	for lang, want := range map[string]string{"de": "de", "de-AT": "de", "en-GB": "en", "fr": "de", "": "de", "nonsense!": "de"} {
		if got := th.Lang(lang); got != want {
			t.Errorf("Lang(%q) = %q, want %q", lang, got, want)
		}
	}
}

func TestAFailingTemplateWritesNothing(t *testing.T) {
	th := newTheme(t, theme.Options{Overlay: folder(map[string]string{"templates/about.html": `{{define "main"}}Hello {{.Nobody}}{{end}}`})})
	var b bytes.Buffer
	for _, page := range []string{"about", "nowhere"} {
		if err := th.Render(&b, "en", page, theme.Page{}); err == nil || b.Len() > 0 {
			t.Errorf("Render of page %q = %v, with %d bytes written", page, err, b.Len())
		}
	}
}

func TestTheDeskHasItsOwnLayout(t *testing.T) {
	th := newTheme(t, theme.Options{Overlay: folder(map[string]string{
		"templates/desk/layout.html":       `<title>Desk</title>{{template "main" .}}`,
		"templates/desk/probe.html":        `{{define "main"}}<ul>{{template "row" .}}</ul>{{end}}`,
		"templates/desk/partials/one.html": `{{define "row"}}<li>{{template "when" .}}</li>{{end}}`,
	})})
	row := `<li><time datetime="2026-03-12T12:00:00Z">12 March 2026</time></li>`
	if got, want := render(t, th, "en", "desk/probe", noon), "<title>Desk</title><ul>"+row+"</ul>"; got != want {
		t.Errorf("desk page = %q, want %q", got, want)
	}
}

func TestRightToLeftPagesSaySo(t *testing.T) {
	th := newTheme(t, theme.Options{})
	for lang, want := range map[string]string{"ar": "rtl", "he": "rtl", "ur-PK": "rtl", "az-Arab": "rtl", "en": "ltr", "?": "ltr", "": "ltr"} {
		got := render(t, th, lang, "error", theme.ErrorPage{Page: theme.Page{Lang: lang}, Status: 404})
		if !strings.Contains(got, `<html lang="`+lang+`" dir="`+want+`">`) {
			t.Errorf("a page in %q does not say dir=%s", lang, want)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newTheme(b, theme.Options{})
	}
}
