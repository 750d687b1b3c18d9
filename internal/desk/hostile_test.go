package desk

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/stories"
)

// hostile is a text that becomes an element, a handler or a broken attribute
// wherever it is not escaped.
const hostile = `"'><xss onclick=alert(1)>&lt;xss&gt;<script>alert(1)</script>{{.}}` + "`"

// pages are the pages of the desk that have anything to show.
func (n *newsroom) pages(s news.Story, r news.Reply) []string {
	return []string{
		"/desk/replies?state=pending", "/desk/replies?state=spam", "/desk/replies?state=published", "/desk/replies?state=struck",
		casePath(r.ID), "/desk/stories", "/desk/stories/new", storyPath(s.ID), storyPath(s.ID) + "/preview",
		"/desk/sites", "/desk/staff", "/desk/account", "/desk/nowhere",
	}
}

func TestHostileTextIsTextEverywhere(t *testing.T) {
	n := open(t, "en")
	s, err := n.Stories.Save(t.Context(), stories.Draft{
		Headline: hostile, Standfirst: hostile, Section: "S" + hostile, Bylines: []string{hostile}, Topics: []string{hostile}, Body: hostile,
		Picture: &news.Picture{Key: "0123456789abcdef0123456789abcdef", Width: 1, Height: 1, Widths: []int{1}, Alt: hostile, Caption: hostile, Credit: hostile},
	})
	must(t, err)
	s, err = n.Stories.Publish(t.Context(), s.ID, s.Published)
	must(t, err)
	_, err = n.Stories.Correct(t.Context(), s.ID, hostile)
	must(t, err)
	r := n.reply(t, s, replies.Draft{Author: news.Name(hostile), URL: "https://x.example/'onclick=alert(1)'&#34;", Body: hostile + "\njavascript:alert(1) https://x.example/\"onclick=alert(1)"})
	f := news.Site{ID: "f", Kind: news.Foreign, URL: "https://foreign.example/" + hostile, Name: hostile, KeyHash: []byte("k"), Keeper: "f"}
	must(t, n.db.CreateSite(t.Context(), f))
	must(t, n.db.CreateSite(t.Context(), news.Site{ID: "g", Kind: news.Foreign, URL: "https://foreign.example/", Name: hostile, Keeper: "f"}))
	c := news.Comment{Kind: hostile, Author: news.Name(hostile), Email: news.Email(hostile), URL: hostile, Body: hostile + "<script>alert(1)</script>", Permalink: "javascript:alert(1)"}
	for range 3 {
		_, _, err := n.Checks.Check(t.Context(), f, c, false)
		must(t, err)
	}
	must(t, n.Checks.Report(t.Context(), f, c, news.SaidSpam, ""))
	b := n.browser(t)
	b.do("POST", n.invited(t, "eva@courier.example", news.Name(hostile), news.Owner), "application/x-www-form-urlencoded",
		form("password", goodPassword), "User-Agent", hostile+" Firefox").is(303)
	for _, action := range []string{"", "stet", "strike", "spam"} {
		if action != "" {
			b.post(casePath(r.ID), "action", action).is(303)
		}
		for _, path := range append(n.pages(s, r), "/desk/sites/f", "/desk/sites/f/remove", "/desk/sites/g", "/desk/filter?site=f") {
			harmless(t, b.get(path))
		}
	}
	harmless(t, b.post("/desk/sites", "address", hostile).is(422))
	harmless(t, b.post("/desk/sites/f/again").is(200))
	harmless(t, b.rotate("/desk/sites/f").is(200))
	path := storyPath(s.ID)
	harmless(t, b.multi(path, nil, "headline", hostile, "body", hostile, "topics", hostile, "lang", "xx-"+hostile, "slug", hostile, "do", "save").is(422))
	harmless(t, b.multi(path, nil, "headline", hostile+"2", "section", hostile, "body", hostile, "revision", "0", "do", "save").is(409))
	harmless(t, b.multi(path, nil, "headline", hostile, "section", hostile, "body", hostile, "bylines", hostile, "revision", "0", "do", "preview").is(200))
	harmless(t, b.post("/desk/sign-in", "email", hostile, "password", "x", "next", "/"+hostile).is(422))
	harmless(t, n.browser(t).post("/desk/stories/new", hostile, hostile, "headline", hostile).is(403))
	harmless(t, n.browser(t).get("/desk/sign-in?next=/"+strings.ReplaceAll(html.EscapeString(hostile), " ", "+")))
}

// handler matches attributes that run script.
var handler = regexp.MustCompile(`^on[a-z]+$`)

// harmless checks that a page has no element, attribute or address that came out
// of somebody's text, and nothing that the page's own policy would refuse.
func harmless(t *testing.T, a answer) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(a.body))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
			continue
		}
		if token.Data == "xss" || token.Data == "style" {
			t.Errorf("%s has an element %s", a.asked, token)
		}
		source := false
		for _, attr := range token.Attr {
			source = source || attr.Key == "src" && strings.HasPrefix(attr.Val, "/static/")
			address := attr.Key == "href" || attr.Key == "action" || attr.Key == "formaction" || attr.Key == "src"
			if handler.MatchString(attr.Key) || attr.Key == "style" ||
				address && strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr.Val)), "javascript:") {
				t.Errorf("%s has %s", a.asked, token)
			}
		}
		if token.Data == "script" && !source {
			t.Errorf("%s has a script of its own: %s", a.asked, token)
		}
	}
}

func TestTheDeskSpeaksTheThemesLanguages(t *testing.T) {
	for lang, word := range map[string]string{"en": "Replies", "de": "Antworten"} {
		n := open(t, lang)
		s := n.story(t, "Flood")
		r := n.reply(t, s, draft("A fair point about the quay."))
		b := n.as(t, news.Owner)
		b.post(casePath(r.ID), "action", "stet").is(303)
		for _, path := range n.pages(s, r) {
			a := b.get(path)
			if a.status != 200 && path != "/desk/nowhere" {
				t.Errorf("%s: %s = %d", lang, a.asked, a.status)
			}
			if !strings.HasSuffix(path, "/preview") {
				a.has(word, `<html lang="`+lang+`"`)
			}
		}
		n.browser(t).get("/desk/sign-in").is(200).has(`<html lang="` + lang + `"`)
		n.browser(t).get(n.invited(t, "eva@courier.example", "Eva", news.Editor)).is(200)
	}
}
