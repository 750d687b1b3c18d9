//go:build e2e

// Package wordpress_test has a WordPress as Debian ships it, with its Akismet plugin
// and our drop-in, ask a running Stet. It is skipped where WordPress, PHP or MariaDB
// is missing; ./check installs them.
package wordpress_test

import (
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The texts that visitors send.
const (
	goodText = "I was at the harbour on Tuesday, and the water stood higher than your map has it; nobody said so."
	badText  = `Buy cheap viagra and cialis online without prescription <a href="http://pills-casino.example/buy">best casino bonus</a> http://pills-casino.example`
)

func TestWordPress(t *testing.T) {
	h := newHouse(t)
	moderator := h.signIn()
	steps := []struct {
		name string
		do   func(*house, *person)
	}{
		{"the key is tried in the settings", enterKey},
		{"a good comment is published and a bad one is not", comment},
		{"commenters are told under the form", readNotice},
		{"the history gives the reasons", readHistory},
		{"moderators teach one by one", judge},
		{"moderators teach in bulk, and it is learned", judgeInBulk},
		{"a comment of which Stet is unsure waits", doubt},
		{"what waits is checked again", recheck},
		{"while Stet is away comments wait, and are tried again", outage},
		{"older plugins name the key in the host", oldPlugin},
		{"the vendor's frames are gone", readSettings},
		{"nothing else left WordPress", readWitness},
	}
	for _, step := range steps {
		if !t.Run(step.name, func(t *testing.T) {
			h.t = t
			step.do(h, moderator)
		}) {
			return // the steps build on each other
		}
	}
}

func enterKey(h *house, moderator *person) {
	const page = "/wp-admin/options-general.php?page=akismet-key-config"
	try := func(key string) {
		h.t.Helper()
		form := moderator.form(page+"&view=start", `action="[^"]*page=akismet-key-config`)
		form.Set("key", key)
		moderator.post(page, form)
	}
	try("0123456789ab")
	if got := ask[any](h, "get_option('wordpress_api_key')"); got != false {
		h.t.Errorf("after a wrong key the key is %v, want false", got)
	}
	try(h.key)
	if got := ask[any](h, "get_option('wordpress_api_key')"); got != h.key {
		h.t.Errorf("the key is %v, want %v", got, h.key)
	}
	var answers []string
	for _, c := range h.wire.heard() {
		if c.path == "/1.1/verify-key" {
			answers = append(answers, c.answer)
		}
	}
	if want := []string{"invalid", "valid"}; !slices.Equal(answers, want) {
		h.t.Errorf("Stet answered %q to verify-key, want %q", answers, want)
	}
}

func comment(h *house, _ *person) {
	tests := []struct{ author, text, want string }{
		{"Ana López", goodText, "1"},
		{"Cheap Pills Online", badText, "spam"},
		{"akismet-guaranteed-spam", "Nothing is wrong with these words about the tide.", "spam"},
	}
	for _, tt := range tests {
		id := h.visitor().comment(tt.author, tt.text)
		h.wants(id, tt.want)
		calls := h.wire.heard()
		if len(calls) != 1 || calls[0].path != "/1.1/comment-check" {
			h.t.Fatalf("WordPress asked %v, want one comment-check", calls)
		}
		form := calls[0].form
		for field, want := range map[string]string{
			"comment_author": tt.author, "comment_content": strings.ReplaceAll(tt.text, `"`, `\"`), "blog": h.home, "akismet_comment_nonce": "passed",
			"HTTP_ACCEPT_LANGUAGE": "en-GB", "POST_ak_bkpc": "42", "api_key": h.key,
		} {
			if got := form.Get(field); got != want {
				h.t.Errorf("%s = %q, want %q", field, got, want)
			}
		}
		for field, values := range form {
			if secret := strings.Join(values, " "); strings.Contains(secret, "c2VjcmV0") || strings.Contains(secret, "sesame") {
				h.t.Errorf("%s = %q left WordPress", field, secret)
			}
			kept := []string{"POST_ak_js", "POST_ak_bib", "POST_ak_bfs", "POST_ak_bkpc", "POST_ak_hp_textarea", "HTTP_HOST", "HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER"}
			if left := regexp.MustCompile(`^(POST_|HTTP_|REMOTE_|REQUEST_|comment_post_ID)`).MatchString(field); left && !slices.Contains(kept, field) {
				h.t.Errorf("%s left WordPress", field)
			}
		}
	}
}

func readNotice(h *house, _ *person) {
	page := h.visitor().get("/?p=1")
	if !strings.Contains(page, `<a href="`+h.notice+`">How your comment is processed</a>`) {
		h.t.Error("under the form there is no link to the notice")
	}
	if strings.Contains(page, "akismet.com") {
		h.t.Error("the page speaks of akismet.com")
	}
}

func readHistory(h *house, moderator *person) {
	id := ask[int](h, `get_comments(array('status' => 'spam', 'author_email' => 'cheap.pills.online@example.org', 'fields' => 'ids'))[0]`)
	page := html.UnescapeString(moderator.get("/wp-admin/comment.php?action=editcomment&c=" + strconv.Itoa(id)))
	for _, want := range []string{`Stet: (blatant )?spam, [0-9.]+ % likely spam\. Reasons.*words “[^”]*viagra[^”]*” \+\d`, "Akismet caught this comment as spam"} {
		if !regexp.MustCompile(want).MatchString(page) {
			h.t.Errorf("the history lacks %q", want)
		}
	}
}

func judge(h *house, moderator *person) {
	id := h.visitor().comment("Olu Adeyemi", "The ferry did not run on Sunday either, and the notice on the pier was a week old.")
	h.wants(id, "1")
	h.wire.heard()

	// The link under the comment, with script, and then without.
	nonce := match(h, moderator.get("/wp-admin/edit-comments.php"), `c=`+strconv.Itoa(id)+`&(?:amp;|#038;)?action=spamcomment&(?:amp;|#038;)?_wpnonce=(\w+)`)
	moderator.post("/wp-admin/admin-ajax.php", url.Values{"action": {"delete-comment"}, "spam": {"1"}, "id": {strconv.Itoa(id)}, "_ajax_nonce": {nonce}})
	h.wants(id, "spam")
	h.reported("submit-spam", "Olu Adeyemi")

	nonce = match(h, moderator.get("/wp-admin/edit-comments.php?comment_status=spam"), `c=`+strconv.Itoa(id)+`&(?:amp;|#038;)?action=unspamcomment&(?:amp;|#038;)?_wpnonce=(\w+)`)
	moderator.get("/wp-admin/comment.php?action=unspamcomment&c=" + strconv.Itoa(id) + "&_wpnonce=" + nonce)
	h.wants(id, "1")
	h.reported("submit-ham", "Olu Adeyemi")
}

func judgeInBulk(h *house, moderator *person) {
	// What the filter has nothing against until this site's moderators have.
	const lure = "Come to the raffle of the chess circle in the old mill, doors at seven, and ask for %s at the bar."
	bulk := url.Values{"action": {"spam"}, "action2": {"-1"}, "comment_status": {"all"}}
	var names []string
	for _, name := range []string{"Raffle Gina", "Raffle Gustav", "Raffle Gwen", "Raffle Guido", "Raffle Gala", "Raffle Gerd"} {
		id := h.visitor().comment(name, fmt.Sprintf(lure, strings.Fields(name)[1]))
		h.wants(id, "1")
		bulk.Add("delete_comments[]", strconv.Itoa(id))
		names = append(names, name)
	}
	h.wire.heard()
	bulk.Set("_wpnonce", moderator.form("/wp-admin/edit-comments.php", `id="comments-form"`).Get("_wpnonce"))
	moderator.get("/wp-admin/edit-comments.php?" + bulk.Encode())
	h.reported("submit-spam", names...)

	h.wants(h.visitor().comment("Raffle Greta", fmt.Sprintf(lure, "Greta")), "spam")
	h.wants(h.visitor().comment("Mara Lind", "The herons have come back to the second step, three of them."), "1")
	if list := h.stet.run(h.t, "site", "list"); !regexp.MustCompile(regexp.QuoteMeta(h.home) + ` .*its own`).MatchString(list) {
		h.t.Errorf("stet site list prints\n%s", list)
	}
	h.wire.heard()
}

func doubt(h *house, _ *person) {
	// One link, since WordPress itself holds what has two.
	h.wants(h.visitor().comment(doubted, "Buy cheap viagra and cialis online without prescription, best casino bonus, http://pills-casino.example"), "0")
	res := h.visitor().send(http.MethodPost, "/?rest_route=/wp/v2/comments", url.Values{
		"post": {"1"}, "author_name": {doubted}, "author_email": {"rest@example.org"}, "content": {"By the other door, " + goodText},
	})
	if res.status != http.StatusCreated || !strings.Contains(res.body, `"status":"hold"`) {
		h.t.Errorf("the REST API answers %d %.300s, want a held comment", res.status, res.body)
	}
	if got := ask[string](h, "get_option('comment_moderation')"); got != "0" && got != "" {
		h.t.Errorf("comment_moderation has become %q", got)
	}
}

func recheck(h *house, moderator *person) {
	h.wire.heard()
	nonce := match(h, moderator.get("/wp-admin/edit-comments.php?comment_status=moderated"), `data-nonce="(\w+)"`)
	res := moderator.send(http.MethodPost, "/wp-admin/admin-ajax.php", url.Values{"action": {"akismet_recheck_queue"}, "nonce": {nonce}, "offset": {"0"}, "limit": {"50"}})
	if want := `{"counts":{"processed":2,"spam":1,"ham":1,"error":0}}`; res.body != want {
		h.t.Errorf("the queue's check answers %s, want %s", res.body, want)
	}
	for _, c := range h.wire.heard() {
		if got := c.form.Get("recheck_reason"); c.path == "/1.1/comment-check" && got != "recheck_queue" {
			h.t.Errorf("recheck_reason = %q, want recheck_queue", got)
		}
	}
	history := ask[string](h, `json_encode(get_comment_meta(get_comments(array('status' => 'spam', 'search' => '`+doubted+`', 'fields' => 'ids'))[0], 'akismet_history'))`)
	if got := strings.Count(history, `"event":"stet"`); got != 2 {
		h.t.Errorf("the history has %d reasons, want 2, in %s", got, history)
	}
}

func outage(h *house, _ *person) {
	h.stet.stop()
	came := time.Now()
	good := h.visitor().comment("Piet Visser", "My cellar had water in it too, and I live two streets further up.")
	if took := time.Since(came); took > 8*time.Second {
		h.t.Errorf("the visitor waited %v", took)
	}
	h.wants(good, "0")
	bad := h.visitor().comment("Better Pills", strings.ReplaceAll(badText, "pills-casino", "casino-pills"))
	h.wants(bad, "0")
	unsure := h.visitor().comment(doubted+" again", "When the wind turned, the water did not go back as it used to.")
	h.wants(unsure, "0")
	// Newer plugins than Debian's hold a comment only if the answer has a guid.
	answer := ask[struct {
		Headers map[string]string
		Body    string
	}](h, `wp_remote_post('https://rest.akismet.com/1.1/comment-check')`)
	if answer.Body != "Stet did not answer" || len(answer.Headers["x-akismet-guid"]) != 32 {
		h.t.Errorf("in place of Stet's answer there is %v", answer)
	}
	h.wire.heard()

	h.stet.start()
	h.php(`<?php require 'wp-load.php';
		wp_next_scheduled( 'akismet_schedule_cron_recheck' ) || exit( 1 );
		wp_clear_scheduled_hook( 'akismet_schedule_cron_recheck' );
		wp_schedule_single_event( time() - 1, 'akismet_schedule_cron_recheck' );`)
	h.visitor().get("/wp-cron.php?doing_wp_cron")
	h.awaits(bad, "spam")
	h.awaits(good, "1")
	h.wants(unsure, "0")
	if reasons := ask[string](h, "json_encode(get_comment_meta("+strconv.Itoa(unsure)+", 'akismet_history'))"); !strings.Contains(reasons, `"class":"unsure"`) {
		h.t.Errorf("the comment that still waits has the history %s", reasons)
	}
	for _, c := range h.wire.heard() {
		if got := c.form.Get("recheck_reason"); c.path == "/1.1/comment-check" && got != "retry" {
			h.t.Errorf("recheck_reason = %q, want retry", got)
		}
	}
}

func oldPlugin(h *house, _ *person) {
	h.wire.heard()
	got := ask[string](h, `wp_remote_retrieve_body(wp_remote_post('http://`+strings.ToUpper(h.key)+`.rest.akismet.com/1.1/comment-check',
		array('body' => array('blog' => '`+h.home+`', 'user_ip' => '192.0.2.1', 'comment_content' => 'The tide.', 'HTTP_AUTHORIZATION' => 'Basic c2VjcmV0'))))`)
	if got != "false" {
		h.t.Errorf("comment-check at KEY.rest.akismet.com = %q, want false", got)
	}
	if got := ask[string](h, `wp_remote_retrieve_body(wp_remote_get('https://rest.akismet.com/1.1/test'))`); got != "connected" {
		h.t.Errorf("test = %q, want connected", got)
	}
	if calls := h.wire.heard(); len(calls) != 2 || !strings.EqualFold(calls[0].form.Get("api_key"), h.key) || calls[0].form.Has("HTTP_AUTHORIZATION") {
		h.t.Errorf("WordPress sent %v", calls)
	}
}

func readSettings(h *house, moderator *person) {
	for _, page := range []string{"", "&view=stats", "&view=start"} {
		got := moderator.get("/wp-admin/options-general.php?page=akismet-key-config" + page)
		if strings.Contains(got, "<iframe") || strings.Contains(got, "tools.akismet.com") {
			h.t.Errorf("the plugin's page %q has the vendor's frames", page)
		}
		if page == "" && !strings.Contains(got, "on the desk of Stet") {
			h.t.Errorf("the plugin's page does not show its figures")
		}
	}
	if strings.Contains(moderator.get("/wp-admin/edit-comments.php"), "enable_mshots") {
		h.t.Error("commenters' sites are shown by the vendor")
	}
}

func readWitness(h *house, _ *person) {
	log, err := os.ReadFile(filepath.Join(h.dir, "requests.log"))
	must(h.t, err)
	for line := range strings.Lines(string(log)) {
		u, err := url.Parse(strings.TrimSpace(line))
		must(h.t, err)
		self := "http://"+u.Host == h.home || u.Host == "api.wordpress.org" // its updates are no matter of ours
		if asked := "http://"+u.Host == h.wire.url && strings.HasPrefix(u.Path, "/akismet/1."); !asked && !self {
			h.t.Errorf("WordPress asked %s", line)
		}
	}
	if log, err := os.ReadFile(filepath.Join(h.dir, "debug.log")); err == nil && strings.Contains(string(log), "mu-plugins/stet.php") {
		h.t.Errorf("PHP complains:\n%s", log)
	}
}

// wants checks a comment's state, which WordPress calls 0, 1 or spam.
func (h *house) wants(id int, want string) {
	h.t.Helper()
	if got := h.state(id); got != want {
		h.t.Errorf("comment %d is %q, want %q", id, got, want)
	}
}

// awaits does so until it is there.
func (h *house) awaits(id int, want string) {
	h.t.Helper()
	await(h.t, fmt.Sprintf("comment %d as %q", id, want), func() bool { return h.state(id) == want })
}

func (h *house) state(id int) string {
	h.t.Helper()
	return ask[string](h, "get_comment("+strconv.Itoa(id)+")->comment_approved")
}

// reported checks that since the wire was last asked just these comments were
// reported, and that Stet thanked.
func (h *house) reported(call string, authors ...string) {
	h.t.Helper()
	var got []string
	for _, c := range h.wire.heard() {
		if c.path == "/1.1/"+call && strings.HasPrefix(c.answer, "Thanks") {
			got = append(got, c.form.Get("comment_author"))
		}
		if c.form.Has("reporter") {
			h.t.Errorf("the moderator's name left WordPress: %v", c.form)
		}
	}
	slices.Sort(got)
	slices.Sort(authors)
	if !slices.Equal(got, authors) {
		h.t.Errorf("%s of %q, want %q", call, got, authors)
	}
}

// A person is somebody's browser.
type person struct {
	h      *house
	client *http.Client
}

// visitors counts them: each has an address of its own, so that WordPress does not
// find that they write too fast.
var visitors byte

func (h *house) visitor() *person {
	h.t.Helper()
	visitors++
	jar, err := cookiejar.New(nil)
	must(h.t, err)
	from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 9, visitors)}}
	return &person{h, &http.Client{
		Jar: jar, Transport: &http.Transport{DialContext: from.DialContext, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signIn brings the moderator to the administration.
func (h *house) signIn() *person {
	h.t.Helper()
	p := h.visitor()
	p.get("/wp-login.php")
	p.post("/wp-login.php", url.Values{"log": {"moderator"}, "pwd": {"moderator-password"}, "testcookie": {"1"}})
	if !strings.Contains(p.get("/wp-admin/index.php"), "wpadminbar") {
		h.t.Fatal("the moderator could not sign in")
	}
	return p
}

type response struct {
	status         int
	location, body string
}

func (p *person) send(method, path string, form url.Values) response {
	p.h.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(p.h.t.Context(), method, p.h.home+path, body)
	must(p.h.t, err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	req.Header.Set("Accept-Language", "en-GB")
	req.Header.Set("Referer", p.h.home+"/?p=1")
	req.AddCookie(&http.Cookie{Name: "session", Value: "sesame-street"})
	if !strings.Contains(path, "rest_route") { // there it would be tried
		req.Header.Set("Authorization", "Basic c2VjcmV0OnNlY3JldA==")
	}
	res, err := p.client.Do(req)
	must(p.h.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(p.h.t, err)
	return response{res.StatusCode, res.Header.Get("Location"), string(text)}
}

// get returns a page; some lead on, once what was asked is done.
func (p *person) get(path string) string {
	p.h.t.Helper()
	res := p.send(http.MethodGet, path, nil)
	if res.status != http.StatusOK && res.status != http.StatusFound {
		p.h.t.Fatalf("GET %s answers %d:\n%.1000s", path, res.status, res.body)
	}
	return res.body
}

func (p *person) post(path string, form url.Values) response {
	p.h.t.Helper()
	res := p.send(http.MethodPost, path, form)
	if res.status >= http.StatusBadRequest {
		p.h.t.Fatalf("POST %s answers %d:\n%.1000s", path, res.status, res.body)
	}
	return res
}

// form reads the fields that are filled of the form that matches, on a page.
func (p *person) form(path, matching string) url.Values {
	p.h.t.Helper()
	form := match(p.h, p.get(path), `(?s)<form[^>]*`+matching+`[^>]*>(.*?)</form>`)
	fields := url.Values{}
	for _, input := range regexp.MustCompile(`<input[^>]*>`).FindAllString(form, -1) {
		name, value := attribute(input, "name"), attribute(input, "value")
		if kind := attribute(input, "type"); name != "" && kind != "radio" && kind != "checkbox" && kind != "submit" {
			fields.Set(name, html.UnescapeString(value))
		}
	}
	return fields
}

func attribute(tag, name string) string {
	found := regexp.MustCompile(`\s` + name + `=["']([^"']*)["']`).FindStringSubmatch(tag)
	if found == nil {
		return ""
	}
	return found[1]
}

// comment writes a comment as a browser does, and returns its number.
func (p *person) comment(author, text string) int {
	p.h.t.Helper()
	form := p.form("/?p=1", `id="commentform"`)
	now := time.Now().UnixMilli()
	form.Set("author", author)
	form.Set("email", regexp.MustCompile(`[^a-z]+`).ReplaceAllString(strings.ToLower(author), ".")+"@example.org")
	form.Set("url", "")
	form.Set("comment", text)
	for name, value := range map[string]int64{"ak_js": now - 40_000, "ak_bib": now - 30_000, "ak_bfs": now, "ak_bkpc": 42} { // as the plugin's script does
		form.Set(name, strconv.FormatInt(value, 10))
	}
	res := p.post("/wp-comments-post.php", form)
	id, err := strconv.Atoi(match(p.h, res.location+"\n"+res.body, `^[^\n]*#comment-(\d+)`))
	must(p.h.t, err)
	return id
}

// match returns what an expression's first group finds.
func match(h *house, text, expression string) string {
	h.t.Helper()
	found := regexp.MustCompile(expression).FindStringSubmatch(text)
	if found == nil {
		h.t.Fatalf("no %s in\n%.3000s", expression, text)
	}
	return found[1]
}
