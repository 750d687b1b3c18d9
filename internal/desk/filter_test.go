package desk

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"stet/internal/news"
	"stet/internal/replies"
)

// rows are the figures beside the choices of a limit on the filter's page, by the
// choice: published, of these rejected, held, kept out, of these let stand.
func (a answer) rows(limit string) map[string][]int {
	a.t.Helper()
	rows := map[string][]int{}
	row := regexp.MustCompile(`name="` + limit + `" value="(\d+)"[^§]*?</tr>`)
	cell := regexp.MustCompile(`<td[^>]*>(\d+)</td>`)
	for _, m := range row.FindAllStringSubmatch(a.body, -1) {
		for _, c := range cell.FindAllStringSubmatch(m[0], -1) {
			var n int
			_, _ = fmt.Sscan(c[1], &n)
			rows[m[1]] = append(rows[m[1]], n)
		}
	}
	return rows
}

const chosenRadio = `name="%s" value="(\d+)" checked`

func TestOwnersChooseWhatGoodRepliesMayLose(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	b := n.as(t, news.Owner)
	b.get("/desk/filter").is(200).has("Once replies come in", "preset “normal”", "1 in 2,000", "3 %").lacks("Go back to the preset", `class="tabs"`)
	good := n.reply(t, s, draft("I live on the quay and the pumps were off until four in the morning."))
	n.reply(t, s, replies.Draft{
		Author: "Cheap Loans", URL: "https://loans.example",
		Body: "Need cash FAST? No credit check! Visit http://loans.example/now http://loans.example/win click here",
	})
	trapped := draft("The lifeboat shed at the quay should have been listed years ago.")
	trapped.Manner.Trap = true
	stood := n.reply(t, s, trapped)
	b.post(casePath(good.ID), "action", "strike").is(303)
	b.post(casePath(stood.ID), "action", "stet").is(303)

	page := b.get("/desk/filter").is(200).has("the latest 3 replies")
	for _, limit := range []string{"lost", "held"} {
		rows := page.rows(limit)
		if want := map[string]int{"lost": 5, "held": 6}[limit]; len(rows) != want {
			t.Fatalf("%s has %d choices, want %d:\n%s", limit, len(rows), want, page.body)
		}
		for choice, got := range rows {
			if want := []int{1, 1, 0, 2, 1}; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %s: %v, want %v", limit, choice, got, want)
			}
		}
	}

	to := b.post("/desk/filter", "site", string(n.Site), "lost", "10000", "held", "5", "do", "save").is(303).header.Get("Location")
	page = b.get(to).is(200).has("Saved. The filter goes by it", "were chosen here", "Go back to the preset: 1 in 2,000, 3 %")
	if lost, held := page.find(fmt.Sprintf(chosenRadio, "lost")), page.find(fmt.Sprintf(chosenRadio, "held")); lost != "10000" || held != "5" {
		t.Errorf("the page shows 1 in %s, %s in 1000", lost, held)
	}
	b.get("/desk/sites").is(200).has("1 in 10,000, 0.5 %")
	for _, wrong := range [][]string{{"lost", "3", "held", "5"}, {"lost", "500", "held", "999"}, {"lost", "500"}, {"lost", "x", "held", "y"}} {
		b.post("/desk/filter", wrong...).is(422)
	}
	b.post("/desk/filter", "site", "nobody", "lost", "500", "held", "5").is(404)
	b.get("/desk/filter?site=nobody").is(404)
	site, err := n.db.Site(t.Context(), n.Site)
	must(t, err)
	if want := (news.Limits{LostIn: 10000, HeldIn1000: 5}); site.Moderation.Limits() != want {
		t.Errorf("the limits are %+v, want %+v", site.Moderation.Limits(), want)
	}
	b.post("/desk/filter", "do", "preset").is(303)
	b.get("/desk/filter").is(200).has("preset “normal”").lacks("Go back to the preset")
	if log := n.log.String(); strings.Count(log, `"msg":"filter set"`) != 2 || strings.Contains(log, "Ida") {
		t.Errorf("the log says %s", log)
	}
}

func TestEachSiteHasItsOwnLimits(t *testing.T) {
	n := open(t, "de")
	must(t, n.db.CreateSite(t.Context(), news.Site{
		ID: "blog", Kind: news.Foreign, URL: "https://blog.example", Name: "Das Blog", Created: n.now(),
		Moderation: news.Moderation{Hold: news.HoldDoubtful, Strictness: news.Strict},
	}))
	b := n.as(t, news.Owner)
	page := b.get("/desk/filter").is(200).has("Das Blog", "The Courier", "Vorgabe „normal“", "wartet jede Antwort")
	path := strings.ReplaceAll(page.find(`href="(/desk/filter\?site=blog)"`), "&amp;", "&")
	page = b.get(path).is(200).has("Vorgabe „streng“").lacks("wartet jede Antwort")
	if lost, held := page.find(fmt.Sprintf(chosenRadio, "lost")), page.find(fmt.Sprintf(chosenRadio, "held")); lost != "500" || held != "60" {
		t.Errorf("the page shows 1 von %s, %s von 1000", lost, held)
	}
	b.post("/desk/filter", "site", "blog", "lost", "1000", "held", "60", "do", "save").leads("/desk/filter?said=filter&site=blog")
	b.get(path).is(200).has("sind hier gewählt worden")
	b.get("/desk/filter").is(200).has("Vorgabe „normal“")
}

