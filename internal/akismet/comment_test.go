package akismet

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"stet/internal/news"
	"stet/internal/spam"
)

// now is when everything in these tests happens.
func now() time.Time { return time.Date(2026, 11, 23, 13, 39, 49, 0, time.UTC) }

func commentOf(form string) news.Comment {
	f := readForm("", urlencodedType, []byte(form))
	return f.comment(now())
}

func TestComment(t *testing.T) {
	got := commentOf("comment_type=Forum-Post&comment_author=+Ana+&comment_author_email=ana@example.org&comment_author_url=http://ana.example" +
		"&comment_content=+%3Cb%3EHello%3C/b%3E+%26amp;&permalink=http://a.example/1&blog_lang=fr_CA,+en&user_ip=192.0.2.7&user_agent=curl&referrer=" +
		"&comment_post_modified_gmt=2026-11-22+13:39:49&POST_ak_js=1763900000000&POST_ak_bfs=1763900061500&POST_ak_bkpc=0&POST_ak_hp_textarea=x" +
		"&akismet_comment_nonce=failed&user_role=editor,stranger&comment_context[]=Caf%C3%A9+%26amp;%0A+bar")
	want := news.Comment{
		Kind: "forum-post", Author: "Ana", Email: "ana@example.org", URL: "http://ana.example", Body: " <b>Hello</b> &amp;",
		Permalink: "http://a.example/1", Lang: "fr-CA", Addr: netip.MustParseAddr("192.0.2.7"),
		Manner: news.Manner{Signs: uint8(spam.NoReferrer), Elapsed: 61500 * time.Millisecond, Trap: true}, Age: 24 * time.Hour,
		Traits: []string{"kind:forum-post", "role:editor", "nonce:failed", "typed:none", "topic:café & bar"},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("the comment (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(news.Comment{Kind: "comment"}, commentOf(""), cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("the comment of an empty form (-want +got):\n%s", diff)
	}
}

func TestLongFieldsAreCut(t *testing.T) {
	c := commentOf("comment_author=" + strings.Repeat("ä", 1000) + "&comment_content=" + strings.Repeat("ä", 200_000) + "&permalink=" + strings.Repeat("a", 5000))
	for name, got := range map[string]int{string(c.Author): maxName, c.Body: maxText, c.Permalink: maxURL} {
		if n := len([]rune(name)); n != got {
			t.Errorf("a field has %d letters, want %d", n, got)
		}
	}
}

func TestKinds(t *testing.T) {
	for form, want := range map[string]string{
		"":                              "comment",
		"comment_type=":                 "comment",
		"comment_type=pingback":         "pingback",
		"content_type=forum-post":       "forum-post", // Discourse
		"comment_type=a&content_type=b": "a",
		"comment_type=+Contact-Form+":   "contact-form",
	} {
		if got := commentOf(form).Kind; got != want {
			t.Errorf("the kind of %q is %q, want %q", form, got, want)
		}
	}
}

func TestLanguagesAndAddresses(t *testing.T) {
	for said, want := range map[string]string{"": "", "en": "en", "en_US": "en-US", "en, fr_ca": "en", "de_DE_formal": "de-DE", "zh_Hant_TW": "zh-Hant-TW", "?": "", "_": ""} {
		if got := commentOf("blog_lang=" + url.QueryEscape(said)).Lang; got != want {
			t.Errorf("the language of %q is %q, want %q", said, got, want)
		}
	}
	for said, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "2001:db8::1": "2001:db8::1", "[2001:db8::1]:80": "2001:db8::1", "[2001:db8::1]": "2001:db8::1",
		"::ffff:192.0.2.7": "192.0.2.7", "192.0.2.7:80": "192.0.2.7", "192.0.2.7, 198.51.100.1": "192.0.2.7", "fe80::1%eth0": "fe80::1",
		"unknown": "invalid IP", "": "invalid IP",
	} {
		if got := commentOf("user_ip=" + url.QueryEscape(said)).Addr.String(); got != want {
			t.Errorf("the address of %q is %s, want %s", said, got, want)
		}
	}
}

func TestSignsAreOfWhatTheClientLetsUsSee(t *testing.T) {
	const browser = "user_agent=Mozilla/5.0&referrer=http://a.example&"
	tests := map[string]struct {
		form string
		want spam.Signs
	}{
		"nothing":                        {"", 0},
		"agent and referrer":             {browser, 0},
		"an empty agent":                 {"user_agent=", spam.NoAgent},
		"an empty referrer":              {"referrer=", spam.NoReferrer},
		"an empty referrer, asked again": {"referrer=&recheck_reason=recheck_queue", 0},
		"headers of a browser":           {browser + "HTTP_HOST=a.example&HTTP_ACCEPT_LANGUAGE=en&HTTP_ORIGIN=http://a.example", 0},
		"headers of a browser, one way":  {"HTTP_USER_AGENT=Mozilla/5.0&HTTP_REFERER=http://a.example&HTTP_ACCEPT_LANGUAGE=en&HTTP_SEC_FETCH_SITE=same-origin", 0},
		"headers without a language":     {browser + "HTTP_HOST=a.example&HTTP_ORIGIN=http://a.example", spam.NoLanguage},
		"a browser without an origin":    {browser + "HTTP_HOST=a.example&HTTP_ACCEPT_LANGUAGE=en", spam.Masked},
		"headers of a program":           {"HTTP_HOST=a.example", spam.NoAgent | spam.NoLanguage | spam.NoReferrer},
		"headers that clients pick":      {browser + "HTTP_USER_AGENT=Mozilla/5.0&HTTP_REFERER=http://a.example", 0},
		"a pingback":                     {"comment_type=pingback&HTTP_HOST=a.example&referrer=", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := spam.Signs(commentOf(tt.form).Signs); got != tt.want {
				t.Errorf("the signs of %q are %b, want %b", tt.form, got, tt.want)
			}
		})
	}
}

