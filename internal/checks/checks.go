// Package checks answers foreign sites that ask whether a comment is spam, keeps
// what they asked, and learns from what they report. Each site has a filter of its
// own; which protocol it asks by is its neighbours' business.
package checks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// Filter is what this package asks of the spam filter.
type Filter interface {
	// Check judges a message for the site.
	Check(ctx context.Context, site news.Site, m spam.Message) (spam.Verdict, error)
	// Lesson works out what the site's filter learns from a word on the message, and
	// changes nothing. Weight, from 0 to 1, says how much it counts.
	Lesson(ctx context.Context, site news.SiteID, m spam.Message, a news.Action, weight float64) (news.Lesson, error)
	// Apply puts stored lessons into effect, and takes others out.
	Apply(site news.SiteID, l news.Learning)
	// Saw tells what became of a comment, so that near repeats of it are known.
	Saw(site news.SiteID, p news.Print)
	// Forget drops what is known of a site.
	Forget(site news.SiteID)
}

// Store is what this package asks of storage. Each method is one transaction;
// what is not there is news.ErrNotFound.
type Store interface {
	// Site returns the site with that id, and Sites all there are, the oldest first.
	Site(ctx context.Context, id news.SiteID) (news.Site, error)
	Sites(ctx context.Context) ([]news.Site, error)
	// SiteByKeyHash returns the foreign site whose key has that SHA-256.
	SiteByKeyHash(ctx context.Context, hash []byte) (news.Site, error)
	// KeptSites returns the sites that come with the key of the keeper, which is the
	// first, and SiteAt the one at the address.
	KeptSites(ctx context.Context, keeper news.SiteID) ([]news.Site, error)
	SiteAt(ctx context.Context, keeper news.SiteID, address string) (news.Site, error)
	// CreateSite stores a site; an address that the key has already is a
	// news.ErrConflict. AdmitSite does so with one that comes with another's key; when
	// there are most of these already it is a news.TooMany.
	CreateSite(ctx context.Context, s news.Site) error
	AdmitSite(ctx context.Context, s news.Site, most int) error
	// SetKey gives a site another key.
	SetKey(ctx context.Context, id news.SiteID, hash []byte) error
	// DeleteSite deletes a site with all that is stored of it; while others come with
	// its key it is a news.ErrConflict.
	DeleteSite(ctx context.Context, id news.SiteID) error

	// CreateCheck stores a check and the filter's verdict on it, and counts it.
	CreateCheck(ctx context.Context, c news.Check, key news.CheckKey, v spam.Verdict) error
	// JudgeCheckAgain replaces the verdict and the answer.
	JudgeCheckAgain(ctx context.Context, id news.CheckID, answer news.Word, watched bool, v spam.Verdict) error
	// ReportCheck notes what the site says of the comment, as news.Check.Reporting has
	// it: the lesson of its former report stands no longer, and this one does if it is
	// to be learned.
	ReportCheck(ctx context.Context, id news.CheckID, said news.Word, lesson *news.Lesson) (news.Check, news.Learning, error)
	// CountCheck counts answers that leave nothing else behind.
	CountCheck(ctx context.Context, site news.SiteID, at time.Time, n news.CheckCount) error
	// CheckDays counts the site's checks, day by day, the oldest first; days without
	// any are left out.
	CheckDays(ctx context.Context, site news.SiteID, from, to time.Time) ([]news.CheckDay, error)
	// CheckSums counts the checks of every site from that moment on.
	CheckSums(ctx context.Context, from time.Time) (map[news.SiteID]news.CheckCount, error)
	// Checks returns up to limit checks of the site, the latest first, from the one
	// before the given.
	Checks(ctx context.Context, site news.SiteID, before news.CheckID, limit int) ([]news.Check, error)
	// ChecksByID returns those of the checks that there are.
	ChecksByID(ctx context.Context, ids []news.CheckID) (map[news.CheckID]news.Check, error)
	// ChecksLike returns the latest checks of the site with that text, up to limit, and
	// those of that sender.
	ChecksLike(ctx context.Context, site news.SiteID, key news.CheckKey, limit int) (sameText, sameSender []news.Check, err error)
	// CheckVerdicts returns the filter's verdicts on those of the checks that have one.
	CheckVerdicts(ctx context.Context, ids []news.CheckID) (map[news.CheckID]spam.Verdict, error)
	// ReportsSince counts the reports of the site since then from which its filter learned.
	ReportsSince(ctx context.Context, site news.SiteID, since time.Time) (int, error)
}

