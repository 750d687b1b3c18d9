package spam

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A handFeature is a property that we thought of, rather than a hash of text.
type handFeature uint8

// The hand-made features, in the order of their kinds. The order is part of the
// model's format.
const (
	handTiny   handFeature = iota // up to 10 letters and digits
	handShort                     // up to 30
	handMedium                    // up to 100
	handLong                      // up to 400
	handLonger                    // over 400
	handCapitals
	handShouting
	handBangs
	handDigits
	handEmoji
	handManyEmoji
	handLines
	handRun
	handMarkup
	handPhone
	handMoney
	handHandle
	handWordless
	handMonotone
	handGibberish

	handOneLink
	handTwoLinks
	handManyLinks
	handBareLink // hardly anything but the link

	handStyled
	handManyStyled
	handMarked
	handHidden
	handPosing
	handJoined

	handNameInHost
	handNameDigits
	handNameLong
	handNameLink

	handNameDrawn // letters drawn at random: see hasGibberish

	handMailDigits // untrained from here on: see untrained

	handHome
	handHomePath
	handHomeBroken // what stands for a home page is no address
	handForeign
	handTongue
	handHasty
	handQuick
	handCalm
	handRepeatHam
	handRepeatSpam
	handRepeatSpams
	handNewHost
	handKnown   // the sender has a good record
	handRegular // a long one
	handRefused // a bad one
	handMany    // several from one network within minutes
	handFlood
	handTopic // words of the page
	handTopical
	handOffTopic
	handNoAgent
	handNoLanguage
	handNoReferrer
	handMasked
	handLate
	handTrap
	nHand
)

// untrained are the weights of hand features of which the corpora tell nothing,
// or, as of the home page, nothing but where a text was collected. They are set
// by judgement and a site's own lessons move them.
var untrained = map[handFeature]float64{
	handMailDigits:  0.2,
	handHome:        0.2,
	handHomeBroken:  2,
	handHomePath:    0.4,
	handForeign:     0.5,
	handTongue:      0.5,
	handHasty:       1.5,
	handQuick:       0.6,
	handCalm:        -0.2,
	handRepeatHam:   -0.5,
	handRepeatSpam:  4,
	handRepeatSpams: 1.5,
	handNewHost:     0.3,
	handKnown:       -0.6,
	handRegular:     -0.5,
	handRefused:     0.8,
	handMany:        0.3,
	handFlood:       0.5,
	handTopic:       -0.3,
	handTopical:     -0.3,
	handOffTopic:    0.2,
	handNoAgent:     1,
	handNoLanguage:  0.8,
	handNoReferrer:  0.2,
	handMasked:      1.5,
	handLate:        0.4,
	handTrap:        0, // see trapOdds
}

// lateAge is when a page is old enough that a new reply to it is unusual.
const lateAge = 180 * 24 * time.Hour

// kind says in whose clue a hand feature counts.
func (h handFeature) kind() kind {
	switch {
	case h <= handGibberish:
		return kindShape
	case h <= handBareLink:
		return kindLinks
	case h <= handJoined:
		return kindDisguise
	case h <= handNameDrawn:
		return kindAuthor
	case h <= handMailDigits:
		return kindEmail
	case h <= handHomeBroken:
		return kindURL
	case h <= handTongue:
		return kindLanguage
	case h <= handCalm:
		return kindRhythm
	case h <= handRepeatSpams:
		return kindRepeat
	case h <= handNewHost:
		return kindHost
	case h <= handRefused:
		return kindRecord
	case h <= handFlood:
		return kindRate
	case h <= handOffTopic:
		return kindTopic
	case h <= handMasked:
		return kindProgram
	case h <= handLate:
		return kindAge
	}
	return kindTrap
}

func (x *extractor) when(h handFeature, is bool) {
	if is {
		x.hand[h] = 1
	}
}

