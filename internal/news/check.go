package news

import (
	"encoding/hex"
	"net/netip"
	"time"
)

// A CheckID names a check.
type CheckID string

// Hex is the identifier as 32 hexadecimal digits, which is how other programs write
// theirs; of what NewID did not make it is "".
func (id CheckID) Hex() string {
	raw, err := crockford.DecodeString(string(id))
	if err != nil {
		return ""
	}
	return hex.EncodeToString(raw)
}

// A Comment is what somebody wrote on a foreign site: as much of it as the filter
// reads, and no more. Every field may be empty.
type Comment struct {
	// Kind is what it is to the site, such as "comment", "pingback" or "contact-form".
	Kind   string
	Author Name
	Email  Email
	URL    string
	// Body is the text as it was sent, perhaps with markup.
	Body string
	// Permalink is the address of the page it stands under, and Lang that page's
	// language (BCP 47).
	Permalink, Lang string
	// Addr is where it came from. Only a keyed hash of its network is stored.
	Addr netip.Addr
	Manner
	// Age is how long the page has been open to comments, or zero.
	Age time.Duration
	// Traits are other facts about how it came, such as "nonce:failed"; each is a
	// word that the filter may learn to mistrust.
	Traits []string
}

// A Check is a foreign site's question about a comment, and what came of it.
type Check struct {
	ID      CheckID
	SiteID  SiteID
	At      time.Time
	Comment Comment
	// Network and Fingerprint are as in a Reply.
	Network     string
	Fingerprint uint64
	// Answer is what the site was told; it is empty when the site never asked, but
	// reported the comment.
	Answer Word
	// Watched says that the filter only watched, so that the answer was not its own.
	Watched bool
	// Report is what the site later said of the comment, or empty, and Reported when.
	Report   Word
	Reported time.Time
	// Lesson is what the filter learned from the report, or empty.
	Lesson LessonID
}

// A Word is what is said of a comment in one word.
type Word string

// The words.
const (
	SaidSpam Word = "spam"
	SaidHam  Word = "ham"
)

// Missed reports whether the comment was spam that the site was not told of.
func (c Check) Missed() bool { return c.Answer == SaidHam && c.Report == SaidSpam }

// FalsePositive reports whether the site was told that a good comment was spam.
func (c Check) FalsePositive() bool { return c.Answer == SaidSpam && c.Report == SaidHam }

// Reporting is the check after the site said so of the comment, and whether the
// filter is to learn it. Saying the same twice changes nothing. The opposite takes
// back what was said before; it is a lesson of its own only if the site was told
// otherwise.
func (c Check) Reporting(said Word, at time.Time) (after Check, learns bool) {
	if c.Report == said {
		return c, false
	}
	learns = c.Report == "" || c.Answer != "" && c.Answer != said
	c.Report, c.Reported, c.Lesson = said, at, ""
	return c, learns
}

// Count is what the check adds to the figures of its day.
func (c Check) Count() CheckCount {
	var n CheckCount
	switch c.Answer {
	case SaidSpam:
		n.Spam = 1
	case SaidHam:
		n.Ham = 1
	}
	if c.Missed() {
		n.Missed = 1
	}
	if c.FalsePositive() {
		n.FalsePositives = 1
	}
	return n
}

// Print is the comment's print; verdict is the filter's class of the moment, or empty.
func (c Check) Print(verdict string) Print {
	p := Print{
		ReplyID: ReplyID(c.ID), At: c.At, Email: c.Comment.Email, Network: c.Network, Body: c.Comment.Body,
		Fingerprint: c.Fingerprint, State: Published, Decided: c.Reported,
	}
	if c.Report == SaidSpam || c.Report == "" && c.Answer == SaidSpam {
		p.State = Spam
	}
	p.Doubted = p.State == Published && verdict != "" && verdict != "ham"
	return p
}

// A CheckKey finds the check that a report is about, which names no check but sends
// the comment again, or most of it: hashes of its text and of its sender.
type CheckKey struct{ Text, Sender int64 }

// A CheckDay counts the checks of one site on one day (UTC).
type CheckDay struct {
	SiteID SiteID
	Day    time.Time
	CheckCount
}

// A CheckCount counts checks by their answers, and the answers that the site later
// said were wrong; these count on the day of the check.
type CheckCount struct{ Spam, Ham, Missed, FalsePositives int }

// Minus returns the difference.
func (c CheckCount) Minus(d CheckCount) CheckCount {
	return CheckCount{c.Spam - d.Spam, c.Ham - d.Ham, c.Missed - d.Missed, c.FalsePositives - d.FalsePositives}
}

// All is how many answers there were.
func (c CheckCount) All() int { return c.Spam + c.Ham }

// Add returns the sum of both.
func (c CheckCount) Add(d CheckCount) CheckCount {
	return CheckCount{c.Spam + d.Spam, c.Ham + d.Ham, c.Missed + d.Missed, c.FalsePositives + d.FalsePositives}
}
