package markup

import (
	"html/template"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Excerpt is the beginning of a rendered story's running text as plain text, for
// descriptions: at most n letters of it, cut between words. Headings, tables,
// code, figures and notes are not running text.
func Excerpt(story template.HTML, n int) string {
	var text strings.Builder
	var skip atom.Atom // the element being left out
	depth := 0         // how many of its kind are open
	z := html.NewTokenizer(strings.NewReader(string(story)))
	for utf8.RuneCountInString(text.String()) <= 2*n { // twice, as space will be taken out
		kind := z.Next()
		if kind == html.ErrorToken { // the end
			break
		}
		token := z.Token()
		switch {
		case kind == html.StartTagToken && skip == 0 && !running(token):
			skip, depth = token.DataAtom, 1
		case kind == html.StartTagToken && token.DataAtom == skip:
			depth++
		case kind == html.EndTagToken && token.DataAtom == skip:
			if depth--; depth == 0 {
				skip = 0
			}
		case kind == html.TextToken && skip == 0:
			text.WriteString(token.Data)
		}
	}
	return cut(strings.Join(strings.Fields(text.String()), " "), n)
}

// running reports whether an element's content is running text.
func running(t html.Token) bool {
	switch t.DataAtom {
	case atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Pre, atom.Figure:
		return false
	}
	for _, a := range t.Attr {
		if a.Key == "class" && (a.Val == "footnotes" || a.Val == "footnote-ref") {
			return false
		}
	}
	return true
}

// cut shortens text to n letters, the last of which is then an ellipsis.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	short := string([]rune(text)[:max(n-1, 0)])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–—-") + "…"
}

// Absolute gives the links and pictures of rendered text whose addresses begin
// at the site's root their full address, for readers who have it from elsewhere,
// such as a feed. Base is the site's address without a path.
func Absolute(text template.HTML, base string) template.HTML {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(string(text)))
	for {
		kind := z.Next()
		if kind == html.ErrorToken { // the end
			return template.HTML(b.String()) //nolint:gosec // it was safe, and base is our own address
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			b.Write(z.Raw())
			continue
		}
		raw := string(z.Raw())
		token := z.Token()
		changed := false
		for i, a := range token.Attr {
			if (a.Key == "href" || a.Key == "src") && rooted.MatchString(a.Val) {
				token.Attr[i].Val = base + a.Val
				changed = true
			}
		}
		if changed {
			raw = token.String()
		}
		b.WriteString(raw)
	}
}