func TestShadowModeIsShownAndReported(t *testing.T) {
	for lang, says := range map[string]struct{ note, change, report, keepOut, watched string }{
		"en": {"Shadow mode: the filter only watches", "Change that", "What would have happened", "keep out", "The filter only watched when this came"},
		"de": {"Schattenbetrieb: Der Filter sieht nur zu", "Das ändern", "Was geschehen wäre", "fernhalten", "Der Filter hat hier nur zugesehen"},
	} {
		t.Run(lang, func(t *testing.T) {
			n := open(t, lang)
			_, err := n.db.SetPublication(t.Context(), "https://courier.example", "The Courier", news.Moderation{Hold: news.HoldDoubtful, Strictness: news.Normal})
			must(t, err)
			s := n.story(t, "Flood")
			owner, moderator := n.as(t, news.Owner), n.as(t, news.Moderator)
			owner.get("/desk/filter").is(200).lacks(says.note)
			owner.post("/desk/filter", "lost", "2000", "held", "30", "shadow", "on", "do", "save").is(303)
			owner.get("/desk/filter").is(200).has(says.note, `name="shadow" value="on" checked`).lacks(says.change)
			owner.get("/desk/replies").is(200).has(says.note, says.change)
			moderator.get("/desk/replies").is(200).has(says.note).lacks(says.change)

			advert := n.reply(t, s, replies.Draft{
				Author: "Cheap Loans", URL: "https://loans.example",
				Body: "Need cash FAST? No credit check! Visit http://loans.example/now http://loans.example/win click here",
			})
			good := n.reply(t, s, draft("I live on the quay and the pumps were off until four in the morning."))
			moderator.get("/desk/replies?state=published").is(200).has("Need cash FAST", says.watched)
			moderator.post(casePath(advert.ID), "action", "spam").is(303)
			owner.get("/desk/filter").is(200).has(says.report, says.keepOut).lacks(casePath(advert.ID))
			moderator.post(casePath(advert.ID), "action", "stet").is(303)
			moderator.post(casePath(good.ID), "action", "strike").is(303)
			page := owner.get("/desk/filter").is(200).has(casePath(advert.ID), casePath(good.ID), "Cheap Loans")
			if strings.Index(page.body, casePath(advert.ID)) < strings.Index(page.body, casePath(good.ID)) {
				t.Error("the latest disagreement is not the first")
			}
			owner.get("/desk/sites").is(200).has(`<span class="pill">`)
			owner.post("/desk/filter", "do", "preset").is(303)
			owner.get("/desk/filter").is(200).lacks(says.note, says.report)
		})
	}
}

func TestFilterPageShowsWhatAForeignSiteReported(t *testing.T) {
	for lang, says := range map[string]struct{ heads, missed, wronged, ours string }{
		"en": {"of these reported as spam", "The site marked it as spam", "The site marked it as no spam", "what moderators did"},
		"de": {"davon als Spam gemeldet", "Die Website hat ihn als Spam gemeldet", "Die Website hat ihn als keinen Spam gemeldet", "was die Moderation"},
	} {
		t.Run(lang, func(t *testing.T) {
			n := open(t, lang)
			b := n.as(t, news.Owner)
			site, _, err := n.Checks.AddSite(t.Context(), "https://blog.example")
			must(t, err)
			heron := news.Comment{Author: "Mara", Body: "I was at the harbour on Tuesday, and the herons have come back to the second step."}
			pills := news.Comment{Author: "Cheap Pills", Body: "Buy cheap viagra and cialis online without prescription, best casino bonus http://pills.example/buy"}
			for _, c := range []news.Comment{heron, pills, {Author: "Til", Body: "The ferry was late again this morning, by a quarter of an hour."}} {
				_, _, err := n.Checks.Check(t.Context(), site, c, false)
				must(t, err)
			}
			must(t, n.Checks.Report(t.Context(), site, heron, news.SaidSpam, ""))
			must(t, n.Checks.Report(t.Context(), site, pills, news.SaidHam, ""))

			page := b.get(filterPath(site.ID)).is(200).has(says.heads, says.missed, says.wronged).lacks(says.ours, "Til")
			for choice, got := range page.rows("lost") {
				if fmt.Sprint(got) != "[2 1 0 1 1]" {
					t.Errorf("under a limit of %s: %v, want one of two let through reported, and the one called spam", choice, got)
				}
			}
			if strings.Index(page.body, ">Cheap Pills<") > strings.Index(page.body, ">Mara<") {
				t.Error("the latest disagreement is not the first")
			}
			link := strings.ReplaceAll(page.find(`href="([^"]+)"><bdi>Mara`), "&amp;", "&")
			path, anchor, _ := strings.Cut(link, "#")
			b.get(path).is(200).has(`id="`+anchor+`"`, "herons have come back").lacks("Cheap Pills")
			b.post("/desk/filter", "site", string(site.ID), "lost", "2000", "held", "30", "shadow", "on").is(303)
			b.get(siteAddress(site.ID)).is(200).has(`href="/desk/filter?site=` + string(site.ID) + `"`).lacks(`href="/desk/filter">` + n.text("desk_watching.change"))
		})
	}
}
