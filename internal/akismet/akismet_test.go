package akismet

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// checkID is the id of every check.
const checkID news.CheckID = "01kaqvb7h9z3m5n7p9r1t3v5x7"

// The keys of the fake. The first letters say what is odd about each.
const (
	goodKey    = "goodkey12345"
	shadowKey  = "shadowkey123" // its sites only watch
	discardKey = "discardkey12" // its sites want to hear of blatant spam
	fullKey    = "fullkey12345" // has as many sites as it may
	tiredKey   = "tiredkey1234" // is over its limit
	sickKey    = "sickkey12345" // its store is away
)

var errSick = errors.New("no such table: checks")

// A fake is Checks in memory. It takes the verdict from the comment's own words.
type fake struct {
	mu       sync.Mutex
	checked  []news.Comment
	tried    []news.Comment
	counted  []news.Word
	reported []report
	rechecks int
	days     []news.CheckDay
	from, to time.Time
}

type report struct {
	Comment        news.Comment
	Said, Answered news.Word
}

func (*fake) ForeignSite(_ context.Context, id news.SiteID) (news.Site, error) {
	if id != "blog" {
		return news.Site{}, news.ErrNotFound
	}
	return news.Site{ID: id, Kind: news.Foreign}, nil
}

func (*fake) Sites(_ context.Context, key string) ([]news.Site, error) {
	switch key {
	case sickKey:
		return nil, errSick
	case goodKey, shadowKey, discardKey, fullKey, tiredKey:
	default:
		return nil, news.ErrDenied
	}
	site := news.Site{ID: "a", URL: "https://a.example", Moderation: news.Moderation{Shadow: key == shadowKey, Discard: key == discardKey}}
	other := site
	other.ID, other.URL = "b", "https://b.example/blog"
	return []news.Site{site, other}, nil
}

func (f *fake) Site(ctx context.Context, key, blog string) (news.Site, error) {
	sites, err := f.Sites(ctx, key)
	switch {
	case err != nil:
		return news.Site{}, err
	case !strings.HasPrefix(blog, "http"):
		return news.Site{}, news.Invalid{Field: "blog", Rule: "url"}
	case key == fullKey:
		return news.Site{}, news.TooMany{Of: "sites"}
	}
	return sites[0], nil
}

func (*fake) judge(ctx context.Context, c news.Comment) (spam.Verdict, error) {
	v := spam.Verdict{Class: spam.Ham, Score: 0.01234, Clues: []spam.Clue{
		{Kind: spam.ClueBias, Weight: -3}, {Kind: spam.ClueWords, Text: "council, ferry", Weight: -1.386},
	}}
	switch {
	case strings.Contains(c.Body, "panic"):
		panic("the filter fell over")
	case strings.Contains(c.Body, "stuck"):
		<-ctx.Done()
		return v, ctx.Err()
	case strings.Contains(c.Body, "sick"):
		return v, errSick
	case strings.Contains(c.Body, "blatant"):
		v = spam.Verdict{Class: spam.Discard, Score: 0.999987, Clues: []spam.Clue{
			{Kind: spam.ClueLinks, Text: "пилюли.example\r\nSet-Cookie: a=b", Weight: 7.125}, {Kind: spam.ClueTrap, Weight: 4},
		}}
	case strings.Contains(c.Body, "spam"), c.Trap:
		v = spam.Verdict{Class: spam.Spam, Score: 0.97}
	case strings.Contains(c.Body, "doubt"):
		v = spam.Verdict{Class: spam.Unsure, Score: 0.5}
	}
	return v, nil
}

func (f *fake) Check(ctx context.Context, site news.Site, c news.Comment, recheck bool) (news.Check, spam.Verdict, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, err := f.judge(ctx, c)
	if err != nil {
		return news.Check{}, v, err
	}
	f.checked = append(f.checked, c)
	if recheck {
		f.rechecks++
	}
	check := news.Check{ID: checkID, SiteID: site.ID, Comment: c, Answer: news.SaidHam}
	if v.Class.KeptOut() && !site.Moderation.Shadow {
		check.Answer = news.SaidSpam
	}
	return check, v, nil
}

func (f *fake) Try(ctx context.Context, _ news.Site, c news.Comment) (spam.Verdict, error) {
	f.tried = append(f.tried, c)
	return f.judge(ctx, c)
}

func (f *fake) Count(_ context.Context, _ news.Site, said news.Word) error {
	f.counted = append(f.counted, said)
	return nil
}

func (f *fake) Report(ctx context.Context, _ news.Site, c news.Comment, said, answered news.Word) error {
	if _, err := f.judge(ctx, c); err != nil {
		return err
	}
	f.reported = append(f.reported, report{c, said, answered})
	return nil
}

