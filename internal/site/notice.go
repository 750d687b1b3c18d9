package site

import (
	"context"
	"fmt"
	"net/http"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/pages"
	"stet/internal/theme"
)

// notice is the live data notice: what the declared columns and the running
// settings say.
func (s *Server) notice(w http.ResponseWriter, r *http.Request) error {
	return s.Pages.Serve(w, r, noticePath, func(ctx context.Context) (pages.Page, error) {
		p, err := s.page(ctx, noticePath, "", "")
		if err != nil {
			return pages.Page{}, err
		}
		site, err := s.Replies.Site(ctx, s.Site)
		if err != nil {
			return pages.Page{}, err
		}
		return s.render("notice", s.noticePage(p, site, notice.Readers, notice.Staff), tagFront)
	})
}

// FilteredPath is the page that tells the readers of a foreign site how their comments
// are processed here.
func FilteredPath(id news.SiteID) string { return "/filtered/" + string(id) }

// filtered is the notice for the readers of a foreign site.
func (s *Server) filtered(w http.ResponseWriter, r *http.Request) error {
	id := news.SiteID(r.PathValue("id"))
	path := FilteredPath(id)
	return s.Pages.Serve(w, r, path, func(ctx context.Context) (pages.Page, error) {
		site, err := s.Replies.Site(ctx, id)
		if err != nil {
			return pages.Page{}, err
		}
		if site.Kind != news.Foreign {
			return pages.Page{}, fmt.Errorf("notice of site %q: %w", id, news.ErrNotFound)
		}
		p, err := s.unlisted(ctx, path, "")
		if err != nil {
			return pages.Page{}, err
		}
		return s.render("filtered", theme.FilteredPage{
			NoticePage: s.noticePage(p, site, notice.Commenters), SiteName: site.Name, SiteWatching: site.Moderation.Shadow,
		}, tagFront, "site:"+string(id))
	})
}

// noticePage is what the declared columns say of those subjects, for a site.
func (s *Server) noticePage(p theme.Page, site news.Site, subjects ...notice.Subject) theme.NoticePage {
	data := theme.NoticePage{Page: p, Updated: s.Configured}
	if site.FilterSet.After(data.Updated) {
		data.Updated = site.FilterSet
	}
	for _, e := range notice.Entries(s.Columns, subjects...) {
		if site.Moderation.Shadow {
			e.Processing = e.Watching()
		}
		data.Entries = append(data.Entries, theme.NoticeEntry{
			Processing: e.Processing, Columns: e.Columns, For: s.Retention.Of(e.Clock),
		})
	}
	return data
}
