package stories

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gosimple/slug"
	"golang.org/x/text/unicode/norm"

	"stet/internal/markup"
	"stet/internal/news"
)

// The longest that each part of a story may be, in characters, and the most
// bylines and topics it may have.
const (
	MaxHeadline   = 200
	MaxStandfirst = 600
	MaxBody       = 200_000
	MaxName       = 80
	MaxCaption    = 1000
	MaxBylines    = 12
	MaxTopics     = 12
	MaxSlug       = 100
)

// A Draft is a story as an editor hands it in: names as they are written, from
// which the store's slugs are made.
type Draft struct {
	// ID is the story that is written over, or empty for a new one, and Revision the
	// one the editor began from.
	ID       news.StoryID
	Revision int
	// Slug is the story's name in its address; empty lets the headline make one.
	Slug                 string
	Headline, Standfirst string
	Section              string
	Bylines, Topics      []string
	Body, Lang           string
	// Picture is the lead picture, or nil.
	Picture *news.Picture
	// Date is when the story is to appear; only Publish and files use it.
	Date time.Time
}

// draftOf is the draft that would make the story as it is.
func draftOf(s news.Story) Draft {
	d := Draft{
		ID: s.ID, Revision: s.Revision, Slug: s.Slug, Headline: s.Headline, Standfirst: s.Standfirst,
		Section: s.Section.Name, Body: s.Body, Lang: s.Lang, Picture: s.Picture, Date: s.Published,
	}
	for _, b := range s.Bylines {
		d.Bylines = append(d.Bylines, b.Name)
	}
	for _, t := range s.Topics {
		d.Topics = append(d.Topics, t.Name)
	}
	return d
}

// tidyLine makes one line of a text: NFC, single spaces.
func tidyLine(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

func tidyLines(list []string) []string {
	var out []string
	for _, s := range list {
		if s = tidyLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (d Draft) tidy() Draft {
	d.Headline, d.Standfirst, d.Section = tidyLine(d.Headline), tidyLine(d.Standfirst), tidyLine(d.Section)
	d.Bylines, d.Topics = tidyLines(d.Bylines), tidyLines(d.Topics)
	d.Body = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n")))
	d.Slug, d.Lang = strings.TrimSpace(d.Slug), strings.TrimSpace(d.Lang)
	if d.Picture != nil {
		p := *d.Picture
		p.Alt, p.Caption, p.Credit = tidyLine(p.Alt), tidyLine(p.Caption), tidyLine(p.Credit)
		d.Picture = &p
	}
	return d
}

// A part is one text of a draft and the rules for it.
type part struct {
	field, text string
	most        int
	required    bool
}

// parts are all the draft's texts.
func (d Draft) parts() []part {
	list := []part{
		{"headline", d.Headline, MaxHeadline, true},
		{"standfirst", d.Standfirst, MaxStandfirst, false},
		{"section", d.Section, MaxName, false},
		{"body", d.Body, MaxBody, false},
	}
	for _, name := range d.Bylines {
		list = append(list, part{"bylines", name, MaxName, true})
	}
	for _, name := range d.Topics {
		list = append(list, part{"topics", name, MaxName, true})
	}
	if p := d.Picture; p != nil {
		list = append(list, part{"alt", p.Alt, MaxCaption, false},
			part{"caption", p.Caption, MaxCaption, false}, part{"credit", p.Credit, MaxCaption, false})
	}
	return list
}

// validate returns the first rule that any draft must keep and this one breaks.
// Only a headline is required: a draft may be unfinished.
func (d Draft) validate() error {
	for _, p := range d.parts() {
		if err := p.check(); err != nil {
			return err
		}
	}
	switch {
	case len(d.Bylines) > MaxBylines:
		return news.Invalid{Field: "bylines", Rule: "too_many", Limit: MaxBylines}
	case len(d.Topics) > MaxTopics:
		return news.Invalid{Field: "topics", Rule: "too_many", Limit: MaxTopics}
	case unshowable(d.Body):
		return news.Invalid{Field: "body", Rule: "too_complex"}
	case d.Slug != "" && (!slug.IsSlug(d.Slug) || len(d.Slug) > MaxSlug):
		return news.Invalid{Field: "slug", Rule: "bad_slug", Limit: MaxSlug}
	}
	return nil
}

// unshowable reports whether a text nests so deeply that it could not be rendered
// for readers.
func unshowable(body string) bool {
	_, err := markup.Story(body)
	return err != nil
}

// Ready returns what a draft still lacks to be shown to readers, as a news.Invalid.
func (d Draft) Ready() error {
	switch {
	case d.Section == "":
		return news.Invalid{Field: "section", Rule: "required"}
	case d.Body == "":
		return news.Invalid{Field: "body", Rule: "required"}
	case d.Picture != nil && d.Picture.Alt == "": // who cannot see it must know what is there
		return news.Invalid{Field: "alt", Rule: "required"}
	}
	return nil
}

func (p part) check() error {
	switch {
	case p.required && p.text == "":
		return news.Invalid{Field: p.field, Rule: "required"}
	case utf8.RuneCountInString(p.text) > p.most:
		return news.Invalid{Field: p.field, Rule: "too_long", Limit: p.most}
	}
	if rule := news.TextProblem(p.text); rule != "" {
		return news.Invalid{Field: p.field, Rule: rule}
	}
	return nil
}

// write puts the draft into the story.
func (d Draft) write(s *news.Story) {
	s.Headline, s.Standfirst, s.Body, s.Lang, s.Picture = d.Headline, d.Standfirst, d.Body, d.Lang, d.Picture
	switch {
	case d.Slug != "":
		s.Slug = d.Slug
	case s.Slug == "":
		s.Slug = Slug(d.Headline, d.Lang)
	}
	s.Section = news.Section{Slug: Slug(d.Section, d.Lang), Name: d.Section}
	if d.Section == "" {
		s.Section = news.Section{}
	}
	s.Bylines, s.Topics = nil, nil
	for _, name := range d.Bylines {
		s.Bylines = append(s.Bylines, news.Byline{Slug: Slug(name, d.Lang), Name: name})
	}
	for _, name := range d.Topics {
		s.Topics = append(s.Topics, news.Topic{Slug: Slug(name, d.Lang), Name: name})
	}
}

// Slug makes an address's word out of a name, with the letters' spelling in the
// language. A name without a letter that could be written in ASCII still gets one.
func Slug(name, lang string) string {
	s := slug.MakeLang(name, lang)
	if len(s) > 80 {
		s = strings.TrimRight(s[:80], "-")
	}
	if s == "" {
		s = "untitled"
	}
	return s
}
