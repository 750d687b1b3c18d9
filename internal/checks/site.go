package checks

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"stet/internal/news"
)

// maxAddress is the longest address of a site, in bytes.
const maxAddress = 300

// AddSite adds a foreign site with a key of its own, which it returns: it is stored
// nowhere. A site at that address which has a key of its own already is a
// news.ErrConflict, and an address that is none a news.Invalid "blog".
func (s *Service) AddSite(ctx context.Context, address string) (news.Site, string, error) {
	site, err := s.newSite(address)
	if err != nil {
		return news.Site{}, "", err
	}
	sites, err := s.Store.Sites(ctx)
	if err != nil {
		return news.Site{}, "", fmt.Errorf("add site: %w", err)
	}
	for _, other := range sites {
		if other.Kind == news.Foreign && other.Keeper == other.ID && other.Address() == site.Address() {
			return news.Site{}, "", fmt.Errorf("add site: %s is there already: %w", site.URL, news.ErrConflict)
		}
	}
	key := newKey()
	site.Keeper, site.KeyHash = site.ID, keyHash(key)
	if err := s.Store.CreateSite(ctx, site); err != nil {
		return news.Site{}, "", fmt.Errorf("add site: %w", err)
	}
	return site, key, nil
}

// newSite is a foreign site at the address, without a key.
func (s *Service) newSite(address string) (news.Site, error) {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") { // some clients leave it out
		address = "https://" + strings.TrimPrefix(address, "//")
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || news.TextProblem(address) != "" {
		return news.Site{}, news.Invalid{Field: "blog", Rule: "bad_url"}
	}
	host := plainHost(u)
	if strings.ContainsFunc(host, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-._:[]", r)
	}) {
		return news.Site{}, news.Invalid{Field: "blog", Rule: "bad_url"}
	}
	now := s.Now()
	return news.Site{
		ID: news.SiteID(s.NewID(now)), Kind: news.Foreign, Name: host,
		URL:        u.Scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/"),
		Moderation: s.Moderation, Created: now,
	}, nil
}

// plainHost is the host of an address as it is written only one way: in lower case,
// without the dot at its end and without the port that goes without saying.
func plainHost(u *url.URL) string {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if strings.Contains(host, ":") { // IPv6
		host = "[" + host + "]"
	}
	switch port := u.Port(); port {
	case "", "80", "443":
		return host
	default:
		return host + ":" + port
	}
}

// ForeignSite returns the foreign site with that id; any other is news.ErrNotFound.
func (s *Service) ForeignSite(ctx context.Context, id news.SiteID) (news.Site, error) {
	site, err := s.Store.Site(ctx, id)
	if err == nil && site.Kind != news.Foreign {
		err = news.ErrNotFound
	}
	if err != nil {
		return news.Site{}, fmt.Errorf("foreign site %q: %w", id, err)
	}
	return site, nil
}

// Sites returns all sites of the key, its own first. A wrong key is news.ErrDenied.
func (s *Service) Sites(ctx context.Context, key string) ([]news.Site, error) {
	keeper, err := s.keeper(ctx, key)
	if err != nil {
		return nil, err
	}
	sites, err := s.Store.KeptSites(ctx, keeper.ID)
	if err != nil {
		return nil, fmt.Errorf("sites of a key: %w", err)
	}
	return sites, nil
}

// keeper is the site that was given the key.
func (s *Service) keeper(ctx context.Context, key string) (news.Site, error) {
	site, err := s.Store.SiteByKeyHash(ctx, keyHash(key))
	switch {
	case errors.Is(err, news.ErrNotFound):
		return news.Site{}, fmt.Errorf("key: %w", news.ErrDenied)
	case err != nil:
		return news.Site{}, fmt.Errorf("key: %w", err)
	}
	return site, nil
}

// Site returns the site that the key may ask for: the one of that address. One that
// has not come with the key before is admitted, up to SitesPerKey; one more is a
// news.TooMany. A wrong key is news.ErrDenied, and an address that is none a
// news.Invalid "blog".
func (s *Service) Site(ctx context.Context, key, blog string) (news.Site, error) {
	keeper, err := s.keeper(ctx, key)
	if err != nil {
		return news.Site{}, err
	}
	site, err := s.newSite(blog)
	if err != nil {
		return news.Site{}, err
	}
	if site.Address() == keeper.Address() {
		return keeper, nil
	}
	known, err := s.Store.SiteAt(ctx, keeper.ID, site.Address())
	if !errors.Is(err, news.ErrNotFound) {
		return known, err
	}
	return s.admit(ctx, keeper, site)
}

// admit lets a site in that comes with the key of another.
func (s *Service) admit(ctx context.Context, keeper, site news.Site) (news.Site, error) {
	site.Keeper, site.Moderation = keeper.ID, keeper.Moderation
	err := s.Store.AdmitSite(ctx, site, s.SitesPerKey)
	if errors.Is(err, news.ErrConflict) { // it asked twice at once
		return s.Store.SiteAt(ctx, keeper.ID, site.Address())
	}
	if err != nil {
		return news.Site{}, fmt.Errorf("admit site: %w", err)
	}
	s.Log.InfoContext(ctx, "site admitted", "site", site.ID, "keeper", keeper.ID)
	return site, nil
}

// RotateKey gives a site a new key and returns it; the one before is good for
// nothing from then on. A site that comes with another's key has a key of its own
// from then on, and what it learned stays.
func (s *Service) RotateKey(ctx context.Context, id news.SiteID) (string, error) {
	key := newKey()
	if err := s.Store.SetKey(ctx, id, keyHash(key)); err != nil {
		return "", fmt.Errorf("rotate the key of site %q: %w", id, err)
	}
	return key, nil
}

// RemoveSite deletes a foreign site with all that is stored of it. While others come
// with its key it is a news.ErrConflict.
func (s *Service) RemoveSite(ctx context.Context, id news.SiteID) error {
	if err := s.Store.DeleteSite(ctx, id); err != nil {
		return fmt.Errorf("remove site %q: %w", id, err)
	}
	s.Filter.Forget(id)
	return nil
}

// keyHash is what is stored of a key. Clients may write it in capitals: it can be
// part of a host's name.
func keyHash(key string) []byte {
	hash := sha256.Sum256([]byte(strings.ToLower(key)))
	return hash[:]
}

// newKey makes a key: twelve characters, which other programs' clients insist on, of
// which the settings page of the WordPress plugin drops all but 0-9 and a-f.
func newKey() string {
	var key [6]byte
	_, _ = rand.Read(key[:]) // never fails
	return hex.EncodeToString(key[:])
}
