// Package replies takes in readers' replies, has them judged by the filter and
// by moderators, and lets their writers see and withdraw them.
package replies

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// Filter is what this package asks of the spam filter.
type Filter interface {
	// Check judges a message for the site.
	Check(ctx context.Context, site news.Site, m spam.Message) (spam.Verdict, error)
	// Thresholds are where its verdicts begin under those limits.
	Thresholds(l news.Limits) spam.Thresholds
	// Lesson works out what the site's filter learns from a moderator's action on the
	// message, and changes nothing. Weight, from 0 to 1, says how much it counts.
	Lesson(ctx context.Context, site news.SiteID, m spam.Message, a news.Action, weight float64) (news.Lesson, error)
	// Apply puts stored lessons into effect, and takes others out.
	Apply(site news.SiteID, l news.Learning)
	// Saw tells what became of a reply, so that near repeats of it are known.
	Saw(site news.SiteID, p news.Print)
}

// Pages forgets rendered pages by tag.
type Pages interface {
	Drop(tags ...string)
}

// Service is the readers' replies of every site.
type Service struct {
	Store  Store
	Filter Filter
	Pages  Pages
	// Secret signs the private links of replies. It is the same on every node.
	Secret []byte
	Now    func() time.Time
	NewID  func(time.Time) string
	Log    *slog.Logger
}

// PageSize is how many replies one page of a thread holds.
const PageSize = 50

// Post takes in a reader's reply. The reply it returns is published, pending or
// spam, as the filter judged; sending the same form again returns the same reply.
func (s *Service) Post(ctx context.Context, d Draft) (news.Reply, error) {
	d = d.tidy()
	if err := d.validate(); err != nil {
		return news.Reply{}, err
	}
	thread := d.Thread
	if !thread.Open {
		return news.Reply{}, fmt.Errorf("reply under %q: replies are closed: %w", thread.URL, news.ErrConflict)
	}
	site, err := s.Store.Site(ctx, thread.SiteID)
	if err != nil {
		return news.Reply{}, fmt.Errorf("reply under %q: site: %w", thread.URL, err)
	}
	now := s.Now()
	r := news.Reply{
		ID: news.ReplyID(s.NewID(now)), ThreadID: thread.ID, SiteID: site.ID, ParentID: d.Parent, Watched: site.Moderation.Shadow,
		Author: d.Author, Email: d.Email, URL: d.URL, Body: d.Body,
		Created: now, Network: d.Network, Manner: d.Manner, Fingerprint: spam.Fingerprint(d.Body),
	}
	verdict, err := s.Filter.Check(ctx, site, message(r, thread))
	if err != nil { // a sick filter must not silence readers: a moderator decides
		s.Log.WarnContext(ctx, "filter failed, reply held", "site", site.ID, "err", err)
		verdict = spam.Verdict{}
	}
	r.State = stateFor(verdict.Class, site.Moderation)
	made := r.ID
	r, err = s.Store.CreateReply(ctx, r, verdict, d.Key)
	if err != nil {
		return news.Reply{}, fmt.Errorf("reply under %q: %w", thread.URL, err)
	}
	if r.ID == made { // not the same form sent twice
		s.tell(r, time.Time{}, verdict.Class)
	}
	return r, nil
}

// stateFor is what becomes of a reply that the filter put into class c. What the
// filter keeps out stays out, unless it only watches; a class nobody knows waits
// for a moderator.
func stateFor(c spam.Class, m news.Moderation) news.ReplyState {
	switch {
	case c.KeptOut() && !m.Shadow:
		return news.Spam
	case m.Hold != news.HoldAll && (c == spam.Ham || m.Shadow):
		return news.Published
	}
	return news.Pending
}

// tell lets the rendered pages and the filter know of a reply's new state, when a
// moderator decided so, and what the filter said when it came.
func (s *Service) tell(r news.Reply, decided time.Time, c spam.Class) {
	s.Pages.Drop("thread:"+string(r.ThreadID), "front")
	s.Filter.Saw(r.SiteID, r.Print(decided, r.Watched && c != spam.Ham && c != ""))
}

