// Package site is the readers' HTTP: the front page, lists, stories with their
// replies, the form, a reply's private page, the data notice, and the feeds.
// Readers carry no cookie, so a page is the same for everybody and is rendered
// once; what concerns one reader alone is never kept.
package site

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"stet/internal/feeds"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/pages"
	"stet/internal/pictures"
	"stet/internal/replies"
	"stet/internal/stories"
	"stet/internal/theme"
	"stet/internal/web"
)

// Server answers readers.
type Server struct {
	Publication theme.Publication
	// Lang is the language of the pages.
	Lang string
	// Site is the publication.
	Site news.SiteID

	Stories  *stories.Service
	Replies  *replies.Service
	Theme    *theme.Theme
	Markup   *markup.Cache
	Pages    *pages.Cache
	Pictures *pictures.Library

	// Columns and Retention are what the data notice is made from, and Configured
	// is when the settings were read.
	Columns    []notice.Column
	Retention  notice.Retention
	Configured time.Time

	// Signer signs the forms, Networks hides where they come from.
	Signer   web.Signer
	Clients  web.Clients
	Networks *Networks
	// PerAddress and PerStory limit replies by the writer's network and by thread.
	PerAddress, PerStory *web.Limiter

	Now func() time.Time
	Log *slog.Logger
}

// Paths of the readers' site that other parts of the program name.
const (
	noticePath = "/privacy/replies"
	feedPath   = "/feed.xml"
)

// Routes adds the readers' routes to the mux.
func (s *Server) Routes(mux *web.Mux) {
	mux.Handle("GET /{$}", s.front)
	mux.Handle("GET /sections/{slug}", s.section)
	mux.Handle("GET /topics/{slug}", s.topic)
	mux.Handle("GET /by/{slug}", s.byline)
	mux.Handle("GET /stories/{slug}", s.story)
	mux.Handle("GET /stories/{slug}/replies", s.moreReplies)
	mux.Handle("GET /stories/{slug}/replies/{id}", s.answerForm)
	mux.Handle("POST /stories/{slug}/replies", s.postReply)
	mux.Handle("GET /replies/{id}/{key}", s.receipt)
	mux.Handle("POST /replies/{id}/{key}/withdraw", s.withdraw)
	mux.Handle("GET "+noticePath, s.notice)
	mux.Handle("GET "+FilteredPath("{id}"), s.filtered)
	mux.Handle("GET "+feedPath, s.feed)
	mux.Handle("GET /sections/{slug}"+feedPath, s.sectionFeed)
	mux.Handle("GET /sitemap.xml", s.sitemap)
	mux.Handle("GET /news-sitemap.xml", s.newsSitemap)
	mux.Handle("GET /{part}", s.sitemapPart)
	mux.Handle("GET /robots.txt", s.robots)
	mux.Handle("GET "+feeds.SecurityPath, s.securityText)
	mux.Handle(pictures.Pattern, s.Pictures.Serve)
	mux.Handle("GET /static/", s.Theme.Static)
}

// page is what every page knows, for the one at path.
func (s *Server) page(ctx context.Context, path, title, description string) (theme.Page, error) {
	sections, err := s.Stories.Sections(ctx)
	if err != nil {
		return theme.Page{}, err
	}
	site, err := s.Replies.Site(ctx, s.Site)
	if err != nil {
		return theme.Page{}, err
	}
	return theme.Page{
		Publication: s.Publication, Lang: s.Lang, Path: path, Canonical: s.Publication.URL + path,
		Title: title, Description: description, Sections: sections, Feed: feedPath, NoticePath: noticePath,
		Watching: site.Moderation.Shadow,
	}, nil
}

// unlisted is a page that search engines leave out, such as one that concerns one
// reader alone.
func (s *Server) unlisted(ctx context.Context, path, title string) (theme.Page, error) {
	p, err := s.page(ctx, path, title, "")
	p.NoIndex = true
	return p, err
}

// render is a page of the theme for the cache.
func (s *Server) render(name string, data any, tags ...string) (pages.Page, error) {
	var b bytes.Buffer
	if err := s.Theme.Render(&b, s.Lang, name, data); err != nil {
		return pages.Page{}, err
	}
	return pages.Page{Body: b.Bytes(), Tags: tags}, nil
}

// write sends a page that concerns one reader alone: nothing keeps it.
func (s *Server) write(w http.ResponseWriter, status int, name string, data any) error {
	var b bytes.Buffer
	if err := s.Theme.Render(&b, s.Lang, name, data); err != nil {
		return err
	}
	web.Private(w)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // fails only when the reader has gone
	return nil
}

// ErrorPage shows a failure to whoever asked. What is the same for everybody, such
// as that a page is not there, is rendered once.
func (s *Server) ErrorPage(w http.ResponseWriter, r *http.Request, f web.Failure) {
	load := func(ctx context.Context) (pages.Page, error) {
		p, err := s.unlisted(ctx, "", "")
		if err != nil { // the store is down, but the page must come all the same
			p = theme.Page{Publication: s.Publication, Lang: s.Lang, NoticePath: noticePath, NoIndex: true}
		}
		p.Canonical = "" // one page for all addresses that are wrong
		page, err := s.render("error", theme.ErrorPage{
			Page: p, Status: f.Status, Detail: f.Detail, Wait: f.RetryAfter, RequestID: f.RequestID,
		}, tagFront)
		page.Status = f.Status
		return page, err
	}
	var err error
	if f.RequestID == "" && f.RetryAfter == 0 {
		err = s.Pages.Serve(w, r, fmt.Sprintf("error %d %s", f.Status, f.Detail), load)
	} else {
		var page pages.Page
		if page, err = load(r.Context()); err == nil {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(f.Status)
			_, _ = w.Write(page.Body)
		}
	}
	if err != nil && r.Context().Err() == nil { // else there is nobody to tell
		s.Log.ErrorContext(r.Context(), "error page failed", "status", f.Status, "err", err)
		http.Error(w, http.StatusText(f.Status), f.Status)
	}
}
