package akismet

import (
	"testing"
	"time"

	"stet/internal/news"
)

func TestAccounts(t *testing.T) {
	const (
		a = `{"site":"a.example","api_calls":"12","spam":"9","ham":"3","missed_spam":"0","false_positives":"1","is_revoked":false}`
		b = `{"site":"b.example/blog","api_calls":"23","spam":"20","ham":"3","missed_spam":"1","false_positives":"0","is_revoked":false}`
	)
	tests := map[string]struct{ call, form, want string }{
		"usage":               {"usage-limit", "", `{"limit":"none","usage":35,"percentage":"0.00","throttled":false}`},
		"all sites":           {"key-sites", "", `{"2026-11":[` + b + `,` + a + `],"limit":500,"offset":0,"total":2}`},
		"by false positives":  {"key-sites", "order=false_positives", `{"2026-11":[` + a + `,` + b + `],"limit":500,"offset":0,"total":2}`},
		"by missed spam":      {"key-sites", "order=missed_spam", `{"2026-11":[` + b + `,` + a + `],"limit":500,"offset":0,"total":2}`},
		"equals by name":      {"key-sites", "order=ham", `{"2026-11":[` + a + `,` + b + `],"limit":500,"offset":0,"total":2}`},
		"an unknown order":    {"key-sites", "order=id;drop", `{"2026-11":[` + b + `,` + a + `],"limit":500,"offset":0,"total":2}`},
		"one site":            {"key-sites", "filter=A.EXAMPLE", `{"2026-11":[` + a + `],"limit":500,"offset":0,"total":1}`},
		"a part":              {"key-sites", "limit=1&offset=1", `{"2026-11":[` + a + `],"limit":1,"offset":1,"total":2}`},
		"past the end":        {"key-sites", "limit=9000000000000&offset=9", `{"2026-11":[],"limit":9000000000000,"offset":9,"total":2}`},
		"odd bounds":          {"key-sites", "limit=-1&offset=x&month=2026-13", `{"2026-11":[` + b + `,` + a + `],"limit":500,"offset":0,"total":2}`},
		"a month without":     {"key-sites", "month=2026-01", `{"2026-01":[],"limit":500,"offset":0,"total":0}`},
		"a table without":     {"key-sites", "month=2026-01&format=csv", "Active sites for goodkey12345 during 2026-01 (limit: 500, offset: 0, total: 0).\nSite,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked\n"},
		"all of a site":       {"get-stats", "blog=http://a.example&from=all", `{"spam":113,"ham":17,"missed_spam":3,"false_positives":2,"accuracy":"96.15","time_saved":565,"breakdown":{"2025":{"spam":100,"ham":10,"missed_spam":2,"false_positives":1,"blogs":1,"da":"2025-01-01"},"2026":{"spam":13,"ham":7,"missed_spam":1,"false_positives":1,"blogs":1,"da":"2026-01-01"}}}`},
		"60 days of a site":   {"get-stats", "blog=http://a.example&from=60-days", `{"spam":13,"ham":7,"missed_spam":1,"false_positives":1,"accuracy":"90.00","time_saved":65,"breakdown":{"2026-10-01":{"spam":4,"ham":4,"missed_spam":1,"false_positives":0,"blogs":1,"da":"2026-10-01"},"2026-11-01":{"spam":4,"ham":1,"missed_spam":0,"false_positives":1,"blogs":1,"da":"2026-11-01"},"2026-11-23":{"spam":5,"ham":2,"missed_spam":0,"false_positives":0,"blogs":1,"da":"2026-11-23"}}}`},
		"half a year of all":  {"get-key-stats", "from=6-months", `{"spam":33,"ham":12,"missed_spam":2,"false_positives":1,"accuracy":"93.33","time_saved":165,"breakdown":{"2026-10":{"spam":4,"ham":6,"missed_spam":1,"false_positives":0,"blogs":2,"da":"2026-10-01"},"2026-11":{"spam":29,"ham":6,"missed_spam":1,"false_positives":1,"blogs":2,"da":"2026-11-01"}}}`},
		"half a year, unsaid": {"get-stats", "from=x", `{"spam":33,"ham":12,"missed_spam":2,"false_positives":1,"accuracy":"93.33","time_saved":165,"breakdown":{"2026-10":{"spam":4,"ham":6,"missed_spam":1,"false_positives":0,"blogs":2,"da":"2026-10-01"},"2026-11":{"spam":29,"ham":6,"missed_spam":1,"false_positives":1,"blogs":2,"da":"2026-11-01"}}}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, _, _ := newServer()
			if got := textOf(t, post(s, "/1.2/"+tt.call, tt.form+"&key="+goodKey)); got != tt.want {
				t.Errorf("the answer is\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestAccountsOfNothing(t *testing.T) {
	s, checks, _ := newServer()
	checks.days = nil
	for call, want := range map[string]string{
		"usage-limit":   `{"limit":"none","usage":0,"percentage":"0.00","throttled":false}`,
		"get-key-stats": `{"spam":0,"ham":0,"missed_spam":0,"false_positives":0,"accuracy":"0.00","time_saved":0,"breakdown":{}}`,
	} {
		if got := textOf(t, post(s, "/1.2/"+call, "key="+goodKey)); got != want {
			t.Errorf("%s is answered %s, want %s", call, got, want)
		}
	}
}

func TestDaysThatAreCounted(t *testing.T) {
	at := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	tests := map[string]struct {
		call, form string
		from, to   time.Time
	}{
		"this month":   {"usage-limit", "", at(2026, 11, 1), at(2026, 12, 1)},
		"a month":      {"key-sites", "month=2025-12", at(2025, 12, 1), at(2026, 1, 1)},
		"half a year":  {"get-stats", "", at(2026, 6, 1), at(2026, 11, 24)},
		"60 days":      {"get-stats", "from=60-days", at(2026, 9, 25), at(2026, 11, 24)},
		"all the time": {"get-stats", "from=all", at(1970, 1, 1), at(2026, 11, 24)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, checks, _ := newServer()
			s.Now = func() time.Time { return now().In(time.FixedZone("ahead", 11*60*60)) } // where it is tomorrow
			post(s, "/1.2/"+tt.call, tt.form+"&key="+goodKey)
			if !checks.from.Equal(tt.from) || !checks.to.Equal(tt.to) {
				t.Errorf("counted from %s to %s, want %s to %s", checks.from, checks.to, tt.from, tt.to)
			}
		})
	}
}

func TestTablesAreNotCalculated(t *testing.T) {
	got := activeSites([]news.Site{{ID: "a", URL: "http://=1+1.example"}}, []news.CheckDay{{SiteID: "a"}}, "")
	want := "Site,Total API Calls,Spam,Ham,Missed Spam,False Positives,Is Revoked\n'=1+1.example,0,0,0,0,0,false\n"
	if got := table(got); got != want {
		t.Errorf("table = %q, want %q", got, want)
	}
}
