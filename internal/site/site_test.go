package site_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stet/internal/filter"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/pages"
	"stet/internal/pictures"
	"stet/internal/replies"
	"stet/internal/site"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
	"stet/internal/stories"
	"stet/internal/theme"
	"stet/internal/web"
)

// A paper is a readers' site with one story, served over real HTTP.
type paper struct {
	*site.Server
	t     testing.TB
	db    *store.DB
	story news.Story
	url   string
	mux   http.Handler
	// client follows no redirects.
	client *http.Client
	now    time.Time
}

func newPaper(t testing.TB) *paper {
	t.Helper()
	starter, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.New(theme.Options{Lang: "en", Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	library, err := pictures.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = library.Close() })
	p := &paper{t: t, db: storetest.SQLite(t), now: time.Now()}
	clock := func() time.Time { return p.now }
	log := slog.New(slog.DiscardHandler)
	publication := storetest.Publication(t, p.db)
	p.story = storetest.Story(t, p.db, "flood", p.now.Add(-time.Hour))
	cache := pages.New(1<<20, time.Hour, clock)
	p.Server = &site.Server{
		Publication: theme.Publication{Name: "The Courier", URL: "https://courier.example"}, Lang: "en", Site: publication.ID,
		Stories: &stories.Service{Store: p.db, Pages: cache, Now: clock, NewID: news.NewID},
		Replies: &replies.Service{
			Store: p.db, Filter: &filter.Service{Store: p.db, Starter: starter, Now: clock, Log: slog.New(slog.DiscardHandler)}, Pages: cache,
			Secret: []byte("a secret of the test"), Now: clock, NewID: news.NewID, Log: log,
		},
		Theme: th, Markup: markup.NewCache(1 << 20), Pages: cache, Pictures: library,
		Columns: store.Columns(), Configured: p.now,
		Retention:  notice.Retention{Email: 77 * 24 * time.Hour},
		Signer:     web.Signer{Key: []byte("another secret of the test"), For: 48 * time.Hour},
		Networks:   &site.Networks{Key: p.db.NetworkKey},
		PerAddress: web.NewLimiter("replies", 5, time.Minute, clock),
		PerStory:   web.NewLimiter("story_replies", 50, time.Minute, clock),
		Now:        clock, Log: log,
	}
	address, err := url.Parse("https://courier.example")
	if err != nil {
		t.Fatal(err)
	}
	mux := web.NewMux(address, log, p.ErrorPage)
	p.Routes(mux)
	p.mux = mux
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.url, p.client = server.URL, server.Client()
	p.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return p
}

// An answer is a response, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

func (p *paper) do(r *http.Request, err error) answer {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

func (p *paper) get(path string) answer {
	p.t.Helper()
	return p.do(http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+path, nil))
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// reply posts a reply to the story; fields come in pairs and may replace the
// token of the page.
func (p *paper) reply(fields ...string) answer {
	p.t.Helper()
	token := tokenField.FindStringSubmatch(p.get("/stories/flood").body)
	form := url.Values{"author": {"Hanne"}, "token": {""}}
	if token != nil {
		form.Set("token", token[1])
	}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return p.post("/stories/flood/replies", form)
}

func (p *paper) post(path string, form url.Values) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.url+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return p.do(r, err)
}

const ordinary = "I live on the quay and the pumps were off until four in the morning. The council was told twice last winter."

func TestAReplyIsOnThePageAtOnce(t *testing.T) {
	p := newPaper(t)
	if page := p.get("/stories/flood"); strings.Contains(page.body, "pumps were off") {
		t.Fatal("the reply is there before it was sent")
	}
	sent := p.reply("body", ordinary)
	receipt := sent.header.Get("Location")
	if sent.status != http.StatusSeeOther || !strings.HasPrefix(receipt, "/replies/") {
		t.Fatalf("POST = %d, Location %q; want 303 to the private page\n%s", sent.status, receipt, sent.body)
	}
	if page := p.get("/stories/flood"); !strings.Contains(page.body, "pumps were off") {
		t.Error("the published reply is not on the story's page")
	}
	private := p.get(receipt)
	if private.status != http.StatusOK || private.header.Get("Cache-Control") != "no-store" || private.header["Set-Cookie"] != nil {
		t.Errorf("private page: %d, %v", private.status, private.header)
	}
	for _, want := range []string{"Your reply is published", "pumps were off", "noindex"} {
		if !strings.Contains(private.body, want) {
			t.Errorf("the private page does not say %q", want)
		}
	}
	if got := p.post(receipt+"/withdraw", nil); got.status != http.StatusSeeOther {
		t.Errorf("withdraw = %d", got.status)
	}
	if page := p.get("/stories/flood"); strings.Contains(page.body, "pumps were off") {
		t.Error("the withdrawn reply is still on the page")
	}
	if page := p.get(receipt); !strings.Contains(page.body, "You withdrew this reply") || strings.Contains(page.body, "pumps were off") {
		t.Error("the private page does not say that the reply is withdrawn, or still has its text")
	}
}

