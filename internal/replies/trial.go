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
	s.Log.InfoContext(ctx, "filter set", "site", site, "by", by, "lost_in", m.Chosen.LostIn, "held_in_1000", m.Chosen.HeldIn1000)
	return nil
}
