// Package filter keeps what each site's filter learned and judges messages with
// it: the starter model that everybody is shipped, and the site's own on top.
package filter

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// strikeWeight is how much a strike counts beside the word that a reply is spam: a
// struck reply is unwanted here, but seldom an advertisement.
const strikeWeight = 0.5

// A Service judges messages for all sites. What a site learned is read from the
// store when it is first needed, once however many ask at the same time, and kept.
// It is safe for concurrent use.
type Service struct {
	Store Store
	// Starter is the model under what every site learned.
	Starter *spam.Model
	// Now is the clock by which lessons are stamped.
	Now func() time.Time
	// Memory is about how many bytes the sites that are kept in memory may take, beside
	// the one that is asked for; zero is no limit.
	Memory int
	// Log is told when what a site learned cannot be read.
	Log *slog.Logger

	sites  sites
	topics topics
}

// Check judges a message to the site, with what the site lately saw of the like and
// what is known of the page.
func (s *Service) Check(ctx context.Context, site news.Site, m spam.Message) (spam.Verdict, error) {
	known, err := s.site(ctx, site.ID)
	if err != nil {
		return spam.Verdict{}, fmt.Errorf("check a message: %w", err)
	}
	m = s.complete(ctx, site.ID, known, m)
	return known.learned.Check(m, Limits(site.Moderation.Limits())), nil
}

// complete adds to a message what the site knows beside it.
func (s *Service) complete(ctx context.Context, site news.SiteID, known *site, m spam.Message) spam.Message {
	m.Topic = s.topic(ctx, site, m.Permalink)
	return known.past.Recall(m)
}

// Limits translates a site's limits into the filter's.
func Limits(l news.Limits) spam.Limits {
	return spam.Limits{Lost: 1 / float64(l.LostIn), Held: float64(l.HeldIn1000) / 1000}
}

// Thresholds are where the verdicts begin for a site of those limits.
func (s *Service) Thresholds(l news.Limits) spam.Thresholds { return s.Starter.Thresholds(Limits(l)) }

// Lesson works out what a moderator's action on a message teaches the site's
// filter. Nothing is changed before the lesson is stored and given to Apply. What came,
// or was decided, after the message is no part of it, nor is how often the text was
// repeated: the text itself is the lesson. A
// lesson by which good replies would suffer is a spam.ErrHarm. Weight says how much
// the word counts beside others of its kind, 1 being in full.
func (s *Service) Lesson(ctx context.Context, site news.SiteID, m spam.Message, action news.Action, weight float64) (news.Lesson, error) {
	class := spam.Spam
	switch action {
	case news.Stet:
		class = spam.Ham
	case news.Strike:
		weight *= strikeWeight
	case news.MarkSpam:
	default:
		return news.Lesson{}, fmt.Errorf("work out a lesson: %w", news.Invalid{Field: "action", Rule: "unknown"})
	}
	known, err := s.site(ctx, site)
	if err != nil {
		return news.Lesson{}, fmt.Errorf("work out a lesson: %w", err)
	}
	m = s.complete(ctx, site, known, m)
	m.Repeats = spam.Repeats{}
	delta := known.learned.Lesson(m, class, weight)
	if err := known.learned.Try(delta); err != nil {
		return news.Lesson{}, fmt.Errorf("work out a lesson: %w", err)
	}
	now := s.Now()
	return news.Lesson{ID: news.LessonID(news.NewID(now)), SiteID: site, Delta: delta, At: now}, nil
}

// Apply brings a site's filter up to date with what the store has just committed.
// What does not fit what is known of the site makes it be read anew.
func (s *Service) Apply(id news.SiteID, l news.Learning) {
	if known := s.sites.loaded(id); known != nil && !known.apply(l) {
		s.Forget(id)
	}
}

// Saw tells the filter of a reply that was added, or whose state changed.
func (s *Service) Saw(id news.SiteID, p news.Print) {
	if known := s.sites.loaded(id); known != nil {
		saw(&known.past, p)
	}
}

// saw notes a print. Of what was withdrawn nothing is kept, nor of what nobody has seen:
// a flood of those would have all others forgotten.
func saw(past *spam.Past, p news.Print) {
	if p.State == news.Withdrawn || p.Unseen() {
		past.Forget(string(p.ReplyID))
		return
	}
	past.Saw(trace(p))
}

// trace is a print as the filter's library has it.
func trace(p news.Print) spam.Trace {
	return spam.Trace{
		ID: string(p.ReplyID), Time: p.At, Network: p.Network, Email: string(p.Email),
		Content: p.Body, Fingerprint: p.Fingerprint, Fate: fate(p), Decided: p.Decided,
	}
}

// fate is what became of a reply as far as the filter may go by it: not by its own word
// that something is spam, nor by what was published only because it just watches.
func fate(p news.Print) spam.Fate {
	switch judged := !p.Decided.IsZero(); {
	case p.State == news.Published && judged:
		return spam.Stood
	case p.State == news.Published && !p.Doubted:
		return spam.Published
	case (p.State == news.Spam || p.State == news.Struck) && judged:
		return spam.Refused
	}
	return spam.Open
}

// Forget drops what is known of a site, so that it is read anew when next needed.
func (s *Service) Forget(id news.SiteID) { s.sites.forget(id) }

// ForgetAll drops what is known of all sites.
func (s *Service) ForgetAll() { s.sites.forgetAll() }

// Follow drops what is known of a site if the lessons in the store are others: another
// process taught it. What this one did itself is known already, and reading a site that
// learned much takes time.
func (s *Service) Follow(ctx context.Context, id news.SiteID) {
	known := s.sites.loaded(id)
	if known == nil {
		return
	}
	if lessons, err := s.Store.LessonIDs(ctx, id); err != nil || !known.knows(lessons) {
		s.Forget(id)
	}
}
