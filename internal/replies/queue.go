package replies

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// A Case is a reply as a moderator sees it.
type Case struct {
	Reply   news.Reply
	Thread  news.Thread
	Verdict spam.Verdict
	// Judgements are the decisions so far, the latest first.
	Judgements []news.Judgement
}

// standing is the decision that holds, or nil while only the filter has judged.
func (c Case) standing() *news.Judgement {
	for i, j := range c.Judgements {
		if j.Undone.IsZero() {
			return &c.Judgements[i]
		}
	}
	return nil
}

// decided is when a decision was last made or taken back, or zero.
func (c Case) decided() time.Time {
	var latest time.Time
	for _, j := range c.Judgements {
		for _, at := range []time.Time{j.At, j.Undone} {
			if at.After(latest) {
				latest = at
			}
		}
	}
	return latest
}

// Case returns one reply as a moderator sees it.
func (s *Service) Case(ctx context.Context, id news.ReplyID) (Case, error) {
	r, err := s.Store.Reply(ctx, id)
	if err != nil {
		return Case{}, fmt.Errorf("reply %q: %w", id, err)
	}
	cases, err := s.cases(ctx, []news.Reply{r})
	if err != nil {
		return Case{}, err
	}
	c := cases[0]
	if c.Judgements, err = s.Store.Judgements(ctx, id); err != nil {
		return Case{}, fmt.Errorf("judgements of reply %q: %w", id, err)
	}
	return c, nil
}

// QueueSize is how many replies one page of the queue holds.
const QueueSize = 20

// Queue returns a page of the site's replies in that state, oldest first,
// without their judgements, and the id after which the next page begins, or "".
func (s *Service) Queue(ctx context.Context, site news.SiteID, state news.ReplyState, after news.ReplyID) ([]Case, news.ReplyID, error) {
	list, err := s.Store.Queue(ctx, site, state, after, QueueSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("queue of site %q: %w", site, err)
	}
	var next news.ReplyID
	if len(list) > QueueSize {
		list = list[:QueueSize]
		next = list[QueueSize-1].ID
	}
	cases, err := s.cases(ctx, list)
	return cases, next, err
}

// Counts returns how many replies of the site are in each state.
func (s *Service) Counts(ctx context.Context, site news.SiteID) (map[news.ReplyState]int, error) {
	return s.Store.Counts(ctx, site)
}

// cases adds threads and verdicts to replies, with one question each.
func (s *Service) cases(ctx context.Context, list []news.Reply) ([]Case, error) {
	ids := make([]news.ReplyID, len(list))
	threads := make([]news.ThreadID, len(list))
	for i, r := range list {
		ids[i], threads[i] = r.ID, r.ThreadID
	}
	verdicts, err := s.Store.Verdicts(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("verdicts: %w", err)
	}
	under, err := s.Store.Threads(ctx, threads)
	if err != nil {
		return nil, fmt.Errorf("threads: %w", err)
	}
	out := make([]Case, len(list))
	for i, r := range list {
		out[i] = Case{Reply: r, Thread: under[r.ThreadID], Verdict: verdicts[r.ID]}
	}
	return out, nil
}

// Decision is a judgement and the reply as it stands after it.
type Decision struct {
	Judgement news.Judgement
	Reply     news.Reply
	// Refused says that the filter refused to learn from it, because good replies
	// would have suffered. Only Judge says so; it is not stored.
	Refused bool
}

// Recent returns the site's latest decisions, the latest first.
func (s *Service) Recent(ctx context.Context, site news.SiteID, limit int) ([]Decision, error) {
	list, err := s.Store.RecentJudgements(ctx, site, limit)
	if err != nil {
		return nil, fmt.Errorf("recent judgements of site %q: %w", site, err)
	}
	ids := make([]news.ReplyID, len(list))
	for i, j := range list {
		ids[i] = j.ReplyID
	}
	judged, err := s.Store.RepliesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("judged replies: %w", err)
	}
	out := make([]Decision, 0, len(list))
	for _, j := range list {
		if r, there := judged[j.ReplyID]; there { // else its time was up between the two questions
			out = append(out, Decision{Judgement: j, Reply: r})
		}
	}
	return out, nil
}

