package markup

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks are shown on one letter. The scripts that
// stack the most need six; more is a tower meant to cover its neighbours.
const maxMarks = 8

// Reply turns a reader's plain text into HTML: paragraphs, line breaks, and links
// where the text holds web addresses. Everything else is shown as it was typed,
// "<b>" included, but for what has no business in text: control characters,
// overrides of the writing direction, and towers of combining marks. Each
// paragraph finds its own direction, so that Arabic may answer English. The work
// grows with the text's length and nothing else.
func Reply(text string) template.HTML {
	var b strings.Builder
	b.Grow(len(text) + len(text)/4 + 64)
	open := false // a paragraph
	for line := range strings.SplitSeq(clean(text), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" && open:
			b.WriteString("</p>\n")
			open = false
			continue
		case line == "":
			continue
		case open:
			b.WriteString("<br>\n")
		default:
			b.WriteString(`<p dir="auto">`)
			open = true
		}
		linkify(&b, line)
	}
	if open {
		b.WriteString("</p>\n")
	}
	return template.HTML(b.String()) //nolint:gosec // everything in it went through escape
}

// clean leaves of a text what can be shown, its lines ended by "\n".
func clean(text string) string {
	marks := 0
	text = strings.ReplaceAll(strings.ToValidUTF8(text, string(utf8.RuneError)), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf && r >= ' ' && r != 0x7f:
			marks = 0
			return r
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			marks = 0
			return '\n'
		case r == '\t':
			return ' '
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks > maxMarks {
				return -1
			}
			return r
		case unicode.IsControl(r) || unshown(r):
			return -1 // and what marks stand on goes on
		}
		marks = 0
		return r
	}, text)
}

// unshown reports whether r is invisible and changes how its neighbours are
// shown: direction overrides, deprecated and private formatting, and
// noncharacters. Joiners and direction marks stay: scripts and emoji need them.
func unshown(r rune) bool {
	switch {
	case r == '\u202d' || r == '\u202e': // left-to-right and right-to-left override
		return true
	case '\u206a' <= r && r <= '\u206f' || '\ufff9' <= r && r <= '\ufffb': // deprecated; ruby anchors
		return true
	case r == '\ufeff' || r&0xfffe == 0xfffe || '\ufdd0' <= r && r <= '\ufdef':
		return true
	}
	return false
}

// escape writes s as HTML text or attribute value.
func escape(b *strings.Builder, s string) {
	_, _ = escaper.WriteString(b, s) // a Builder never fails
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")
