package spam

import (
	"math"
	"slices"
	"strings"
)

// A Topic is what a page is about, as far as it can be shared: hashes of its rarer
// words. The zero value knows of none.
type Topic struct {
	stems []uint64 // ascending
}

const (
	// maxTopicText is how much of a page is read, in bytes, and maxTopic how many of
	// its words are kept.
	maxTopicText = 64 << 10
	maxTopic     = 4096
	// minTopicRunes is the shortest word that counts, and stemRunes how much of a word
	// does, so that "dredged" and "dredging" are one.
	minTopicRunes = 4
	stemRunes     = 5
	// topicRarity is how rare a word must be in good replies, as in Model.rare: fewer
	// than one in 130 have it.
	topicRarity = 150
	// A word that this share of other pages has, and two of them at least, is usual.
	usualShare, usualPages = 0.15, 2
	// A text is off a topic when it has none of the topic's words, though the topic has
	// that many and the text that many of any kind.
	offTopicWords, offTextWords = 40, 30
)

// Topic reads what a page is about from its text. Words that are usual on other pages
// of the site, such as a language's little words, are no part of it.
func (m *Model) Topic(text string, others []string) Topic {
	x := extractors.Get().(*extractor)
	defer extractors.Put(x)
	pages := map[uint64]int{}
	for _, other := range others {
		for _, stem := range m.stems(x, other) {
			pages[stem]++
		}
	}
	usual := max(usualPages, int(math.Ceil(usualShare*float64(len(others)))))
	return Topic{slices.DeleteFunc(m.stems(x, text), func(stem uint64) bool { return pages[stem] >= usual })}
}

// stems are what a text has that is rare in good replies, ascending.
func (m *Model) stems(x *extractor, text string) []uint64 {
	var stems []uint64
	for part := range strings.Lines(text[:cut(text, maxTopicText)]) { // folding reads no more at once than of a reply
		x.fold(part)
		x.eachStem(func(stem uint64, rarity uint32, _ word) {
			if m.rare[rarity%tableSize] >= topicRarity {
				stems = append(stems, stem)
			}
		})
	}
	slices.Sort(stems)
	stems = slices.Compact(stems)
	return stems[:min(len(stems), maxTopic)]
}

// eachStem calls each with what can be shared of the folded text: the beginnings of
// its longer words and, in scripts without spaces, its pairs of characters. Rarity is
// the feature that tells how rare it is.
func (f *folded) eachStem(each func(stem uint64, rarity uint32, at word)) {
	for _, w := range f.words {
		if isUnspaced(f.runes[w.start]) {
			for i := w.start; i+2 <= w.end; i++ {
				pair := word{i, i + 2}
				h := mix(f.hash(pair), tagGram)
				each(h, finish(h^uint64(inWords)<<56), pair)
			}
			continue
		}
		if n := w.end - w.start; n < minTopicRunes || n > maxWordRunes {
			continue
		}
		stem := mix(f.hash(word{w.start, min(w.end, w.start+stemRunes)}), tagWord)
		each(stem, finish(mix(f.hash(w), tagWord)^uint64(inWords)<<56), w)
	}
}

// shareTopic notes what the text shares with the page, each word once.
func (x *extractor) shareTopic(t Topic) {
	x.shared = x.shared[:0]
	if len(t.stems) == 0 {
		return
	}
	var found [8]uint64 // more than the features tell apart
	x.eachStem(func(stem uint64, _ uint32, at word) {
		n := len(x.shared)
		if n == len(found) || slices.Contains(found[:n], stem) {
			return
		}
		if _, ok := slices.BinarySearch(t.stems, stem); ok {
			found[n] = stem
			x.shared = append(x.shared, at)
		}
	})
}

// isOffTopic reports whether a text that is long enough to tell shares nothing with a
// page that is.
func (x *extractor) isOffTopic(t Topic) bool {
	return len(x.shared) == 0 && len(t.stems) >= offTopicWords && len(x.words) >= offTextWords
}

// sharedWords lists what the text shares with the page, as it was written.
func (x *extractor) sharedWords() string {
	words := make([]string, len(x.shared))
	for i, w := range x.shared {
		words[i] = strings.TrimSpace(x.content[x.src[w.start]:x.src[w.end]])
	}
	return listed(words)
}
