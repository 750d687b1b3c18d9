package markup_test

import (
	"html/template"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What may come out, written down a second time and apart from the code: elements
// with their attributes.
var (
	replyHTML = map[string]string{"p": "dir", "br": "", "a": "href rel dir"}
	storyHTML = map[string]string{
		"a": "href title rel class role", "img": "src alt title width height loading", "ol": "start",
		"li": "id", "sup": "id", "div": "class role", "th": "scope colspan rowspan class", "td": "colspan rowspan class",
		"abbr": "title", "dfn": "title",
	}
	storyPlain = strings.Fields(`p br hr h2 h3 h4 h5 h6 blockquote span ul dl dt dd pre code kbd samp var em strong b i u s
		del ins sub small mark cite q bdi figure figcaption table caption thead tbody tfoot tr`)
)

// ourSite is the address that stories' own links get in feeds.
const ourSite = "https://courier.example"

func init() {
	for _, name := range storyPlain {
		storyHTML[name] = ""
	}
	for name, attrs := range storyHTML {
		storyHTML[name] = attrs + " lang dir"
	}
}

// checkOnly reads out as a browser would and reports everything in it that is not allowed.
func checkOnly(t *testing.T, in string, out template.HTML, allowed map[string]string) {
	t.Helper()
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(string(out)), context)
	if err != nil {
		t.Fatalf("%q became %q, which does not parse: %v", in, out, err)
	}
	root := &html.Node{Type: html.DocumentNode}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
		case html.ElementNode:
			attrs, ok := allowed[n.Data]
			if !ok || n.Namespace != "" {
				t.Errorf("%q became %q: element %s", in, out, n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(strings.Fields(attrs), a.Key) || a.Namespace != "" {
					t.Errorf("%q became %q: attribute %s of %s", in, out, a.Key, n.Data)
				}
				checkAttribute(t, in, a)
			}
		default:
			t.Errorf("%q became %q: node of type %d", in, out, n.Type)
		}
	}
}

func checkAttribute(t *testing.T, in string, a html.Attribute) {
	t.Helper()
	switch a.Key {
	case "href":
		u, err := url.Parse(a.Val)
		if err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) {
			t.Errorf("%q: link to %q", in, a.Val)
		}
	case "src":
		if own, ok := strings.CutPrefix(a.Val, ourSite); ok {
			a.Val = own
		}
		if !strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, `/\`) {
			t.Errorf("%q: picture from %q", in, a.Val)
		}
	case "id":
		if !strings.HasPrefix(a.Val, "fn") {
			t.Errorf("%q: id %q", in, a.Val)
		}
	}
}