func TestReceiptTellsNothingOfOthers(t *testing.T) {
	p := newPaper(t)
	for state, clues := range map[news.ReplyState][]spam.Clue{
		news.Published: {{Kind: spam.ClueRecord, Weight: -0.6}, {Kind: spam.ClueTopic, Text: "flood", Weight: -0.3}},
		news.Spam:      {{Kind: spam.ClueRecord, Weight: 0.8}, {Kind: spam.ClueRate, Text: "12", Weight: 0.8}, {Kind: spam.ClueTopic, Weight: 0.2}},
	} {
		reply, err := p.db.CreateReply(t.Context(), news.Reply{
			ID: news.ReplyID(news.NewID(p.now)), ThreadID: p.story.Thread.ID, SiteID: p.Site, State: state,
			Author: "Moira", Email: "hanne@example.org", Body: "The pumps are on again.", Created: p.now,
		}, spam.Verdict{Class: spam.Ham, Score: 0.1, Clues: clues}, nil)
		if err != nil {
			t.Fatal(err)
		}
		receipt := p.get("/replies/" + string(reply.ID) + "/" + p.Replies.Key(reply.ID)).body
		if !strings.Contains(receipt, "the story") {
			t.Fatalf("the receipt of a %s reply does not say why: %s", state, receipt)
		}
		for _, telling := range []string{"Earlier replies", "from your network", "within minutes"} {
			if strings.Contains(receipt, telling) {
				t.Errorf("who uses another's address or network is told %q of a %s reply", telling, state)
			}
		}
	}
}

