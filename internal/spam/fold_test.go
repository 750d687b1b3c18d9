package spam_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"stet/internal/spam"
)

func TestFoldedTakesDisguisesOff(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"capitals are small":                     {"The FERRY", "the ferry"},
		"runs of blanks are one":                 {"  a \t\n\u00a0 b ", "a b"},
		"mathematical letters are plain":         {"𝐁𝐨𝐧𝐮𝐬 𝟚𝟘𝟘", "bonus 200"},
		"wide letters are plain":                 {"ｃａｓｉｎｏ", "casino"},
		"decomposed letters are composed first":  {"ки\u0306не\u0308", "кине"},
		"what hides in a tag is read":            {"<a buy pills>now</a> <b>", "buy pills now"},
		"attributes go":                          {"<a href=\"https://a.example\" rel=nofollow>a</a>", "\"\ufffc\" nofollow a"},
		"ringed and squared letters are plain":   {"ⓦⓘⓝ 🆆🅸🅽 🄱", "win win b"},
		"small capitals are plain":               {"ᴄᴀsɪɴᴏ", "casino"},
		"composed accents go":                    {"Crédit à Zürich, łódź", "credit a zurich, lodz"},
		"stacked marks go":                       {"c\u0300\u0301\u0302a\u0334sino", "casino"},
		"unseen characters go":                   {"ca\u200bsi\u00adno\u2060", "casino"},
		"Cyrillic letters in a Latin word pose":  {"vіаgrа", "viagra"},
		"Greek letters in a Latin word pose":     {"cαsinο", "casino"},
		"a Russian word stays Russian":           {"СОРОКА", "сорока"},
		"a Greek word stays Greek":               {"Λιμάνι", "λιμανι"},
		"Indic vowel signs stay":                 {"हिन्दी", "हिन्दी"},
		"Hangul stays":                           {"한국어", "한국어"},
		"digits of other scripts are plain":      {"٣٤ ४२ ３", "34 42 3"},
		"tags are blanks":                        {"one<br/>two <b>three</b>", "one two three"},
		"an angle bracket alone stays":           {"1 < 2, 3 > 2 <3", "1 < 2, 3 > 2 <3"},
		"entities are what they name":            {"fish &amp; chips &#x41;", "fish & chips a"},
		"an ampersand alone stays":               {"fish & chips; AT&T", "fish & chips; at&t"},
		"addresses are one character each":       {"see https://a.example/b?c and www.d.example.", "see \ufffc and \ufffc"},
		"bytes that are no UTF-8 are replaced":   {"a\xff\xfeb", "a\ufffd\ufffdb"},
		"nothing is nothing":                     {"", ""},
		"blanks are nothing":                     {" \n ", ""},
		"only marks and unseen ones are nothing": {strings.Repeat("\u0301\u200b", 50), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := spam.Folded(tt.in); got != tt.want {
				t.Errorf("Folded(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldedReadsHeadAndTailOfALongText(t *testing.T) {
	long := "begin " + strings.Repeat("middle ", 10_000) + "end"
	got := spam.Folded(long)
	if !strings.HasPrefix(got, "begin") || !strings.HasSuffix(got, "end") || len(got) > 33_000 {
		t.Errorf("Folded(%d bytes) has %d bytes, from %.10q to %q", len(long), len(got), got, got[len(got)-10:])
	}
}

func FuzzFolded(f *testing.F) {
	for _, s := range []string{"𝐁𝐨𝐧𝐮𝐬", "a\u0301\u200b", "<a href='https://x.example'>x</a>", "&amp;&#x10ffff;", "vіаgrа", "\xff", "ﷺ", "s l o t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := spam.Folded(s)
		if !utf8.ValidString(got) {
			t.Errorf("Folded(%q) = %q is not UTF-8", s, got)
		}
		// One character may unfold to at most 18 (U+FDFA), and no more than 32 KiB are read.
		if most := 18 * min(len(s), 32<<10) * utf8.UTFMax; len(got) > most {
			t.Errorf("Folded(%q) has %d bytes, want at most %d", s, len(got), most)
		}
		if strings.Contains(got, "  ") {
			t.Errorf("Folded(%q) = %q has two blanks in a row", s, got)
		}
	})
}
