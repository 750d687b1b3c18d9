package spam

import "math/bits"

// nearBits is in how many of the 64 bits near repeats may differ.
const nearBits = 9

// minPrintRunes is the shortest text, in letters, that has a fingerprint: shorter
// ones ("Thank you very much for this article.") are repeated by honest people.
const minPrintRunes = 44

// Fingerprint is a similarity hash of the folded text (Charikar's simhash over
// runs of four letters): texts that differ in a few words have fingerprints that
// differ in a few bits. Digits, punctuation and blanks do not count. A text too
// short to tell has none, which is 0.
func Fingerprint(text string) uint64 {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	x.fold(text)
	letters := x.runes[:0]
	for _, r := range x.runes {
		if isWordRune(r) && (r < '0' || r > '9') {
			letters = append(letters, r)
		}
	}
	least := minPrintRunes
	if x.count.other > len(letters)/2 { // a Chinese character says as much as two or three letters
		least /= 2
	}
	if len(letters) < least {
		return 0
	}
	var votes [64]int32
	for i := 0; i+4 <= len(letters); i++ {
		h := step(step(step(step(0, letters[i]), letters[i+1]), letters[i+2]), letters[i+3])
		h = mix(h, tagGram)
		h ^= h >> 32
		for b := range votes {
			votes[b] += int32(h>>b&1)*2 - 1
		}
	}
	var print uint64
	for b, v := range votes {
		if v > 0 {
			print |= 1 << b
		}
	}
	return max(print, 1)
}

// Near reports whether two fingerprints are those of near repeats. No fingerprint
// is near nothing.
func Near(a, b uint64) bool {
	return a != 0 && b != 0 && bits.OnesCount64(a^b) <= nearBits
}