func TestDraftsAndNothingAtAllAreTheSame(t *testing.T) {
	p := newPaper(t)
	draft, err := p.Stories.Save(t.Context(), stories.Draft{Headline: "Secret plan", Section: "Town", Body: "Shh."})
	if err != nil {
		t.Fatal(err)
	}
	hidden, absent := p.get(draft.Path()), p.get("/stories/nothing")
	if hidden.status != 404 || hidden.body != absent.body {
		t.Errorf("a draft = %d, and differs from a story that is not there", hidden.status)
	}
	if front := p.get("/").body; strings.Contains(front, "Secret plan") {
		t.Error("the draft is on the front page")
	}
	if _, err := p.Stories.Publish(t.Context(), draft.ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{draft.Path(), "/", "/sections/town"} {
		if page := p.get(path); page.status != 200 || !strings.Contains(page.body, "Secret plan") {
			t.Errorf("%s = %d, want the story that was just published on it", path, page.status)
		}
	}
}

func TestAnErrorPageHasNoAddressOfItsOwn(t *testing.T) {
	if got := newPaper(t).get("/nowhere"); got.status != 404 || strings.Contains(got.body, `rel="canonical"`) {
		t.Errorf("/nowhere = %d, want 404 without a canonical address\n%.900s", got.status, got.body)
	}
}

func TestTheNoticeFollowsTheSettings(t *testing.T) {
	p := newPaper(t)
	got := p.get("/privacy/replies")
	if got.status != 200 || !strings.Contains(got.body, "77 days") {
		t.Errorf("the notice = %d and does not name the configured retention", got.status)
	}
	p.Retention.Email = 5 * 24 * time.Hour
	p.Pages.Drop("front") // as a restart does
	if got := p.get("/privacy/replies"); !strings.Contains(got.body, "5 days") || strings.Contains(got.body, "77 days") {
		t.Error("the notice does not follow a change of the retention")
	}
}

func TestReadersAreToldThatTheFilterOnlyWatches(t *testing.T) {
	p := newPaper(t)
	says := func(path string, want bool, texts ...string) {
		t.Helper()
		page := p.get(path)
		for _, text := range texts {
			if strings.Contains(page.body, text) != want {
				t.Errorf("%s = %d, says %q: %t", path, page.status, text, !want)
			}
		}
	}
	set := func(shadow bool) {
		t.Helper()
		if err := p.Replies.SetFilter(t.Context(), p.Site, news.Moderation{Shadow: shadow}, "kim"); err != nil {
			t.Fatal(err)
		}
	}
	const form, decides, tries = "This site filters spam on its own server", "When the filter is unsure it holds a reply", "To see how well the filter would keep spam out"
	watches := []string{"At present the filter only watches", "no program decides about your reply", tries}
	says("/stories/flood", true, form)
	says("/privacy/replies", true, decides)
	says("/privacy/replies", false, watches...)
	set(true)
	says("/stories/flood", false, form)
	says("/stories/flood", true, "It only watches and decides nothing")
	says("/privacy/replies", false, decides)
	says("/privacy/replies", true, watches...)
	watched := p.reply("body", ordinary, "website", "https://casino.example").header.Get("Location")
	says(watched, true, "Your reply is published", "only watched and decided nothing")
	says(watched, false, "decided this")
	says("/stories/flood", true, "pumps were off")
	set(false)
	says("/stories/flood", true, form)
	says("/privacy/replies", true, decides)
	says(watched, true, "only watched and decided nothing") // that it decides now changes nothing about this one
	kept := p.reply("body", ordinary+" Again.", "website", "https://casino.example").header.Get("Location")
	says(kept, true, "Your reply was kept out", "decided this")
}

func TestLongThreadsHavePages(t *testing.T) {
	p := newPaper(t)
	p.PerAddress, p.PerStory = web.NewLimiter("replies", 0, 0, p.Now), web.NewLimiter("story_replies", 0, 0, p.Now)
	for i := range replies.PageSize + 5 {
		_, err := p.Replies.Post(t.Context(), replies.Draft{
			Thread: p.story.Thread, Author: "Hanne", Body: ordinary + " " + strings.Repeat("x", i+1), Key: []byte{byte(i)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	list, next, err := p.Replies.Page(t.Context(), p.story.Thread.ID, "")
	if err != nil || next == "" {
		t.Fatalf("%d replies on the first page, next %q, %v", len(list), next, err)
	}
	first := p.get("/stories/flood").body
	more := regexp.MustCompile(`/stories/flood/replies\?after=\w+`).FindString(first)
	if more == "" {
		t.Fatal("the first page does not link to the next")
	}
	second := p.get(more)
	if n := strings.Count(second.body, "pumps were off"); second.status != 200 || n != 5 {
		t.Errorf("the second page = %d with %d replies, want 5", second.status, n)
	}
	if got := p.get("/stories/flood/replies?after=..%2f"); got.status != http.StatusSeeOther {
		t.Errorf("a place that cannot be = %d, want a redirect to the story", got.status)
	}
}

func TestWrongDoorsAreAnsweredPlainly(t *testing.T) {
	p := newPaper(t)
	tests := map[string]struct {
		method, path, origin string
		status               int
	}{
		"an unknown page":         {"GET", "/wp-login.php", "", 404},
		"an unknown section":      {"GET", "/sections/nosuch", "", 404},
		"an unknown topic":        {"GET", "/topics/nosuch", "", 404},
		"an unknown byline":       {"GET", "/by/nosuch", "", 404},
		"a forged place":          {"GET", "/sections/harbour?before=x", "", 404},
		"a wrong method":          {"DELETE", "/stories/flood", "", 405},
		"another site's form":     {"POST", "/stories/flood/replies", "https://evil.example", 403},
		"a guessed private page":  {"GET", "/replies/01j00000000000000000000000/x", "", 404},
		"an answer to nobody":     {"GET", "/stories/flood/replies/01j00000000000000000000000", "", 404},
		"a guessed picture":       {"GET", "/media/stet.db", "", 404},
		"a suffix after the page": {"GET", "/stories/flood/x.css", "", 404},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), tt.method, p.url+tt.path, nil)
			if err == nil && tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			got := p.do(r, err)
			if got.status != tt.status || !strings.Contains(got.body, "<h1") {
				t.Errorf("%s %s = %d, want %d and a page\n%.400s", tt.method, tt.path, got.status, tt.status, got.body)
			}
		})
	}
}

func TestAStoryIsInFeedSitemapsAndLinkedData(t *testing.T) {
	p := newPaper(t)
	p.reply("body", ordinary)
	tests := map[string]struct{ kind, want string }{
		"/feed.xml":                  {"application/rss+xml", "<title>Headline of flood</title>"},
		"/sections/harbour/feed.xml": {"application/rss+xml", "<slash:comments>1</slash:comments>"},
		"/sitemap.xml":               {"application/xml", "<loc>https://courier.example/stories/flood</loc>"},
		"/news-sitemap.xml":          {"application/xml", "Headline of flood"},
		"/robots.txt":                {"text/plain", "Sitemap: https://courier.example/sitemap.xml"},
		"/stories/flood":             {"text/html", `"@id":"https://courier.example/stories/flood#article"`},
	}
	for path, tt := range tests {
		got := p.get(path)
		if got.status != 200 || !strings.HasPrefix(got.header.Get("Content-Type"), tt.kind) || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s = %d, %s; want %s with %s\n%.600s", path, got.status, got.header.Get("Content-Type"), tt.kind, tt.want, got.body)
		}
	}
	if page := p.get("/stories/flood").body; !strings.Contains(page, `itemtype="https://schema.org/NewsArticle" itemid="https://courier.example/stories/flood#article"`) ||
		!strings.Contains(page, `itemprop="comment" itemscope itemtype="https://schema.org/Comment"`) {
		t.Errorf("the replies are not comments on the story of the linked data:\n%s", page)
	}
	for _, path := range []string{"/sitemap-1.xml", "/sitemap-x.xml", "/sitemap-01.xml", "/.well-known/security.txt"} {
		if got := p.get(path); got.status != 404 {
			t.Errorf("%s = %d, want 404", path, got.status)
		}
	}
	p.Publication.Contact = "desk@courier.example"
	if got := p.get("/.well-known/security.txt"); !strings.Contains(got.body, "Contact: mailto:desk@courier.example") {
		t.Errorf("security.txt = %d\n%s", got.status, got.body)
	}
}
