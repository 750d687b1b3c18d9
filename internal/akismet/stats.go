package akismet

import (
	"context"
	"strconv"
	"time"

	"stet/internal/news"
)

// figures are counts as get-stats has them. The SDK for PHP refuses an answer that
// lacks one.
type figures struct {
	Spam     int `json:"spam"`
	Ham      int `json:"ham"`
	Missed   int `json:"missed_spam"`
	FalsePos int `json:"false_positives"`
}

func figuresOf(c news.CheckCount) figures {
	return figures{Spam: c.Spam, Ham: c.Ham, Missed: c.Missed, FalsePos: c.FalsePositives}
}

// stats is the answer to get-stats and get-key-stats.
type stats struct {
	figures
	Accuracy  string            `json:"accuracy"`
	TimeSaved int               `json:"time_saved"`
	Breakdown map[string]period `json:"breakdown"`
}

// A period is one of the stretches of time that statistics are broken down into.
type period struct {
	figures
	Blogs int    `json:"blogs"`
	First string `json:"da"`
}

// siteStats are the statistics of one site; of all that the key has, when none is named.
func (s *Server) siteStats(ctx context.Context, q query) (answer, error) {
	if q.values["blog"] == "" {
		return s.keyStats(ctx, q)
	}
	site, err := s.Checks.Site(ctx, q.key, q.values["blog"])
	if err != nil {
		return answer{}, err
	}
	return s.stats(ctx, q, []news.Site{site})
}

// keyStats are the statistics of all sites of the key.
func (s *Server) keyStats(ctx context.Context, q query) (answer, error) {
	sites, err := s.Checks.Sites(ctx, q.key)
	if err != nil {
		return answer{}, err
	}
	return s.stats(ctx, q, sites)
}

// stats counts from the beginning of the interval that the call names to now.
func (s *Server) stats(ctx context.Context, q query, sites []news.Site) (answer, error) {
	now := s.Now().UTC()
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, time.UTC)
	from, layout := monthOf(now).AddDate(0, -5, 0), month
	switch q.values["from"] {
	case "all":
		from, layout = time.Unix(0, 0).UTC(), "2006"
	case "60-days":
		from, layout = tomorrow.AddDate(0, 0, -60), time.DateOnly
	}
	days, err := s.Checks.Days(ctx, ids(sites), from, tomorrow)
	if err != nil {
		return answer{}, err
	}
	sum := sumOf(days)
	return jsonAnswer(stats{
		figures: figuresOf(sum), Accuracy: accuracy(sum), TimeSaved: sum.Spam * secondsPerSpam,
		Breakdown: breakdown(days, layout),
	})
}

// secondsPerSpam is the time that a moderator needs for a spam, as the API reckons.
const secondsPerSpam = 5

// accuracy is the share of answers, in hundredths, that the sites did not call wrong
// later. Of no answers it is nought: nothing was shown.
func accuracy(c news.CheckCount) string {
	all := c.Spam + c.Ham
	right := max(all-c.Missed-c.FalsePositives, 0)
	return strconv.FormatFloat(100*float64(right)/float64(max(all, 1)), 'f', 2, 64)
}

// breakdown sums up the days by the periods in which the layout does not tell them
// apart. Periods without checks are left out.
func breakdown(days []news.CheckDay, layout string) map[string]period {
	sums := map[string]news.CheckCount{}
	blogs := map[string]map[news.SiteID]bool{}
	for _, d := range days {
		name := d.Day.UTC().Format(layout)
		if blogs[name] == nil {
			blogs[name] = map[news.SiteID]bool{}
		}
		blogs[name][d.SiteID] = true
		sums[name] = sums[name].Add(d.CheckCount)
	}
	periods := map[string]period{}
	for name, sum := range sums {
		first, _ := time.Parse(layout, name) // the first of the month or year
		periods[name] = period{figures: figuresOf(sum), Blogs: len(blogs[name]), First: first.Format(time.DateOnly)}
	}
	return periods
}
