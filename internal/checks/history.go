package checks

import (
	"context"
	"fmt"
	"math"

	"stet/internal/news"
	"stet/internal/spam"
)

// A Case is a check with the filter's verdict on it. The verdict is empty when the
// site never asked, but reported the comment.
type Case struct {
	Check   news.Check
	Verdict spam.Verdict
}

// PageSize is how many checks one page of Latest holds.
const PageSize = 20

// Latest returns a page of the site's checks, the latest first, from the one before
// the given, and the id before which the next page begins, or "".
func (s *Service) Latest(ctx context.Context, site news.SiteID, before news.CheckID) ([]Case, news.CheckID, error) {
	list, err := s.Store.Checks(ctx, site, before, PageSize+1)
	if err != nil {
		return nil, "", fmt.Errorf("checks of site %q: %w", site, err)
	}
	var next news.CheckID
	if len(list) > PageSize {
		list = list[:PageSize]
		next = list[PageSize-1].ID
	}
	cases, err := s.cases(ctx, list)
	return cases, next, err
}

// Cases returns those of the checks that are still there, in the order of the ids.
func (s *Service) Cases(ctx context.Context, ids []news.CheckID) ([]Case, error) {
	found, err := s.Store.ChecksByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	var list []news.Check
	for _, id := range ids {
		if c, there := found[id]; there {
			list = append(list, c)
		}
	}
	return s.cases(ctx, list)
}

// cases adds verdicts to checks.
func (s *Service) cases(ctx context.Context, list []news.Check) ([]Case, error) {
	ids := make([]news.CheckID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	verdicts, err := s.Store.CheckVerdicts(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("verdicts on checks: %w", err)
	}
	out := make([]Case, len(list))
	for i, c := range list {
		out[i] = Case{Check: c, Verdict: verdicts[c.ID]}
	}
	return out, nil
}

// rejudged is how many of a site's latest checks are judged again at once, and
// changesShown how many of those that change are returned.
const (
	rejudged     = 1000
	changesShown = 20
)

// A Second is what today's filter makes of a site's latest checks, beside what it
// made of them when they came, whether or not it only watched. Nothing is changed by it.
type Second struct {
	// Checks counts those that were judged again.
	Checks int
	// ToSpam and ToHam count those that would be answered otherwise now.
	ToSpam, ToHam int
	// Contradicted and Mended count those of them whose new answer contradicts what the
	// site reported, and agrees with it against the old one.
	Contradicted, Mended int
	// Changes are the latest of them.
	Changes []Change
}

// A Change is a check that would be answered otherwise now, with today's verdict.
type Change struct {
	Case
	Now spam.Verdict
	// Was and Said are the filter's answers then and now.
	Was, Said news.Word
}

// JudgeAgain judges the site's latest checks as they came, with what its filter knows
// today.
func (s *Service) JudgeAgain(ctx context.Context, site news.Site) (Second, error) {
	list, err := s.Store.Checks(ctx, site.ID, "", rejudged)
	if err != nil {
		return Second{}, fmt.Errorf("checks of site %q: %w", site.ID, err)
	}
	cases, err := s.cases(ctx, list)
	if err != nil {
		return Second{}, err
	}
	var second Second
	for _, c := range cases {
		if c.Check.Answer == "" {
			continue
		}
		now, err := s.judge(ctx, site, c.Check)
		if err != nil {
			return Second{}, err
		}
		second.add(Change{Case: c, Now: now, Was: word(c.Verdict.Class), Said: word(now.Class)})
	}
	return second, nil
}

// add counts a check, and keeps it if it would be answered otherwise now.
func (s *Second) add(c Change) {
	s.Checks++
	if c.Was == c.Said {
		return
	}
	if c.Said == news.SaidSpam {
		s.ToSpam++
	} else {
		s.ToHam++
	}
	switch c.Check.Report {
	case "":
	case c.Said:
		s.Mended++
	default:
		s.Contradicted++
	}
	if len(s.Changes) < changesShown {
		s.Changes = append(s.Changes, c)
	}
}

// Accuracy is the share of answers that the site did not contradict, with Wilson's
// interval of 95 % about it (E. B. Wilson, JASA 22, 1927): few answers say little.
// Errors that nobody reported are not in it. Without answers all three are zero.
func Accuracy(n news.CheckCount) (share, low, high float64) {
	all := float64(n.Spam + n.Ham)
	if all == 0 {
		return 0, 0, 0
	}
	const z = 1.959964
	share = 1 - min(float64(n.Missed+n.FalsePositives)/all, 1)
	middle := share + z*z/(2*all)
	half := z * math.Sqrt(share*(1-share)/all+z*z/(4*all*all))
	return share, max(0, (middle-half)/(1+z*z/all)), min(1, (middle+half)/(1+z*z/all))
}
