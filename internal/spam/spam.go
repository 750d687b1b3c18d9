// Package spam is the filter as a pure library: it judges a Message, says why in
// Clues, and learns from a person's word in steps that can be taken back exactly.
// It reads no clock, file or database; package filter keeps what each site
// learned, and package spameval measures the whole on labelled texts.
package spam

import "time"

// A Message is what the filter judges: a text and what is known of its sender
// and of the page it stands under. Every field but Content may be empty; an empty
// field is no clue.
type Message struct {
	// ID names the message among those of its site; a Past does not take it for another.
	ID string
	// Content is the text as it was written, and Fingerprint that of it, or 0 where nobody
	// has worked it out.
	Content     string
	Fingerprint uint64
	// Author, Email and URL are the name, address and home page the sender gave.
	Author, Email, URL string
	// Network tells the network that the message came from from others, as an address
	// or a hash of one does. It is only compared, with those that a Past saw.
	Network string
	// Permalink is the page's address and Lang its language (BCP 47).
	Permalink, Lang string
	// Topic is what the page is about.
	Topic Topic
	// Time is when the message came.
	Time time.Time
	// Elapsed is the time from showing the form to sending it, as far as it is
	// known; zero says that it is not.
	Elapsed time.Duration
	// Signs are what is odd about the sender's program.
	Signs Signs
	// Age is how long the page has been open to replies; zero says that it is not known.
	Age time.Duration
	// Trap says that the field which people cannot see was filled in.
	Trap bool
	// Traits are facts about how the message came that whoever asks may name as it
	// likes, such as "nonce:failed". The starter knows none of them; a site may learn
	// what each is worth there.
	Traits []string
	// Repeats, Record and NewHosts are what Past.Recall adds: the near repeats of the
	// text, what became of the sender's earlier messages, and the hosts that the text
	// links to and the site did not know a day ago.
	Repeats  Repeats
	Record   Record
	NewHosts []string
}

// Repeats counts near repeats of a text by what became of them. Refused is when the
// latest of those came that were kept out.
type Repeats struct {
	Ham, Spam int
	Refused   time.Time
}

// A Record is what became of the earlier messages of one sender.
type Record struct {
	// Stood counts those with the same e-mail address that were published and stand
	// after a day, or that a person let stand.
	Stood int
	// Refused counts those from the same network that a person kept out, and Neighbours
	// those from there that were published. An address is not enough to be held against
	// anybody: who writes it down proves nothing.
	Refused, Neighbours int
	// Lately counts those that came from the same network within ten minutes.
	Lately int
}

// A Class is the filter's answer.
type Class string

const (
	// Ham may be published.
	Ham Class = "ham"
	// Unsure should be held until a person has looked at it.
	Unsure Class = "unsure"
	// Spam should be kept out.
	Spam Class = "spam"
	// Discard is spam so blatant that nobody need look at it. It is kept out like
	// any other; what else is done with it is the site's choice.
	Discard Class = "discard"
)

// KeptOut reports whether what is so judged should not be published.
func (c Class) KeptOut() bool { return c == Spam || c == Discard }

// A Verdict is the filter's answer to one message, and its reasons.
type Verdict struct {
	Class Class
	// Score is the probability that the message is spam, from 0 to 1.
	Score float64
	// Clues are the reasons, the heaviest first. Their weights and the bias that is
	// one of them add up to the log-odds of Score.
	Clues []Clue
}

// A ClueKind groups clues for people; each kind is a key of the message
// catalogue ("clue.words", "clue.links" …).
type ClueKind string

// The kinds of clues.
const (
	// ClueBias is where the filter starts, before it has read anything.
	ClueBias ClueKind = "bias"
	// ClueWords are words of the text; Text lists the telling ones.
	ClueWords ClueKind = "words"
	// ClueLetters are sequences of letters that are no whole words.
	ClueLetters ClueKind = "letters"
	// ClueLinks are the links in the text; Text lists their hosts.
	ClueLinks ClueKind = "links"
	// ClueAuthor is the name the sender gave.
	ClueAuthor ClueKind = "author"
	// ClueEmail is the address the sender gave.
	ClueEmail ClueKind = "email"
	// ClueURL is the home page the sender gave.
	ClueURL ClueKind = "url"
	// ClueDisguise are letters of one script that pose as letters of another.
	ClueDisguise ClueKind = "disguise"
	// CluePart is a part of the text that looks less genuine by itself than the whole
	// does; Text lists its telling words.
	CluePart ClueKind = "part"
	// ClueShape is the look of the text: capitals, punctuation, length.
	ClueShape ClueKind = "shape"
	// ClueRhythm is how fast the form was filled in.
	ClueRhythm ClueKind = "rhythm"
	// ClueProgram is what the sender's program does and browsers do not.
	ClueProgram ClueKind = "program"
	// ClueAge is that the message comes long after the page.
	ClueAge ClueKind = "age"
	// ClueTrap is the field that people cannot see.
	ClueTrap ClueKind = "trap"
	// ClueRepeat is the likeness to texts that came before; Text is the day on which
	// the latest of them came that were kept out, as in "2026-02-28".
	ClueRepeat ClueKind = "repeat"
	// ClueHost are hosts that nobody linked to before; Text lists them.
	ClueHost ClueKind = "host"
	// ClueRecord is what became of the sender's earlier messages.
	ClueRecord ClueKind = "record"
	// ClueRate is that many came from one network within minutes; Text is how many.
	ClueRate ClueKind = "rate"
	// ClueTopic is what the text shares with the page; Text lists the words.
	ClueTopic ClueKind = "topic"
	// ClueLanguage is a text in another language than the page; Text is the code of the
	// language (ISO 639-1), such as "en", or of its script (ISO 15924), such as "Cyrl".
	ClueLanguage ClueKind = "language"
	// ClueSite is what this site's moderators taught.
	ClueSite ClueKind = "site"
)

// A Clue is one reason for a verdict.
type Clue struct {
	Kind ClueKind `json:"kind"`
	// Text is the evidence in the message's own words (shortened), or empty.
	Text string `json:"text,omitempty"`
	// Weight is in log-odds: above zero it speaks for spam, below for ham.
	Weight float64 `json:"weight"`
}
