package site

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/pages"
	"stet/internal/stories"
	"stet/internal/theme"
)

// tagFront is dropped whenever a story or the number of its replies changes:
// every list shows both.
const tagFront = "front"

func (s *Server) front(w http.ResponseWriter, r *http.Request) error {
	return s.Pages.Serve(w, r, "/", func(ctx context.Context) (pages.Page, error) {
		p, err := s.page(ctx, "/", "", s.Publication.Tagline)
		if err != nil {
			return pages.Page{}, err
		}
		f, err := s.Stories.Front(ctx)
		if err != nil {
			return pages.Page{}, err
		}
		data := theme.FrontPage{Page: p, Lead: f.Lead, Second: f.Second, Discussed: f.Discussed}
		for _, part := range f.Parts {
			data.Parts = append(data.Parts, theme.SectionPart(part))
		}
		return s.render("front", data, tagFront)
	})
}

func (s *Server) section(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return s.list(w, r, "section", func(ctx context.Context, after news.Cursor) (string, stories.Page, error) {
		section, page, err := s.Stories.Section(ctx, slug, after)
		return section.Name, page, err
	})
}

func (s *Server) topic(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return s.list(w, r, "topic", func(ctx context.Context, after news.Cursor) (string, stories.Page, error) {
		topic, page, err := s.Stories.Topic(ctx, slug, after)
		return topic.Name, page, err
	})
}

func (s *Server) byline(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return s.list(w, r, "byline", func(ctx context.Context, after news.Cursor) (string, stories.Page, error) {
		byline, page, err := s.Stories.Byline(ctx, slug, after)
		return byline.Name, page, err
	})
}

// list answers with a page of a list of stories; query names the list and reads it.
func (s *Server) list(w http.ResponseWriter, r *http.Request, kind string, query func(context.Context, news.Cursor) (string, stories.Page, error)) error {
	path := r.URL.Path
	before := r.URL.Query().Get("before")
	after, err := parseCursor(before)
	if err != nil {
		return err
	}
	key := path
	if before != "" {
		key += "?before=" + before
	}
	return s.Pages.Serve(w, r, key, func(ctx context.Context) (pages.Page, error) {
		name, list, err := query(ctx, after)
		if err != nil {
			return pages.Page{}, err
		}
		if len(list.Stories) == 0 && kind != "section" { // all its stories were withdrawn, or the place is past the end
			return pages.Page{}, fmt.Errorf("%s %q: %w", kind, name, news.ErrNotFound)
		}
		p, err := s.page(ctx, path, name, "")
		if err != nil {
			return pages.Page{}, err
		}
		if kind == "section" {
			p.Feed = path + feedPath
		}
		p.NoIndex = before != ""
		data := theme.ListPage{Page: p, Kind: kind, Name: name, Stories: list.Stories}
		if list.Next != (news.Cursor{}) {
			data.Older = path + "?before=" + formatCursor(list.Next)
		}
		return s.render("list", data, tagFront)
	})
}

// formatCursor writes a place in a list for an address.
func formatCursor(c news.Cursor) string {
	return strconv.FormatInt(c.Published.UnixMilli(), 36) + "." + string(c.ID)
}

// parseCursor reads a place in a list; "" is the beginning. What was not written
// by formatCursor is news.ErrNotFound: there is no such page.
func parseCursor(s string) (news.Cursor, error) {
	if s == "" {
		return news.Cursor{}, nil
	}
	ms, id, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(ms, 36, 64)
	if !ok || err != nil || n <= 0 || !plainID(id) {
		return news.Cursor{}, fmt.Errorf("place %q in a list: %w", s, news.ErrNotFound)
	}
	return news.Cursor{Published: time.UnixMilli(n), ID: news.StoryID(id)}, nil
}

// plainID reports whether s could be an identifier or a path of a reply: lower-case
// letters and digits, not too many. What is not never reaches the cache's keys.
func plainID(s string) bool {
	return len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}
