package desk

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"stet/internal/checks"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/theme"
	"stet/internal/web"
)

// figureDays is how many days the figures of a site are about.
const figureDays = 30

// siteAddress is a foreign site's page on the desk.
func siteAddress(id news.SiteID) string { return "/desk/sites/" + string(id) }

// checkPath is where a comment stands on its site's page: the page that begins with it.
func checkPath(c news.Check) string {
	from := url.Values{"before": {string(c.ID) + "~"}} // which comes right after it
	return siteAddress(c.SiteID) + "?" + from.Encode() + "#check-" + string(c.ID)
}

// sites lists the publication and the foreign sites.
func (d *Desk) sites(w http.ResponseWriter, r *http.Request, v visitor) error {
	return d.showSites(w, r, v, http.StatusOK, theme.Mending{}, "")
}

func (d *Desk) showSites(w http.ResponseWriter, r *http.Request, v visitor, status int, form theme.Mending, address string) error {
	page, err := d.page(r, v, "desk_sites.title")
	if err != nil {
		return err
	}
	sites, err := d.Sites.Sites(r.Context())
	if err != nil {
		return err
	}
	sums, err := d.Checks.Sums(r.Context(), d.firstDay())
	if err != nil {
		return err
	}
	p := theme.SitesPage{DeskPage: page, Mending: form, Address: address}
	for _, s := range sites {
		row := theme.SiteRow{Site: s, Checked: sums[s.ID], SpamPercent: spamPercent(sums[s.ID])}
		if s.Kind == news.Foreign {
			row.Path = siteAddress(s.ID)
		}
		p.Sites = append(p.Sites, row)
	}
	return d.show(w, status, "sites", p)
}

// firstDay is the beginning of the first of the days that figures are about.
func (d *Desk) firstDay() time.Time {
	return d.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-figureDays)
}

// addSite takes in a foreign site and shows its key.
func (d *Desk) addSite(w http.ResponseWriter, r *http.Request, v visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	address := f.Line("address", 300)
	site, key, err := d.Checks.AddSite(r.Context(), address)
	var wrong news.Invalid
	switch {
	case errors.Is(err, news.ErrConflict):
		wrong = news.Invalid{Field: "address", Rule: "site_there"}
	case errors.As(err, &wrong):
		wrong = news.Invalid{Field: "address", Rule: "bad_url"}
	}
	if wrong.Rule != "" {
		form := theme.Mending{Problems: map[string]news.Invalid{"address": wrong}}
		return d.showSites(w, r, v, http.StatusUnprocessableEntity, form, address)
	}
	if err != nil {
		return err
	}
	d.Log.InfoContext(r.Context(), "site added", "site", site.ID, "by", v.member.ID)
	return d.showKey(w, r, v, site, key)
}

// showKey shows a key in the answer to the form that made it, and never again.
func (d *Desk) showKey(w http.ResponseWriter, r *http.Request, v visitor, site news.Site, key string) error {
	page, err := d.page(r, v, "desk_key.title")
	if err != nil {
		return err
	}
	return d.show(w, http.StatusOK, "key", theme.KeyPage{
		DeskPage: page, Site: site, Key: key, Base: d.Foreign.Base, DropInPath: d.Foreign.DropIn(site.ID),
		NoticePath: d.Foreign.Notice(site.ID), Home: siteAddress(site.ID),
	})
}

// keyForm is what a form is about that replaces the key which the site has now.
func keyForm(site news.Site) string { return fmt.Sprintf("key %s %x", site.ID, site.KeyHash) }

// rotateKey gives a site a new key and shows it. One form makes one key: sent again,
// as by a page that is loaded anew, it must not take back the key it has just made.
func (d *Desk) rotateKey(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
	}
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	if _, err := d.sealer().Check(f.Secret("form"), keyForm(site), d.Now()); err != nil {
		web.SeeOther(w, r, with(siteAddress(site.ID), "said", "key_made"))
		return nil
	}
	key, err := d.Checks.RotateKey(r.Context(), site.ID)
	if err != nil {
		return err
	}
	d.Log.InfoContext(r.Context(), "site's key rotated", "site", site.ID, "by", v.member.ID)
	return d.showKey(w, r, v, site, key)
}

func (d *Desk) foreignSite(r *http.Request) (news.Site, error) {
	return d.Checks.ForeignSite(r.Context(), news.SiteID(r.PathValue("id")))
}

// sitePage shows a foreign site.
func (d *Desk) sitePage(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
	}
	return d.showSite(w, r, v, site, nil)
}

// judgeAgain shows it with what today's filter makes of its latest comments.
func (d *Desk) judgeAgain(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
	}
	second, err := d.Checks.JudgeAgain(r.Context(), site)
	if err != nil {
		return err
	}
	return d.showSite(w, r, v, site, &second)
}

func (d *Desk) showSite(w http.ResponseWriter, r *http.Request, v visitor, site news.Site, second *checks.Second) error {
	p := theme.SitePage{
		Site: site, Base: d.Foreign.Base, NoticePath: d.Foreign.Notice(site.ID), DropInPath: d.Foreign.DropIn(site.ID),
		Home: siteAddress(site.ID), KeyForm: d.sealer().Sign(keyForm(site), d.Now()), Second: secondView(second, siteAddress(site.ID)),
	}
	var err error
	if p.DeskPage, err = d.page(r, v, "desk_site.title"); err != nil {
		return err
	}
	p.Title, p.Watching, p.FilterPath = site.Name, site.Moderation.Shadow, filterPath(site.ID)
	keeper, others, err := d.sharers(r, site)
	if err != nil {
		return err
	}
	p.KeptBy, p.Followers = keeper.Name, len(others)
	if err := d.figures(r, &p); err != nil {
		return err
	}
	before := news.CheckID(r.URL.Query().Get("before"))
	cases, next, err := d.Checks.Latest(r.Context(), site.ID, before)
	if err != nil {
		return err
	}
	for _, c := range cases {
		p.Cases = append(p.Cases, checkView(c))
	}
	if next != "" {
		p.Next = siteAddress(site.ID) + "?" + url.Values{"before": {string(next)}}.Encode()
	}
	if before != "" {
		p.First = siteAddress(site.ID)
	}
	return d.show(w, http.StatusOK, "site", p)
}