// handFeatures sets the hand-made features of m, which is folded already.
func (x *extractor) handFeatures(m Message) {
	x.shapeFeatures(m)
	c := &x.count
	x.when(handStyled, c.styled > 0)
	x.when(handManyStyled, c.styled > 4)
	x.when(handMarked, c.marks > 2 && c.latin+c.cyrillic > 0)
	x.when(handHidden, c.hidden > 0)
	x.when(handPosing, c.posing > 1)
	x.when(handJoined, x.joined > 0)

	x.when(handOneLink, x.nLinks == 1)
	x.when(handTwoLinks, x.nLinks == 2)
	x.when(handManyLinks, x.nLinks > 2)
	x.when(handBareLink, x.nLinks > 0 && len(x.words) < 12)

	x.senderFeatures(m)
	x.when(handForeign, x.isForeign(m.Lang))
	x.when(handTongue, x.hand[handForeign] == 0 && x.tongue(m.Lang) != "")
	x.rhythmFeatures(m.Elapsed)
	x.pastFeatures(m)
	x.when(handTopic, len(x.shared) >= 2)
	x.when(handTopical, len(x.shared) >= 4)
	x.when(handOffTopic, x.isOffTopic(m.Topic))
	x.when(handNoAgent, m.Signs&NoAgent != 0)
	x.when(handNoLanguage, m.Signs&NoLanguage != 0)
	x.when(handNoReferrer, m.Signs&NoReferrer != 0)
	x.when(handMasked, m.Signs&Masked != 0)
	x.when(handLate, m.Age > lateAge)
	x.when(handTrap, m.Trap)
}

// pastFeatures sets what came before. Who shares a network with somebody who was kept
// out shares it with those who were published.
func (x *extractor) pastFeatures(m Message) {
	x.when(handRepeatHam, m.Repeats.Ham > 0)
	x.when(handRepeatSpam, m.Repeats.Spam > m.Repeats.Ham)
	x.when(handRepeatSpams, m.Repeats.Spam > m.Repeats.Ham+1)
	x.when(handNewHost, len(m.NewHosts) > 0)
	r := m.Record
	x.when(handKnown, r.Stood > 0)
	x.when(handRegular, r.Stood > 2)
	x.when(handRefused, r.Refused > r.Neighbours)
	x.when(handMany, r.Lately >= 4)
	x.when(handFlood, r.Lately >= 12)
}

// shapeFeatures sets what the look of the text tells.
func (x *extractor) shapeFeatures(m Message) {
	c := &x.count
	if m.Content != "" {
		x.hand[lengthOf(c.letters+c.digits)] = 1
	}
	x.when(handCapitals, c.letters >= 12 && 10*c.upper > 3*c.letters)
	x.when(handShouting, c.letters >= 12 && 10*c.upper > 7*c.letters)
	x.when(handBangs, c.bangs > 2)
	x.when(handDigits, c.digits > 4 && 5*c.digits > c.letters)
	x.when(handEmoji, c.emoji > 0)
	x.when(handManyEmoji, c.emoji > 3)
	x.when(handLines, c.lines > 3)
	x.when(handRun, c.longestRun > 4)
	x.when(handWordless, m.Content != "" && len(x.words) == 0)
	x.when(handGibberish, x.hasGibberish())
	head := m.Content[:cut(m.Content, headBytes)]
	x.when(handMarkup, c.tags > 0 || strings.Contains(head, "[/") || strings.Contains(head, "[url"))
	x.when(handMoney, strings.ContainsAny(head, "$€£¥₽₹₿"))
	x.when(handPhone, x.hasPhone())
	x.when(handHandle, hasHandle(head))
	x.when(handMonotone, len(x.words) >= 12 && x.n[inWords]+x.n[inLetters] < 2*len(x.runes))
}

// hasGibberish reports whether a word changes between small letters and capitals
// four times or more, as drawn letters do, or twice where it stands alone.
func (f *folded) hasGibberish() bool {
	most := 3
	if len(f.words) == 1 {
		most = 1
	}
	for _, w := range f.words {
		changes, upper := 0, unicode.IsUpper(f.raw[w.start])
		for _, r := range f.raw[w.start+1 : w.end] {
			if unicode.IsUpper(r) != upper {
				changes, upper = changes+1, !upper
			}
		}
		if changes > most && w.end-w.start > 6 {
			return true
		}
	}
	return false
}

