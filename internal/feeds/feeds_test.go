package feeds_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/feeds"
	"stet/internal/news"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file under testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}

var (
	paper   = feeds.Paper{Name: "The Courier", Tagline: "News & notices of the quays", URL: "https://courier.example", Lang: "en"}
	evening = time.Date(2026, 3, 4, 18, 30, 0, 0, time.FixedZone("", 3600))
	now     = evening.Add(24 * time.Hour)
)

// flood is a story with everything that a story can have.
func flood() news.Story {
	return news.Story{
		ID: "01kjz0flood00000000000000a", Slug: "flood", State: news.StoryPublished, Lang: "en-GB",
		Section: news.Section{Slug: "harbour", Name: "Harbour"}, Headline: `The gate "stuck" & <nobody> was told`,
		Standfirst: "The water stood at the kerb by two & <b>nobody</b> slept.",
		Bylines:    []news.Byline{{Slug: "jo-bloggs", Name: "Jo Bloggs"}, {Slug: "ann-other", Name: "Ann Other"}},
		Topics:     []news.Topic{{Slug: "floods", Name: "Floods"}, {Slug: "money", Name: "Money"}},
		Picture: &news.Picture{
			Key: "00112233445566778899aabbccddeeff", Width: 1600, Height: 1067, Widths: []int{480, 960, 1600},
			Alt: "A gate", Caption: "The gate at dawn", Credit: "Jo Bloggs / Harbour Agency",
		},
		Corrections: []news.Correction{{ID: "1", At: evening.Add(2 * time.Hour), Text: "The gate is of 1987, not of 1978."}},
		Thread:      news.Thread{Published: 3},
		Published:   evening, Updated: evening.Add(2 * time.Hour),
	}
}

func teaser(s news.Story) news.Teaser {
	return news.Teaser{
		ID: s.ID, Slug: s.Slug, Section: s.Section, Headline: s.Headline, Standfirst: s.Standfirst, Bylines: s.Bylines,
		Picture: s.Picture, Lang: s.Lang, State: s.State, Replies: s.Thread.Published, Published: s.Published, Updated: s.Updated,
	}
}

// bare is a story with as little as a story can have.
func bare() news.Teaser {
	return news.Teaser{ID: "01kjz0bare000000000000000b", Slug: "bare", Headline: "In short", Published: evening.Add(-time.Hour)}
}