// Site returns the site with that id.
func (s *Service) Site(ctx context.Context, id news.SiteID) (news.Site, error) {
	return s.Store.Site(ctx, id)
}

// Page returns a page of the thread's published replies in reading order, and
// the Path after which the next page begins, or "" when there is none.
func (s *Service) Page(ctx context.Context, thread news.ThreadID, after string) ([]news.Reply, string, error) {
	list, err := s.Store.Replies(ctx, thread, after, PageSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("replies of thread %q: %w", thread, err)
	}
	if len(list) <= PageSize {
		return list, "", nil
	}
	list = list[:PageSize]
	return list, list[PageSize-1].Path, nil
}

// Published returns a published reply of the thread; any other is news.ErrNotFound.
func (s *Service) Published(ctx context.Context, thread news.ThreadID, id news.ReplyID) (news.Reply, error) {
	r, err := s.Store.Reply(ctx, id)
	if err != nil {
		return news.Reply{}, fmt.Errorf("reply %q: %w", id, err)
	}
	if r.ThreadID != thread || r.State != news.Published {
		return news.Reply{}, fmt.Errorf("reply %q: %w", id, news.ErrNotFound)
	}
	return r, nil
}

// Key is the secret part of a reply's private link: who has it is its writer. It
// is an HMAC-SHA256 of the id, so that nothing need be stored and a form sent
// twice leads to the same page.
func (s *Service) Key(id news.ReplyID) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("receipt\x00" + string(id)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// A Receipt is all there is to tell a reply's writer.
type Receipt struct {
	Reply   news.Reply
	Thread  news.Thread
	Verdict spam.Verdict
	// Judged says that a moderator decided after the filter.
	Judged bool
	// Decided is when a moderator last decided or took a decision back, or zero.
	Decided time.Time
}

// Receipt returns what the writer of a reply may see. A wrong key is
// news.ErrNotFound, like a reply that is not there.
func (s *Service) Receipt(ctx context.Context, id news.ReplyID, key string) (Receipt, error) {
	if !hmac.Equal([]byte(key), []byte(s.Key(id))) {
		return Receipt{}, fmt.Errorf("receipt of reply %q: %w", id, news.ErrNotFound)
	}
	c, err := s.Case(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{
		Reply: c.Reply, Thread: c.Thread, Verdict: c.Verdict, Judged: c.standing() != nil, Decided: c.decided(),
	}, nil
}

// Withdraw takes a reply back for its writer. It is idempotent.
func (s *Service) Withdraw(ctx context.Context, id news.ReplyID, key string) (news.Reply, error) {
	if !hmac.Equal([]byte(key), []byte(s.Key(id))) {
		return news.Reply{}, fmt.Errorf("withdraw reply %q: %w", id, news.ErrNotFound)
	}
	before, err := s.Store.Reply(ctx, id)
	if err != nil {
		return news.Reply{}, fmt.Errorf("withdraw reply %q: %w", id, err)
	}
	r, err := s.Store.Withdraw(ctx, id)
	if err != nil {
		return news.Reply{}, fmt.Errorf("withdraw reply %q: %w", id, err)
	}
	r.Fingerprint = before.Fingerprint // gone from the store, and now from the filter too
	s.tell(r, time.Time{}, "")
	return r, nil
}

// Parents returns those published replies that the listed ones answer.
func (s *Service) Parents(ctx context.Context, list []news.Reply) (map[news.ReplyID]news.Reply, error) {
	found := make(map[news.ReplyID]news.Reply, len(list))
	for _, r := range list {
		found[r.ID] = r
	}
	var elsewhere []news.ReplyID
	for _, r := range list {
		if _, known := found[r.ParentID]; !known && r.ParentID != "" && !slices.Contains(elsewhere, r.ParentID) {
			elsewhere = append(elsewhere, r.ParentID)
		}
	}
	parents, err := s.Store.RepliesByID(ctx, elsewhere)
	if err != nil {
		return nil, fmt.Errorf("answered replies: %w", err)
	}
	for id, r := range parents {
		if r.State == news.Published {
			found[id] = r
		}
	}
	return found, nil
}
