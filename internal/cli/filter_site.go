package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/spam"
)

// A taughtSite is a site of the newsroom and what it was taught.
type taughtSite struct {
	news.Site
	learned *spam.Learned
	limits  spam.Limits
}

// taught reads what the site with that address was taught, on top of the model.
func (n *newsroom) taught(ctx context.Context, address string, model *spam.Model) (taughtSite, error) {
	site, err := n.siteAt(ctx, address)
	if err != nil {
		return taughtSite{}, err
	}
	parts, err := n.db.Learned(ctx, site.ID)
	if err != nil {
		return taughtSite{}, err
	}
	learned := spam.NewLearned(model)
	for _, p := range parts {
		if err := learned.Apply(p); err != nil {
			return taughtSite{}, fmt.Errorf("what %s was taught: %w", site.URL, err)
		}
	}
	return taughtSite{site, learned, filter.Limits(site.Moderation.Limits())}, nil
}

// siteAt finds the site with that address.
func (n *newsroom) siteAt(ctx context.Context, address string) (news.Site, error) {
	sites, err := n.db.Sites(ctx)
	if err != nil {
		return news.Site{}, err
	}
	var known []string
	for _, s := range sites {
		if sameAddress(s.URL, address) {
			return s, nil
		}
		known = append(known, s.URL)
	}
	return news.Site{}, fmt.Errorf("no site %s in this newsroom; it has %s", address, strings.Join(known, ", "))
}

// sameAddress reports whether two addresses of sites mean the same.
func sameAddress(a, b string) bool {
	plain := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			return address
		}
		return strings.ToLower(u.Scheme+"://"+u.Host) + strings.TrimRight(u.Path, "/")
	}
	return plain(a) == plain(b)
}

// closing closes the newsroom after something was done with it, or was not.
func closing(n *newsroom, err error) error { return errors.Join(err, n.close()) }
