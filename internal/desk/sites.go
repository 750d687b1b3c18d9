package desk

import (
	"errors"
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
		row := theme.SiteRow{Site: s, Checked: sums[s.ID]}
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
		DeskPage: page, Site: site, Key: key, Base: d.Foreign.Base, DropInPath: d.Foreign.DropIn(site.ID), Path: siteAddress(site.ID),
	})
}

// rotateKey gives a site a new key and shows it.
func (d *Desk) rotateKey(w http.ResponseWriter, r *http.Request, v visitor) error {
	site, err := d.foreignSite(r)
	if err != nil {
		return err
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
		Second: secondView(second),
	}
	var err error
	if p.DeskPage, err = d.page(r, v, "desk_site.title"); err != nil {
		return err
	}
	p.Title, p.Watching, p.FilterPath = site.Name, site.Moderation.Shadow, filterPath(site.ID)
	if site.Keeper != site.ID {
		keeper, err := d.Checks.ForeignSite(r.Context(), site.Keeper)
		if err != nil {
			return err
		}
		p.KeptBy = keeper.Name
	}
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
	for i := range p.Days {
		scale := 100 / float64(max(p.Most, 1))
		p.Days[i].SpamShare, p.Days[i].HamShare = float64(p.Days[i].Spam)*scale, float64(p.Days[i].Ham)*scale
	}
	p.Month, p.All = figuresOf(month), figuresOf(all)
	return nil
}

func figuresOf(n news.CheckCount) theme.SiteFigures {
	share, low, high := checks.Accuracy(n)
	return theme.SiteFigures{
		CheckCount: n, SpamPercent: 100 * float64(n.Spam) / float64(max(n.Spam+n.Ham, 1)),
		Accuracy: 100 * share, Low: 100 * low, High: 100 * high,
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

func secondView(s *checks.Second) *theme.SecondView {
	if s == nil {
		return nil
	}
	view := &theme.SecondView{Checks: s.Checks, ToSpam: s.ToSpam, ToHam: s.ToHam, Mended: s.Mended, Contradicted: s.Contradicted}
	for _, c := range s.Changes {
		change := theme.ChangeView{
			Author: c.Check.Comment.Author, Excerpt: excerpt(c.Check.Comment.Body), At: c.Check.At, Was: c.Was, Now: c.Said, Report: c.Check.Report,
		}
		view.Changes = append(view.Changes, change)
	}
	return view
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
	p := theme.RemoveSitePage{DeskPage: page, Site: site, Path: siteAddress(site.ID)}
	sites, err := d.Sites.Sites(r.Context())
	if err != nil {
		return err
	}
	for _, s := range sites {
		if s.Keeper == site.ID && s.ID != site.ID {
			p.Others = append(p.Others, theme.SiteRow{Site: s, Path: siteAddress(s.ID)})
		}
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
