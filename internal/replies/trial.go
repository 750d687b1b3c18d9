package replies

import (
	"context"
	"fmt"
	"math"

	"stet/internal/news"
	"stet/internal/spam"
)

// trialSize is how many of a site's latest replies a Trial looks at.
const trialSize = 1000

// A Trial sets the filter's word on a site's latest replies beside what moderators
// did with them. It goes by the scores of the moment when each reply came.
type Trial struct {
	// Outcomes are the replies, the latest first.
	Outcomes []news.Outcome

	thresholds func(news.Limits) spam.Thresholds
}

// Trial returns what is known of the site's latest replies.
func (s *Service) Trial(ctx context.Context, site news.SiteID) (Trial, error) {
	list, err := s.Store.Outcomes(ctx, site, trialSize)
	if err != nil {
		return Trial{}, fmt.Errorf("outcomes at site %q: %w", site, err)
	}
	return Trial{list, s.Filter.Thresholds}, nil
}

// A Tally counts what the filter makes of replies, and where moderators decided
// otherwise.
type Tally struct {
	Published, Held, KeptOut int
	// Rejected are those of the published that moderators struck or marked as spam,
	// and Stood those of the kept out that they let stand.
	Rejected, Stood int
}

// Under is what the filter would have made of the replies under those limits.
func (t Trial) Under(l news.Limits) Tally {
	var tally Tally
	thresholds := t.thresholds(l)
	for _, o := range t.Outcomes {
		switch class := thresholds.Class(math.Log(o.Score / (1 - o.Score))); {
		case class.KeptOut():
			tally.KeptOut++
			if o.Action == news.Stet {
				tally.Stood++
			}
		case class == spam.Ham:
			tally.Published++
			if o.Action == news.Strike || o.Action == news.MarkSpam {
				tally.Rejected++
			}
		default:
			tally.Held++
		}
	}
	return tally
}

// Classes are the filter's answers as a Trial parts them: what it would publish,
// hold and keep out.
var Classes = []spam.Class{spam.Ham, spam.Unsure, spam.Spam}

// class is the filter's answer of the moment when the reply came, as one of Classes.
func class(o news.Outcome) spam.Class {
	if c := spam.Class(o.Verdict); !c.KeptOut() {
		return c
	}
	return spam.Spam
}

// Decided counts the replies that the filter put into that class and on which
// moderators decided so; an empty action is that they did not.
func (t Trial) Decided(c spam.Class, a news.Action) int {
	n := 0
	for _, o := range t.Outcomes {
		if class(o) == c && o.Action == a {
			n++
		}
	}
	return n
}

// disagreementsShown is how many outcomes Against returns at most.
const disagreementsShown = 10

// Against returns the latest outcomes in which people let stand what the filter would
// keep out, or rejected what it would publish, the latest first.
func (t Trial) Against() []news.Outcome {
	var list []news.Outcome
	for _, o := range t.Outcomes {
		rejected := o.Action == news.Strike || o.Action == news.MarkSpam
		against := class(o) == spam.Spam && o.Action == news.Stet || class(o) == spam.Ham && rejected
		if against && len(list) < disagreementsShown {
			list = append(list, o)
		}
	}
	return list
}

// Disagreements returns the replies among those that Against returns.
func (s *Service) Disagreements(ctx context.Context, t Trial) ([]Case, error) {
	var ids []news.ReplyID
	for _, o := range t.Against() {
		if o.ReplyID != "" {
			ids = append(ids, o.ReplyID)
		}
	}
	found, err := s.Store.RepliesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("disagreements: %w", err)
	}
	var list []news.Reply
	for _, id := range ids {
		if r, there := found[id]; there { // else it was withdrawn between the two questions
			list = append(list, r)
		}
	}
	return s.cases(ctx, list)
}

// SetFilter changes what owners choose at the desk about a site's filter; of m it
// takes nothing else.
func (s *Service) SetFilter(ctx context.Context, site news.SiteID, m news.Moderation, by news.StaffID) error {
	if !m.Preset() {
		if err := m.Chosen.Validate(); err != nil {
			return fmt.Errorf("set the filter of site %q: %w", site, err)
		}
	}
	if err := s.Store.SetFilter(ctx, site, m); err != nil {
		return fmt.Errorf("set the filter of site %q: %w", site, err)
	}
	s.Pages.Drop("front")
	s.Log.InfoContext(ctx, "filter set", "site", site, "by", by,
		"lost_in", m.Chosen.LostIn, "held_in_1000", m.Chosen.HeldIn1000,
		"shadow", m.Shadow, "discard", m.Discard)
	return nil
}
