package markup

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const (
	maxAddress = 2048 // bytes of the longest web address that we link to
	maxShown   = 60   // letters of an address that a reader sees, unless its host alone is longer
)

// linkify writes a line of plain text, escaped, with links where it holds web
// addresses. Each byte is looked at a fixed number of times.
func linkify(b *strings.Builder, line string) {
	for {
		start := findScheme(line)
		if start < 0 {
			escape(b, line)
			return
		}
		escape(b, line[:start])
		line = line[start:]
		end := addressEnd(line)
		if u, ok := webAddress(line[:end]); ok && end <= maxAddress {
			b.WriteString(`<a href="`)
			escape(b, u.String())
			b.WriteString(`" rel="nofollow ugc noopener" dir="ltr">`)
			escape(b, shown(u, line[:end]))
			b.WriteString(`</a>`)
		} else {
			escape(b, line[:end])
		}
		line = line[end:]
	}
}

// findScheme is where the first "http://" or "https://" begins that no other
// word runs into, or -1.
func findScheme(line string) int {
	for from := 0; ; {
		i := strings.Index(line[from:], "://")
		if i < 0 {
			return -1
		}
		i += from
		for _, scheme := range []string{"https", "http"} {
			start := i - len(scheme)
			if start >= from && strings.EqualFold(line[start:i], scheme) && (start == 0 || !wordByte(line[start-1])) {
				return start
			}
		}
		from = i + len("://")
	}
}

func wordByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '+' || c == '-' || c == '.'
}

// addressEnd is where the address at the start of line ends: before space,
// quotation marks and the like, and without the punctuation and the brackets
// that belong to the sentence around it.
func addressEnd(line string) int {
	end := strings.IndexFunc(line, endsAddress)
	if end < 0 {
		end = len(line)
	}
	round := strings.Count(line[:end], "(") - strings.Count(line[:end], ")")
	square := strings.Count(line[:end], "[") - strings.Count(line[:end], "]")
	for end > 0 {
		switch c := line[end-1]; {
		case c == ')' && round < 0:
			round++
		case c == ']' && square < 0:
			square++
		case c == '(':
			round--
		case c == '[':
			square--
		case strings.IndexByte(".,;:!?'*~_", c) >= 0:
		default:
			return end
		}
		end--
	}
	return end
}

// endsAddress reports whether r stands in no address as people write them: space,
// quotation marks, brackets and stops of other scripts, and what cannot be seen
// but for the joiners that some scripts spell with.
func endsAddress(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case unicode.IsSpace(r) || unicode.In(r, unicode.C, unicode.Pi, unicode.Pf):
		return true
	}
	return strings.ContainsRune("<>\"`\\^|{}、。，；：！？（）「」『』【】《》〈〉", r)
}

// PlainURL reports whether s is an ordinary address on the web, such as a reader
// gives for a home page, and returns it in its normal form: http or https, a
// public host name in lower-case ASCII, no name or password, no port that the
// scheme implies. Where no scheme is given, https is meant. The normal form of a
// normal form is itself.
func PlainURL(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, ok := webAddress(s)
	if !ok {
		return "", false
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), len(u.String()) <= maxAddress
}

// webAddress parses an http or https address of a public host, and brings its
// host into normal form.
func webAddress(s string) (*url.URL, bool) {
	if len(s) > maxAddress || !utf8.ValidString(s) || strings.IndexFunc(s, endsAddress) >= 0 {
		return nil, false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return nil, false
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSuffix(u.Hostname(), "."))
	if err != nil || !publicHost(host) {
		return nil, false
	}
	port := u.Port()
	u.Host = host
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		u.Host += ":" + port
	}
	return u, true
}

// publicHost reports whether an ASCII host can stand for a site on the web: a
// name with a dot whose last label is no number, or an IPv4 address written the
// usual way. Other spellings of addresses ("0x7f.1") serve only to deceive.
func publicHost(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || dot == len(host)-1 || len(host) > 253 {
		return false
	}
	if c := host[dot+1]; '0' <= c && c <= '9' {
		_, err := netip.ParseAddr(host)
		return err == nil
	}
	return true
}

// shown is the text of a link to u, typed as given. The host is always shown
// whole; what follows it is shortened in the middle when long.
func shown(u *url.URL, typed string) string {
	_, rest, _ := strings.Cut(typed, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[i:]
	} else {
		rest = ""
	}
	host := u.Scheme + "://" + shownHost(u)
	letters := []rune(rest)
	room := max(maxShown-utf8.RuneCountInString(host), 12)
	if len(letters) <= room {
		return host + rest
	}
	return host + string(letters[:room*2/3]) + "…" + string(letters[len(letters)-room/3:])
}

// shownHost is the host in its own letters if those are all of one script, and
// else in ASCII (punycode), so that no look-alike of another script passes for
// the host that a reader knows.
func shownHost(u *url.URL) string {
	name, err := idna.Display.ToUnicode(u.Hostname())
	if err != nil || !oneScript(name) {
		return u.Host
	}
	if u.Port() != "" {
		return name + ":" + u.Port()
	}
	return name
}

// oneScript reports whether all letters of a host name are of one script. Of
// Latin it takes only the letters of Western and Central European alphabets.
func oneScript(name string) bool {
	var script *unicode.RangeTable
	for _, r := range name {
		switch {
		case r == '.' || r == '-' || '0' <= r && r <= '9':
			continue
		case unicode.Is(unicode.Latin, r):
			if r > 'ſ' || strings.ContainsRune("ıĸŉſ", r) {
				return false
			}
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			return false
		}
		if script == nil {
			script = scriptOf(r)
		}
		if script == nil || !unicode.Is(script, r) {
			return false
		}
	}
	return true
}

// scriptOf is the script of a letter, of those that addresses are written in.
func scriptOf(r rune) *unicode.RangeTable {
	for _, script := range []*unicode.RangeTable{
		unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Cyrillic, unicode.Greek,
		unicode.Arabic, unicode.Hebrew, unicode.Thai, unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Georgian,
	} {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}