func (f *fake) Days(_ context.Context, sites []news.SiteID, from, to time.Time) ([]news.CheckDay, error) {
	f.from, f.to = from, to
	var days []news.CheckDay
	for _, d := range f.days {
		for _, id := range sites {
			if d.SiteID == id && !d.Day.Before(from) && d.Day.Before(to) {
				days = append(days, d)
			}
		}
	}
	return days, nil
}

// limits refuses the tired key.
type limits struct{}

func (limits) Take(key string) error {
	if key == tiredKey {
		return news.TooMany{Of: "checks", After: 1500 * time.Millisecond}
	}
	return nil
}

// newServer is a server on a fake with some history, and what it logs.
func newServer() (*Server, *fake, *bytes.Buffer) {
	day := func(site news.SiteID, year int, month time.Month, day, spam, ham, missed, falsePos int) news.CheckDay {
		return news.CheckDay{
			SiteID: site, Day: time.Date(year, month, day, 0, 0, 0, 0, time.UTC),
			CheckCount: news.CheckCount{Spam: spam, Ham: ham, Missed: missed, FalsePositives: falsePos},
		}
	}
	checks := &fake{days: []news.CheckDay{
		day("a", 2025, time.December, 31, 100, 10, 2, 1),
		day("a", 2026, time.October, 1, 4, 4, 1, 0),
		day("b", 2026, time.October, 31, 0, 2, 0, 0),
		day("a", 2026, time.November, 1, 4, 1, 0, 1),
		day("b", 2026, time.November, 2, 20, 3, 1, 0),
		day("a", 2026, time.November, 23, 5, 2, 0, 0),
	}}
	logged := &bytes.Buffer{}
	return &Server{
		Checks: checks, Limit: limits{}, Now: now,
		Log: slog.New(slog.NewJSONHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, checks, logged
}

// post sends a form to a server without a network.
func post(s *Server, path, body string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", urlencodedType)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func TestMatch(t *testing.T) {
	tests := map[string]struct {
		name string
		ok   bool
	}{
		"/1.1/comment-check":              {"comment-check", true},
		"/1.0/verify-key":                 {"verify-key", true},
		"/1.2/key-sites":                  {"key-sites", true},
		"//1.1/comment-check":             {"comment-check", true},
		"/1.1//comment-check//":           {"comment-check", true},
		"/akismet/1.1/comment-check":      {"comment-check", true},
		"//akismet//1.1/comment-check/":   {"comment-check", true},
		"/1.1":                            {"", true},
		"/1.1/comment-check/x":            {"comment-check/x", true},
		"/":                               {"", false},
		"/1.3/comment-check":              {"", false},
		"/stories/1.1/comment-check":      {"", false},
		"/akismet/wordpress/stet.php":     {"", false},
		"/akismet/akismet/1.1/verify-key": {"", false},
		"/1.10/comment-check":             {"", false},
	}
	for path, tt := range tests {
		if name, ok := callOf(path); name != tt.name || ok != tt.ok {
			t.Errorf("callOf(%q) = %q, %v, want %q, %v", path, name, ok, tt.name, tt.ok)
		}
	}
	if !Match(httptest.NewRequest(http.MethodGet, "http://goodkey12345.stet.example/1.1/test", nil)) {
		t.Error("Match of a host with a key = false, want true")
	}
}

func TestKeyOf(t *testing.T) {
	tests := map[string]struct {
		query, body, host string
		key, own          string // without and with ownKey
	}{
		"api_key":                            {body: "api_key=a", key: "a", own: "a"},
		"key":                                {body: "key=k", key: "k", own: "k"},
		"both":                               {body: "key=k&api_key=a", key: "a", own: "k"},
		"an empty one":                       {body: "key=k&api_key=", key: "k", own: "k"},
		"in the query":                       {query: "key=k", key: "k", own: "k"},
		"in both places":                     {query: "api_key=q", body: "api_key=a", key: "a", own: "a"},
		"in the host":                        {host: "GoodKey12345.stet.example:8443", key: goodKey, own: goodKey},
		"a wrong one stands before the host": {body: "api_key=wrong", host: "goodkey12345.stet.example", key: "wrong", own: "wrong"},
		"a host without":                     {host: "rest.stet.example"},
		"a long label":                       {host: "goodkey123456.stet.example"},
		"a host of one":                      {host: "goodkey12345"},
		"no host":                            {},
		"in capitals, of which each would have turns of its own": {body: "api_key=GoodKEY12345", key: goodKey, own: goodKey},
		"space around": {body: "api_key=+a%0A", key: "a", own: "a"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := readForm(tt.query, urlencodedType, []byte(tt.body))
			if got := keyOf(f, tt.host, false); got != tt.key {
				t.Errorf("keyOf = %q, want %q", got, tt.key)
			}
			if got := keyOf(f, tt.host, true); got != tt.own {
				t.Errorf("keyOf with its own = %q, want %q", got, tt.own)
			}
		})
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
