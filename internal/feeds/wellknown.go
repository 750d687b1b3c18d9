package feeds

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"stet/internal/news"
)

// Robots is robots.txt (RFC 9309): everybody may read everything but those paths,
// and the sitemaps are these.
func Robots(p Paper, closed, sitemaps []string) []byte {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range closed {
		fmt.Fprintf(&b, "Disallow: %s\n", path)
	}
	if len(closed) == 0 {
		b.WriteString("Disallow:\n")
	}
	b.WriteByte('\n')
	for _, path := range sitemaps {
		fmt.Fprintf(&b, "Sitemap: %s\n", p.at(path))
	}
	return []byte(b.String())
}

// SecurityPath is where RFC 9116 wants security.txt to be.
const SecurityPath = "/.well-known/security.txt"

// securityTerm is for how long a security.txt is good; RFC 9116 advises less than
// a year.
const securityTerm = 180 * 24 * time.Hour

// Security is security.txt (RFC 9116), which tells whoever finds a hole whom to
// write to: an e-mail or a web address. It is good for 180 days from the beginning
// of the day. Without a usable contact it is [news.ErrNotFound], as a file without
// one would be invalid.
func Security(p Paper, contact string, now time.Time) ([]byte, error) {
	uri, ok := contactURI(contact)
	if !ok {
		return nil, fmt.Errorf("security.txt: contact: %w", news.ErrNotFound)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Contact: %s\n", uri)
	fmt.Fprintf(&b, "Expires: %s\n", now.UTC().Truncate(24*time.Hour).Add(securityTerm).Format(time.RFC3339))
	if p.Lang != "" {
		fmt.Fprintf(&b, "Preferred-Languages: %s\n", p.Lang)
	}
	fmt.Fprintf(&b, "Canonical: %s\n", p.at(SecurityPath))
	return []byte(b.String()), nil
}

// contactURI is a contact as a URI: RFC 9116 takes nothing else.
func contactURI(contact string) (string, bool) {
	contact = strings.TrimSpace(contact)
	if a, err := mail.ParseAddress(contact); err == nil {
		return (&url.URL{Scheme: "mailto", Opaque: a.Address}).String(), !strings.ContainsAny(a.Address, " \t\r\n\"")
	}
	u, err := url.Parse(contact)
	if err != nil {
		return "", false
	}
	switch u.Scheme {
	case "https":
		return u.String(), u.Host != ""
	case "mailto", "tel":
		return u.String(), u.Opaque != ""
	}
	return "", false
}
