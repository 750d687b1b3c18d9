package akismet

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
	"stet/internal/spam"
)

func textOf(t *testing.T, r *http.Response) string {
	t.Helper()
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// get is a header as it stands in the map, whatever its case.
func get(r *http.Response, name string) string { return strings.Join(r.Header[name], ";") }

// asked is the form of a good comment-check; what is added stands before it.
const asked = "blog=http://a.example&user_ip=192.0.2.7&comment_author=Ana&api_key=" + goodKey

// TestFailures has a row for each case of failure, as the documentation and
// recorded answers have them.
func TestFailures(t *testing.T) {
	tests := map[string]struct {
		call, form string
		status     int
		body       string
		help       string // X-akismet-debug-help, or a part of it
		guid       bool
		retry      string
	}{
		"verify-key, wrong key":       {"verify-key", "key=wrong&blog=http://a.example", 200, "invalid", "", false, ""},
		"verify-key, no key":          {"verify-key", "blog=http://a.example", 200, "invalid", `Empty "key" value`, false, ""},
		"verify-key, no blog":         {"verify-key", "key=" + goodKey, 200, "invalid", `Empty "blog" value`, false, ""},
		"verify-key, an odd blog":     {"verify-key", "blog=a&key=" + goodKey, 200, "invalid", "unable to parse your blog URI", false, ""},
		"verify-key, a sick store":    {"verify-key", "blog=http://a.example&key=" + sickKey, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"comment-check, wrong key":    {"comment-check", "key=wrong&blog=http://a.example&user_ip=192.0.2.7", 200, "invalid", "No site has this key", true, ""},
		"comment-check, no key":       {"comment-check", "blog=http://a.example&user_ip=192.0.2.7", 200, "invalid", `Empty "key" value`, true, ""},
		"comment-check, no blog":      {"comment-check", "user_ip=192.0.2.7&key=" + goodKey, 200, "Missing required field: blog.", `Empty "blog" value`, true, ""},
		"comment-check, an odd blog":  {"comment-check", "blog=a&user_ip=192.0.2.7&key=" + goodKey, 200, "invalid", "unable to parse your blog URI", true, ""},
		"comment-check, no user_ip":   {"comment-check", "blog=http://a.example&user_ip&key=" + goodKey, 200, "Missing required field: user_ip.", `Empty "user_ip" value`, true, ""},
		"comment-check, nothing":      {"comment-check", "", 200, "invalid", `Empty "key" value`, true, ""},
		"comment-check, over limit":   {"comment-check", "blog=http://a.example&user_ip=192.0.2.7&key=" + tiredKey, 429, "Too many requests", "", true, "2"},
		"comment-check, sites full":   {"comment-check", "blog=http://c.example&user_ip=192.0.2.7&key=" + fullKey, 200, "invalid", "stet site list", true, ""},
		"comment-check, sick store":   {"comment-check", "blog=http://a.example&user_ip=192.0.2.7&key=" + sickKey, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"comment-check, sick filter":  {"comment-check", "comment_content=sick&" + asked, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"comment-check, a test, sick": {"comment-check", "is_test=1&comment_content=sick&" + asked, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"comment-check, a bug":        {"comment-check", "comment_content=panic&" + asked, 500, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"comment-check, too large":    {"comment-check", asked + strings.Repeat("&", maxBody), 413, "The request is too large.", "", true, ""},
		"submit-spam, wrong key":      {"submit-spam", "key=wrong&blog=http://a.example", 200, "invalid", "No site has this key", false, ""},
		"submit-ham, no blog":         {"submit-ham", "key=" + goodKey, 200, "Missing required field: blog.", `Empty "blog" value`, false, ""},
		"submit-ham, a sick filter":   {"submit-ham", "comment_content=sick&" + asked, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"submit-spam, over limit":     {"submit-spam", "blog=http://a.example&key=" + tiredKey, 429, "Too many requests", "", true, "2"},
		"usage-limit, wrong key":      {"usage-limit", "key=wrong", 200, "invalid", "No site has this key", false, ""},
		"key-sites, no key":           {"key-sites", "", 200, "invalid", `Empty "key" value`, false, ""},
		"key-sites, a sick store":     {"key-sites", "key=" + sickKey, 503, "The filter cannot answer now. Hold the comment and ask again.", "cannot answer", true, "5"},
		"get-stats, wrong key":        {"get-stats", "key=wrong&blog=http://a.example", 200, "invalid", "No site has this key", false, ""},
		"get-key-stats, wrong key":    {"get-key-stats", "key=wrong", 200, "invalid", "No site has this key", false, ""},
		"get-subscription, wrong key": {"get-subscription", "key=wrong", 200, "invalid", "No site has this key", false, ""},
		"deactivate, wrong key":       {"deactivate", "key=wrong", 200, "invalid", "No site has this key", false, ""},
		"token, wrong key":            {"token", "key=wrong", 200, "invalid", "No site has this key", false, ""},
		"no call":                     {"", asked, 404, "There is no such call.", "", true, ""},
		"the hand-over of Jetpack":    {"verify-wpcom-key", asked, 404, "There is no such call.", "", true, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, checks, _ := newServer()
			r := post(s, "/1.1/"+tt.call, tt.form)
			if got := textOf(t, r); r.StatusCode != tt.status || got != tt.body {
				t.Errorf("the answer is %d %q, want %d %q", r.StatusCode, got, tt.status, tt.body)
			}
			if got := get(r, help); (got == "") != (tt.help == "") || !strings.Contains(got, tt.help) {
				t.Errorf("%s = %q, want %q", help, got, tt.help)
			}
			if got := get(r, guidHeader); (len(got) == 32) != tt.guid {
				t.Errorf("%s = %q, want one: %v", guidHeader, got, tt.guid)
			}
			if got := get(r, "Retry-After"); got != tt.retry {
				t.Errorf("Retry-After = %q, want %q", got, tt.retry)
			}
			if len(checks.checked)+len(checks.counted)+len(checks.reported) > 0 {
				t.Errorf("after a failure something was recorded: %+v", checks)
			}
		})
	}
}

func TestWrongMethods(t *testing.T) {
	for name, call := range calls {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
			s, _, _ := newServer()
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(method, "/1.1/"+name, nil))
			allowed := strings.Contains(call.methods, method)
			if got := w.Result(); (got.StatusCode == http.StatusMethodNotAllowed) == allowed || !allowed && got.Header.Get("Allow") != call.methods {
				t.Errorf("%s %s is answered %d (Allow: %q), want it allowed: %v", method, name, got.StatusCode, got.Header.Get("Allow"), allowed)
			}
			if got := len(get(w.Result(), guidHeader)) == 32; name == checkCall && !got {
				t.Errorf("%s %s is answered without a guid", method, name)
			}
		}
	}
}

func TestCommentCheck(t *testing.T) {
	shadow, discard := strings.Replace(asked, goodKey, shadowKey, 1), strings.Replace(asked, goodKey, discardKey, 1)
	tests := map[string]struct {
		form, body, class, tip                  string
		checked, tried, spamCounted, hamCounted int
	}{
		"ham":                          {asked, "false", "ham", "", 1, 0, 0, 0},
		"unsure":                       {"comment_content=doubt&" + asked, "false", "unsure", "", 1, 0, 0, 0},
		"spam":                         {"comment_content=spam&" + asked, "true", "spam", "", 1, 0, 0, 0},
		"spam, blatant are wanted":     {"comment_content=spam&" + discard, "true", "spam", "", 1, 0, 0, 0},
		"blatant":                      {"comment_content=blatant&" + asked, "true", "discard", "", 1, 0, 0, 0},
		"blatant, and wanted":          {"comment_content=blatant&" + discard, "true", "discard", "discard", 1, 0, 0, 0},
		"blatant, only watched":        {"comment_content=blatant&" + shadow, "false", "discard", "", 1, 0, 0, 0},
		"the trap":                     {"POST_ak_hp_textarea=x&" + asked, "true", "spam", "", 1, 0, 0, 0},
		"is_test=0":                    {"is_test=0&comment_content=spam&" + asked, "true", "spam", "", 1, 0, 0, 0},
		"is_test=false":                {"is_test=false&comment_content=spam&" + asked, "true", "spam", "", 1, 0, 0, 0},
		"is_test=1":                    {"is_test=1&comment_content=spam&" + asked, "true", "spam", "", 0, 1, 0, 0},
		"is_test=true":                 {"is_test=true&" + asked, "false", "ham", "", 0, 1, 0, 0},
		"is_test, blatant and wanted":  {"is_test=1&comment_content=blatant&" + discard, "true", "discard", "discard", 0, 1, 0, 0},
		"is_test, only watched":        {"is_test=1&comment_content=spam&" + shadow, "false", "spam", "", 0, 1, 0, 0},
		"the test name":                {"comment_author=akismet-guaranteed-spam&" + asked, "true", "", "", 0, 0, 1, 0},
		"the test address":             {"comment_author_email=akismet-guaranteed-spam@example.com&" + asked, "true", "", "", 0, 0, 1, 0},
		"the older test name":          {"comment_author=viagra-test-123&" + asked, "true", "", "", 0, 0, 1, 0},
		"the test name, only watched":  {"comment_author=viagra-test-123&" + shadow, "true", "", "", 0, 0, 1, 0},
		"the test name of a test":      {"is_test=1&comment_author=viagra-test-123&" + asked, "true", "", "", 0, 0, 0, 0},
		"the test name, misspelt":      {"comment_author=akismet\u2011guaranteed\u2011spam&" + asked, "false", "ham", "", 1, 0, 0, 0},
		"an administrator":             {"user_role=administrator&comment_content=spam&" + asked, "false", "", "", 0, 0, 0, 1},
		"an Administrator":             {"user_role=Administrator&comment_content=spam&" + asked, "false", "", "", 0, 0, 0, 1},
		"one role of several":          {"user_role=editor,+administrator&comment_content=spam&" + asked, "false", "", "", 0, 0, 0, 1},
		"an administrator, for a test": {"is_test=1&user_role=administrator&comment_content=spam&" + asked, "false", "", "", 0, 0, 0, 0},
		"an administrator's test name": {"user_role=administrator&comment_author=viagra-test-123&" + asked, "false", "", "", 0, 0, 0, 1},
		"an editor":                    {"user_role=editor&comment_content=spam&" + asked, "true", "spam", "", 1, 0, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			form := tt.form
			if strings.Contains(form[:len(form)-len(asked)], "comment_author=") { // the last of a name counts
				form = strings.Replace(form, "&comment_author=Ana", "", 1)
			}
			s, checks, _ := newServer()
			r := post(s, "/1.1/comment-check", form)
			if got := textOf(t, r); r.StatusCode != http.StatusOK || got != tt.body {
				t.Errorf("the answer is %d %q, want 200 %q", r.StatusCode, got, tt.body)
			}
			if got := get(r, classHeader); got != tt.class {
				t.Errorf("%s = %q, want %q", classHeader, got, tt.class)
			}
			if got := get(r, proTip); got != tt.tip {
				t.Errorf("%s = %q, want %q", proTip, got, tt.tip)
			}
			if got := get(r, guidHeader); len(got) != 32 || (got == checkID.Hex()) != (tt.checked > 0) {
				t.Errorf("%s = %q", guidHeader, got)
			}
			var spam, ham int
			for _, said := range checks.counted {
				if said == news.SaidSpam {
					spam++
				} else {
					ham++
				}
			}
			if len(checks.checked) != tt.checked || len(checks.tried) != tt.tried || spam != tt.spamCounted || ham != tt.hamCounted {
				t.Errorf("checked %d, tried %d, counted %d spam and %d ham, want %d, %d, %d and %d", len(checks.checked), len(checks.tried),
					spam, ham, tt.checked, tt.tried, tt.spamCounted, tt.hamCounted)
			}
		})
	}
}

func TestRecheckIsTold(t *testing.T) {
	s, checks, _ := newServer()
	for _, reason := range []string{"", "recheck_reason=&", "recheck_reason=recheck_queue&", "recheck_reason=retry&"} {
		post(s, "/1.1/comment-check", reason+asked)
	}
	if len(checks.checked) != 4 || checks.rechecks != 2 {
		t.Errorf("%d checks, %d of them again, want 4 and 2", len(checks.checked), checks.rechecks)
	}
}

func TestAnswersCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, _ := newServer()
		began := time.Now()
		r := post(s, "/1.1/comment-check", "comment_content=stuck&"+asked)
		if got := textOf(t, r); r.StatusCode != http.StatusServiceUnavailable || len(get(r, guidHeader)) != 32 {
			t.Errorf("a stuck filter is answered %d %q, want 503 and a guid", r.StatusCode, got)
		}
		if took := time.Since(began); took >= time.Second {
			t.Errorf("it took %s, want less than a second", took)
		}
	})
}

