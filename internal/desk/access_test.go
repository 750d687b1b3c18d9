package desk

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"stet/internal/news"
)

// least says for every route of the desk who may use it: the least role, or empty
// for everybody.
var least = map[string]news.Role{
	"GET /desk":                              "",
	"GET /desk/{$}":                          "",
	"GET /desk/sign-in":                      "",
	"POST /desk/sign-in":                     "",
	"GET /desk/invitation/{token}":           "",
	"POST /desk/invitation/{token}":          "",
	"POST /desk/sign-out":                    news.Moderator,
	"GET /desk/account":                      news.Moderator,
	"POST /desk/account/password":            news.Moderator,
	"POST /desk/account/sessions/end-others": news.Moderator,
	"POST /desk/account/sessions/{hash}/end": news.Moderator,
	"GET /desk/replies":                      news.Moderator,
	"GET /desk/replies/{id}":                 news.Moderator,
	"POST /desk/replies/{id}":                news.Moderator,
	"POST /desk/judgements/{id}/undo":        news.Moderator,
	"GET /desk/stories":                      news.Editor,
	"GET /desk/stories/new":                  news.Editor,
	"POST /desk/stories/new":                 news.Editor,
	"GET /desk/stories/{id}":                 news.Editor,
	"POST /desk/stories/{id}":                news.Editor,
	"GET /desk/stories/{id}/preview":         news.Editor,
	"POST /desk/stories/{id}/correct":        news.Editor,
	"POST /desk/stories/{id}/withdraw":       news.Editor,
	"POST /desk/stories/{id}/replies":        news.Editor,
	"GET /desk/filter":                       news.Owner,
	"POST /desk/filter":                      news.Owner,
	"GET /desk/sites":                        news.Owner,
	"POST /desk/sites":                       news.Owner,
	"GET /desk/sites/{id}":                   news.Owner,
	"POST /desk/sites/{id}/again":            news.Owner,
	"POST /desk/sites/{id}/key":              news.Owner,
	"GET /desk/sites/{id}/remove":            news.Owner,
	"POST /desk/sites/{id}/remove":           news.Owner,
	"GET /desk/staff":                        news.Owner,
}

func TestWhoMayDoWhat(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	must(t, n.db.CreateSite(t.Context(), news.Site{ID: news.SiteID(s.ID), Kind: news.Foreign, URL: "https://blog.example", Keeper: news.SiteID(s.ID)}))
	var patterns []string
	for _, rt := range n.routes() {
		patterns = append(patterns, rt.pattern)
	}
	slices.Sort(patterns)
	if want := slices.Sorted(maps.Keys(least)); !slices.Equal(patterns, want) {
		t.Fatalf("routes = %q, want %q", patterns, want)
	}
	slices.SortFunc(patterns, func(a, b string) int { // signing out comes last
		return strings.Compare(strings.ReplaceAll(a, "sign-out", "~"), strings.ReplaceAll(b, "sign-out", "~"))
	})
	for _, role := range []news.Role{"", news.Moderator, news.Editor, news.Owner} {
		b := n.browser(t)
		if role != "" {
			b = n.as(t, role)
		}
		for _, pattern := range patterns {
			method, path, _ := strings.Cut(pattern, " ")
			path = strings.NewReplacer("{$}", "", "{id}", string(s.ID), "{token}", "x", "{hash}", "00").Replace(path)
			a := b.do(method, path, "application/x-www-form-urlencoded", "")
			allowed := least[pattern] == "" || role.May(least[pattern])
			asked := strings.HasPrefix(a.header.Get("Location"), "/desk/sign-in?next=")
			switch {
			case allowed && (a.status == 403 || a.status >= 500 || asked):
				t.Errorf("%q: %s = %d, want it done", role, a.asked, a.status)
			case !allowed && a.status != 403 && !(asked && role == "" && method == "GET"):
				t.Errorf("%q: %s = %d, want 403 or the door", role, a.asked, a.status)
			case a.header.Get("Cache-Control") != "no-store":
				t.Errorf("%q: %s may be kept: %q", role, a.asked, a.header.Get("Cache-Control"))
			}
		}
	}
}

func TestOtherSitesCanDoNothing(t *testing.T) {
	n := open(t, "en")
	r := n.reply(t, n.story(t, "Flood"), draft("A fair point about the quay."))
	b := n.as(t, news.Owner)
	must(t, n.db.CreateSite(t.Context(), news.Site{ID: news.SiteID(r.ID), Kind: news.Foreign, URL: "https://blog.example", Name: "A blog", Keeper: news.SiteID(r.ID)}))
	for pattern := range least {
		method, path, _ := strings.Cut(pattern, " ")
		if method != "POST" {
			continue
		}
		path = strings.NewReplacer("{id}", string(r.ID), "{token}", "x", "{hash}", "00").Replace(path)
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			a := b.do("POST", path, "application/x-www-form-urlencoded", "action=stet&do=save&headline=x", header[0], header[1])
			if a.status != 403 || !strings.Contains(a.body, "another site") {
				t.Errorf("%s with %s: %s = %d, want 403", a.asked, header[0], header[1], a.status)
			}
		}
	}
	b.get("/desk/replies?state=pending").is(200).has("A fair point")
	b.get("/desk/sites").is(200).has("A blog")
	b.do("POST", casePath(r.ID), "application/x-www-form-urlencoded", "action=stet", "Sec-Fetch-Site", "same-origin", "Origin", n.base).is(303)
}

func TestWhatIsNotThere(t *testing.T) {
	n := open(t, "en")
	stranger, owner := n.browser(t), n.as(t, news.Owner)
	for _, path := range []string{"/desk/x.css", "/desk/replies/x.css", "/desk/replies/x/y", "/desk/replies?state=withdrawn", "/desk/replies?state=x", "/desk/stories/x", "/desk/sign-in/x"} {
		owner.get(path).is(404).has("There is no such page", "Ida Lund")
	}
	stranger.get("/desk/nowhere").is(404).lacks("Ida Lund")
	if a := owner.do("PUT", "/desk/replies", "", "").is(405); a.header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow = %q", a.header.Get("Allow"))
	}
	if a := owner.get("/desk/sign-out").is(405); a.header.Get("Allow") != "POST" {
		t.Errorf("Allow = %q", a.header.Get("Allow"))
	}
	owner.post("/desk/judgements/x/undo").is(404)
	owner.do("POST", "/desk/sign-in", "application/json", "{}").is(415)
	stranger.post("/desk/sign-in", "email", strings.Repeat("x", smallForm)).is(413)
	stranger.post("/desk/sign-in", "email", "a\xff", "password", "x").is(422)
	if strings.Contains(n.log.String(), "ida") || strings.Contains(n.log.String(), "courier.example") {
		t.Errorf("personal data in the log: %s", n.log)
	}
}
