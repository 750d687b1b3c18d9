package spam

import (
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// A space keeps features of one origin apart from those of another: the word
// "loans" in a text and in a name are two features. It also says in whose clue
// the feature counts.
type space uint8

const (
	inWords space = iota
	inLetters
	inLinks
	inAuthor
	inEmail
	inURL
	inManner // traits
	spaces
)

// unknown are the spaces of which the starter knows nothing: only sites learn them. It
// must not read in them what other features taught that share a place with theirs.
var unknown = [spaces]bool{inEmail: true, inManner: true}

// maxFeatures bounds the distinct hashed features of one message.
const maxFeatures = 40 << 10

// A feature is a hashed property that a message has.
type feature struct {
	id    uint32
	word  int16 // the word of the text that it belongs to, or -1
	space space
}

// An extractor takes a message apart. It is scratch space, to be used again for
// one message after another so that a check does not allocate per feature.
type extractor struct {
	folded
	// content is the text, its letters composed: what folded refers to.
	content  string
	features []feature
	// count of hashed features by space, and the value that each has there: the
	// values of one space have the Euclidean length 1, however long the text is.
	n     [spaces]int
	value [spaces]float64
	// hand are the values of the hand-made features.
	hand [nHand]float64
	// home is the sender's home page.
	home    link
	hasHome bool
	// joined counts words that were written letter by letter.
	joined int
	// shared are the places, in runes, of what the text has of the page's topic; see
	// shareTopic.
	shared []word

	field folded // a second text: the name
	// tally is the account, and the lists what is kept in it of each word: what starter
	// and site find in it, how many features it has, and the sum of the squares of their
	// values for the site.
	tally                                  tally
	byWord, siteByWord, inWord, siteSquare []float64
	parts                                  []part
	seen                                   idSet
	// siteValue are the values of the features for a site's own model, and levels and
	// slots what starter and site have for them, one each.
	siteValue []float64
	levels    []int8
	slots     []slot
	order     []uint64 // see descent.changes
}

var extractors = sync.Pool{New: func() any { return new(extractor) }}

// extract takes m apart.
func (x *extractor) extract(m Message) {
	x.features = x.features[:0]
	x.n = [spaces]int{}
	x.hand = [nHand]float64{}
	x.joined = 0

	x.content = composed(m.Content)
	x.fold(x.content)
	x.home, x.hasHome = link{}, false
	if u := m.URL[:cut(m.URL, 2048)]; u != "" {
		x.home, x.hasHome = parseLink(u)
	}
	x.seen.empty(x.mostFeatures(m))
	x.wordFeatures()
	x.gramFeatures()
	x.linkFeatures()
	x.authorFeatures(m.Author)
	x.emailFeatures(m.Email)
	x.homeFeatures()
	x.mannerFeatures(m.Traits)
	x.shareTopic(m.Topic)
	x.handFeatures(m)
	x.normalise()
}

// mostFeatures is no less than how many hashed features m can have, as far as they are
// read: each character begins five runs and one as it was written, and ends a word, a pair
// and a word that was spelled; an address has some hundred.
func (x *extractor) mostFeatures(m Message) int {
	const each, ofAddress, others = 9, 128, 64
	text := len(x.runes) + len(m.Author) + len(m.Email)
	return min(maxFeatures, each*text+ofAddress*(len(x.links)+1)+others)
}

// composed composes letters and their marks in what is read of text.
func composed(text string) string {
	if len(text) <= headBytes+tailBytes {
		return norm.NFC.String(text)
	}
	head, tail := cut(text, headBytes), cut(text, len(text)-tailBytes)
	first, last := norm.NFC.String(text[:head]), norm.NFC.String(text[tail:])
	if first == text[:head] && last == text[tail:] {
		return text
	}
	return first + text[head:tail] + last
}

// add notes a feature once.
func (x *extractor) add(h uint64, s space, word int16) {
	id := finish(h ^ uint64(s)<<56)
	if len(x.features) < maxFeatures && x.seen.add(id) {
		x.features = append(x.features, feature{id: id, word: word, space: s})
		x.n[s]++
	}
}

// normalise sets the values of the hashed features for the starter. Words and
// letters are one text and share one length.
func (x *extractor) normalise() {
	text := x.n[inWords] + x.n[inLetters]
	for s, n := range x.n {
		if space(s) == inWords || space(s) == inLetters {
			n = text
		}
		x.value[s] = inverseRoot(n)
	}
	for s, is := range unknown {
		if is {
			x.value[s] = 0
		}
	}
}

// Tags tell kinds of features of one space apart.
const (
	tagWord uint64 = iota + 1
	tagPair
	tagGram
	tagRaw
	tagHost
	tagDomain
	tagEnding
	tagDepth
	tagPath
	tagShape
	tagTrait
)

// maxWordRunes is the longest run of letters that counts as a word.
const maxWordRunes = 40

// wordFeatures adds each word, each pair of neighbours, and words written letter
// by letter ("s l o t") as the words they are.
func (x *extractor) wordFeatures() {
	var before, spelled uint64
	letters := 0
	for i, w := range x.words {
		h := x.hash(w)
		long := w.end-w.start > maxWordRunes
		if !long && !isUnspaced(x.runes[w.start]) {
			x.add(mix(h, tagWord), inWords, int16(i))
			if before != 0 {
				x.add(mix(before, h)+tagPair, inWords, int16(i))
			}
			before = h
		} else {
			before = 0
		}
		if w.end-w.start == 1 && x.runes[w.start] >= 'a' {
			spelled = step(spelled, x.runes[w.start])
			letters++
			continue
		}
		x.endSpelled(spelled, letters, i-1)
		spelled, letters = 0, 0
	}
	x.endSpelled(spelled, letters, len(x.words)-1)
}

// endSpelled ends a run of single letters that ends with the word last.
func (x *extractor) endSpelled(h uint64, letters, last int) {
	if letters >= 3 {
		x.joined++
		x.add(mix(h, tagWord), inWords, int16(last)) //nolint:gosec // under 6,000 words
	}
}

func (f *folded) hash(w word) uint64 {
	var h uint64
	for _, r := range f.runes[w.start:w.end] {
		h = step(h, r)
	}
	return h
}

// gramFeatures adds every character and every run of two to five characters of
// the folded text, and runs of three as written where folding changed them. A run
// counts for the word in its middle; one without a word there counts as letters.
func (x *extractor) gramFeatures() {
	n := len(x.runes)
	for i := range n {
		var h uint64
		for k := range 5 {
			if i+k >= n {
				break
			}
			h = step(h, x.runes[i+k])
			x.addRun(mix(h, tagGram), i+(k+1)/2)
		}
		if i+3 <= n && (x.raw[i] != x.runes[i] || x.raw[i+1] != x.runes[i+1] || x.raw[i+2] != x.runes[i+2]) {
			h = step(step(step(0, x.raw[i]), x.raw[i+1]), x.raw[i+2])
			x.addRun(mix(h, tagRaw), i+1)
		}
	}
}

func (x *extractor) addRun(h uint64, middle int) {
	word := x.word[middle]
	if word < 0 {
		x.add(h, inLetters, -1)
		return
	}
	x.add(h, inWords, word)
}

// linkFeatures adds where the links of the text lead.
func (x *extractor) linkFeatures() {
	for _, l := range x.links {
		x.addressFeatures(l, inLinks)
	}
}

// addressFeatures adds what is known of an address: host, domain, ending, letters
// of the host, words of host and path.
func (x *extractor) addressFeatures(l link, s space) {
	x.add(hashString(tagHost, l.host), s, -1)
	x.add(hashString(tagDomain, l.domain), s, -1)
	x.add(hashString(tagEnding, l.host[strings.LastIndexByte(l.host, '.')+1:]), s, -1)
	x.add(mix(uint64(min(l.depth(), 4)), tagDepth), s, -1) //nolint:gosec // at most 4
	for i := 0; i+4 <= len(l.host) && i < 60; i++ {
		x.add(hashString(tagGram, l.host[i:i+4]), s, -1)
	}
	x.addParts(l.host, tagWord, s)
	x.addParts(l.path, tagPath, s)
}

// addParts adds the words of a host or path, up to 16 of them.
func (x *extractor) addParts(text string, tag uint64, s space) {
	start, added := 0, 0
	for i := 0; i <= len(text) && added < 16; i++ {
		if i < len(text) && isASCIIWord(text[i]) {
			continue
		}
		if i-start > 1 && i-start <= maxWordRunes {
			x.add(hashString(tag, text[start:i]), s, -1)
			added++
		}
		start = i + 1
	}
}

func isASCIIWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

// authorFeatures adds the words and letters of the sender's name.
func (x *extractor) authorFeatures(name string) {
	if name == "" {
		return
	}
	f := &x.field
	f.foldName(name[:cut(name, 200)])
	for _, w := range f.words {
		x.add(mix(f.hash(w), tagWord), inAuthor, -1)
	}
	for i := 0; i+3 <= len(f.runes); i++ {
		h := step(step(step(0, f.runes[i]), f.runes[i+1]), f.runes[i+2])
		x.add(mix(h, tagGram), inAuthor, -1)
		if i+4 <= len(f.runes) {
			x.add(mix(step(h, f.runes[i+3]), tagGram), inAuthor, -1)
		}
	}
	x.add(mix(uint64(min(len(f.words), 5)), tagShape), inAuthor, -1)
}

// emailFeatures adds the domain of the sender's address and the shape of its
// local part. The local part itself is nobody's business.
func (x *extractor) emailFeatures(email string) {
	local, host, ok := strings.Cut(email[:cut(email, 254)], "@")
	if !ok {
		return
	}
	if l, ok := parseLink(host); ok {
		x.add(hashString(tagHost, l.host), inEmail, -1)
		x.add(hashString(tagEnding, l.host[strings.LastIndexByte(l.host, '.')+1:]), inEmail, -1)
	}
	x.add(mix(uint64(min(digits(local), 6)), tagShape), inEmail, -1) //nolint:gosec // at most 6
}

// digits counts the digits in s.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

// homeFeatures adds where the sender's home page is.
func (x *extractor) homeFeatures() {
	if x.hasHome {
		x.addressFeatures(x.home, inURL)
	}
}

// maxTraits bounds the traits that are read.
const maxTraits = 32

// mannerFeatures adds how the message came.
func (x *extractor) mannerFeatures(traits []string) {
	for _, t := range traits[:min(len(traits), maxTraits)] {
		x.add(hashString(tagTrait, t[:cut(t, maxTextBytes)]), inManner, -1)
	}
}
