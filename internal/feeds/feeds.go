// Package feeds says in the forms that machines read what the pages say to
// people: RSS feeds, sitemaps, linked data, robots.txt and security.txt. Its
// functions are pure: the same stories at the same time are the same bytes.
package feeds

import (
	"bytes"
	"encoding/xml"
	"strings"

	"stet/internal/news"
)

// A Paper is the publication as its feeds name it.
type Paper struct {
	Name, Tagline string
	// URL is the site's absolute address without a path.
	URL string
	// Lang is the language of the publication (BCP 47).
	Lang string
}

// at is the absolute address of a path on the site.
func (p Paper) at(path string) string { return p.URL + path }

// picture is the absolute address of a picture's rendition.
func (p Paper) picture(pic news.Picture, width int) string {
	return p.at(news.PicturePath(pic.Key, width))
}

// document writes v as an XML document.
func document(v any) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", "  ")
	if err := e.Encode(v); err != nil {
		panic("feeds: " + err.Error()) // a struct of ours that XML cannot say
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// clean leaves out of a text what no XML 1.0 document may hold, even escaped
// (section 2.2 of the recommendation).
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r',
			' ' <= r && r <= 0xd7ff, 0xe000 <= r && r <= 0xfffd, 0x10000 <= r:
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, ""))
}