// Judge does what a moderator says with a reply, and teaches the site's filter. A
// decision from which the filter cannot learn stands all the same.
func (s *Service) Judge(ctx context.Context, id news.ReplyID, a news.Action, by news.StaffID) (Decision, error) {
	if a.State() == news.Pending {
		return Decision{}, news.Invalid{Field: "action", Rule: "unknown"}
	}
	r, err := s.Store.Reply(ctx, id)
	if err != nil {
		return Decision{}, fmt.Errorf("judge reply %q: %w", id, err)
	}
	now := s.Now()
	j := news.Judgement{
		ID: news.JudgementID(s.NewID(now)), ReplyID: id, StaffID: by,
		Action: a, Before: r.State, At: now,
	}
	lesson, err := s.lesson(ctx, r, a, by)
	refused := errors.Is(err, spam.ErrHarm)
	switch { // the moderator's word counts, whether or not the filter can learn from it
	case err == nil:
		j.Lesson = lesson.ID
	case refused:
		s.Log.InfoContext(ctx, "filter refused a lesson", "reply", r, "action", a, "err", err)
	default:
		s.Log.WarnContext(ctx, "filter did not learn", "reply", r, "err", err)
	}
	r, learning, err := s.Store.Judge(ctx, j, lesson)
	if err != nil {
		return Decision{}, fmt.Errorf("judge reply %q: %w", id, err)
	}
	s.Filter.Apply(r.SiteID, learning)
	s.tell(r, now, "")
	return Decision{Judgement: j, Reply: r, Refused: refused}, nil
}

// lessonsRead is how many of a site's latest decisions are read to count those of one
// moderator within a day.
const lessonsRead = 2000

// weight is how much the next lesson of a moderator counts.
func (s *Service) weight(ctx context.Context, site news.SiteID, by news.StaffID) (float64, error) {
	latest, err := s.Store.RecentJudgements(ctx, site, lessonsRead)
	if err != nil {
		return 0, fmt.Errorf("lessons of %q: %w", by, err)
	}
	n, since := 1, s.Now().Add(-news.LessonDay)
	for _, j := range latest {
		if j.StaffID == by && j.Lesson != "" && j.At.After(since) {
			n++
		}
	}
	return news.LessonWeight(n), nil
}

// lesson works out what the filter learns from a moderator's action on the reply.
func (s *Service) lesson(ctx context.Context, r news.Reply, a news.Action, by news.StaffID) (*news.Lesson, error) {
	weight, err := s.weight(ctx, r.SiteID, by)
	if err != nil {
		return nil, err
	}
	thread, err := s.Store.Thread(ctx, r.ThreadID)
	if err != nil {
		return nil, fmt.Errorf("thread %q: %w", r.ThreadID, err)
	}
	l, err := s.Filter.Lesson(ctx, r.SiteID, message(r, thread), a, weight)
	if err != nil {
		return nil, err
	}
	return &l, nil
}

// Undo takes a decision back: the reply is what it was before, and so is the filter.
func (s *Service) Undo(ctx context.Context, id news.JudgementID) (news.Reply, error) {
	r, learning, err := s.Store.Undo(ctx, id, s.Now())
	if err != nil {
		return news.Reply{}, fmt.Errorf("undo judgement %q: %w", id, err)
	}
	s.Filter.Apply(r.SiteID, learning)
	c, err := s.Case(ctx, r.ID)
	if err != nil {
		s.Log.WarnContext(ctx, "what else was said of the reply not read", "reply", r, "err", err)
	}
	var decided time.Time
	if j := c.standing(); j != nil {
		decided = j.At
	}
	s.tell(r, decided, c.Verdict.Class)
	return r, nil
}
