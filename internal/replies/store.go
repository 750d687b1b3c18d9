package replies

import (
	"context"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// Store is what this package asks of storage. Each method is one transaction;
// what is not there is news.ErrNotFound.
type Store interface {
	// Site returns the site with that id.
	Site(ctx context.Context, id news.SiteID) (news.Site, error)
	// Thread returns the thread with that id.
	Thread(ctx context.Context, id news.ThreadID) (news.Thread, error)
	// Threads returns those of the named threads that are there.
	Threads(ctx context.Context, ids []news.ThreadID) (map[news.ThreadID]news.Thread, error)

	// CreateReply stores the reply and the filter's verdict on it and returns the
	// reply with its Path and Depth. A key that is stored already belongs to the same
	// form sent twice: the reply stored then is returned, and nothing is changed. It
	// is a news.ErrConflict when the thread is closed, and a news.Invalid "parent"
	// when the parent is not a published reply of the same thread.
	CreateReply(ctx context.Context, r news.Reply, v spam.Verdict, key []byte) (news.Reply, error)
	// Reply returns the reply with that id, in whatever state.
	Reply(ctx context.Context, id news.ReplyID) (news.Reply, error)
	// RepliesByID returns those of the named replies that are there, in whatever state.
	RepliesByID(ctx context.Context, ids []news.ReplyID) (map[news.ReplyID]news.Reply, error)
	// Replies returns up to limit published replies of the thread in reading order,
	// from the first whose Path is after the one given.
	Replies(ctx context.Context, thread news.ThreadID, after string, limit int) ([]news.Reply, error)
	// Verdicts returns the filter's verdicts on those of the named replies that have one.
	Verdicts(ctx context.Context, ids []news.ReplyID) (map[news.ReplyID]spam.Verdict, error)

	// Queue returns up to limit replies of the site in that state, oldest first, from
	// the first whose id is after the one given.
	Queue(ctx context.Context, site news.SiteID, state news.ReplyState, after news.ReplyID, limit int) ([]news.Reply, error)
	// Counts returns how many replies of the site are in each state. The figures are
	// kept, not counted.
	Counts(ctx context.Context, site news.SiteID) (map[news.ReplyState]int, error)

	// Judge records the judgement, puts the reply into the state it asks for and
	// makes its lesson, if there is one, the only standing one about this reply. It
	// sets the judgement's Before. A withdrawn reply is a news.ErrConflict.
	Judge(ctx context.Context, j news.Judgement, lesson *news.Lesson) (news.Reply, news.Learning, error)
	// Undo takes the judgement back: the reply returns to the state before it, its
	// lesson stands no longer, and that of the judgement before it stands again.
	// Anything but the reply's latest standing judgement is a news.ErrConflict.
	Undo(ctx context.Context, id news.JudgementID, at time.Time) (news.Reply, news.Learning, error)
	// Judgements returns the decisions on the reply, the latest first.
	Judgements(ctx context.Context, id news.ReplyID) ([]news.Judgement, error)
	// RecentJudgements returns the site's latest decisions, the latest first.
	RecentJudgements(ctx context.Context, site news.SiteID, limit int) ([]news.Judgement, error)

	// Outcomes returns what the filter and the moderators said of up to limit of the
	// site's latest replies, the latest first, without those whose verdict is gone.
	Outcomes(ctx context.Context, site news.SiteID, limit int) ([]news.Outcome, error)
	// SetFilter stores what owners choose about the site's filter, as m has it.
	SetFilter(ctx context.Context, site news.SiteID, m news.Moderation) error

	// Withdraw takes the reply back for its writer: its state changes, and name,
	// address, home page, text, verdict and clues are gone for good. It is idempotent.
	Withdraw(ctx context.Context, id news.ReplyID) (news.Reply, error)
}
