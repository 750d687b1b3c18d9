package spam

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The filter reads the head and the tail of a long text: a hostile text must not buy
// more work with more bytes. What a site takes as a reply is read as a whole.
const (
	headBytes = 24 << 10
	tailBytes = 8 << 10
)

// A folded text is what remains of a text when its disguises are taken off:
// compatibility forms (𝐛𝐨𝐥𝐝, ｗｉｄｅ, ⓡⓘⓝⓖ) are plain letters, marks and unseen
// characters are gone, capitals are small, runs of blanks are one space, and
// letters of other scripts that pose as Latin ones are Latin.
type folded struct {
	// runes is the folded text; it starts and ends with a space.
	runes []rune
	// raw holds for each of runes the character it was folded from, src the byte at
	// which that character starts.
	raw []rune
	src []int32
	// word holds for each of runes the index of its word, or -1.
	word []int16
	// words are the words in their order.
	words []word
	// links are the addresses in the text, each of which is one linkRune in runes,
	// and nLinks how many there are: those that follow another to the same host, as
	// in <a href="https://a.example">a.example</a>, count once.
	links  []link
	nLinks int
	// count says what was seen and folded on the way.
	count counts
	inTag bool // while folding
}

// A word is one word of a folded text: the places of its first rune and after
// its last, in runes.
type word struct{ start, end int32 }

// counts are what folding saw.
type counts struct {
	letters, upper, digits, bangs, emoji, lines int // of the text as written
	latin, cyrillic, other                      int // letters by script
	styled                                      int // compatibility forms of letters and digits
	marks                                       int // combining marks that are no part of a letter
	hidden                                      int // characters that nobody sees
	posing                                      int // letters of another script inside a Latin word
	longestRun                                  int // the longest run of one character
	tags                                        int // HTML tags
}

// linkRune stands for an address in a folded text.
const linkRune = '\ufffc'

func (f *folded) reset() {
	f.runes, f.raw, f.src = f.runes[:0], f.raw[:0], f.src[:0]
	f.word, f.words = f.word[:0], f.words[:0]
	f.links, f.nLinks = f.links[:0], 0
	f.count, f.inTag = counts{}, false
}

// fold takes the disguises off text. What it holds is valid until the next call.
func (f *folded) fold(text string) {
	f.reset()
	f.add(' ', ' ', 0)
	if len(text) <= headBytes+tailBytes {
		f.foldPart(text, 0, true)
	} else {
		head, tail := seams(text)
		f.foldPart(text[:head], 0, true)
		f.blank(head)
		f.findLinks(text[head:min(tail, maxLinkBytes)])
		f.foldPart(text[tail:], tail, true)
	}
	f.blank(len(text))
	f.splitWords()
}

// seams are where the head of a long text ends and its tail begins: between words as
// far as there are any, so that no address is cut.
func seams(text string) (head, tail int) {
	const longest = 2048 // of an address
	head = cut(text, headBytes)
	if i := strings.LastIndexAny(text[head-longest:head], " \t\n"); i >= 0 {
		head += i - longest
	}
	tail = cut(text, len(text)-tailBytes)
	if i := strings.IndexAny(text[tail:tail+longest], " \t\n"); i >= 0 {
		tail += i
	}
	return head, tail
}

// foldName folds a short text in which an address is text like any other.
func (f *folded) foldName(name string) {
	f.reset()
	f.add(' ', ' ', 0)
	f.foldPart(name, 0, false)
	f.blank(len(name))
	f.splitWords()
}