func lengthOf(letters int) handFeature {
	switch {
	case letters <= 10:
		return handTiny
	case letters <= 30:
		return handShort
	case letters <= 100:
		return handMedium
	case letters <= 400:
		return handLong
	}
	return handLonger
}

// senderFeatures sets what name, address and home page tell together.
func (x *extractor) senderFeatures(m Message) {
	if m.Author != "" {
		f := &x.field // folded by authorFeatures
		x.when(handNameDigits, f.count.digits > 0)
		x.when(handNameLong, len(f.words) > 3)
		x.when(handNameLink, strings.Contains(m.Author, "://") || strings.Contains(m.Author, "www."))
		x.when(handNameDrawn, f.hasGibberish())
		x.when(handNameInHost, x.hasHome && f.anyWordIn(x.home.host))
	}
	if local, _, ok := strings.Cut(m.Email, "@"); ok {
		x.when(handMailDigits, digits(local) > 3)
	}
	x.when(handHome, m.URL != "")
	x.when(handHomeBroken, m.URL != "" && !x.hasHome)
	x.when(handHomePath, x.hasHome && x.home.depth() > 0)
}

// anyWordIn reports whether a word of four letters or more is part of host.
func (f *folded) anyWordIn(host string) bool {
	var buf [maxWordRunes * utf8.UTFMax]byte
	for _, w := range f.words {
		if w.end-w.start < 4 || w.end-w.start > maxWordRunes {
			continue
		}
		b := buf[:0]
		for _, r := range f.runes[w.start:w.end] {
			b = utf8.AppendRune(b, r)
		}
		if strings.Contains(host, string(b)) {
			return true
		}
	}
	return false
}

// isForeign reports whether the text is mostly in another script than the page's
// language is written in. Without a language nothing is foreign.
func (x *extractor) isForeign(lang string) bool {
	c := &x.count
	letters := c.latin + c.cyrillic + c.other
	if lang == "" || letters < 10 {
		return false
	}
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg":
		return 2*c.cyrillic < letters
	case "sr":
		return 2*c.other > letters
	case "zh", "ja", "ko", "ar", "fa", "ur", "he", "yi", "el", "hy", "ka", "hi", "mr", "ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "si", "th", "lo", "km", "my", "am":
		return 2*c.other < letters
	}
	return 2*c.latin < letters
}

// rhythmFeatures sets how fast the form came back.
func (x *extractor) rhythmFeatures(elapsed time.Duration) {
	if elapsed <= 0 {
		return
	}
	perSecond := float64(x.count.letters) / elapsed.Seconds()
	x.when(handHasty, elapsed < 3*time.Second)
	x.when(handQuick, elapsed >= 3*time.Second && (elapsed < 8*time.Second || perSecond > 25))
	x.when(handCalm, elapsed > 20*time.Second && elapsed < 2*time.Hour && perSecond <= 25)
}

// hasPhone reports whether the text has a telephone number: nine digits or more,
// with at most two other characters between one and the next.
func (f *folded) hasPhone() bool {
	digits, gap := 0, 0
	for _, r := range f.runes {
		switch {
		case '0' <= r && r <= '9':
			if digits++; digits >= 9 {
				return true
			}
			gap = 0
		case digits > 0 && gap < 2 && strings.ContainsRune(" -.()/", r):
			gap++
		default:
			digits, gap = 0, 0
		}
	}
	return false
}

// hasHandle reports whether text names an account, as "@name" after a blank.
func hasHandle(text string) bool {
	for i := 0; i+3 < len(text); i++ {
		if text[i] == '@' && (i == 0 || text[i-1] <= ' ' || text[i-1] >= 0x80) && isASCIIWord(text[i+1]) && isASCIIWord(text[i+2]) {
			return true
		}
	}
	return false
}