func TestGUIDsAreUnique(t *testing.T) {
	s, _, _ := newServer()
	seen := map[string]bool{}
	for range 100 {
		guid := get(post(s, "/1.1/comment-check", ""), guidHeader)
		if seen[guid] {
			t.Fatalf("the guid %s comes twice", guid)
		}
		seen[guid] = true
	}
}

func TestReports(t *testing.T) {
	ana := news.Comment{Kind: "comment", Author: "Ana", Body: "hello"}
	tests := map[string]struct {
		call, form string
		want       []report
	}{
		"missed spam":        {"submit-spam", "comment_content=hello&comment_check_response=false", []report{{ana, news.SaidSpam, news.SaidHam}}},
		"a false positive":   {"submit-ham", "comment_content=hello&comment_check_response=true&reporter=anna", []report{{ana, news.SaidHam, news.SaidSpam}}},
		"without an answer":  {"submit-ham", "comment_content=hello", []report{{ana, news.SaidHam, ""}}},
		"with an odd answer": {"submit-ham", "comment_content=hello&comment_check_response=invalid", []report{{ana, news.SaidHam, ""}}},
		"a live one":         {"submit-spam", "comment_content=hello&is_test=0", []report{{ana, news.SaidSpam, ""}}},
		"a test":             {"submit-spam", "comment_content=hello&is_test=1", nil},
		"the test address":   {"submit-ham", "comment_content=hello&comment_author_email=akismet-guaranteed-spam@example.com", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, checks, _ := newServer()
			r := post(s, "/1.1/"+tt.call, tt.form+"&blog=http://a.example&comment_author=Ana&api_key="+goodKey)
			if got := textOf(t, r); got != thanks {
				t.Errorf("the answer is %q, want %q", got, thanks)
			}
			if diff := cmp.Diff(tt.want, checks.reported, cmp.Comparer(func(a, b news.Comment) bool {
				return a.Kind == b.Kind && a.Author == b.Author && a.Body == b.Body
			})); diff != "" {
				t.Errorf("reported (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCluesAreOneLineOfASCII(t *testing.T) {
	long := spam.Clue{Kind: spam.ClueWords, Text: strings.Repeat("😀", 1000), Weight: 1.0 / 3}
	tests := map[string]struct {
		clues []spam.Clue
		want  string
	}{
		"none":          {nil, "[]"},
		"only the bias": {[]spam.Clue{{Kind: spam.ClueBias, Weight: -3}}, "[]"},
		"breaks": {
			[]spam.Clue{{Kind: spam.ClueWords, Text: "a\r\nb\x00\x7f\"\\\u2028", Weight: -0.125}},
			`[{"kind":"words","text":"a\r\nb\u0000\u007f\"\\\u2028","weight":-0.13}]`,
		},
		"letters": {[]spam.Clue{{Kind: spam.ClueWords, Text: "é😀<&", Weight: 2}}, `[{"kind":"words","text":"\u00e9\ud83d\ude00\u003c\u0026","weight":2}]`},
		"five of six": {
			[]spam.Clue{{Kind: "a"}, {Kind: "b"}, {Kind: "c"}, {Kind: "d"}, {Kind: "e"}, {Kind: "f"}},
			`[{"kind":"a","weight":0},{"kind":"b","weight":0},{"kind":"c","weight":0},{"kind":"d","weight":0},{"kind":"e","weight":0}]`,
		},
		"too long": {[]spam.Clue{long, long, long}, `[{"kind":"words","text":"` + strings.Repeat(`\ud83d\ude00`, maxClueText) + `","weight":0.33}]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := clues(tt.clues)
			if got != tt.want {
				t.Errorf("clues = %s, want %s", got, tt.want)
			}
			if len(got) > maxClueBytes || !json.Valid([]byte(got)) {
				t.Errorf("clues has %d bytes and is JSON: %v", len(got), json.Valid([]byte(got)))
			}
		})
	}
}

func TestNothingOfAVisitorIsLogged(t *testing.T) {
	s, _, logged := newServer()
	secrets := "&HTTP_AUTHORIZATION=Basic+secret&comment_author_email=ana@example.org&user_agent=Mozilla"
	for _, content := range []string{"hello", "spam", "sick", "panic"} {
		for call := range calls {
			post(s, "/1.1/"+call+"?"+asked, "comment_content="+content+"+words"+secrets)
		}
		post(s, "/1.1/stranger?"+asked, content+"+words"+secrets)
	}
	if logged.Len() == 0 {
		t.Fatal("nothing was logged")
	}
	for _, secret := range []string{goodKey, "192.0.2.7", "secret", "ana@", "Ana", "a.example", "+words", "Mozilla", "stranger"} {
		if strings.Contains(logged.String(), secret) {
			t.Errorf("the log has %q:\n%s", secret, logged)
		}
	}
	if !strings.Contains(logged.String(), errSick.Error()) || !strings.Contains(logged.String(), "the filter fell over") {
		t.Errorf("the log does not say what failed:\n%s", logged)
	}
}

// FuzzServer sends anything at all, to a filter that may fail.
func FuzzServer(f *testing.F) {
	for _, seed := range []string{asked, "comment_content=spam&" + asked, "comment_content=sick&" + asked, "comment_content=panic&" + asked, "is_test=1&" + asked} {
		f.Add("POST", "/1.1/comment-check", "", urlencodedType, []byte(seed))
		f.Add("POST", "//1.0/submit-spam/", "key="+goodKey, "application/json", []byte(`{"blog":"http://a.example","comment_content":"\ud800"}`))
		f.Add("GET", "/akismet/1.2/key-sites", "api_key="+goodKey+"&limit=-1&offset=99999999999999999999&month=9999-12", "", []byte(seed))
		f.Add("POST", "/1.1/get-stats", "from=all&key="+goodKey, "multipart/form-data; boundary=a", []byte("--a\r\n\r\n--a--"))
	}
	f.Fuzz(func(t *testing.T, method, path, query, kind string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "http://goodkey12345.example/", strings.NewReader(string(body)))
		r.Method, r.URL.Path, r.URL.RawQuery = method, path, query
		r.Header.Set("Content-Type", kind)
		name, matches := callOf(path)
		if !matches {
			t.Skip()
		}
		s, checks, logged := newServer()
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		got := w.Result()
		text := w.Body.String()
		if got.StatusCode >= 300 && got.StatusCode < 400 || got.Header.Get("Set-Cookie") != "" || got.Header.Get("Content-Encoding") != "" {
			t.Errorf("the answer is %d %v", got.StatusCode, got.Header)
		}
		if got.ContentLength != int64(len(text)) {
			t.Errorf("Content-Length is %d of %q", got.ContentLength, text)
		}
		if name == checkCall && len(get(got, guidHeader)) != 32 {
			t.Errorf("%s = %q", guidHeader, get(got, guidHeader))
		}
		if (text == isSpam || text == isHam) && (name != checkCall || got.StatusCode != 200 || strings.Contains(logged.String(), "ERROR") ||
			len(checks.checked)+len(checks.tried)+len(checks.counted) == 0 && !strings.Contains(query+string(body), "is_test")) {
			t.Errorf("%s is answered %d %q without a verdict", name, got.StatusCode, text)
		}
		for name, values := range got.Header {
			for _, v := range values {
				if strings.ContainsFunc(name+v, func(r rune) bool { return r < ' ' || r >= 0x7f }) {
					t.Errorf("the header %q is %q", name, v)
				}
			}
		}
		for _, c := range append(checks.checked, checks.tried...) {
			for _, text := range append(c.Traits, c.Kind, string(c.Author), string(c.Email), c.URL, c.Body, c.Permalink, c.Lang) {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
					t.Errorf("the comment has the text %q", text)
				}
			}
			if c.Age < 0 || c.Elapsed < 0 || c.Elapsed > longestVisit {
				t.Errorf("the comment has the age %s and took %s", c.Age, c.Elapsed)
			}
		}
	})
}

// BenchmarkCommentCheck answers a comment-check of WordPress, but for the network
// and the filter.
func BenchmarkCommentCheck(b *testing.B) {
	s, checks, _ := newServer()
	s.Log = quiet()
	text := strings.Repeat("The+ferry+was+late+again%2C+and+nobody+said+why.+", 10)
	form := "comment_post_ID=1&comment_author=Ana+L%C3%B3pez&comment_author_email=ana%40example.org&comment_author_url&comment_content=" + text +
		"&comment_type=comment&comment_agent=Mozilla%2F5.0&user_ip=192.0.2.7&user_agent=Mozilla%2F5.0&referrer=http%3A%2F%2Fa.example%2F%3Fp%3D1" +
		"&blog=http%3A%2F%2Fa.example&blog_lang=en_US&blog_charset=UTF-8&permalink=http%3A%2F%2Fa.example%2F%3Fp%3D1&akismet_comment_nonce=passed" +
		"&POST_comment=" + text + "&POST_ak_js=1763900000000&POST_ak_hp_textarea&POST_ak_bib=1763900003000&POST_ak_bfs=1763900031000&POST_ak_bkpc=410" +
		"&HTTP_HOST=a.example&HTTP_USER_AGENT=Mozilla%2F5.0&HTTP_ACCEPT_LANGUAGE=en&HTTP_ORIGIN=http%3A%2F%2Fa.example" +
		"&comment_post_modified_gmt=2026-11-23+13%3A38%3A46&comment_context%5B0%5D=Council&api_key=" + goodKey
	b.SetBytes(int64(len(form)))
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/1.1/comment-check", strings.NewReader(form))
		r.Header.Set("Content-Type", urlencodedType)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Body.String() != isHam {
			b.Fatal(fmt.Errorf("the answer is %q", w.Body))
		}
		checks.checked = checks.checked[:0]
	}
}
