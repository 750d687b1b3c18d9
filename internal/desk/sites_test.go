package desk

import (
	"regexp"
	"strings"
	"testing"

	"stet/internal/news"
)

var keyShown = regexp.MustCompile(`<code id="key">([0-9a-f]{12})</code>`)

// rotate sends the form for a new key that stands on the site's page.
func (b *browser) rotate(path string) answer {
	b.t.Helper()
	return b.post(path+"/key", "form", b.get(path).is(200).find(`name="form" value="([^"]+)"`))
}

// foreign adds a foreign site whose client asked about these comments.
func (n *newsroom) foreign(t *testing.T, asked ...news.Comment) (site news.Site, key string) {
	t.Helper()
	site, key, err := n.Checks.AddSite(t.Context(), "https://blog.example")
	must(t, err)
	for _, c := range asked {
		_, _, err := n.Checks.Check(t.Context(), site, c, false)
		must(t, err)
	}
	return site, key
}

var (
	pills = news.Comment{
		Kind: "comment", Author: "Cheap Pills", URL: "http://pills.example/buy",
		Body: "Buy cheap viagra and cialis online without prescription, best casino bonus http://pills.example/buy",
	}
	herons = news.Comment{Kind: "comment", Author: "Mara", Body: "The herons have come back to the second step, three of them."}
)

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
	b.get("/desk/sites").is(200).has(path, "blog.example").lacks(key[1], "% spam")
	b.get(path).is(200).has("Nothing was asked yet", "Has a key of its own", "/drop-in/", "/filtered/").lacks(key[1])

	for _, c := range []news.Comment{pills, herons} {
		_, _, err := n.Checks.Check(t.Context(), site, c, false)
		must(t, err)
	}
	must(t, n.Checks.Report(t.Context(), site, herons, news.SaidSpam, ""))
	b.get(path).is(200).has("50.0 %", "9.4–90.6", "Buy cheap viagra", "The herons have come back", "The site marked it as spam", `<svg viewBox="0 0 30 100"`, "1 Mar 2026: 2", "1 Mar 2026: 50 %")
	b.get("/desk/sites").is(200).has("50 % spam")
	b.post(path+"/again").is(200).has("The latest 2 comments", "None of them would be answered otherwise")
	b.get("/desk/filter?site="+string(site.ID)).is(200).has("so plain that nobody need look at it", "latest 2 comments")
	b.post("/desk/filter", "site", string(site.ID), "lost", "2000", "held", "30", "discard", "on").is(303)
	b.get(path).is(200).has("plain spam is told")

	b.get(path+"/remove").is(200).has("Delete it for good", "what its filter learned")
	b.post(path + "/remove").leads("/desk/sites?said=site_removed")
	b.get("/desk/sites?said=site_removed").is(200).has("is deleted").lacks("blog.example/desk", path)
	b.get(path).is(404)
	b.get("/desk/sites/" + string(n.Site)).is(404)
	for _, made := range []string{"site added", "site removed"} {
		if !strings.Contains(n.log.String(), made) || strings.Contains(n.log.String(), key[1]) {
			t.Errorf("the log does not say %q, or says the key: %s", made, n.log)
		}
	}
}

func TestOneFormMakesOneKey(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Owner)
	site, first := n.foreign(t)
	path := siteAddress(site.ID)
	form := b.get(path).is(200).find(`name="form" value="([^"]+)"`)
	second := b.post(path+"/key", "form", form).is(200).has("The key of blog.example").find(keyShown.String())
	if _, err := n.Checks.Site(t.Context(), first, site.URL); err == nil || first == second {
		t.Error("the old key is still good")
	}
	for _, again := range []string{form, "", "x"} { // loaded anew, or sent by somebody else
		b.post(path+"/key", "form", again).leads(path + "?said=key_made")
	}
	b.get(path + "?said=key_made").is(200).has("has made a key already").lacks(second)
	if _, err := n.Checks.Site(t.Context(), second, site.URL); err != nil {
		t.Errorf("the key that was shown is good for nothing: %v", err)
	}
}

func TestSitesThatShareAKey(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Owner)
	site, key := n.foreign(t)
	path := siteAddress(site.ID)
	var others []string
	for _, address := range []string{"https://second.example", "https://third.example"} {
		other, err := n.Checks.Site(t.Context(), key, address)
		must(t, err)
		others = append(others, siteAddress(other.ID))
	}
	b.get(path).is(200).has("2 other sites come with its key", "2 other sites that come with it need the new one")
	b.get(others[0]).is(200).has("Comes with the key of blog.example", "no longer comes with the key of blog.example")
	b.get(path+"/remove").is(200).has("2 other sites", "second.example", "third.example", others[0], others[1]).lacks("Delete it for good")
	b.post(path + "/remove").is(409)

	b.rotate(others[0]).is(200).has("The key of second.example")
	b.get(others[0]).is(200).has("Has a key of its own")
	b.get(others[1]+"/remove").is(200).has("comes with the key of blog.example", "taken in anew")
	b.post(others[1] + "/remove").is(303)
	b.get(path + "/remove").is(200).has("Delete it for good").lacks("taken in anew")
	b.post(path + "/remove").is(303)
	b.get("/desk/sites").is(200).has("second.example").lacks(">blog.example<", "third.example")
}

func TestJudgingAgainShowsWhatWouldChange(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Owner)
	site, _ := n.foreign(t, pills, herons)
	path := siteAddress(site.ID)
	must(t, n.Checks.Report(t.Context(), site, pills, news.SaidHam, ""))
	for _, author := range []news.Name{"Pharmacy A", "Pharmacy B", "Pharmacy C", "Pharmacy D"} {
		another := pills
		another.Author, another.Body = author, pills.Body+" from "+string(author)
		must(t, n.Checks.Report(t.Context(), site, another, news.SaidHam, ""))
	}
	before := b.get(path).is(200)
	page := b.post(path+"/again").is(200).has("No longer called spam", "The latest 2 comments", "What the filter says today")
	if from := page.find(`#check-[^"]+"><bdi>([^<]+)</bdi>`); from != "Cheap Pills" {
		t.Errorf("the comment by %s would be answered otherwise", from)
	}
	if after := b.get(path).is(200); strings.Count(after.body, "Looks like spam") != strings.Count(before.body, "Looks like spam") {
		t.Error("judging again changed what is recorded")
	}
}

func TestFiguresFollowTheLanguageAndRoundHonestly(t *testing.T) {
	n := open(t, "de")
	site, _ := n.foreign(t, herons)
	b := n.as(t, news.Owner)
	b.get(siteAddress(site.ID)).is(200).has("100,0 %", "20,6–100,0")
	for range 2500 {
		must(t, n.Checks.Count(t.Context(), site, news.SaidHam))
	}
	must(t, n.Checks.Report(t.Context(), site, herons, news.SaidSpam, ""))
	b.get(siteAddress(site.ID)).is(200).has("99,9 %", "99,7–100,0").lacks("100,0 %")
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
