package theme

import (
	"slices"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

// Page is what every page of the readers' site knows. A theme's templates see
// these values and nothing else of the program.
type Page struct {
	Publication Publication
	// Lang is the page's language (BCP 47).
	Lang string
	// Path is the page's own address without query, Canonical the absolute one.
	Path, Canonical string
	// Title is the page's own title, without the publication's name; Description is
	// one sentence for search engines.
	Title, Description string
	// Sections are the paper's sections, for the head of the page.
	Sections []news.Section
	// Feed is the address of the RSS feed that belongs to the page, NoticePath that
	// of the live data notice.
	Feed, NoticePath string
	// NoIndex asks search engines to leave the page out.
	NoIndex bool
	// Watching says that the filter only watches, and decides nothing.
	Watching bool
}

// Publication is the paper as its pages name it.
type Publication struct {
	Name, Tagline string
	// URL is the site's absolute address without a path.
	URL string
	// Controller is who answers for the data: a name and a postal or e-mail address.
	Controller, Contact string
}

// FrontPage is the paper's front.
type FrontPage struct {
	Page
	// Lead is the story on top, or nil while there is none.
	Lead *news.Teaser
	// Second are the stories beside the lead.
	Second []news.Teaser
	// Parts are the sections that have stories, in the order of the paper.
	Parts []SectionPart
	// Discussed are the stories with the most replies.
	Discussed []news.Teaser
}

// Edition is the day that the front shows: when the latest story on it was
// published. It is zero while there is none.
func (p FrontPage) Edition() time.Time {
	var latest time.Time
	see := func(stories ...news.Teaser) {
		for _, s := range stories {
			if s.Published.After(latest) {
				latest = s.Published
			}
		}
	}
	if p.Lead != nil {
		see(*p.Lead)
	}
	see(p.Second...)
	for _, part := range p.Parts {
		see(part.Stories...)
	}
	return latest
}

// SectionPart is one section of the front page.
type SectionPart struct {
	Section news.Section
	Stories []news.Teaser
}

// ListPage is a list of stories: a section, a topic, or a byline.
type ListPage struct {
	Page
	// Kind is "section", "topic" or "byline".
	Kind    string
	Name    string
	Stories []news.Teaser
	// Older is the address of the next page, or empty.
	Older string
}

// StoryPage is a story with its replies.
type StoryPage struct {
	Page
	Story news.Story
	// Body is the story's Markdown, made safe.
	Body HTML
	// Thread is the conversation under it.
	Thread ThreadView
	Form   ReplyForm
	// More are other stories of the section, the latest first.
	More []news.Teaser
	// LinkedData is the story as schema.org NewsArticle, for a script element of
	// type application/ld+json.
	LinkedData any
	// Preview says that staff are looking at what is not published so.
	Preview bool
}

// StoryPath is the story's address, as on the other pages that have the form.
func (p StoryPage) StoryPath() string { return p.Story.Path() }

// Changed reports whether the story was changed after its publication by more than
// the minute that a slip of the pen takes to mend.
func (p StoryPage) Changed() bool {
	return p.Story.Updated.Sub(p.Story.Published) > time.Minute
}

// ThreadView is one page of a thread.
type ThreadView struct {
	Open    bool
	Count   int
	Replies []ReplyView
	// More is the address of the next page of replies, or empty.
	More string
}

// ReplyView is a reply as readers see it.
type ReplyView struct {
	ID     news.ReplyID
	Depth  int
	Author news.Name
	// URL is the writer's home page, if it is a plain web address.
	URL  string
	Body HTML
	At   time.Time
	// AnswerTo is the name of whom it answers, where that reply is not right above;
	// empty otherwise. AnswerID is that reply when it is still there.
	AnswerTo news.Name
	AnswerID news.ReplyID
	// Orphan says that the answered reply is no longer there.
	Orphan bool
	// AnswerPath is the address of the form that answers this reply.
	AnswerPath string
}

// ReplyForm is the form under a story, empty or with what the reader wrote.
type ReplyForm struct {
	// Action is where it is sent.
	Action string
	// Token is the signed time of the form.
	Token string
	// Parent is the reply being answered, or nil.
	Parent *ReplyView
	// Author, Email, URL and Body are what the reader wrote so far.
	Author news.Name
	Email  news.Email
	URL    string
	Body   string
	// MaxBody is how many characters a reply may have.
	MaxBody int
	Mending
}

// Mending is what is to be done about a form before it is sent again.
type Mending struct {
	// Problems are what is to be mended, by field name; "form" is the form itself.
	Problems map[string]news.Invalid
	// Wait is how long to wait when a limit is reached.
	Wait time.Duration
}

// Problem is what is to be mended in a field, or nil.
func (m Mending) Problem(field string) *news.Invalid {
	if p, ok := m.Problems[field]; ok {
		return &p
	}
	return nil
}

// AnswerPage is the page that answers one reply, or shows the form again with
// what is to be mended.
type AnswerPage struct {
	Page
	Headline, StoryPath string
	Form                ReplyForm
}

// RepliesPage is a further page of a long thread.
type RepliesPage struct {
	Page
	Headline, StoryPath string
	Thread              ThreadView
}

// ReceiptPage is a reply's private page for its writer.
type ReceiptPage struct {
	Page
	Headline, StoryPath string
	Reply               news.Reply
	Body                HTML
	// Clues are the reasons in short, the heaviest first.
	Clues []spam.Clue
	// Judged says that a person decided, not the filter.
	Judged bool
	// Stored is what is kept about the reply.
	Stored []StoredDatum
	// WithdrawAction is where the withdrawal form is sent; empty once withdrawn.
	WithdrawAction string
}

// StoredDatum is one thing kept about a reply.
type StoredDatum struct {
	// Datum is a key of the message catalogue, as in notice.Processing.
	Datum string
	// Value is what is stored, in words, or empty for what would say nothing. A time
	// is At instead, and the filter's word Class; how it came is Elapsed and Signs.
	Value string
	At    time.Time
	Class spam.Class
	// Elapsed is how long the form was open, or zero, and Signs are what was odd about how
	// it came: keys of the message catalogue, as in spam.Signs, or "trap".
	Elapsed time.Duration
	Signs   []string
	// Until is when it is deleted; zero follows the words of the Clock.
	Until time.Time
	Clock notice.Clock
}

// NoticePage is the live data notice.
type NoticePage struct {
	Page
	Entries []NoticeEntry
	// Updated is when the configuration that it describes was read.
	Updated time.Time
}

// FilteredPage is the notice for the readers of a foreign site whose comments are
// filtered here.
type FilteredPage struct {
	NoticePage
	// SiteName is what the site is called.
	SiteName string
	// SiteWatching says that its filter only watches.
	SiteWatching bool
}

// A NoticeGroup is the lines of the notice about one kind of people.
type NoticeGroup struct {
	Subject notice.Subject
	Entries []NoticeEntry
}

// Groups parts the notice by whose data it is about, in the order of the entries.
func (p NoticePage) Groups() []NoticeGroup {
	var groups []NoticeGroup
	at := make(map[notice.Subject]int)
	for _, e := range p.Entries {
		i, ok := at[e.Subject]
		if !ok {
			i = len(groups)
			at[e.Subject] = i
			groups = append(groups, NoticeGroup{Subject: e.Subject})
		}
		groups[i].Entries = append(groups[i].Entries, e)
	}
	return groups
}

// Outside lists who gets data and is not part of the program or of the paper:
// the recipients that the configuration names.
func (p NoticePage) Outside() []notice.Recipient {
	var outside []notice.Recipient
	for _, e := range p.Entries {
		for _, r := range e.Recipients {
			switch r {
			case notice.Public, notice.Moderators, notice.Operators, notice.Nobody:
			default:
				if !slices.Contains(outside, r) {
					outside = append(outside, r)
				}
			}
		}
	}
	return outside
}

// NoticeEntry is one line of the notice: one kind of data.
type NoticeEntry struct {
	notice.Processing
	// Columns names where it is stored, as "table.column".
	Columns []string
	// For is how long it is kept; zero follows the clock's own words.
	For time.Duration
}

// ErrorPage tells what went wrong and what to do.
type ErrorPage struct {
	Page
	Status int
	// RequestID finds the failure in the log; set for faults of ours only.
	RequestID string
	// Detail is a key of the message catalogue, or empty for the status's own words.
	Detail string
	// Wait is how long to wait before trying again, or zero.
	Wait time.Duration
}
