package spam

import (
	"slices"
	"unicode"
)

// isPlainWide reports whether r is a Chinese, Japanese or Korean character that
// stands for itself: folding leaves it as it is.
func isPlainWide(r rune) bool {
	return 0x4e00 <= r && r <= 0x9fff || 0xac00 <= r && r <= 0xd7a3 || 0x3041 <= r && r <= 0x3096 || 0x30a1 <= r && r <= 0x30fa
}

// isUnspaced reports whether r is of a script that is written without spaces, in
// which a run of letters is no word.
func isUnspaced(r rune) bool {
	return 0x4e00 <= r && r <= 0x9fff || 0x3041 <= r && r <= 0x30ff || 0x3400 <= r && r <= 0x4dbf ||
		0xe00 <= r && r <= 0xeff || 0x1000 <= r && r <= 0x109f || 0x1780 <= r && r <= 0x17ff || 0x20000 <= r && r <= 0x3ffff
}

// isMark reports whether r is a combining mark that folding drops: the general
// diacritics, and the vowel signs that Arabic and Hebrew readers can do without.
// The signs of Indic scripts, which carry the word, stay.
func isMark(r rune) bool {
	return 0x300 <= r && r <= 0x36f || 0x483 <= r && r <= 0x489 || 0x591 <= r && r <= 0x5c7 ||
		0x64b <= r && r <= 0x65f || r == 0x670 || 0x1ab0 <= r && r <= 0x1aff || 0x1dc0 <= r && r <= 0x1dff ||
		0x20d0 <= r && r <= 0x20ff || 0xfe20 <= r && r <= 0xfe2f
}

// isHidden reports whether r is shown as nothing: zero-width and directional
// characters, fillers, variation selectors, tags, the soft hyphen.
func isHidden(r rune) bool {
	switch {
	case r == 0xad, r == 0x34f, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x180e, r == 0x3164, r == 0xffa0, r == 0xfeff:
		return true
	case 0x180b <= r && r <= 0x180d, 0xfff9 <= r && r <= 0xfffb, 0x1d173 <= r && r <= 0x1d17a, r == 0x2800:
		return true
	case 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f, 0xfe00 <= r && r <= 0xfe0f, 0xe0000 <= r && r <= 0xe0fff:
		return true
	}
	return false
}

// isInnocent reports whether the hidden character r has honest work in ordinary
// writing: it joins emoji or letters, selects a form, gives a direction, or says
// where a word may be divided.
func isInnocent(r rune) bool {
	return 0x200c <= r && r <= 0x200f || r == 0xfe0e || r == 0xfe0f || r == 0xad
}

func isEmoji(r rune) bool {
	return 0x1f300 <= r && r <= 0x1faff || 0x2600 <= r && r <= 0x27bf || 0x2b00 <= r && r <= 0x2bff || 0x1f1e6 <= r && r <= 0x1f1ff
}

// isStyled reports whether r is a letter or digit in a costume that ordinary
// keyboards do not have: mathematical, circled, squared, a small capital. Wide
// letters are none: Chinese and Japanese keyboards have them.
func isStyled(r rune) bool {
	return 0x1d400 <= r && r <= 0x1d7ff || 0x24b6 <= r && r <= 0x24e9 || 0x1f110 <= r && r <= 0x1f1e5 ||
		0x1d00 <= r && r <= 0x1dbf || 0x2090 <= r && r <= 0x209c || 0x2102 <= r && r <= 0x2138 && unicode.IsLetter(r)
}

// smallForms are letters that NFKC leaves alone though they read as plain ones:
// small capitals, turned and squared letters, and a few with a stroke.
var smallForms = costumes()

// costumes lists the costumes as rows of disguised letters beside their plain ones.
func costumes() map[rune]rune {
	m := map[rune]rune{}
	row := func(disguised, plain string) {
		p := []rune(plain)
		for i, r := range []rune(disguised) {
			m[r] = p[i]
		}
	}
	row("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz")
	row("ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ", "acefghijkmrtvwy")
	row("ɑɡɩ", "agi")
	row("øđłħŧıſ", "odlhtis") // ordinary letters, not counted as a costume
	span := func(first rune) {
		for i := range rune(26) {
			m[first+i] = 'a' + i
		}
	}
	span(0x1f130) // squared
	span(0x1f150) // negative circled
	span(0x1f170) // negative squared
	return m
}

// posing are letters of Cyrillic, Greek and Armenian that look like Latin ones.
// They are replaced only inside a word that has Latin letters too: a Russian word
// stays Russian.
var posing = lookalikes()

func lookalikes() map[rune]rune {
	m := map[rune]rune{}
	row := func(strange, latin string) {
		l := []rune(latin)
		for i, r := range []rune(strange) {
			m[r] = l[i]
		}
	}
	row("аеорсухівкмнтгзьѕјԁԛԝһӏђ", "aeopcyxibkmhtr3bsjdqwhlh")
	row("αβγεηικνορτυχωσςµμ", "abyenikvoptuxwocuu")
	row("օսհոցզրյ", "ouhngqpj")
	return m
}

// splitWords finds the words of the folded text and unmasks posing letters.
func (f *folded) splitWords() {
	f.word = slices.Grow(f.word[:0], len(f.runes))[:len(f.runes)]
	for i := 0; i < len(f.runes); {
		if !isWordRune(f.runes[i]) {
			f.word[i] = -1
			i++
			continue
		}
		start, unspaced := i, isUnspaced(f.runes[i])
		for i < len(f.runes) && isWordRune(f.runes[i]) && isUnspaced(f.runes[i]) == unspaced && !(unspaced && i-start == 4) {
			f.word[i] = int16(len(f.words)) //nolint:gosec // under 25,000 runes
			i++
		}
		f.words = append(f.words, word{int32(start), int32(i)}) //nolint:gosec // under 25,000 runes
		if !unspaced {
			f.unmask(f.runes[start:i])
		}
	}
}

// unmask replaces letters of other scripts in a word that has Latin letters too.
func (f *folded) unmask(w []rune) {
	var latin, strange bool
	for _, r := range w {
		switch {
		case 'a' <= r && r <= 'z':
			latin = true
		case r >= 0x370 && r < 0x590:
			strange = true
		}
	}
	if !latin || !strange {
		return
	}
	for i, r := range w {
		if l, ok := posing[r]; ok {
			w[i] = l
			f.count.posing++
		}
	}
}

// isWordRune reports whether r can be part of a word.
func isWordRune(r rune) bool {
	if r < 0x80 {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return isPlainWide(r) || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// scripts are those of which a text is told to be, by their codes (ISO 15924).
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin},
	{"Cyrl", unicode.Cyrillic},
	{"Grek", unicode.Greek},
	{"Arab", unicode.Arabic},
	{"Hebr", unicode.Hebrew},
	{"Hani", unicode.Han},
	{"Jpan", unicode.Hiragana},
	{"Jpan", unicode.Katakana},
	{"Kore", unicode.Hangul},
	{"Thai", unicode.Thai},
	{"Deva", unicode.Devanagari},
}

// script is the code of the script that most letters of the text are of, as they were
// written, or "" when they are of another than those that are told.
func (f *folded) script() string {
	n := map[string]int{}
	most := ""
	for _, r := range f.raw {
		if !unicode.IsLetter(r) {
			continue
		}
		code := ""
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				code = s.code
				break
			}
		}
		if n[code]++; n[code] > n[most] {
			most = code
		}
	}
	if most == "Hani" && n["Jpan"] > 0 { // Chinese has no kana
		return "Jpan"
	}
	return most
}
