package desk

import (
	"regexp"
	"strings"
	"testing"

	"stet/internal/news"
)

var keyShown = regexp.MustCompile(`<code class="key">([0-9a-f]{12})</code>`)

func TestOwnerLooksAfterAForeignSite(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Owner)
	b.post("/desk/sites", "address", "no address at all").is(422).has("no address at all", "web address")
	added := b.post("/desk/sites", "address", "https://blog.example").is(200).has("blog.example", "https://courier.example/akismet/", "/drop-in/")
	key := keyShown.FindStringSubmatch(added.body)
	if key == nil || added.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("no key, or one that is kept: %v\n%s", added.header, added.body)
	}
	b.post("/desk/sites", "address", "http://BLOG.example/").is(422).has("there already")
	sites, err := n.Checks.Sites(t.Context(), key[1])
	must(t, err)
	site := sites[0]
	path := "/desk/sites/" + string(site.ID)
	b.get("/desk/sites").is(200).has(path, "blog.example").lacks(key[1])
	b.get(path).is(200).has("Nothing was asked yet").lacks(key[1])

	bad := news.Comment{
		Kind: "comment", Author: "Cheap Pills", URL: "http://pills.example/buy",
		Body: "Buy cheap viagra and cialis online without prescription, best casino bonus http://pills.example/buy",
	}
	good := news.Comment{Kind: "comment", Author: "Mara", Body: "The herons have come back to the second step, three of them."}
	for _, c := range []news.Comment{bad, good} {
		_, _, err := n.Checks.Check(t.Context(), site, c, false)
		must(t, err)
	}
	must(t, n.Checks.Report(t.Context(), site, good, news.SaidSpam, ""))
	b.get(path).is(200).has("50.0 %", "9.5–90.5", "Buy cheap viagra", "The herons have come back", "The site marked it as spam", "<svg viewBox=\"0 0 30 100\"")
	b.get(path + "/again").is(200).has("The latest 2 comments")
	b.get("/desk/filter?site="+string(site.ID)).is(200).has("so plain that nobody need look at it", "latest 2 comments")
	b.post("/desk/filter", "site", string(site.ID), "lost", "2000", "held", "30", "discard", "on").is(303)
	b.get(path).is(200).has("plain spam is told")

	fresh := keyShown.FindStringSubmatch(b.post(path + "/key").is(200).body)
	if fresh == nil || fresh[1] == key[1] {
		t.Errorf("the new key is %v", fresh)
	}
	if _, err := n.Checks.Site(t.Context(), key[1], "https://blog.example"); err == nil {
		t.Error("the old key is still good")
	}
	second, err := n.Checks.Site(t.Context(), fresh[1], "https://second.example")
	must(t, err)
	b.get("/desk/sites/" + string(second.ID)).is(200).has("Comes with the key of blog.example")
	b.get(path + "/remove").is(200).has("second.example").lacks("Delete it for good")
	b.post(path + "/remove").is(409)
	b.post("/desk/sites/" + string(second.ID) + "/remove").leads("/desk/sites?said=site_removed")
	b.get(path + "/remove").is(200).has("Delete it for good")
	b.post(path + "/remove").is(303)
	b.get("/desk/sites?said=site_removed").is(200).has("is deleted").lacks("blog.example/desk", path)
	b.get(path).is(404)
	b.get("/desk/sites/" + string(n.Site)).is(404)
}

func TestSitePageGoesOn(t *testing.T) {
	n := open(t, "de")
	b := n.as(t, news.Owner)
	site, _, err := n.Checks.AddSite(t.Context(), "https://blog.example")
	must(t, err)
	for i := range 25 {
		_, _, err := n.Checks.Check(t.Context(), site, news.Comment{Body: "Comment number " + strings.Repeat("I", i+1) + "."}, false)
		must(t, err)
	}
	first := b.get("/desk/sites/"+string(site.ID)).is(200).has("IIIIIIIIIIIIIIIIIIIIIIIII.", "Frühere").lacks("number III.")
	next := regexp.MustCompile(`href="([^"]+before=[^"]+)"`).FindStringSubmatch(first.body)
	b.get(next[1]).is(200).has("number III.", "Zurück zu den neuesten").lacks("Frühere")
}
