package spam

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

const (
	// maxLinkBytes is how far into a text links are looked for.
	maxLinkBytes = 64 << 10
	// maxLinks is how many links of a text are taken apart; more are only counted.
	maxLinks = 24
)

// A link is one address in a text, or a sender's home page.
type link struct {
	// host is in lower case without port and "www.", domain its registrable part,
	// path what follows the host, with query and fragment.
	host, domain, path string
}

// depth counts the parts of the path.
func (l link) depth() int {
	path, _, _ := strings.Cut(l.path, "?")
	n := 0
	for part := range strings.SplitSeq(path, "/") {
		if part != "" {
			n++
		}
	}
	return n
}

// parseLink takes an address apart, whose scheme may be missing. Ok is false when
// it has no host.
func parseLink(s string) (l link, ok bool) {
	if _, after, found := strings.Cut(s, "://"); found {
		s = after
	}
	host := s
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		host, l.path = s[:i], s[i:]
	}
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if i := strings.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	host = strings.TrimSuffix(plainHost(host), ".")
	if len(host) > 253 || strings.IndexByte(host, '.') <= 0 {
		return link{}, false
	}
	l.host = strings.TrimPrefix(host, "www.")
	l.domain = l.host
	if d, err := publicsuffix.EffectiveTLDPlusOne(l.host); err == nil {
		l.domain = d
	}
	return l, true
}

// plainHost is a host as a browser reads it: in lower case, and in ASCII where it was
// written with other dots, wide letters or percent signs.
func plainHost(host string) string {
	if strings.IndexByte(host, '%') >= 0 {
		if plain, err := url.PathUnescape(host); err == nil {
			host = plain
		}
	}
	for i := range len(host) {
		if host[i] >= utf8.RuneSelf {
			if plain, err := idna.Lookup.ToASCII(host); err == nil {
				return plain
			}
			break
		}
	}
	return strings.ToLower(host)
}

// findLinks notes the addresses in text. An address is what has a scheme or starts
// with "www.", or a host of a well known ending written bare.
func (f *folded) findLinks(text string) {
	for i := 0; i < len(text); {
		if isURLEnd(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && !isURLEnd(text[end]) {
			end++
		}
		if s, ok := linkIn(text[i:end]); ok {
			f.addLink(s)
		}
		i = end
	}
}

// addLink notes an address and reports whether it is one.
func (f *folded) addLink(s string) bool {
	l, ok := parseLink(s)
	if !ok {
		return false
	}
	if n := len(f.links); n == 0 || f.links[n-1].host != l.host {
		f.nLinks++
	}
	if len(f.links) < maxLinks {
		f.links = append(f.links, l)
	}
	return true
}

// isURLEnd reports whether c ends an address in running text.
func isURLEnd(c byte) bool {
	switch c {
	case '"', '\'', '<', '>', '[', ']', '(', ')', '{', '}', '|', ',', ';', '`':
		return true
	}
	return c <= ' '
}

// linkIn returns the address in a stretch of text without blanks, if there is one.
func linkIn(s string) (string, bool) {
	s = strings.TrimRight(s, ".:!?*_~")
	if i := strings.Index(s, "://"); i > 0 {
		return s[i+3:], true
	}
	dot := strings.IndexByte(s, '.')
	if dot <= 0 || dot == len(s)-1 || len(s) > 2048 {
		return "", false
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "www.") {
		return s, true
	}
	host, _, _ := strings.Cut(s, "/")
	ending := host[strings.LastIndexByte(host, '.')+1:]
	if strings.IndexByte(host, '@') >= 0 || !bareEndings[strings.ToLower(ending)] || !isHostName(host) {
		return "", false
	}
	return s, true
}

// isHostName reports whether s is made of what host names are made of.
func isHostName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c >= 0x80:
		default:
			return false
		}
	}
	return true
}

// bareEndings are the endings by which a host is known without scheme or "www.":
// those of real names that are no common words, for writers forget the blank
// after a full stop.
var bareEndings = set("com net org info biz ru cn de uk io co xyz top club online site shop store app live vip win bet " +
	"casino icu me link click life pro tv cc ly gl tk ml ga cf id br pl fr eu us space website fun work world page dev asia loan")

// set is the set of the words of s.
func set(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
