package site_test

import (
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/site"
)

func TestReadersOfAFilteredSiteAreTold(t *testing.T) {
	p := newPaper(t)
	p.Publication.Controller, p.Publication.Contact = "The Courier Cooperative", "data@courier.example"
	p.Retention = notice.Retention{Checks: 33 * 24 * time.Hour, Network: 4 * 24 * time.Hour}
	blog := news.Site{ID: "blog", Kind: news.Foreign, URL: "https://blog.example", Name: "blog.example", Keeper: "blog", KeyHash: []byte("hash"), Created: p.now}
	if err := p.db.CreateSite(t.Context(), blog); err != nil {
		t.Fatal(err)
	}
	path := site.FilteredPath(blog.ID)
	says := func(want bool, texts ...string) {
		t.Helper()
		page := p.get(path)
		if page.status != 200 {
			t.Fatalf("%s = %d\n%s", path, page.status, page.body)
		}
		for _, text := range texts {
			if strings.Contains(page.body, text) != want {
				t.Errorf("%s says %q: %t", path, text, !want)
			}
		}
	}
	const watches, tries = "At present the filter only watches", "To see how well the filter would keep spam out"
	says(true, "blog.example has its comments filtered for spam here, on our own server", "Nothing is passed on to anybody else",
		"33 days after the comment", "4 days after it was sent", "checks.body", "The Courier Cooperative", "data@courier.example",
		`<meta name="robots" content="noindex">`)
	says(false, watches, tries, "replies.body", "sessions.", "hash of a key")
	if err := p.Replies.SetFilter(t.Context(), blog.ID, news.Moderation{Shadow: true}, "kim"); err != nil {
		t.Fatal(err)
	}
	says(true, watches, tries)
	if page := p.get("/privacy/replies"); strings.Contains(page.body, watches) || strings.Contains(page.body, "checks.body") {
		t.Error("the paper's own notice speaks of a foreign site's filter")
	}
	for _, id := range []news.SiteID{p.Site, "nobody"} {
		if page := p.get(site.FilteredPath(id)); page.status != 404 {
			t.Errorf("%s = %d, want 404", site.FilteredPath(id), page.status)
		}
	}
	if err := p.db.DeleteSite(t.Context(), blog.ID); err != nil {
		t.Fatal(err)
	}
	p.Pages.Drop("site:" + string(blog.ID)) // as every process does that follows what changed
	if page := p.get(path); page.status != 404 {
		t.Errorf("once the site is removed %s = %d, want 404", path, page.status)
	}
}
