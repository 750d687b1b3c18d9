package site

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"stet/internal/feeds"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/pages"
	"stet/internal/stories"
)

// tagStories is dropped whenever a story changes, but not when a reply comes in.
const tagStories = "stories"

// paper is the publication as feeds name it.
func (s *Server) paper() feeds.Paper {
	return feeds.Paper{Name: s.Publication.Name, Tagline: s.Publication.Tagline, URL: s.Publication.URL, Lang: s.Lang}
}

func (s *Server) feed(w http.ResponseWriter, r *http.Request) error {
	return s.rss(w, r, func(ctx context.Context) (feeds.Channel, stories.Page, error) {
		list, err := s.Stories.Latest(ctx, news.Cursor{})
		return feeds.Channel{Path: "/", Feed: feedPath}, list, err
	})
}

func (s *Server) sectionFeed(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return s.rss(w, r, func(ctx context.Context) (feeds.Channel, stories.Page, error) {
		section, list, err := s.Stories.Section(ctx, slug, news.Cursor{})
		return feeds.Channel{Title: section.Name, Path: section.Path(), Feed: section.Path() + feedPath}, list, err
	})
}

// rss answers with a feed of whole stories.
func (s *Server) rss(w http.ResponseWriter, r *http.Request, query func(context.Context) (feeds.Channel, stories.Page, error)) error {
	return s.Pages.Serve(w, r, r.URL.Path, func(ctx context.Context) (pages.Page, error) {
		channel, list, err := query(ctx)
		if err != nil {
			return pages.Page{}, err
		}
		var items []feeds.Item
		for _, t := range list.Stories {
			item, err := s.item(ctx, t)
			if err != nil {
				return pages.Page{}, err
			}
			items = append(items, item)
		}
		return pages.Page{
			ContentType: "application/rss+xml; charset=utf-8",
			Body:        feeds.RSS(s.paper(), channel, items, s.Now()), Tags: []string{tagFront},
		}, nil
	})
}

// item is a story in a feed, with its whole text for readers who read there.
func (s *Server) item(ctx context.Context, t news.Teaser) (feeds.Item, error) {
	story, err := s.Stories.Published(ctx, t.Slug)
	if err != nil {
		return feeds.Item{}, err
	}
	body, err := s.Markup.Story(story.Body)
	if err != nil {
		return feeds.Item{}, err
	}
	return feeds.Item{Story: t, Topics: story.Topics, Content: string(markup.Absolute(body, s.Publication.URL))}, nil
}

// sitemap lists the front page, the sections and all stories; when they are too
// many for one list, it lists the lists.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	return s.xml(w, r, func(ctx context.Context) ([]byte, error) {
		whole, _, err := s.sitemaps(ctx)
		return whole, err
	})
}

// sitemapPart is one of several lists.
func (s *Server) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.PathValue("part"), "sitemap-"), ".xml"))
	if err != nil || feeds.SitemapPath(n) != r.URL.Path {
		return news.ErrNotFound
	}
	return s.xml(w, r, func(ctx context.Context) ([]byte, error) {
		_, parts, err := s.sitemaps(ctx)
		if err == nil && (n < 1 || n > len(parts)) {
			err = news.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		return parts[n-1], nil
	})
}

func (s *Server) sitemaps(ctx context.Context) ([]byte, [][]byte, error) {
	sections, err := s.Stories.Sections(ctx)
	if err != nil {
		return nil, nil, err
	}
	list := []feeds.Page{{Path: "/"}}
	for _, section := range sections {
		list = append(list, feeds.Page{Path: section.Path()})
	}
	err = s.Stories.All(ctx, func(t news.Teaser) bool {
		list = append(list, feeds.Page{Path: t.Path(), Changed: t.Updated, Picture: t.Picture})
		return true
	})
	whole, parts := feeds.Sitemap(s.paper(), list)
	return whole, parts, err
}

// newsSitemap lists the stories of the last two days.
func (s *Server) newsSitemap(w http.ResponseWriter, r *http.Request) error {
	return s.xml(w, r, func(ctx context.Context) ([]byte, error) {
		now, list := s.Now(), []news.Teaser(nil)
		err := s.Stories.All(ctx, func(t news.Teaser) bool {
			list = append(list, t)
			return now.Sub(t.Published) < feeds.NewsAge && len(list) < feeds.MaxNews
		})
		return feeds.NewsSitemap(s.paper(), list, now), err
	})
}

// xml answers with a document that changes with the stories alone.
func (s *Server) xml(w http.ResponseWriter, r *http.Request, body func(context.Context) ([]byte, error)) error {
	return s.Pages.Serve(w, r, r.URL.Path, func(ctx context.Context) (pages.Page, error) {
		b, err := body(ctx)
		return pages.Page{ContentType: "application/xml; charset=utf-8", Body: b, Tags: []string{tagStories}}, err
	})
}

func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	closed := []string{"/desk", "/replies/"}
	return s.text(w, r, feeds.Robots(s.paper(), closed, []string{"/sitemap.xml", "/news-sitemap.xml"}), nil)
}

func (s *Server) securityText(w http.ResponseWriter, r *http.Request) error {
	b, err := feeds.Security(s.paper(), s.Publication.Contact, s.Now())
	return s.text(w, r, b, err)
}

// text answers with a plain text, or with the error in making it.
func (s *Server) text(w http.ResponseWriter, r *http.Request, body []byte, err error) error {
	return s.Pages.Serve(w, r, r.URL.Path, func(context.Context) (pages.Page, error) {
		return pages.Page{ContentType: "text/plain; charset=utf-8", Body: body}, err
	})
}
