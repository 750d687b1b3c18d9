// Package theme turns pages' data into HTML: the built-in theme, the owner's
// folder that overlays it file by file, and the message catalogues.
//
// A theme is three folders. Under templates each page is a file that fills the
// "main" of layout.html with the help of partials; under static are the styles,
// scripts and drawings that pages refer to; under messages are the catalogues,
// one a language, with every word that the program itself says. All of it is read
// once, by New; after that a Theme only executes.
package theme

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"stet/internal/news"
)

//go:embed default messages
var builtin embed.FS

// HTML is text that package markup made safe.
type HTML = template.HTML

// Options say what a theme is made from.
type Options struct {
	// Lang is the publication's language (BCP 47): pages in a language that has no
	// catalogue are spoken in this one. Empty is English.
	Lang string
	// Location is the publication's time zone; nil is UTC.
	Location *time.Location
	// Overlay is the owner's theme, or nil: a file in it takes the place of the
	// built-in file of the same name, and its messages take the place of ours one
	// by one.
	Overlay fs.FS
}

// A Theme renders pages. It is safe for concurrent use.
type Theme struct {
	lang     string
	speakers map[string]*speaker
	sources  sources
	// sets are the parsed pages, by language.
	sets   map[string]func() (pageSets, error)
	static *static
}

// New reads and parses a whole theme. The error names file and line of what is
// broken or missing.
func New(o Options) (*Theme, error) {
	if o.Lang == "" {
		o.Lang = "en"
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	files, err := layers(o.Overlay)
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	catalogues, err := readCatalogues(files)
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	assets, err := readStatic(files)
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	texts, err := readSources(files)
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	t := &Theme{
		speakers: make(map[string]*speaker),
		sources:  texts,
		sets:     make(map[string]func() (pageSets, error)),
		static:   assets,
	}
	for lang, c := range catalogues {
		t.speakers[lang] = newSpeaker(c, o.Location)
		t.sets[lang] = sync.OnceValues(func() (pageSets, error) { return t.finished(lang) })
	}
	if t.lang = t.speaks(o.Lang); t.lang == "" {
		return nil, fmt.Errorf("theme: no messages/%s.toml for the language of the publication", o.Lang)
	}
	// What is wrong with a template is wrong in every language: those in which no
	// page is ever asked for need not be parsed.
	if _, err := t.sets[t.lang](); err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	return t, nil
}

// Langs lists the languages that have a catalogue, in the order of their tags.
func (t *Theme) Langs() []string {
	langs := make([]string, 0, len(t.speakers))
	for lang := range t.speakers {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	return langs
}

// Lang is the language in which the theme speaks to readers of lang: lang itself,
// or the language it is a kind of ("de" for "de-AT"), or the publication's.
func (t *Theme) Lang(lang string) string {
	if known := t.speaks(lang); known != "" {
		return known
	}
	return t.lang
}

// speaks finds the catalogue for a language, or returns an empty text.
func (t *Theme) speaks(lang string) string {
	for lang != "" {
		if _, ok := t.speakers[lang]; ok {
			return lang
		}
		cut := max(strings.LastIndexByte(lang, '-'), 0)
		lang = lang[:cut]
	}
	return ""
}

// Render writes a page in the words of lang. Page is the template's name without
// folder and ending, such as "story" or "desk/queue". Nothing is written when the
// template fails.
func (t *Theme) Render(w io.Writer, lang, page string, data any) error {
	set, err := t.page(lang, page)
	if err != nil {
		return err
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := set.Execute(b, data); err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("theme: write page: %w", err)
	}
	return nil
}

// buffers keep the memory in which pages are made.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Templates parses all pages once more and returns them by name, for tests that
// check them against the types of their data: once a template was executed, as
// those of Render were, it has been rewritten and cannot be checked.
func (t *Theme) Templates() (map[string]*template.Template, error) { return t.parse(t.lang) }

// pageSets are the parsed templates of all pages, by the page's name.
type pageSets = map[string]*template.Template

// parse parses all pages in one language.
func (t *Theme) parse(lang string) (pageSets, error) {
	return t.sources.parse(functions(t.speakers[lang], t.static))
}

// finished parses all pages in one language and makes them ready to be executed.
func (t *Theme) finished(lang string) (pageSets, error) {
	sets, err := t.parse(lang)
	if err != nil {
		return nil, err
	}
	return sets, finishAll(sets)
}

// page finds the set of a page.
func (t *Theme) page(lang, page string) (*template.Template, error) {
	sets, err := t.sets[t.Lang(lang)]()
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	set, ok := sets[page]
	if !ok {
		return nil, fmt.Errorf("theme: no page %q", page)
	}
	return set, nil
}

// Text is one message in the words of lang, for titles and the like. Args are a
// count first where the message has one, then names and values in turn. A key
// that is not in the catalogue comes back as it is.
func (t *Theme) Text(lang, key string, args ...any) string {
	text, err := t.speakers[t.Lang(lang)].text(key, args...)
	if err != nil {
		return key
	}
	return text
}

// Failure says in the words of lang why a request failed; see the template function
// failure.
func (t *Theme) Failure(lang string, status int, detail string) string {
	text, err := t.speakers[t.Lang(lang)].failure(status, detail)
	if err != nil {
		return detail
	}
	return text
}

// Problem says in the words of lang what is to be mended; see the template function
// problem.
func (t *Theme) Problem(lang string, i news.Invalid) string {
	text, err := t.speakers[t.Lang(lang)].problem(i)
	if err != nil {
		return i.Error()
	}
	return text
}

// Static answers a request for a file under static. Its address holds a hash of
// them all, and browsers keep it for ever; see the template function asset. What is
// not there is news.ErrNotFound.
func (t *Theme) Static(w http.ResponseWriter, r *http.Request) error { return t.static.serve(w, r) }

// Asset is the address of a file under static, such as "css/stet.css".
func (t *Theme) Asset(name string) (string, error) { return t.static.path(name) }