func TestRSS(t *testing.T) {
	items := []feeds.Item{
		{Story: teaser(flood()), Topics: flood().Topics, Content: `<p>Water &amp; mud <a href="https://courier.example/x">here</a> ]]> and on.</p>`},
		{Story: bare()},
	}
	got := feeds.RSS(paper, feeds.Channel{Path: "/", Feed: "/feed.xml"}, items, now)
	golden(t, "feed.xml", got)

	type text struct {
		Text string `xml:",chardata"`
		Role string `xml:"role,attr"`
	}
	var read struct {
		Channel struct {
			Title string `xml:"title"`
			Self  struct {
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/2005/Atom link"`
			Items []struct {
				Title    string   `xml:"title"`
				Creators []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
				Content  string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
				Replies  int      `xml:"http://purl.org/rss/1.0/modules/slash/ comments"`
				Media    struct {
					URL    string `xml:"url,attr"`
					Credit text   `xml:"http://search.yahoo.com/mrss/ credit"`
				} `xml:"http://search.yahoo.com/mrss/ content"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	parse(t, got, &read)
	first := read.Channel.Items[0]
	if first.Title != items[0].Story.Headline || first.Content != items[0].Content || first.Replies != 3 || len(first.Creators) != 2 ||
		first.Media.Credit != (text{"Jo Bloggs / Harbour Agency", "photographer"}) ||
		first.Media.URL != "https://courier.example/media/00112233445566778899aabbccddeeff-1600.jpg" ||
		read.Channel.Self.Href != "https://courier.example/feed.xml" {
		t.Errorf("the feed reads %+v", read)
	}
}

func TestRSSOfASection(t *testing.T) {
	got := feeds.RSS(feeds.Paper{Name: "P", URL: "https://p.example"}, feeds.Channel{Title: "Harbour", Path: "/sections/harbour", Feed: "/sections/harbour/feed.xml"}, nil, now)
	golden(t, "empty.xml", got)
}

func TestTextThatXMLCannotHoldIsLeftOut(t *testing.T) {
	story := bare()
	story.Headline = "a\x00b\x1bc\ufffed\xffe\u0085f\U0001F30A"
	items := []feeds.Item{{Story: story, Content: "<p>\x0cx]]>\uffff</p>"}}
	var read struct {
		Title   string `xml:"channel>item>title"`
		Content string `xml:"channel>item>encoded"`
	}
	parse(t, feeds.RSS(paper, feeds.Channel{Path: "/", Feed: "/feed.xml"}, items, now), &read)
	if read.Title != "abcde\u0085f\U0001F30A" || read.Content != "<p>x]]></p>" {
		t.Errorf("the feed reads %+q", read)
	}
}

// parse reads an XML document strictly.
func parse(t *testing.T, document []byte, into any) {
	t.Helper()
	if err := xml.Unmarshal(document, into); err != nil {
		t.Fatalf("%v in:\n%s", err, document)
	}
}

func TestSitemap(t *testing.T) {
	got, parts := feeds.Sitemap(paper, []feeds.Page{
		{Path: "/"},
		{Path: "/stories/flood?a=1&b=2", Changed: evening, Picture: flood().Picture},
	})
	if parts != nil {
		t.Errorf("two pages made %d parts", len(parts))
	}
	golden(t, "sitemap.xml", got)
}

func TestSitemapOfManyPagesIsAnIndex(t *testing.T) {
	pages := make([]feeds.Page, 2*feeds.MaxPages+1)
	for i := range pages {
		pages[i] = feeds.Page{Path: fmt.Sprintf("/stories/%d", i), Changed: evening.Add(-time.Duration(i) * time.Minute)}
	}
	index, parts := feeds.Sitemap(paper, pages)
	golden(t, "sitemapindex.xml", index)
	var listed int
	for _, part := range parts {
		var read struct {
			URLs []string `xml:"url>loc"`
		}
		parse(t, part, &read)
		if len(read.URLs) > feeds.MaxPages || read.URLs[0] != fmt.Sprintf("https://courier.example/stories/%d", listed) {
			t.Errorf("a part begins with %s and lists %d pages", read.URLs[0], len(read.URLs))
		}
		listed += len(read.URLs)
	}
	if listed != len(pages) {
		t.Errorf("the parts list %d pages, want %d", listed, len(pages))
	}
}

func TestNewsSitemap(t *testing.T) {
	at := func(age time.Duration, lang string) news.Teaser {
		s := bare()
		s.Published, s.Lang, s.Slug = now.Add(-age), lang, fmt.Sprint("age-", age)
		return s
	}
	golden(t, "news.xml", feeds.NewsSitemap(paper, []news.Teaser{
		at(-time.Minute, ""), // not out yet
		at(0, ""),
		at(time.Hour, "de-AT"),
		at(2*time.Hour, "zh-Hant-HK"),
		at(48*time.Hour, "zh"),
		at(49*time.Hour, ""),
	}, now))
	golden(t, "nonews.xml", feeds.NewsSitemap(paper, nil, now))

	var read struct {
		URLs []string `xml:"url>loc"`
	}
	parse(t, feeds.NewsSitemap(paper, make([]news.Teaser, 0), now), &read)
	many := make([]news.Teaser, feeds.MaxNews+5)
	for i := range many {
		many[i] = at(time.Minute, "")
	}
	parse(t, feeds.NewsSitemap(paper, many, now), &read)
	if len(read.URLs) != feeds.MaxNews {
		t.Errorf("%d stories, want %d", len(read.URLs), feeds.MaxNews)
	}
}

func TestArticle(t *testing.T) {
	got, err := json.MarshalIndent(feeds.Article(paper, flood()), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "article.json", append(got, '\n'))
}

func TestArticleOfABareDraft(t *testing.T) {
	got, err := json.MarshalIndent(feeds.Article(paper, news.Story{Slug: "bare", Headline: "In short"}), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "bare.json", append(got, '\n'))
}

func TestArticleWasNotModifiedBeforeItWasPublished(t *testing.T) {
	s := flood()
	s.Updated = s.Published.Add(-time.Hour)
	if a := feeds.Article(paper, s); a.Modified != a.Published {
		t.Errorf("published %s, modified %s", a.Published, a.Modified)
	}
}

func TestArticleStandsSafelyInAPage(t *testing.T) {
	s := flood()
	s.Headline = `</script><script>alert("1")</script><!--`
	page := template.Must(template.New("").Parse(`<script type="application/ld+json">{{.}}</script>`))
	var b strings.Builder
	if err := page.Execute(&b, feeds.Article(paper, s)); err != nil {
		t.Fatal(err)
	}
	inside := strings.TrimSuffix(strings.TrimPrefix(b.String(), `<script type="application/ld+json">`), "</script>")
	if strings.ContainsAny(inside, "<>") {
		t.Errorf("the page is %s", b.String())
	}
	var read feeds.NewsArticle
	if err := json.Unmarshal([]byte(inside), &read); err != nil || read.Headline != s.Headline {
		t.Errorf("it reads %q, %v", read.Headline, err)
	}
}

func TestRobots(t *testing.T) {
	golden(t, "robots.txt", feeds.Robots(paper, []string{"/desk", "/replies/"}, []string{"/sitemap.xml", "/news.xml"}))
	golden(t, "open-robots.txt", feeds.Robots(paper, nil, nil))
}

func TestSecurity(t *testing.T) {
	got, err := feeds.Security(paper, "The desk <desk@courier.example>", now)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "security.txt", got)
	tests := map[string]struct{ contact, want string }{
		"an e-mail address":     {"desk@courier.example", "mailto:desk@courier.example"},
		"a web address":         {"https://courier.example/security", "https://courier.example/security"},
		"a mail URI":            {"mailto:desk@courier.example", "mailto:desk@courier.example"},
		"nothing":               {"", ""},
		"a postal address":      {"1 Quay Street, Fairlead", ""},
		"a web address in http": {"http://courier.example/", ""},
		"a script":              {"javascript:alert(1)", ""},
		"two lines":             {"desk@courier.example\nExpires: never", ""},
		"two lines in a URI":    {"https://courier.example/\r\nExpires: never", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := feeds.Security(paper, tt.contact, now)
			if tt.want == "" {
				if !errors.Is(err, news.ErrNotFound) {
					t.Errorf("Security(%q) = %s, %v, want not found", tt.contact, got, err)
				}
				return
			}
			if line, _, _ := strings.Cut(string(got), "\n"); err != nil || line != "Contact: "+tt.want {
				t.Errorf("Security(%q) = %s, %v, want %s", tt.contact, line, err, tt.want)
			}
		})
	}
}

func TestSecurityExpiresWithinAYearAndIsSteadyForADay(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	morning, err := feeds.Security(paper, "desk@courier.example", day)
	if err != nil {
		t.Fatal(err)
	}
	night, err := feeds.Security(paper, "desk@courier.example", day.Add(24*time.Hour-time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if string(morning) != string(night) {
		t.Errorf("in the morning:\n%s\nat night:\n%s", morning, night)
	}
	_, rest, _ := strings.Cut(string(morning), "Expires: ")
	line, _, _ := strings.Cut(rest, "\n")
	expires, err := time.Parse(time.RFC3339, line)
	if err != nil || !expires.After(day.AddDate(0, 1, 0)) || !expires.Before(day.AddDate(1, 0, 0)) {
		t.Errorf("it expires %s, %v", line, err)
	}
}