func TestElapsed(t *testing.T) {
	tests := map[string]struct {
		form string
		want time.Duration
	}{
		"from showing":           {"POST_ak_js=1763900000000&POST_ak_bib=1763900005000&POST_ak_bfs=1763900030000", 30 * time.Second},
		"from the first key":     {"POST_ak_js=17&POST_ak_bib=1763900005000&POST_ak_bfs=1763900030000", 25 * time.Second},
		"only shown":             {"POST_ak_js=1763900000000", 0},
		"only sent":              {"POST_ak_bfs=1763900030000&POST_ak_bib=", 0},
		"a clock that went back": {"POST_ak_js=1763900000000&POST_ak_bfs=1763899999999", 0},
		"a day later":            {"POST_ak_js=1763900000000&POST_ak_bfs=1763986400000", 0},
		"nonsense":               {"POST_ak_js=-9223372036854775808&POST_ak_bib=x&POST_ak_bfs=9223372036854775807", 0},
		"large":                  {"POST_ak_js=1763900000000&POST_ak_bfs=4503599627370495", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := commentOf(tt.form).Elapsed; got != tt.want {
				t.Errorf("elapsed of %q = %s, want %s", tt.form, got, tt.want)
			}
		})
	}
}

func TestAge(t *testing.T) {
	const hour = time.Hour
	tests := map[string]struct {
		page, came string
		want       time.Duration
	}{
		"now":                     {"2026-11-23 12:39:49", "", hour},
		"then":                    {"2026-11-23 10:00:00", "2026-11-23T11:00:00Z", hour},
		"with a zone":             {"2026-11-23T10:00:00+02:00", "2026-11-23T09:00:00.000Z", hour},
		"without one":             {"2026-11-23T10:00:00", "2026-11-23T11:00:00+0000", hour},
		"WordPress's zero":        {"0000-00-00 00:00:00", "0000-00-00 00:00:00", 0},
		"a comment of no date":    {"2026-11-23 12:39:49", "0000-00-00 00:00:00", hour},
		"a comment of the future": {"2026-11-23 12:39:49", "2027-01-01 00:00:00", hour},
		"a comment before":        {"2026-11-23 12:39:49", "2020-01-01 00:00:00", hour},
		"a page of the future":    {"2027-01-01 00:00:00", "", 0},
		"a page of long ago":      {"1066-10-14 00:00:00", "", 0},
		"no page":                 {"", "2026-11-23 12:39:49", 0},
		"nonsense":                {"yesterday", "tomorrow", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			form := url.Values{"comment_post_modified_gmt": {tt.page}, "comment_date_gmt": {tt.came}}
			if got := commentOf(form.Encode()).Age; got != tt.want {
				t.Errorf("age of %v = %s, want %s", form, got, tt.want)
			}
		})
	}
}

func TestTraits(t *testing.T) {
	for form, want := range map[string]string{
		"comment_type=trackback":                            "kind:trackback",
		"user_role=Editor,Shop_Manager,administrator":       "role:editor role:shop_manager",
		"akismet_comment_nonce=passed":                      "",
		"akismet_comment_nonce=inactive":                    "",
		"POST_ak_js=131":                                    "script:none",
		"POST_ak_js=1763900000000":                          "",
		"POST_ak_bfs=1763900030000&POST_ak_bkpc=0":          "typed:none",
		"POST_ak_bfs=1763900030000&POST_ak_bkpc=9":          "",
		"POST_ak_bkpc=0":                                    "",
		"comment_context=":                                  "",
		"comment_context=A&comment_context[]=b":             "topic:a topic:b",
		strings.Repeat("comment_context[]=a&", 2*maxTopics): strings.TrimSpace(strings.Repeat("topic:a ", maxTopics)),
	} {
		if got := strings.Join(commentOf(form).Traits, " "); got != want {
			t.Errorf("the traits of %q are %q, want %q", form, got, want)
		}
	}
}

func TestUnslashed(t *testing.T) {
	for sent, want := range map[string]string{
		`It isn\'t so, and \"quoted\" too`: `It isn't so, and "quoted" too`,
		`C:\\temp`:                         `C:\temp`,
		`It isn't so`:                      `It isn't so`,
		`half \'done' here`:                `half \'done' here`,
		`a\nb`:                             `a\nb`,
		`end\`:                             `end\`,
		``:                                 ``,
	} {
		if got := unslashed(sent); got != want {
			t.Errorf("unslashed(%s) = %s, want %s", sent, got, want)
		}
	}
}
