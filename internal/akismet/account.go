package akismet

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"stet/internal/news"
)

// month is the layout of a month.
const month = "2006-01"

// usage answers how many checks the key's sites made this month. There is no limit
// by the month, so none is ever near.
func (s *Server) usage(ctx context.Context, q query) (answer, error) {
	sites, err := s.Checks.Sites(ctx, q.key)
	if err != nil {
		return answer{}, err
	}
	from := monthOf(s.Now())
	days, err := s.Checks.Days(ctx, ids(sites), from, from.AddDate(0, 1, 0))
	if err != nil {
		return answer{}, err
	}
	sum := sumOf(days)
	type basic struct {
		Limit      string `json:"limit"`
		Usage      int    `json:"usage"`
		Percentage string `json:"percentage"`
		Throttled  bool   `json:"throttled"`
	}
	type extended struct {
		basic
		NoticeLevel string `json:"notice_level"`
		Upgrade     bool   `json:"upgrade"`
	}
	figures := basic{Limit: "none", Usage: sum.Spam + sum.Ham, Percentage: "0.00"}
	if q.flag("extended") {
		return jsonAnswer(extended{basic: figures, NoticeLevel: "NOTICE_NONE"})
	}
	return jsonAnswer(figures)
}

// A siteMonth is one site's month in key-sites. Its counts are texts, as they are in
// the API's description in OpenAPI 1.0.2.
type siteMonth struct {
	Site     string `json:"site"`
	Calls    int    `json:"api_calls,string"`
	Spam     int    `json:"spam,string"`
	Ham      int    `json:"ham,string"`
	Missed   int    `json:"missed_spam,string"`
	FalsePos int    `json:"false_positives,string"`
	Revoked  bool   `json:"is_revoked"`
}

// keySites answers what each of the key's sites did in a month.
func (s *Server) keySites(ctx context.Context, q query) (answer, error) {
	sites, err := s.Checks.Sites(ctx, q.key)
	if err != nil {
		return answer{}, err
	}
	from, err := time.Parse(month, strings.TrimSpace(q.values["month"]))
	if err != nil {
		from = monthOf(s.Now())
	}
	days, err := s.Checks.Days(ctx, ids(sites), from, from.AddDate(0, 1, 0))
	if err != nil {
		return answer{}, err
	}
	active := activeSites(sites, days, q.line("filter", maxURL))
	slices.SortStableFunc(active, func(a, b siteMonth) int {
		return cmp.Or(cmp.Compare(b.by(q.values["order"]), a.by(q.values["order"])), cmp.Compare(a.Site, b.Site))
	})
	limit, offset, total := 500, 0, len(active)
	if n := q.number("limit"); n > 0 {
		limit = int(n)
	}
	if n := q.number("offset"); n > 0 {
		offset = int(n)
	}
	first := min(offset, total)
	active = active[first : first+min(limit, total-first)]
	if strings.EqualFold(strings.TrimSpace(q.values["format"]), "csv") {
		head := fmt.Sprintf("Active sites for %s during %s (limit: %d, offset: %d, total: %d).\n", q.key, from.Format(month), limit, offset, total)
		return answer{status: http.StatusOK, kind: "text/csv", body: head + table(active)}, nil
	}
	return jsonAnswer(map[string]any{from.Format(month): active, "limit": limit, "offset": offset, "total": total})
}

// activeSites are the sites that made checks in those days and have the filter in
// their address.
func activeSites(sites []news.Site, days []news.CheckDay, filter string) []siteMonth {
	counts := map[news.SiteID]news.CheckCount{}
	for _, d := range days {
		counts[d.SiteID] = counts[d.SiteID].Add(d.CheckCount)
	}
	active := []siteMonth{}
	for _, site := range sites {
		_, address, _ := strings.Cut(site.URL, "://")
		c, made := counts[site.ID]
		if made && strings.Contains(strings.ToLower(address), strings.ToLower(filter)) {
			active = append(active, siteMonth{
				Site: address, Calls: c.Spam + c.Ham, Spam: c.Spam, Ham: c.Ham, Missed: c.Missed, FalsePos: c.FalsePositives,
			})
		}
	}
	return active
}

// by is the figure that an order of key-sites goes by.
func (m siteMonth) by(order string) int {
	switch order {
	case "spam":
		return m.Spam
	case "ham":
		return m.Ham
	case "missed_spam":
		return m.Missed
	case "false_positives":
		return m.FalsePos
	}
	return m.Calls
}

// table writes sites as comma-separated values (RFC 4180).
func table(sites []siteMonth) string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"Site", "Total API Calls", "Spam", "Ham", "Missed Spam", "False Positives", "Is Revoked"}}
	for _, m := range sites {
		if strings.HasPrefix(m.Site, "=") || strings.HasPrefix(m.Site, "+") || strings.HasPrefix(m.Site, "-") || strings.HasPrefix(m.Site, "@") {
			m.Site = "'" + m.Site // or a spreadsheet would calculate it
		}
		row := []string{m.Site}
		for _, n := range []int{m.Calls, m.Spam, m.Ham, m.Missed, m.FalsePos} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, append(row, strconv.FormatBool(m.Revoked)))
	}
	_ = w.WriteAll(rows) // a buffer takes all
	return b.String()
}

// subscription answers what plan the key has: the only one there is.
func (s *Server) subscription(ctx context.Context, q query) (answer, error) {
	if _, err := s.Checks.Sites(ctx, q.key); err != nil {
		return answer{}, err
	}
	return jsonAnswer(struct {
		ID      int    `json:"account_id"`
		Type    string `json:"account_type"`
		Name    string `json:"account_name"`
		Status  string `json:"status"`
		Billing bool   `json:"next_billing_date"`
		Reached bool   `json:"limit_reached"`
	}{ID: 1, Type: "self-hosted", Name: "Self-hosted", Status: "active"})
}

// deactivate hears that a site's client was switched off. It says nothing of the key,
// which stays what it is.
func (s *Server) deactivate(ctx context.Context, q query) (answer, error) {
	_, err := s.Checks.Sites(ctx, q.key)
	return word("deactivated"), err
}

// token answers what the WordPress plugin hands to the frames in which the vendor
// shows statistics. There are none here, so it means nothing.
func (s *Server) token(ctx context.Context, q query) (answer, error) {
	_, err := s.Checks.Sites(ctx, q.key)
	return word(newGUID()), err
}

// test answers whether the server can be reached.
func (*Server) test(context.Context, query) (answer, error) { return word("connected"), nil }

// plugins answers which plugins the vendor recommends.
func (*Server) plugins(context.Context, query) (answer, error) { return jsonAnswer([]string{}) }

func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func ids(sites []news.Site) []news.SiteID {
	all := make([]news.SiteID, len(sites))
	for i, site := range sites {
		all[i] = site.ID
	}
	return all
}

func sumOf(days []news.CheckDay) news.CheckCount {
	var sum news.CheckCount
	for _, d := range days {
		sum = sum.Add(d.CheckCount)
	}
	return sum
}
