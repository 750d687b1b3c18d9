package checks

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"stet/internal/news"
	"stet/internal/spam"
)

// candidates is how many checks of one text, and of one sender, are looked at when
// the one is sought that a site means.
const candidates = 20

// find returns the latest check of the comment. Sites name none: they send the
// comment again, with fields missing or the text a little changed on its way through
// an editor. So the text must be the same to the letter or nearly so, or be missing
// while the sender is the same; what else agrees decides among several.
func (s *Service) find(ctx context.Context, site news.SiteID, c news.Comment) (news.Check, bool, error) {
	sameText, sameSender, err := s.Store.ChecksLike(ctx, site, keyOf(c), candidates)
	if err != nil {
		return news.Check{}, false, fmt.Errorf("find a check of site %q: %w", site, err)
	}
	var best news.Check
	most := 0
	better := func(checked news.Check, text int) {
		n := likeness(c, checked.Comment, text)
		if n > most || n == most && n > 0 && checked.ID > best.ID {
			best, most = checked, n
		}
	}
	fingerprint := spam.Fingerprint(c.Body)
	for _, checked := range sameText {
		if c.Body != "" {
			better(checked, 8)
		}
	}
	for _, checked := range sameSender {
		if spam.Near(fingerprint, checked.Fingerprint) {
			better(checked, 4)
		}
	}
	for _, checked := range slices.Concat(sameText, sameSender) {
		if c.Body == "" && sameWriter(c, checked.Comment) { // a report without the text
			better(checked, 1)
		}
	}
	return best, most > 0, nil
}

// likeness is how sure it is that c is the comment that was checked, when their texts
// are so much the same; 0 is that it is not. Somebody else with the same few words is
// another.
func likeness(c, had news.Comment, text int) int {
	name, email := agree(string(c.Author), string(had.Author)), agreeEmail(c, had)
	if name+email == -2 {
		return 0
	}
	return max(text+name+email+agree(c.URL, had.URL)+agree(c.Permalink, had.Permalink)+agree(c.Kind, had.Kind), 1)
}

// sameWriter reports whether something says that one wrote both, and nothing that two did.
func sameWriter(c, had news.Comment) bool {
	name, email, url := agree(string(c.Author), string(had.Author)), agreeEmail(c, had), agree(c.URL, had.URL)
	return max(name, email, url) == 1 && min(name, email, url) >= 0
}

func agreeEmail(c, had news.Comment) int {
	return agree(strings.ToLower(string(c.Email)), strings.ToLower(string(had.Email)))
}

// agree is 1 for the same words, 0 where one of them is missing, else -1.
func agree(a, b string) int {
	switch {
	case a == "" || b == "":
		return 0
	case a == b:
		return 1
	}
	return -1
}

// keyOf is under what the check of a comment is found.
func keyOf(c news.Comment) news.CheckKey {
	return news.CheckKey{
		Text:   hash(essence(c.Body)),
		Sender: hash(letters(string(c.Author)) + "\n" + strings.ToLower(string(c.Email))),
	}
}

// essence is what two texts that are the same have in common: their letters, or all of
// them where there are none.
func essence(text string) string {
	if l := letters(text); l != "" {
		return l
	}
	return strings.TrimSpace(text)
}

// hash is 64 bits of SHA-256.
func hash(s string) int64 {
	sum := sha256.Sum256([]byte(s))
	return int64(binary.BigEndian.Uint64(sum[:])) //nolint:gosec // the same 64 bits
}

// maxLetters is how much of a text is read to find it again, in bytes: enough to
// tell texts apart, and little enough that letters which stand for whole words
// cannot make it long.
const maxLetters = 16 << 10

// letters is what remains of a text when a site's editor has had its way with it:
// letters and digits in lower case, without markup, entities, backslashes or spaces.
func letters(s string) string {
	var b strings.Builder
	s = clip(s, maxLetters)
	last := strings.LastIndexByte(s, '>')
	for i := 0; i < len(s); {
		end := strings.IndexByte(s[i:], '<') + i
		if end < i {
			end = len(s)
		}
		for _, r := range norm.NFKC.String(html.UnescapeString(s[i:end])) {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(unicode.ToLower(r))
			}
		}
		i = end + 1
		if i < last && markup(s[i]) {
			i += strings.IndexByte(s[i:], '>') + 1
		}
	}
	return b.String()
}

// markup reports whether what follows a "<" begins a tag.
func markup(c byte) bool { return c == '/' || c == '!' || 'a' <= c|0x20 && c|0x20 <= 'z' }