// Service is the filter of the foreign sites.
type Service struct {
	Store  Store
	Filter Filter
	// Network returns the keyed hash of the network that an address is in.
	Network func(ctx context.Context, addr netip.Addr, at time.Time) (string, error)
	// Moderation is how a site begins that comes with a key.
	Moderation news.Moderation
	// SitesPerKey is how many sites may come with one key.
	SitesPerKey int
	Now         func() time.Time
	NewID       func(time.Time) string
	Log         *slog.Logger

	reports doors
}

// Try judges a comment and records nothing.
func (s *Service) Try(ctx context.Context, site news.Site, c news.Comment) (spam.Verdict, error) {
	check, err := s.begin(ctx, site.ID, c)
	if err != nil {
		return spam.Verdict{}, err
	}
	return s.judge(ctx, site, check)
}

// begin makes a check of a comment that has just come.
func (s *Service) begin(ctx context.Context, site news.SiteID, c news.Comment) (news.Check, error) {
	now := s.Now()
	check := news.Check{ID: news.CheckID(s.NewID(now)), SiteID: site, At: now, Comment: tidy(c)}
	check.Fingerprint = spam.Fingerprint(check.Comment.Body)
	if c.Addr.IsValid() {
		var err error
		if check.Network, err = s.Network(ctx, c.Addr, now); err != nil {
			return news.Check{}, fmt.Errorf("check for site %q: %w", site, err)
		}
	}
	check.Comment.Addr = netip.Addr{}
	return check, nil
}

// judge asks the filter about the comment of a check.
func (s *Service) judge(ctx context.Context, site news.Site, c news.Check) (spam.Verdict, error) {
	v, err := s.Filter.Check(ctx, site, message(c))
	if err != nil {
		return spam.Verdict{}, fmt.Errorf("check for site %q: %w", site.ID, err)
	}
	return v, nil
}

// Check judges a comment and records the check before it returns: what is answered
// is stored. With again the site asks a second time about the same comment, which
// stays one check.
func (s *Service) Check(ctx context.Context, site news.Site, c news.Comment, again bool) (news.Check, spam.Verdict, error) {
	check, err := s.begin(ctx, site.ID, c)
	if err != nil {
		return news.Check{}, spam.Verdict{}, err
	}
	var before news.Check
	known := false
	if again {
		if before, known, err = s.find(ctx, site.ID, check.Comment); err != nil {
			return news.Check{}, spam.Verdict{}, err
		}
	}
	if known {
		check.ID = before.ID
	}
	verdict, err := s.judge(ctx, site, check)
	if err != nil {
		return news.Check{}, spam.Verdict{}, err
	}
	said, watched := answer(verdict.Class, site.Moderation), site.Moderation.Shadow
	if !known {
		check.Answer, check.Watched = said, watched
		return check, verdict, s.record(ctx, check, verdict)
	}
	before.Answer, before.Watched = said, watched
	if err := s.Store.JudgeCheckAgain(ctx, before.ID, said, watched, verdict); err != nil {
		return news.Check{}, spam.Verdict{}, fmt.Errorf("check for site %q: %w", site.ID, err)
	}
	s.tell(before, verdict.Class)
	return before, verdict, nil
}

// answer is what a site is told when the filter put a comment into class c: nothing
// is called spam while the filter only watches.
func answer(c spam.Class, m news.Moderation) news.Word {
	if m.Shadow {
		return news.SaidHam
	}
	return word(c)
}

// word is the answer to a comment of that class: only spam is called spam.
func word(c spam.Class) news.Word {
	if c.KeptOut() {
		return news.SaidSpam
	}
	return news.SaidHam
}

// record stores a check with all that is known of the comment.
func (s *Service) record(ctx context.Context, check news.Check, v spam.Verdict) error {
	if err := s.Store.CreateCheck(ctx, check, keyOf(check.Comment), v); err != nil {
		return fmt.Errorf("check for site %q: %w", check.SiteID, err)
	}
	s.tell(check, v.Class)
	return nil
}

// tell lets the filter know what became of the comment.
func (s *Service) tell(c news.Check, class spam.Class) {
	s.Filter.Saw(c.SiteID, c.Print(string(class)))
}

// message is the comment of a check as the filter reads it.
func message(check news.Check) spam.Message {
	c := check.Comment
	return spam.Message{
		ID: string(check.ID), Content: c.Body, Fingerprint: check.Fingerprint, Author: string(c.Author), Email: string(c.Email), URL: c.URL, Network: check.Network,
		Permalink: c.Permalink, Lang: c.Lang, Time: check.At,
		Signs: spam.Signs(c.Signs), Elapsed: c.Elapsed, Age: c.Age, Trap: c.Trap, Traits: c.Traits,
	}
}

