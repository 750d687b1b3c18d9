package theme

import (
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// DeskPage is what every page of the desk knows.
type DeskPage struct {
	Publication Publication
	// Lang is the desk's language (BCP 47).
	Lang string
	// Path is the page's own address without query; Title is its title.
	Path, Title string
	// Me is who is signed in, or nil.
	Me *Member
	// Held counts the replies that wait for a moderator.
	Held int
	// Said tells what was just done, or is empty.
	Said string
	// Watching says that the filter of the publication, or of the site that the page
	// is about, only watches and decides nothing; FilterPath is where that is set.
	Watching   bool
	FilterPath string
}

// May reports whether whoever is signed in may do what needs that role.
func (p DeskPage) May(least news.Role) bool { return p.Me != nil && p.Me.Role.May(least) }

// At reports whether the page is the one at path or below it.
func (p DeskPage) At(path string) bool { return p.Path == path || strings.HasPrefix(p.Path, path+"/") }

// A Member is a member of the staff as the desk shows them.
type Member struct {
	ID    news.StaffID
	Name  news.Name
	Email news.Email
	Role  news.Role
	// Created is when the account was made, Seen when it was last used; Seen is zero
	// while nobody is signed in to it.
	Created, Seen time.Time
	// Sessions counts the browsers that are signed in.
	Sessions int
	// Invited says that the member has not chosen a password yet.
	Invited bool
}

// SignInPage is the door of the desk.
type SignInPage struct {
	DeskPage
	Mending
	Email news.Email
	// Next is where to go afterwards.
	Next string
}

// InvitationPage is where a new member chooses a password.
type InvitationPage struct {
	DeskPage
	Mending
	Name        news.Name
	Email       news.Email
	MinPassword int
}

// SignedOutPage keeps what was sent after the session had ended, so that it can
// be sent again.
type SignedOutPage struct {
	DeskPage
	// Action is where the form was sent, and Fields what it held.
	Action     string
	Fields     []HiddenField
	SignInPath string
}

// A HiddenField is a field of a form that is sent again.
type HiddenField struct{ Name, Value string }

// QueuePage is the replies in one state, the oldest first.
type QueuePage struct {
	DeskPage
	State news.ReplyState
	Tabs  []QueueTab
	Cases []CaseView
	// Next is the address of the next page, or empty; First that of the first page,
	// or empty when this is it.
	Next, First string
	// Done is the decision that was just made, or nil.
	Done *DecisionView
	// Recent are the latest decisions of everybody, the latest first.
	Recent []DecisionView
}

// QueueTab leads to the replies in one state.
type QueueTab struct {
	State   news.ReplyState
	Count   int
	Path    string
	Current bool
}

// CasePage is one reply with all that was decided about it.
type CasePage struct {
	DeskPage
	Case CaseView
	Done *DecisionView
	// History are the decisions about the reply, the latest first.
	History []DecisionView
}

// CaseView is a reply as a moderator sees it.
type CaseView struct {
	Reply  news.Reply
	Thread news.Thread
	// Body is the reply's text, made safe.
	Body HTML
	// Path is the case's own page, and Public the reply's place on the story's page,
	// or the story when the reply is not on it.
	Path, Public string
	// Back is where a decision leads.
	Back string
	// Verdict is the filter's word, or nil when it is no longer kept.
	Verdict *VerdictView
	// Actions are what can be done with the reply, the one to expect first.
	Actions []news.Action
}

// VerdictView is the filter's word on a reply.
type VerdictView struct {
	Class spam.Class
	// Overruled says that the reply waits though the filter would have let it through:
	// the site's settings said so when it came.
	Overruled bool
	// Watched says that the filter decided nothing about the reply: it only watched.
	Watched bool
	// Percent is how likely the filter holds it to be spam.
	Percent int
	// Weighty are the heaviest clues, and Light the others.
	Weighty, Light []ClueBar
}

// A ClueBar is a clue as a bar: to the right of the middle it speaks for spam, to
// the left against it.
type ClueBar struct {
	spam.Clue
	// X and Width are in hundredths of the chart's width.
	X, Width float64
}

// DecisionView is a moderator's decision.
type DecisionView struct {
	ID     news.JudgementID
	Action news.Action
	At     time.Time
	// By is who decided, and Author whose reply it is.
	By, Author news.Name
	// Excerpt is the beginning of the reply, and Path its page on the desk; both are
	// empty where the reply itself stands beside the decision.
	Excerpt, Path string
	// UndoPath takes it back; empty when it is not the reply's latest. Back is where
	// that leads.
	UndoPath, Back string
	// Undone is when it was taken back, or zero.
	Undone time.Time
	// Untaught says that the filter learned nothing from it, and Refused that it would
	// not, because good replies would have suffered; the latter is known only right
	// after the decision.
	Untaught, Refused bool
}

// StoriesPage lists stories in every state.
type StoriesPage struct {
	DeskPage
	Stories []news.Teaser
	// Older is the address of the next page, or empty.
	Older string
}

// EditorPage is the form of a story.
type EditorPage struct {
	DeskPage
	Mending
	// Story is the story as it is stored; without ID it is new.
	Story news.Story
	Form  StoryForm
	// Sections are those that there are, for suggestions, and Langs the languages that
	// the theme speaks.
	Sections []news.Section
	Langs    []string
	// Conflict lists what somebody else has meanwhile saved differently.
	Conflict []Difference
	// Unsaved says that the form holds what is not stored yet.
	Unsaved bool
	// Correction is the text of a correction that was not taken.
	Correction string
}

// StoryForm is what stands in the form of a story.
type StoryForm struct {
	// Action is where it is sent, and Revision the one that the editor began from.
	Action   string
	Revision int

	Slug, Headline, Standfirst, Section, Bylines, Topics, Body, Lang string
	// Picture is the lead picture with its words, or nil; Seal lets the form bring it
	// back as it was.
	Picture *news.Picture
	Seal    string
}

// A Difference is a field that two editors filled in differently.
type Difference struct {
	// Field is the field's name, Stored what is stored, Yours what was sent.
	Field, Stored, Yours string
}

// FilterPage is how careful a site's filter is, and what other limits would have
// made of its latest replies.
type FilterPage struct {
	DeskPage
	// Site is whose filter it is, and Words the family of messages for a site of its
	// kind; Tabs lead to those of the other sites, if there are any.
	Site  news.Site
	Words string
	Tabs  []SiteTab
	// Replies counts the replies that the figures are about.
	Replies int
	// LostChoices and HeldChoices are the limits to choose from.
	LostChoices, HeldChoices []LimitChoice
	// Trial is what the filter said of the replies beside what moderators did, and
	// Disagreements the latest of those on which they did not agree.
	Trial         []TrialRow
	Disagreements []Disagreement
}

// TrialRow counts the replies of one verdict by what moderators did.
type TrialRow struct {
	Class                         spam.Class
	Stet, Struck, Spam, Undecided int
}

// Foreign reports whether the filter is that of a foreign site, which reports instead
// of judging.
func (p FilterPage) Foreign() bool { return p.Site.Kind == news.Foreign }

// Disagreement is a reply on which the filter said one thing and moderators another,
// or a comment of which a foreign site did.
type Disagreement struct {
	Class spam.Class
	// State is the reply's, and Report what the foreign site said; one of them is empty.
	State  news.ReplyState
	Report news.Word
	Author news.Name
	// Excerpt is the beginning of the text, and Path where it stands on the desk.
	Excerpt, Path string
	At            time.Time
}

// SiteTab leads to one site's part of a page.
type SiteTab struct {
	Name, Path string
	Current    bool
}

// LimitChoice is a limit and what the filter would have made of the latest replies
// under it, the other limit being as it is.
type LimitChoice struct {
	// Words is that of the page.
	Words                    string
	Limit                    int
	Current                  bool
	Published, Held, KeptOut int
	// Rejected are those of the published that moderators struck or marked as spam,
	// and Stood those of the kept out that they let stand.
	Rejected, Stood int
}

// StaffPage lists the staff.
type StaffPage struct {
	DeskPage
	Staff []Member
}

// AccountPage is a member's own: sessions and password.
type AccountPage struct {
	DeskPage
	Mending
	Sessions    []SessionView
	MinPassword int
}

// SessionView is one signed-in browser.
type SessionView struct {
	// Browser and System are what the browser says it is, or empty.
	Browser, System string
	Created, Seen   time.Time
	// Here says that it is the browser that asks.
	Here bool
	// EndPath ends it.
	EndPath string
}

// DeskErrorPage tells what went wrong at the desk.
type DeskErrorPage struct {
	DeskPage
	Status int
	// Detail says more than the status, or is empty.
	Detail string
	// RequestID finds the failure in the log; set for faults of ours only.
	RequestID string
	// Wait is how long to wait before trying again, or zero.
	Wait time.Duration
}
