package markup

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tidy reads HTML as a browser would and writes it again balanced, so that no
// stray end tag of a story can close what the page opened, and with headings,
// pictures, links and tables as our pages want them. It makes nothing safe: the
// allow-list comes after it.
func tidy(r io.Reader, w io.Writer) error {
	nodes, err := html.ParseFragment(r, &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil { // the reader is memory, so it is the parser's own cap on nesting
		return fmt.Errorf("%w: %w", ErrTooComplex, err)
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	shift := 2 - highestHeading(root)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			name(n, fmt.Sprintf("h%d", min(level(n)+shift, 6)))
		case atom.A:
			tidyLink(n)
		case atom.Td, atom.Th:
			if align, ok := attr(n, "align"); ok {
				set(n, "class", align)
			}
		}
	}
	tidyPictures(root)
	dropRaw(root)
	if err := html.Render(w, root); err != nil {
		return fmt.Errorf("write html: %w", err)
	}
	return nil
}

// highestHeading is the level of the story's highest heading, 2 if it has none.
func highestHeading(root *html.Node) int {
	highest := 7
	for n := range root.Descendants() {
		if l := level(n); l > 0 {
			highest = min(highest, l)
		}
	}
	if highest > 6 {
		return 2
	}
	return highest
}

// level is the level of a heading, 0 for any other node.
func level(n *html.Node) int {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return int(n.Data[1] - '0')
	}
	return 0
}

// tidyLink marks links that lead to other sites. They are the newsroom's own
// recommendation, so search engines may follow them.
func tidyLink(n *html.Node) {
	drop(n, "rel")
	if href, ok := attr(n, "href"); ok && foreign(href) {
		set(n, "rel", "external")
	}
}

// tidyPictures keeps the pictures of our own site, turns those of other sites
// into links, and drops what is neither.
func tidyPictures(root *html.Node) {
	var pictures []*html.Node
	for n := range root.Descendants() {
		if n.DataAtom == atom.Img && n.Namespace == "" {
			pictures = append(pictures, n)
		}
	}
	for _, n := range pictures {
		src, _ := attr(n, "src")
		alt, hasAlt := attr(n, "alt")
		switch {
		case rooted.MatchString(src):
			set(n, "loading", "lazy")
			if !hasAlt {
				set(n, "alt", "")
			}
			continue
		case foreign(src) && !inside(n, atom.A):
			n.Parent.InsertBefore(link(src, alt), n)
		case alt != "":
			n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: alt}, n)
		}
		n.Parent.RemoveChild(n)
	}
}

// link is a link to what another site has, named by text or by its address.
func link(href, text string) *html.Node {
	if text == "" {
		text = href
	}
	a := &html.Node{Type: html.ElementNode, Data: "a", DataAtom: atom.A}
	set(a, "href", href)
	set(a, "rel", "external")
	a.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	return a
}

// dropRaw removes elements whose content is no text of the story, and those of
// other vocabularies than HTML's, with all that is in them.
func dropRaw(root *html.Node) {
	var raw []*html.Node
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Template, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript,
			atom.Object, atom.Plaintext, atom.Select, atom.Svg, atom.Math, atom.Textarea, atom.Title, atom.Xmp:
			raw = append(raw, n)
		}
	}
	for _, n := range raw {
		n.Parent.RemoveChild(n)
	}
}

// foreign reports whether an address leads to another host by http or https.
func foreign(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err == nil && u.Host != "" && (u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https")
}

// inside reports whether n stands in an element of that kind.
func inside(n *html.Node, kind atom.Atom) bool {
	for p := range n.Ancestors() {
		if p.DataAtom == kind {
			return true
		}
	}
	return false
}

func name(n *html.Node, element string) {
	n.Data, n.DataAtom = element, atom.Lookup([]byte(element))
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func set(n *html.Node, key, value string) {
	drop(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func drop(n *html.Node, key string) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		if a.Key != key {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}
