// Package markup turns writing into safe HTML, and is the only maker of
// template.HTML in the program. What staff write is Markdown: [Story] renders it
// and lets an allow-list have the last word. What readers write is plain text and
// never markup: [Reply] escapes every character of it and makes the paragraphs
// and the links itself.
package markup

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
)

var (
	// ErrTooLong says that a story is longer than [MaxStory].
	ErrTooLong = errors.New("too long")
	// ErrTooComplex says that a story nests too deeply, or is so made that rendering
	// it would take an unreasonable time or space.
	ErrTooComplex = errors.New("too complex")
)

// Story renders a story's Markdown (CommonMark with tables, strikethrough and
// footnotes) as HTML that fits under the page's headline: its highest heading
// becomes h2. HTML in it passes through the same allow-list. Pictures of other
// sites become links to them, because a page of ours asks nobody else for
// anything. The error is [ErrTooLong] or [ErrTooComplex].
//
// Rendering takes milliseconds; a [Cache] spares doing it twice.
func Story(markdown string) (template.HTML, error) {
	if err := measure(markdown); err != nil {
		return "", fmt.Errorf("render story: %w", err)
	}
	var raw bytes.Buffer
	if err := renderer().Convert([]byte(markdown), &raw); err != nil {
		return "", fmt.Errorf("render story: %w", err)
	}
	if raw.Len() > maxRendered {
		return "", fmt.Errorf("render story: %d bytes of html: %w", raw.Len(), ErrTooComplex)
	}
	var neat bytes.Buffer
	if err := tidy(&raw, &neat); err != nil {
		return "", fmt.Errorf("render story: %w", err)
	}
	return template.HTML(allowed().SanitizeBytes(neat.Bytes())), nil //nolint:gosec // the allow-list just made it safe
}

// renderer is goldmark as we use it. HTML passes through, because tidy and the
// allow-list deal with it.
var renderer = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough,
			extension.Footnote,
		),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
})

// allowed is the list of what a story's HTML may contain; everything else goes.
// It must never grow style, svg, math, select, noscript or template: those are
// what parsers disagree about.
var allowed = sync.OnceValue(func() *bluemonday.Policy {
	one := func(words string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + words + `)$`) }
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "div", "span",
		"ul", "ol", "li", "dl", "dt", "dd", "pre", "code", "kbd", "samp", "var",
		"em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "mark",
		"abbr", "cite", "q", "dfn", "bdi", "figure", "figcaption",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
	)
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$`)).Globally()
	p.AllowAttrs("dir").Matching(one(`ltr|rtl|auto`)).Globally()
	p.AllowAttrs("title").OnElements("a", "abbr", "dfn", "img")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("scope").Matching(one(`col|row|colgroup|rowgroup`)).OnElements("th")
	p.AllowAttrs("colspan", "rowspan").Matching(one(`[1-9][0-9]?`)).OnElements("th", "td")
	p.AllowAttrs("class").Matching(one(`left|center|right`)).OnElements("th", "td")

	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(one(`external`)).OnElements("a")
	p.AllowAttrs("src").Matching(rooted).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(one(`[1-9][0-9]{0,4}`)).OnElements("img")
	p.AllowAttrs("loading").Matching(one(`lazy`)).OnElements("img")

	// Footnotes, as goldmark writes them.
	p.AllowAttrs("id").Matching(one(`fn(?:ref[0-9]{0,5})?:[0-9]{1,5}`)).OnElements("sup", "li")
	p.AllowAttrs("class").Matching(one(`footnotes|footnote-ref|footnote-backref`)).OnElements("div", "a")
	p.AllowAttrs("role").Matching(one(`doc-endnotes|doc-noteref|doc-backlink`)).OnElements("div", "a")
	return p
})

// rooted matches a path from the root of our own site: not "//elsewhere", nor
// "/\elsewhere", which browsers read the same.
var rooted = regexp.MustCompile(`^/(?:[^/\\].*)?$`)
