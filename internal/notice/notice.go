// Package notice declares how data is processed: each column of the database is
// named beside its table as personal, with its processing, or as not. The notice
// that readers see is made from these declarations and from the running
// configuration, so that it says what the program does.
package notice

import "time"

// A Subject is whose data it is.
type Subject string

const (
	// Readers write replies.
	Readers Subject = "readers"
	// Commenters write comments on foreign sites, which ask our filter about them.
	Commenters Subject = "commenters"
	// Staff write stories and judge replies.
	Staff Subject = "staff"
)

// A Purpose is what data is processed for; a key of the message catalogue.
type Purpose string

// The purposes.
const (
	// Publishing shows a reply under its page.
	Publishing Purpose = "publishing"
	// Filtering keeps spam out.
	Filtering Purpose = "filtering"
	// Testing finds out how well the filter would keep spam out, while it only watches.
	Testing Purpose = "testing"
	// Answering lets staff get in touch with a writer.
	Answering Purpose = "answering"
	// Limiting keeps floods out.
	Limiting Purpose = "limiting"
	// Sending makes one reply of a form that was sent twice.
	Sending Purpose = "sending"
	// Crediting names who wrote a story or made its picture.
	Crediting Purpose = "crediting"
	// Accounting proves who of the staff did what.
	Accounting Purpose = "accounting"
	// Access lets staff sign in.
	Access Purpose = "access"
)

// A Basis is the legal ground: a letter of GDPR article 6(1), as a catalogue key.
type Basis string

// The bases in use.
const (
	// Consent is article 6(1)(a).
	Consent Basis = "consent"
	// Contract is article 6(1)(b).
	Contract Basis = "contract"
	// Interest is article 6(1)(f), the legitimate interest.
	Interest Basis = "interest"
)

// A Recipient is who gets to see data; a key of the message catalogue.
type Recipient string

// The recipients inside the program; those outside come from the configuration.
const (
	// Public is everybody who opens the page.
	Public Recipient = "public"
	// Moderators are the staff who judge replies.
	Moderators Recipient = "moderators"
	// Operators are the owners among the staff, who look after foreign sites.
	Operators Recipient = "operators"
	// Nobody sees it: only the program works with it.
	Nobody Recipient = "nobody"
)

// A Clock is what ends the keeping of data; a key of the message catalogue and,
// where the operator sets its length, of the retention settings.
type Clock string

// The clocks.
const (
	// UntilWithdrawn: as long as the reply stands.
	UntilWithdrawn Clock = "withdrawn"
	// These run from when the reply came; their lengths are settings.
	EmailClock   Clock = "email"   // reader's e-mail address
	NetworkClock Clock = "network" // keyed hashes of the network address and of the form
	ClueClock    Clock = "clues"   // the filter's word and its reasons
	// These run from when the reply came or, if it was later, from the latest decision
	// on it, so that a decision on an old reply can be taken back; settings as well.
	HeldClock   Clock = "held"    // replies nobody judged
	SpamClock   Clock = "spam"    // replies kept out
	StruckClock Clock = "struck"  // replies rejected
	LessonClock Clock = "lessons" // what one decision taught, before it is folded into the sum
	// CheckClock runs from when a foreign site asked about a comment or, if it was later,
	// from its latest report on it.
	CheckClock Clock = "checks"
	// The staff's sessions and invitations have lengths of their own; see SessionLength
	// and InvitationLength.
	SessionClock    Clock = "session"
	InvitationClock Clock = "invitation"
	// WhileEmployed: as long as the account is there.
	WhileEmployed Clock = "employed"
	// WithStory: as long as the story is kept.
	WithStory Clock = "story"
)

// Retention is how long each clock runs. The zero value of a field means for ever.
type Retention struct {
	Email, Network, Clues, Held, Spam, Struck, Lessons, Checks time.Duration
}

// Of is how long a clock runs; zero when it is not a matter of time or runs for ever.
func (r Retention) Of(c Clock) time.Duration {
	switch c {
	case EmailClock:
		return r.Email
	case NetworkClock:
		return r.Network
	case ClueClock:
		return r.Clues
	case HeldClock:
		return r.Held
	case SpamClock:
		return r.Spam
	case StruckClock:
		return r.Struck
	case LessonClock:
		return r.Lessons
	case CheckClock:
		return r.Checks
	case SessionClock:
		return SessionLength
	case InvitationClock:
		return InvitationLength
	case UntilWithdrawn, WhileEmployed, WithStory:
	}
	return 0
}

// How long staff may go on without a password, which is no setting.
const (
	// SessionLength ends every session of the staff, however busy.
	SessionLength = 30 * 24 * time.Hour
	// SessionIdle ends a session that nobody used for so long.
	SessionIdle = 12 * time.Hour
	// InvitationLength is how long an invitation can be accepted.
	InvitationLength = 24 * time.Hour
)

// A Processing is one kind of personal data and all there is to say about it.
type Processing struct {
	// Datum names the kind of data: a key of the message catalogue, such as
	// "reply_text". Columns that share a Datum are one line of the notice.
	Datum      string
	Subject    Subject
	Purpose    Purpose
	Basis      Basis
	Recipients []Recipient
	Clock      Clock
}

// Watching is the processing while the filter only watches: what it alone works with
// keeps nothing out then.
func (p Processing) Watching() Processing {
	switch p.Datum {
	case "reply_verdict", "reply_fingerprint", "reply_manner", "reply_record_network", "reply_record_email", "check_verdict":
		p.Purpose = Testing
	}
	return p
}

// A Column is a column of the database and what it holds. Personal is nil when
// it holds nothing about a person.
type Column struct {
	Table, Name string
	Personal    *Processing
}

// An Entry is one line of the notice: one kind of data, wherever it is stored.
type Entry struct {
	Processing
	// Columns names where it is stored, as "table.column".
	Columns []string
}

// Entries makes the lines of the notice for those subjects from the declared columns:
// subject by subject, each kind of data once, in the order declared.
func Entries(columns []Column, subjects ...Subject) []Entry {
	var list []Entry
	at := map[string]int{}
	for _, subject := range subjects {
		for _, c := range columns {
			if c.Personal == nil || c.Personal.Subject != subject {
				continue
			}
			i, there := at[c.Personal.Datum]
			if !there {
				i = len(list)
				at[c.Personal.Datum] = i
				list = append(list, Entry{Processing: *c.Personal})
			}
			list[i].Columns = append(list[i].Columns, c.Table+"."+c.Name)
		}
	}
	return list
}