// figures adds up and draws what the site asked about.
func (d *Desk) figures(r *http.Request, p *theme.SitePage) error {
	days, err := d.Checks.Days(r.Context(), []news.SiteID{p.Site.ID}, time.Time{}, d.Now().AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	first := d.firstDay()
	p.Days = make([]theme.SiteDay, figureDays)
	for i := range p.Days {
		p.Days[i] = theme.SiteDay{At: first.AddDate(0, 0, i), X: i}
	}
	var month, all news.CheckCount
	for _, day := range days {
		all = all.Add(day.CheckCount)
		if i := int(day.Day.Sub(first) / (24 * time.Hour)); !day.Day.Before(first) && i < figureDays {
			month = month.Add(day.CheckCount)
			p.Days[i].CheckCount = day.CheckCount
			p.Most = max(p.Most, day.Spam+day.Ham)
		}
	}
	draw(p.Days, p.Most)
	p.Month, p.All = figuresOf(month), figuresOf(all)
	return nil
}

// draw gives each day its bars: comments beside the busiest day's, spam on the ground,
// and the share of spam beside the whole.
func draw(days []theme.SiteDay, most int) {
	for i := range days {
		d := &days[i]
		scale := 100 / float64(max(most, 1))
		spam, ham := float64(d.Spam)*scale, float64(d.Ham)*scale
		d.SpamPercent = spamPercent(d.CheckCount)
		d.SpamBar, d.HamBar = theme.Bar{Y: 100 - spam, Height: spam}, theme.Bar{Y: 100 - spam - ham, Height: ham}
		d.ShareBar = theme.Bar{Y: 100 - d.SpamPercent, Height: d.SpamPercent}
	}
}

func spamPercent(n news.CheckCount) float64 { return 100 * float64(n.Spam) / float64(max(n.All(), 1)) }

// figuresOf are the counts with what follows from them. Rounding makes no answer look
// better, or surer, than it is.
func figuresOf(n news.CheckCount) theme.SiteFigures {
	share, low, high := checks.Accuracy(n)
	const tenths = 1000 // of a hundredth
	return theme.SiteFigures{
		CheckCount: n, SpamPercent: spamPercent(n),
		Accuracy: math.Floor(share*tenths) / 10, Low: math.Floor(low*tenths) / 10, High: math.Ceil(high*tenths) / 10,
	}
}

// checkView is a check as templates show it. What strangers wrote is text, whatever
// markup it was sent with.
func checkView(c checks.Case) theme.CheckView {
	view := theme.CheckView{Check: c.Check, Body: markup.Reply(c.Check.Comment.Body)}
	if c.Verdict.Class != "" {
		view.Verdict = verdictView(c.Verdict)
		view.Verdict.Watched = c.Check.Watched
	}
	return view
}

func secondView(s *checks.Second, home string) *theme.SecondView {
	if s == nil {
		return nil
	}
	view := &theme.SecondView{
		Home: home, Checks: s.Checks, ToSpam: s.ToSpam, ToHam: s.ToHam, Mended: s.Mended, Contradicted: s.Contradicted,
	}
	for _, c := range s.Changes {
		view.Changes = append(view.Changes, theme.ChangeView{
			Author: c.Check.Comment.Author, Excerpt: excerpt(c.Check.Comment.Body), Path: checkPath(c.Check), At: c.Check.At,
			Was: c.Was, Now: c.Said, Report: c.Check.Report, Verdict: verdictView(c.Now),
		})
	}
	return view
}

// sharers are the site whose key this one comes with, empty when that is its own, and
// the others that come with its key.
func (d *Desk) sharers(r *http.Request, site news.Site) (keeper news.Site, others []news.Site, err error) {
	sites, err := d.Sites.Sites(r.Context())
	for _, s := range sites {
		switch {
		case s.ID == site.ID:
		case s.ID == site.Keeper:
			keeper = s
		case s.Keeper == site.ID:
			others = append(others, s)
		}
	}
	return keeper, others, err
}

// askToRemove asks whether a site is to be deleted.
func (d *Desk) askToRemove(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
	}
	page, err := d.page(r, v, "desk_remove.title")
	if err != nil {
		return err
	}
	keeper, others, err := d.sharers(r, site)
	if err != nil {
		return err
	}
	p := theme.RemoveSitePage{DeskPage: page, Site: site, KeptBy: keeper.Name, Home: siteAddress(site.ID)}
	for _, s := range others {
		p.Others = append(p.Others, theme.SiteRow{Site: s, Path: siteAddress(s.ID)})
	}
	return d.show(w, http.StatusOK, "remove-site", p)
}

// removeSite deletes a site with all that is stored of it.
func (d *Desk) removeSite(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
	}
	if err := d.Checks.RemoveSite(r.Context(), site.ID); err != nil {
		return err
	}
	d.Log.InfoContext(r.Context(), "site removed", "site", site.ID, "by", v.member.ID)
	web.SeeOther(w, r, "/desk/sites?said=site_removed")
	return nil
}
