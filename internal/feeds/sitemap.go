package feeds

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"stet/internal/news"
)

// MaxPages is how many pages one sitemap may list (sitemaps.org).
const MaxPages = 50_000

// A Page is a page in a sitemap.
type Page struct {
	Path string
	// Changed is when the page last changed for its readers, or zero.
	Changed time.Time
	// Picture is the page's picture, or nil.
	Picture *news.Picture
}

// The parts of sitemaps, of their index, and of Google's extensions for pictures
// and news.
type (
	urlSet struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		Image   string       `xml:"xmlns:image,attr,omitempty"`
		News    string       `xml:"xmlns:news,attr,omitempty"`
		URLs    []sitemapURL `xml:"url"`
	}
	sitemapIndex struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []sitemapURL `xml:"sitemap"`
	}
	sitemapURL struct {
		Location string        `xml:"loc"`
		Changed  string        `xml:"lastmod,omitempty"`
		Image    *sitemapImage `xml:"image:image"`
		News     *sitemapNews  `xml:"news:news"`
	}
	sitemapImage struct {
		Location string `xml:"image:loc"`
	}
	sitemapNews struct {
		Name      string `xml:"news:publication>news:name"`
		Language  string `xml:"news:publication>news:language"`
		Published string `xml:"news:publication_date"`
		Title     string `xml:"news:title"`
	}
)

// SitemapPath is the address of the n-th part of a sitemap that needs several,
// counted from 1.
func SitemapPath(n int) string { return fmt.Sprintf("/sitemap-%d.xml", n) }

// Sitemap lists pages for search engines. Up to [MaxPages] pages are one document.
// More are an index of parts, which stand at [SitemapPath].
func Sitemap(p Paper, pages []Page) (sitemap []byte, parts [][]byte) {
	if len(pages) <= MaxPages {
		return p.sitemap(pages), nil
	}
	var index sitemapIndex
	for part := range slices.Chunk(pages, MaxPages) {
		parts = append(parts, p.sitemap(part))
		latest := slices.MaxFunc(part, func(a, b Page) int { return a.Changed.Compare(b.Changed) })
		index.Maps = append(index.Maps, sitemapURL{Location: p.at(SitemapPath(len(parts))), Changed: isoTime(latest.Changed)})
	}
	return document(index), parts
}

func (p Paper) sitemap(pages []Page) []byte {
	set := urlSet{Image: "http://www.google.com/schemas/sitemap-image/1.1"}
	for _, page := range pages {
		u := sitemapURL{Location: p.at(page.Path), Changed: isoTime(page.Changed)}
		if page.Picture != nil {
			u.Image = &sitemapImage{p.picture(*page.Picture, page.Picture.Width)}
		}
		set.URLs = append(set.URLs, u)
	}
	return document(set)
}

// What a news sitemap may list: stories of the last two days, and so many.
const (
	NewsAge = 48 * time.Hour
	// MaxNews is how many stories a news sitemap may list.
	MaxNews = 1000
)

// NewsSitemap lists, of the stories given from the latest back, those of the last
// two days, at most [MaxNews]. When there are none it is a valid empty document.
func NewsSitemap(p Paper, stories []news.Teaser, now time.Time) []byte {
	set := urlSet{News: "http://www.google.com/schemas/sitemap-news/0.9"}
	for _, s := range stories {
		if s.Published.After(now) || now.Sub(s.Published) > NewsAge || len(set.URLs) == MaxNews {
			continue
		}
		lang := s.Lang
		if lang == "" {
			lang = p.Lang
		}
		set.URLs = append(set.URLs, sitemapURL{Location: p.at(s.Path()), News: &sitemapNews{
			Name: clean(p.Name), Language: newsLanguage(lang), Published: isoTime(s.Published), Title: clean(s.Headline),
		}})
	}
	return document(set)
}

// newsLanguage is a language as news sitemaps name it: by ISO 639 alone, but for
// the two ways of writing Chinese.
func newsLanguage(tag string) string {
	language, rest, _ := strings.Cut(strings.ToLower(tag), "-")
	if language != "zh" {
		return language
	}
	for _, traditional := range []string{"hant", "tw", "hk", "mo"} {
		if strings.Contains(rest, traditional) {
			return "zh-tw"
		}
	}
	return "zh-cn"
}

// isoTime is a time as the W3C's profile of ISO 8601 writes it, or nothing for
// the zero time.
func isoTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
