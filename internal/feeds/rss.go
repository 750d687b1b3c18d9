package feeds

import (
	"encoding/xml"
	"html"
	"strings"
	"time"

	"stet/internal/news"
)

// A Channel is one feed of the paper: of all its stories, or of a section, a
// topic, a byline.
type Channel struct {
	// Title is the channel's own, without the paper's name; empty for the whole paper.
	Title string
	// Path is the page that the feed follows, Feed the feed's own address.
	Path, Feed string
}

// An Item is a story in a feed.
type Item struct {
	Story news.Teaser
	// Topics are what the story is about.
	Topics []news.Topic
	// Content is the whole text as safe HTML with absolute addresses, or empty where
	// the feed has only the standfirst.
	Content string
}

// The parts of an RSS 2.0 document with the modules that we use. The order of the
// fields is the order in the file.
type (
	rss struct {
		XMLName xml.Name   `xml:"rss"`
		Version string     `xml:"version,attr"`
		Atom    string     `xml:"xmlns:atom,attr"`
		Content string     `xml:"xmlns:content,attr"`
		DC      string     `xml:"xmlns:dc,attr"`
		Media   string     `xml:"xmlns:media,attr"`
		Slash   string     `xml:"xmlns:slash,attr"`
		Channel rssChannel `xml:"channel"`
	}
	rssChannel struct {
		Title       string    `xml:"title"`
		Link        string    `xml:"link"`
		Description string    `xml:"description"`
		Language    string    `xml:"language,omitempty"`
		Built       string    `xml:"lastBuildDate"`
		Generator   string    `xml:"generator"`
		Self        atomLink  `xml:"atom:link"`
		Items       []rssItem `xml:"item"`
	}
	atomLink struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
	}
	rssItem struct {
		Title       string     `xml:"title"`
		Link        string     `xml:"link"`
		GUID        rssGUID    `xml:"guid"`
		Published   string     `xml:"pubDate"`
		Creators    []string   `xml:"dc:creator"`
		Categories  []string   `xml:"category"`
		Description string     `xml:"description,omitempty"`
		Content     *cdata     `xml:"content:encoded"`
		Comments    string     `xml:"comments"`
		Replies     int        `xml:"slash:comments"`
		Media       *rssMedium `xml:"media:content"`
	}
	rssGUID struct {
		IsPermaLink bool   `xml:"isPermaLink,attr"`
		ID          string `xml:",chardata"`
	}
	cdata struct {
		Text string `xml:",cdata"`
	}
	rssMedium struct {
		URL         string     `xml:"url,attr"`
		Type        string     `xml:"type,attr"`
		Medium      string     `xml:"medium,attr"`
		Width       int        `xml:"width,attr"`
		Height      int        `xml:"height,attr"`
		Description *mediaText `xml:"media:description"`
		Credit      *mediaText `xml:"media:credit"`
	}
	mediaText struct {
		Role   string `xml:"role,attr,omitempty"`
		Scheme string `xml:"scheme,attr,omitempty"`
		Type   string `xml:"type,attr,omitempty"`
		Text   string `xml:",chardata"`
	}
)

// RSS is the channel as an RSS 2.0 document, with Media RSS for the pictures and
// whom they are from. A story's guid is its identifier, which stays when its
// headline, slug or the site's address changes.
func RSS(p Paper, c Channel, items []Item, now time.Time) []byte {
	title := p.Name
	if c.Title != "" {
		title = c.Title + " – " + p.Name
	}
	channel := rssChannel{
		Title: clean(title), Link: p.at(c.Path), Description: clean(p.Tagline), Language: p.Lang,
		Built: rssTime(now), Generator: "Stet",
		Self: atomLink{Href: p.at(c.Feed), Rel: "self", Type: "application/rss+xml"},
	}
	if channel.Description == "" { // the element must be there, and say something
		channel.Description = channel.Title
	}
	for _, item := range items {
		channel.Items = append(channel.Items, p.rssItem(item))
	}
	return document(rss{
		Version: "2.0", Channel: channel,
		Atom:    "http://www.w3.org/2005/Atom",
		Content: "http://purl.org/rss/1.0/modules/content/",
		DC:      "http://purl.org/dc/elements/1.1/",
		Media:   "http://search.yahoo.com/mrss/",
		Slash:   "http://purl.org/rss/1.0/modules/slash/",
	})
}

func (p Paper) rssItem(i Item) rssItem {
	s := i.Story
	item := rssItem{
		Title: clean(s.Headline), Link: p.at(s.Path()), GUID: rssGUID{ID: string(s.ID)}, Published: rssTime(s.Published),
		Description: html.EscapeString(clean(s.Standfirst)), // readers take it for HTML
		Comments:    p.at(s.Path()) + "#replies", Replies: s.Replies,
	}
	for _, b := range s.Bylines {
		item.Creators = append(item.Creators, clean(b.Name))
	}
	if s.Section.Name != "" {
		item.Categories = append(item.Categories, clean(s.Section.Name))
	}
	for _, t := range i.Topics {
		item.Categories = append(item.Categories, clean(t.Name))
	}
	if i.Content != "" {
		item.Content = &cdata{clean(i.Content)}
	}
	if s.Picture != nil {
		item.Media = p.rssMedium(*s.Picture)
	}
	return item
}

func (p Paper) rssMedium(pic news.Picture) *rssMedium {
	m := rssMedium{URL: p.picture(pic, pic.Width), Type: "image/jpeg", Medium: "image", Width: pic.Width, Height: pic.Height}
	if pic.Caption != "" {
		m.Description = &mediaText{Type: "plain", Text: clean(pic.Caption)}
	}
	if pic.Credit != "" {
		m.Credit = &mediaText{Role: "photographer", Scheme: "urn:ebu", Text: clean(pic.Credit)}
	}
	return &m
}

// rssTime is a time as RFC 822 writes it, with four digits of the year.
func rssTime(t time.Time) string {
	return strings.Replace(t.UTC().Format(time.RFC1123), "UTC", "GMT", 1)
}
