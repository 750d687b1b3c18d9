package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

func TestSigningInForTheFirstTimeAndAgain(t *testing.T) {
	n := open(t, "en")
	b := n.browser(t)
	link := n.invited(t, "ida@courier.example", "Ida Lund", news.Moderator)

	b.get("/desk").leads("/desk/replies")
	b.get("/desk/replies?state=spam").leads("/desk/sign-in?next=%2Fdesk%2Freplies%3Fstate%3Dspam")
	for range 2 { // mail programs look at links first
		b.do("HEAD", link, "", "").is(200)
		b.get(link).is(200).has("Ida Lund", "ida@courier.example")
	}
	b.post(link, "password", "short").is(422).has("at least 12 characters", `aria-invalid="true"`)
	b.post(link, "password", goodPassword).leads("/desk/replies?said=welcome")
	b.get("/desk/replies?said=welcome").is(200).has("Welcome to the desk")
	n.browser(t).post(link, "password", goodPassword).is(404).has("has been used")
	n.browser(t).get(link).is(404)

	cookies := b.Jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(n.base, "http://")})
	b.post("/desk/sign-out").leads("/desk/sign-in?said=signed_out")
	b.get("/desk/replies").is(303)
	stale := b.do("GET", "/desk/replies", "", "", "Cookie", cookies[0].String())
	stale.leads("/desk/sign-in?next=%2Fdesk%2Freplies")

	b.post("/desk/sign-in", "email", "ida@courier.example", "password", otherPassword, "next", "/desk/account").
		is(422).has("The address or the password is wrong.", `value="ida@courier.example"`, `value="/desk/account"`)
	unknown := b.post("/desk/sign-in", "email", "eva@courier.example", "password", otherPassword).is(422)
	unknown.has("The address or the password is wrong.")
	b.post("/desk/sign-in", "email", "ida@courier.example", "password", goodPassword, "next", "/desk/account").leads("/desk/account")
	b.get("/desk/sign-in").leads("/desk/replies")
}

func TestTheSessionsCookie(t *testing.T) {
	for site, want := range map[string]http.Cookie{
		"http://127.0.0.1:8080":   {Name: "stet"},
		"https://courier.example": {Name: "__Host-stet", Secure: true},
	} {
		n := open(t, "en")
		n.URL, _ = url.Parse(site)
		link := n.invited(t, "ida@courier.example", "Ida Lund", news.Moderator)
		r := httptest.NewRequestWithContext(t.Context(), "POST", link, strings.NewReader(form("password", goodPassword)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		n.Handler().ServeHTTP(w, r)
		c := w.Result().Cookies()[0]
		if c.Name != want.Name || c.Secure != want.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
			c.Path != "/" || c.Domain != "" || len(c.Value) < 43 || c.MaxAge != 30*24*3600 {
			t.Errorf("%s: cookie = %v", site, c)
		}
	}
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	n := open(t, "en")
	n.as(t, news.Moderator)
	for _, next := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/\t/evil.example", ""} {
		b := n.browser(t)
		b.post("/desk/sign-in", "email", "moderator@courier.example", "password", goodPassword, "next", next).leads("/desk/replies")
	}
}

func TestGuessingPasswordsIsAnsweredWithAWait(t *testing.T) {
	n := open(t, "en")
	n.as(t, news.Moderator)
	b := n.browser(t)
	for range 5 {
		b.post("/desk/sign-in", "email", "moderator@courier.example", "password", otherPassword).is(422)
	}
	a := b.post("/desk/sign-in", "email", "moderator@courier.example", "password", otherPassword).is(429)
	a.has("try again in", `value="moderator@courier.example"`)
	if got := a.header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After = %q, want 1", got)
	}
}

func TestASessionEnds(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Moderator)
	n.wait(notice.SessionIdle - time.Minute)
	b.get("/desk/replies").is(200)
	n.wait(notice.SessionIdle)
	b.get("/desk/replies").leads("/desk/sign-in?next=%2Fdesk%2Freplies")
}

func TestWhatWasSentAfterTheSessionEndedIsNotLost(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	n.wait(notice.SessionIdle)
	b.post("/desk/stories/new", "headline", "Flood <at> noon", "body", "Long\ntext", "do", "save").is(403).
		has(`action="/desk/stories/new"`, `name="headline" value="Flood &lt;at&gt; noon"`, `name="body" value="Long`, `name="do" value="save"`)
	b.post("/desk/account/password", "old", goodPassword, "password", otherPassword).is(403).lacks(goodPassword, otherPassword)
	b.script("/desk/replies/x", "action", "stet").is(403).has(`"said":"You were signed out.`)
}

func TestOnesOwnAccount(t *testing.T) {
	n := open(t, "en")
	desk := n.as(t, news.Moderator)
	phone := n.browser(t)
	n.wait(time.Hour)
	phone.do("POST", "/desk/sign-in", "application/x-www-form-urlencoded",
		form("email", "moderator@courier.example", "password", goodPassword),
		"User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile Safari/604").is(303)
	page := desk.get("/desk/account").is(200).has("Safari, iPhone", "This browser")
	end := page.find(`action="(/desk/account/sessions/[0-9a-f]+/end)"`)
	n.as(t, news.Editor).post(end).is(303) // somebody else's session is not theirs to end
	phone.get("/desk/replies").is(200)
	desk.post(end).leads("/desk/account?said=session_ended")
	phone.get("/desk/replies").is(303)
	desk.post("/desk/account/sessions/nonsense/end").is(404)

	phone.post("/desk/sign-in", "email", "moderator@courier.example", "password", goodPassword).is(303)
	desk.post("/desk/account/sessions/end-others").leads("/desk/account?said=sessions_ended")
	phone.get("/desk/replies").is(303)

	phone.post("/desk/sign-in", "email", "moderator@courier.example", "password", goodPassword).is(303)
	desk.post("/desk/account/password", "old", otherPassword, "password", otherPassword).is(422).has("not your present password")
	desk.post("/desk/account/password", "old", goodPassword, "password", otherPassword).leads("/desk/account?said=password")
	phone.get("/desk/replies").is(303)
	desk.get("/desk/account?said=password").is(200).has("Your password is changed")
	desk.get("/desk/account?said=<b>").is(200).lacks("<b>")
}

func TestNamesOfBrowsers(t *testing.T) {
	tests := map[string][2]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0": {"Edge", "Windows"},
		"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0":                                                {"Firefox", "Linux"},
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36":                                  {"Chrome", "Android"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15":                        {"Safari", "macOS"},
		"curl/8.5": {"curl", ""},
		"":         {"", ""},
	}
	for agent, want := range tests {
		if browser, system := nameBrowser(agent); browser != want[0] || system != want[1] {
			t.Errorf("nameBrowser(%q) = %q, %q; want %q", agent, browser, system, want)
		}
	}
}
