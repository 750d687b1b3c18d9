package desk

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/internal/accounts"
	"stet/internal/checks"
	"stet/internal/filter"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/pages"
	"stet/internal/pictures"
	"stet/internal/replies"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
	"stet/internal/stories"
	"stet/internal/theme"
)

const (
	goodPassword  = "seven gulls on a wet pier"
	otherPassword = "the ferry leaves at noon"
)

// A newsroom is a whole desk behind real HTTP on a real store, with a clock that
// tests move.
type newsroom struct {
	*Desk
	db   *store.DB
	base string
	log  *bytes.Buffer

	mu    sync.Mutex
	clock time.Time
}

func (n *newsroom) now() time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.clock = n.clock.Add(time.Millisecond) // no two things happen at once
	return n.clock
}

func (n *newsroom) wait(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.clock = n.clock.Add(d)
}

// open makes a newsroom that speaks that language and holds every reply.
func open(t *testing.T, lang string) *newsroom {
	t.Helper()
	n := &newsroom{log: &bytes.Buffer{}, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	n.db = storetest.SQLite(t)
	site, err := n.db.SetPublication(t.Context(), "https://courier.example", "The Courier",
		news.Moderation{Hold: news.HoldAll, Strictness: news.Normal})
	must(t, err)
	th, err := theme.New(theme.Options{Lang: lang})
	must(t, err)
	library, err := pictures.Open(t.TempDir())
	must(t, err)
	t.Cleanup(func() { must(t, library.Close()) })
	starter, err := spam.Starter()
	must(t, err)

	server := httptest.NewUnstartedServer(nil)
	n.base = "http://" + server.Listener.Addr().String()
	address, err := url.Parse(n.base)
	must(t, err)
	log := slog.New(slog.NewJSONHandler(n.log, nil))
	cache := pages.New(1<<20, time.Hour, n.now)
	judge := &filter.Service{Store: n.db, Starter: starter, Now: n.now, Log: slog.New(slog.DiscardHandler)}
	n.Desk = &Desk{
		URL: address, Publication: theme.Publication{Name: "The Courier", URL: n.base}, Lang: lang, Site: site.ID,
		Accounts: accounts.New(n.db, n.now),
		Replies: &replies.Service{
			Store: n.db, Filter: judge, Pages: cache,
			Secret: []byte("secret"), Now: n.now, NewID: news.NewID, Log: log,
		},
		Stories: &stories.Service{Store: n.db, Pages: cache, Now: n.now, NewID: news.NewID},
		Checks: &checks.Service{
			Store: n.db, Filter: judge, SitesPerKey: 3, Now: n.now, NewID: news.NewID, Log: log,
			Moderation: news.Moderation{Hold: news.HoldDoubtful, Strictness: news.Normal},
		},
		Foreign: Foreign{
			Base:   "https://courier.example/akismet/",
			Notice: func(id news.SiteID) string { return "/filtered/" + string(id) },
			DropIn: func(id news.SiteID) string { return "/drop-in/" + string(id) },
		},
		Pictures: library, Sites: n.db, Theme: th, Secret: []byte("0123456789abcdef0123456789abcdef"), Now: n.now, Log: log,
		Preview: func(_ context.Context, s news.Story) (theme.StoryPage, error) {
			body, err := markup.Story(s.Body)
			return theme.StoryPage{Page: theme.Page{Lang: lang, Title: s.Headline, Path: s.Path()}, Story: s, Body: body}, err
		},
	}
	server.Config.Handler = n.Handler()
	server.Start()
	t.Cleanup(server.Close)
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A browser is somebody's, with their cookies. It follows no redirects.
type browser struct {
	t    *testing.T
	base string
	*http.Client
}

func (n *newsroom) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &browser{t, n.base, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// invited is the address of an invitation for a new member of that role.
func (n *newsroom) invited(t *testing.T, email news.Email, name news.Name, role news.Role) string {
	t.Helper()
	member, err := n.Accounts.Add(t.Context(), email, name, role)
	must(t, err)
	token, err := n.Accounts.Invite(t.Context(), member.ID)
	must(t, err)
	return InvitationPath(token)
}

// as is the browser of a new member of that role, signed in.
func (n *newsroom) as(t *testing.T, role news.Role) *browser {
	t.Helper()
	b := n.browser(t)
	b.post(n.invited(t, news.Email(role)+"@courier.example", "Ida Lund", role), "password", goodPassword).is(303)
	return b
}

// An answer is what the desk said.
type answer struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	body   string
}

func (b *browser) do(method, path, kind, body string, headers ...string) answer {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, strings.NewReader(body))
	must(b.t, err)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.Do(r)
	must(b.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(b.t, err)
	return answer{b.t, method + " " + path, resp.StatusCode, resp.Header, string(text)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do("GET", path, "", "")
}

// post sends a form; fields are name and value in turn.
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	return b.do("POST", path, "application/x-www-form-urlencoded", form(fields...))
}

// script sends a form as the desk's script does.
func (b *browser) script(path string, fields ...string) answer {
	b.t.Helper()
	return b.do("POST", path, "application/x-www-form-urlencoded", form(fields...), "Accept", "application/json")
}

func form(fields ...string) string {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return values.Encode()
}

func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s = %d, want %d\n%s", a.asked, a.status, status, a.body)
	}
	return a
}

// leads checks where a redirect leads.
func (a answer) leads(path string) answer {
	a.t.Helper()
	if got := a.is(303).header.Get("Location"); got != path {
		a.t.Fatalf("%s leads to %s, want %s", a.asked, got, path)
	}
	return a
}

// has checks that the page contains the texts, lacks that it does not.
func (a answer) has(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			a.t.Errorf("%s lacks %q:\n%s", a.asked, text, a.body)
		}
	}
	return a
}

func (a answer) lacks(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s has %q, which it should not", a.asked, text)
		}
	}
	return a
}

// find returns the first submatch of the pattern in the page.
func (a answer) find(pattern string) string {
	a.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(a.body)
	if m == nil {
		a.t.Fatalf("%s has nothing like %s:\n%s", a.asked, pattern, a.body)
	}
	return m[1]
}

// story is a published story on which replies can be left.
func (n *newsroom) story(t *testing.T, headline string) news.Story {
	t.Helper()
	s, err := n.Stories.Save(t.Context(), stories.Draft{
		Headline: headline, Standfirst: "What the harbour master said.", Section: "Harbour",
		Bylines: []string{"Ada Quill"}, Topics: []string{"Tides"}, Body: "The water *rose*.",
	})
	must(t, err)
	s, err = n.Stories.Publish(t.Context(), s.ID, time.Time{})
	must(t, err)
	return s
}

// reply leaves a reply, which is held.
func (n *newsroom) reply(t *testing.T, s news.Story, d replies.Draft) news.Reply {
	t.Helper()
	d.Thread, d.Key = s.Thread, []byte(news.NewID(n.now()))
	r, err := n.Replies.Post(t.Context(), d)
	must(t, err)
	return r
}