// Count counts an answer that the filter was not asked for.
func (s *Service) Count(ctx context.Context, site news.Site, said news.Word) error {
	if err := s.Store.CountCheck(ctx, site.ID, s.Now(), news.Check{Answer: said}.Count()); err != nil {
		return fmt.Errorf("count a check of site %q: %w", site.ID, err)
	}
	return nil
}

// Report notes what a site says of a comment, and teaches its filter. Answered is
// what the site says it was told, for a comment that is not known or no longer. A
// report from which the filter cannot learn is noted all the same.
func (s *Service) Report(ctx context.Context, site news.Site, c news.Comment, said, answered news.Word) error {
	check, err := s.begin(ctx, site.ID, c)
	if err != nil {
		return err
	}
	leave, err := s.reports.enter(ctx, site.ID, keyOf(check.Comment))
	if err != nil {
		return fmt.Errorf("report to site %q: %w", site.ID, err)
	}
	defer leave()
	before, found, err := s.find(ctx, site.ID, check.Comment)
	if err != nil {
		return err
	}
	if found {
		check = before
	} else {
		check.Answer = answered
		if err := s.record(ctx, check, spam.Verdict{}); err != nil {
			return err
		}
	}
	if _, learns := check.Reporting(said, s.Now()); check.Report == said {
		return nil
	} else if err := s.teach(ctx, check, said, learns); err != nil {
		return fmt.Errorf("report to site %q: %w", site.ID, err)
	}
	return nil
}

// teach stores the report and puts what it changes into effect.
func (s *Service) teach(ctx context.Context, check news.Check, said news.Word, learns bool) error {
	var lesson *news.Lesson
	if learns {
		l, err := s.lesson(ctx, check, said)
		switch {
		case err == nil:
			lesson = &l
		case errors.Is(err, spam.ErrHarm):
			s.Log.InfoContext(ctx, "filter refused a lesson", "site", check.SiteID, "check", check.ID, "said", said, "err", err)
		default:
			return err // nothing is noted yet: the site may send it again
		}
	}
	check, learning, err := s.Store.ReportCheck(ctx, check.ID, said, lesson)
	if err != nil {
		return err
	}
	s.Filter.Apply(check.SiteID, learning)
	s.tell(check, "")
	return nil
}

// lesson works out what the site's filter learns from a report.
func (s *Service) lesson(ctx context.Context, check news.Check, said news.Word) (news.Lesson, error) {
	n, err := s.Store.ReportsSince(ctx, check.SiteID, s.Now().Add(-news.LessonDay))
	if err != nil {
		return news.Lesson{}, err
	}
	action := news.MarkSpam
	if said == news.SaidHam {
		action = news.Stet
	}
	return s.Filter.Lesson(ctx, check.SiteID, message(check), action, news.LessonWeight(n+1))
}

// doors let one report on a comment in at a time, so that the second finds what the
// first left. Some comments share a door. Servers that share a database have doors of
// their own.
type doors struct {
	made sync.Once
	door [64]chan struct{}
}

// enter goes through the door of a comment and returns how to leave.
func (d *doors) enter(ctx context.Context, site news.SiteID, key news.CheckKey) (leave func(), err error) {
	d.made.Do(func() {
		for i := range d.door {
			d.door[i] = make(chan struct{}, 1)
		}
	})
	door := d.door[uint64(hash(string(site))^key.Text)%uint64(len(d.door))] //nolint:gosec // any 64 bits
	select {
	case door <- struct{}{}:
		return func() { <-door }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Days counts the checks of the sites, site by site and day by day.
func (s *Service) Days(ctx context.Context, sites []news.SiteID, from, to time.Time) ([]news.CheckDay, error) {
	var list []news.CheckDay
	for _, id := range sites {
		days, err := s.Store.CheckDays(ctx, id, from, to)
		if err != nil {
			return nil, fmt.Errorf("figures of site %q: %w", id, err)
		}
		list = append(list, days...)
	}
	return list, nil
}

// Sums counts the checks of every site from that moment on; sites without any are
// left out.
func (s *Service) Sums(ctx context.Context, from time.Time) (map[news.SiteID]news.CheckCount, error) {
	sums, err := s.Store.CheckSums(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("figures of all sites: %w", err)
	}
	return sums, nil
}