// cut is the largest number of bytes, at most n, at which text can be cut without
// cutting a character.
func cut(text string, n int) int {
	if n >= len(text) {
		return len(text)
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

func (f *folded) add(folded, raw rune, at int) {
	f.runes = append(f.runes, folded)
	f.raw = append(f.raw, raw)
	f.src = append(f.src, int32(at)) //nolint:gosec // texts are far shorter than 2 GiB
}

func (f *folded) blank(at int) {
	if f.runes[len(f.runes)-1] != ' ' {
		f.add(' ', ' ', at)
	}
}

// foldPart folds one stretch of text that starts at byte offset of the whole. If
// it is running text, tags and addresses in it are taken out, and entities read.
func (f *folded) foldPart(text string, offset int, running bool) {
	run, last := 0, rune(-1)
	for i := 0; i < len(text); {
		if running {
			if n := f.foldSpecial(text, i, offset); n > 0 {
				i += n
				continue
			}
		}
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if r == last {
			run++
		} else {
			run, last = 1, r
		}
		if r != ' ' && run > f.count.longestRun {
			f.count.longestRun = run
		}
		f.foldRune(r, text[i:i+size], offset+i)
		i += size
	}
}

// foldSpecial folds what is more than a character at byte i of text, and returns
// its length, or 0 if there is nothing of the kind. Of HTML only the names of tags
// and attributes are taken out: whatever else stands in a tag can be seen where
// text is not HTML.
func (f *folded) foldSpecial(text string, i, offset int) int {
	switch c := text[i]; {
	case c == '<':
		if n := tagLength(text[i:]); n > 0 {
			f.count.tags++
			f.inTag = true
			f.blank(offset + i)
			return n
		}
	case f.inTag && (c == '>' || c == '/'):
		f.inTag = c != '>'
		f.blank(offset + i)
		return 1
	case c == '&':
		if n := entityLength(text[i:]); n > 0 {
			for _, r := range html.UnescapeString(text[i : i+n]) {
				f.foldRune(r, string(r), offset+i)
			}
			return n
		}
	case i == 0 || isURLEnd(text[i-1]):
		if f.inTag {
			if n := attributeLength(text[i:]); n > 0 {
				return n
			}
		}
		n := 0
		for i+n < len(text) && !isURLEnd(text[i+n]) {
			n++
		}
		if s, ok := linkIn(text[i : i+n]); ok && f.addLink(s) {
			f.add(linkRune, linkRune, offset+i)
			return n
		}
	}
	return 0
}

// tagNames are the HTML tags that are seen in comments.
var tagNames = set("a abbr b big blockquote br center cite code del div em font h1 h2 h3 h4 h5 h6 hr i iframe img ins li ol p " +
	"pre q s script small span strike strong style sub sup table tbody td th tr tt u ul video")

// tagLength is the length of "<name" or "</name" with which text begins, or 0 if
// it does not begin with a tag.
func tagLength(text string) int {
	start := 1
	if strings.HasPrefix(text, "</") {
		start = 2
	}
	end := start
	for end < len(text) && end-start < 12 && isASCIIWord(text[end]) {
		end++
	}
	if !tagNames[strings.ToLower(text[start:end])] || strings.IndexByte(text[end:], '>') < 0 {
		return 0
	}
	return end
}

// attributeLength is the length of the attribute's name and the sign "=" with
// which text begins, or 0.
func attributeLength(text string) int {
	n := 0
	for n < len(text) && n < 20 && isASCIIWord(text[n]) {
		n++
	}
	if n < len(text) && text[n] == '=' && attributeNames[strings.ToLower(text[:n])] {
		return n + 1
	}
	return 0
}

// attributeNames are the attributes that are seen in the tags of comments. Other words
// before a sign "=" are words: where text is not HTML, everybody reads them.
var attributeNames = set("align alt border class color dir height href id lang name rel size src style target title width")

// entityLength is the length of the HTML entity with which text begins, or 0.
func entityLength(text string) int {
	const longest = 10
	n := 1 + strings.IndexByte(text[:min(len(text), longest)], ';')
	if n < 4 {
		return 0
	}
	for _, c := range []byte(text[1 : n-1]) {
		if c != '#' && !isASCIIWord(c) {
			return 0
		}
	}
	return n
}

// foldRune folds one character, whose bytes are enc.
func (f *folded) foldRune(r rune, enc string, at int) {
	if r < utf8.RuneSelf {
		f.foldASCII(r, at)
		return
	}
	f.foldWide(r, enc, at)
}

func (f *folded) foldASCII(r rune, at int) {
	switch {
	case 'a' <= r && r <= 'z':
		f.count.letters++
		f.count.latin++
		f.add(r, r, at)
	case 'A' <= r && r <= 'Z':
		f.count.letters++
		f.count.latin++
		f.count.upper++
		f.add(r+'a'-'A', r, at)
	case '0' <= r && r <= '9':
		f.count.digits++
		f.add(r, r, at)
	case r == '\n':
		f.count.lines++
		f.blank(at)
	case r <= ' ' || r == 0x7f:
		f.blank(at)
	default:
		if r == '!' {
			f.count.bangs++
		}
		f.add(r, r, at)
	}
}

// foldWide folds a character beyond ASCII.
func (f *folded) foldWide(r rune, enc string, at int) {
	switch {
	case isPlainWide(r): // the bulk of Chinese, Japanese and Korean, unchanged by folding
		f.count.letters++
		f.count.other++
		f.add(r, r, at)
		return
	case isMark(r):
		f.count.marks++
		return
	case isHidden(r):
		if !isInnocent(r) {
			f.count.hidden++
		}
		return
	case unicode.IsSpace(r):
		f.blank(at)
		return
	case isEmoji(r):
		f.count.emoji++
	}
	if plain, ok := smallForms[r]; ok {
		if r > 0x17f {
			f.count.styled++
		}
		f.addLetter(plain, r, at)
		return
	}
	decomposed := norm.NFKD.PropertiesString(enc).Decomposition()
	if decomposed == nil {
		f.addLetter(r, r, at)
		return
	}
	if isStyled(r) {
		f.count.styled++
	}
	for len(decomposed) > 0 {
		d, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		switch {
		case isMark(d):
		case unicode.IsSpace(d):
			f.blank(at)
		default:
			f.addLetter(d, r, at)
		}
	}
}

// addLetter adds a character without its disguise, counts it and makes it small.
func (f *folded) addLetter(plain, raw rune, at int) {
	switch {
	case unicode.IsLetter(plain):
		f.count.letters++
		small := unicode.ToLower(plain)
		if small != plain {
			f.count.upper++
			plain = small
		}
		switch {
		case plain < 0x250:
			f.count.latin++
		case 0x400 <= plain && plain < 0x530:
			f.count.cyrillic++
		default:
			f.count.other++
		}
	case unicode.IsDigit(plain):
		f.count.digits++
		if v := digitValue(plain); v >= 0 {
			plain = '0' + v
		}
	}
	f.add(plain, raw, at)
}

// digitValue is the value of a European, Arabic, Persian or Hindi digit, or -1.
func digitValue(r rune) rune {
	for _, zero := range [...]rune{'0', 0x660, 0x6f0, 0x966} {
		if zero <= r && r <= zero+9 {
			return r - zero
		}
	}
	return -1
}

// Folded returns text as the filter reads it: without compatibility forms, marks,
// unseen characters and capitals, look-alike letters replaced. Of a text over
// 4 KiB only head and tail are read.
func Folded(text string) string {
	var f folded
	f.fold(composed(text))
	return string(f.runes[1:max(1, len(f.runes)-1)])
}
