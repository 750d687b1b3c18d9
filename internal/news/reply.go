package news

import (
	"math"
	"strings"
	"time"
)

// A ReplyState is what became of a reply.
type ReplyState string

const (
	// Pending replies wait for a moderator: they are held, not lost.
	Pending ReplyState = "pending"
	// Published replies are on the page.
	Published ReplyState = "published"
	// Spam replies were kept out by the filter or marked as spam by a moderator.
	Spam ReplyState = "spam"
	// Struck replies were rejected by a moderator.
	Struck ReplyState = "struck"
	// Withdrawn replies were taken back by their writer; their text is gone.
	Withdrawn ReplyState = "withdrawn"
)

// A Reply is what a reader wrote under a page.
type Reply struct {
	ID       ReplyID
	ThreadID ThreadID
	SiteID   SiteID
	// ParentID is the reply this one answers, or empty.
	ParentID ReplyID
	// Path is the reply's place in its thread: paths in text order are the thread
	// in reading order. The store makes it.
	Path string
	// Depth is 0 for a reply to the story, 1 for an answer to it, and so on.
	Depth int
	State ReplyState
	// Author is the name the reader gave, Email and URL are what they gave beside
	// it, or empty.
	Author Name
	Email  Email
	URL    string
	// Body is plain text, never markup.
	Body    string
	Created time.Time
	// Network is a keyed hash of the address the reply came from: equal for replies
	// of one network on one day, and of no use once the day's key is deleted.
	Network string
	// Manner is how it came, or zero once that is no longer kept.
	Manner Manner
	// Fingerprint is the similarity hash of the folded text; near repeats have near
	// fingerprints. See package spam.
	Fingerprint uint64
	// Watched says that the filter only watched when the reply came, and decided
	// nothing about it.
	Watched bool
}

// A Manner is how a text came: what is odd about the program that sent it, how long
// its writer had the form, and whether the field was filled in that people cannot see.
// All are as in spam.Message.
type Manner struct {
	Signs   uint8
	Elapsed time.Duration
	Trap    bool
}

// MaxDepth is the deepest place in a thread. An answer to a reply there stands
// beside it, and still says what it answers.
const MaxDepth = 12

// An Action is what a moderator does with a reply.
type Action string

const (
	// Stet lets it stand: the reply is published.
	Stet Action = "stet"
	// Strike rejects the reply, though it is not spam.
	Strike Action = "strike"
	// MarkSpam rejects it as spam.
	MarkSpam Action = "spam"
)

// State is what the action makes of a reply. An unknown action holds it.
func (a Action) State() ReplyState {
	switch a {
	case Stet:
		return Published
	case Strike:
		return Struck
	case MarkSpam:
		return Spam
	}
	return Pending
}

// A Judgement is one moderator's decision on one reply. Judgements are only
// added; taking one back marks it and restores the state before it.
type Judgement struct {
	ID      JudgementID
	ReplyID ReplyID
	StaffID StaffID
	Action  Action
	// Before is the reply's state until then.
	Before ReplyState
	// Lesson is what the filter learned from it, or empty.
	Lesson LessonID
	At     time.Time
	// Undone is when it was taken back, or zero.
	Undone time.Time
}

// A Lesson is what the filter of one site learned from one decision: an opaque
// change to the site's model that can be taken out again exactly. See package
// spam.
type Lesson struct {
	ID     LessonID
	SiteID SiteID
	Delta  []byte
	At     time.Time
}

// LessonDay is the time in which LessonWeight counts lessons.
const LessonDay = 24 * time.Hour

// LessonWeight is how much the n-th lesson counts that one moderator, or one foreign
// site, gives within a LessonDay, n being 1 or more: 300 count in full, and all
// further ones together hardly more than that, so that a stolen account or key, or a
// careless click on "all", cannot turn a filter round. What would count less than a
// tenth counts nothing.
func LessonWeight(n int) float64 {
	const full, least = 300, 0.1
	weight := min(1, math.Pow(full/float64(n), 2))
	if weight < least {
		return 0
	}
	return weight
}

// Learning is what a decision changed in what a site's filter learned: the
// lessons that stand from now on, and those that stand no longer.
type Learning struct{ Added, Removed []Lesson }

// An Outcome is the filter's word on a reply, as it was when the reply came, beside
// what a moderator said of it; or the same of a comment that a foreign site asked
// about and may have reported.
type Outcome struct {
	// ReplyID names the reply, or else CheckID the check.
	ReplyID ReplyID
	CheckID CheckID
	// Verdict is the filter's class (see package spam), and Score how likely it held
	// the reply to be spam, from 0 to 1.
	Verdict string
	Score   float64
	// Action is the decision that stands, or empty while only the filter has judged.
	// What a site reported is news.MarkSpam or news.Stet.
	Action Action
}

// key orders outcomes by when they came.
func (o Outcome) key() string { return string(o.ReplyID) + string(o.CheckID) }

// Compare puts the one that came first before the other.
func (o Outcome) Compare(other Outcome) int { return strings.Compare(o.key(), other.key()) }

// A Print is what a reply leaves for the filter to know the next by, and what became
// of it.
type Print struct {
	ReplyID ReplyID
	At      time.Time
	// Email, Network, Body and Fingerprint are as in a Reply.
	Email       Email
	Network     string
	Body        string
	Fingerprint uint64
	State       ReplyState
	// Decided is when a moderator said so, or zero where the state is the filter's word.
	Decided time.Time
	// Doubted says that it was published though the filter would not have let it
	// through: it only watched.
	Doubted bool
}

// Unseen reports whether nobody but the filter has kept it out: anybody can send any
// number of such, in anybody's network, so the filter does not go by them.
func (p Print) Unseen() bool { return p.State == Spam && p.Decided.IsZero() }

// Print is the reply's print; decided and doubted are as there.
func (r Reply) Print(decided time.Time, doubted bool) Print {
	return Print{
		ReplyID: r.ID, At: r.Created, Email: r.Email, Network: r.Network, Body: r.Body,
		Fingerprint: r.Fingerprint, State: r.State, Decided: decided, Doubted: doubted,
	}
}
