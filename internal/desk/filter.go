package desk

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/theme"
	"stet/internal/web"
)

// filterPath is the page of a site's filter.
func filterPath(site news.SiteID) string {
	return "/desk/filter?" + url.Values{"site": {string(site)}}.Encode()
}

// filter shows how careful a site's filter is, and what other limits would have
// made of its latest replies.
func (d *Desk) filter(w http.ResponseWriter, r *http.Request, v visitor) error {
	sites, site, err := d.chosenSite(r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	trial, err := d.Replies.Trial(r.Context(), site.ID)
	if err != nil {
		return err
	}
	p := theme.FilterPage{Site: site, Words: "desk_filter.", Replies: len(trial.Outcomes)}
	if p.Foreign() {
		p.Words = "desk_filter_foreign."
	}
	if p.DeskPage, err = d.page(r, v, "desk_filter.title"); err != nil {
		return err
	}
	p.Watching = site.Moderation.Shadow
	if len(sites) > 1 {
		for _, s := range sites {
			p.Tabs = append(p.Tabs, theme.SiteTab{Name: cmp.Or(s.Name, s.URL), Path: filterPath(s.ID), Current: s.ID == site.ID})
		}
	}
	now := site.Moderation.Limits()
	for _, lost := range offered(news.LostChoices, now.LostIn) {
		under := trial.Under(news.Limits{LostIn: lost, HeldIn1000: now.HeldIn1000})
		p.LostChoices = append(p.LostChoices, limitChoice(p.Words, lost, now.LostIn, under))
	}
	slices.Reverse(p.LostChoices) // "1 in 10,000" is the least
	for _, held := range offered(news.HeldChoices, now.HeldIn1000) {
		under := trial.Under(news.Limits{LostIn: now.LostIn, HeldIn1000: held})
		p.HeldChoices = append(p.HeldChoices, limitChoice(p.Words, held, now.HeldIn1000, under))
	}
	if err := d.report(r, &p, trial); err != nil {
		return err
	}
	return d.show(w, http.StatusOK, "filter", p)
}

// report puts the filter's word beside the moderators'.
func (d *Desk) report(r *http.Request, p *theme.FilterPage, trial replies.Trial) error {
	for _, class := range replies.Classes {
		p.Trial = append(p.Trial, theme.TrialRow{
			Class: class, Stet: trial.Decided(class, news.Stet), Struck: trial.Decided(class, news.Strike),
			Spam: trial.Decided(class, news.MarkSpam), Undecided: trial.Decided(class, ""),
		})
	}
	return d.disagreements(r, p, trial)
}

// disagreements are the latest replies and comments on which people did not agree
// with the filter.
func (d *Desk) disagreements(r *http.Request, p *theme.FilterPage, trial replies.Trial) error {
	cases, err := d.Replies.Disagreements(r.Context(), trial)
	if err != nil {
		return err
	}
	for _, c := range cases {
		p.Disagreements = append(p.Disagreements, theme.Disagreement{
			Class: c.Verdict.Class, State: c.Reply.State, Author: c.Reply.Author,
			Excerpt: excerpt(c.Reply.Body), Path: casePath(c.Reply.ID), At: c.Reply.Created,
		})
	}
	var ids []news.CheckID
	for _, o := range trial.Against() {
		if o.CheckID != "" {
			ids = append(ids, o.CheckID)
		}
	}
	asked, err := d.Checks.Cases(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, c := range asked {
		p.Disagreements = append(p.Disagreements, theme.Disagreement{
			Class: c.Verdict.Class, Report: c.Check.Report, Author: c.Check.Comment.Author,
			Excerpt: excerpt(c.Check.Comment.Body), Path: checkPath(c.Check), At: c.Check.At,
		})
	}
	slices.SortStableFunc(p.Disagreements, func(a, b theme.Disagreement) int { return b.At.Compare(a.At) })
	return nil
}

// chosenSite is the site with that id, or the publication, among all sites.
func (d *Desk) chosenSite(r *http.Request, id string) ([]news.Site, news.Site, error) {
	sites, err := d.Sites.Sites(r.Context())
	if err != nil {
		return nil, news.Site{}, err
	}
	want := cmp.Or(news.SiteID(id), d.Site)
	i := slices.IndexFunc(sites, func(s news.Site) bool { return s.ID == want })
	if i < 0 {
		return nil, news.Site{}, fmt.Errorf("site %q: %w", want, news.ErrNotFound)
	}
	return sites, sites[i], nil
}

// offered are the choices of a limit, with the one that holds, which may be a
// preset's own.
func offered(choices []int, now int) []int {
	all := append(slices.Clone(choices), now)
	slices.Sort(all)
	return slices.Compact(all)
}

func limitChoice(words string, limit, now int, t replies.Tally) theme.LimitChoice {
	return theme.LimitChoice{
		Words: words, Limit: limit, Current: limit == now,
		Published: t.Published, Held: t.Held, KeptOut: t.KeptOut, Rejected: t.Rejected, Stood: t.Stood,
	}
}

// setFilter changes how careful a site's filter is.
func (d *Desk) setFilter(w http.ResponseWriter, r *http.Request, v visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	_, site, err := d.chosenSite(r, f.Line("site", 64))
	if err != nil {
		return err
	}
	m := site.Moderation
	m.Chosen, m.Shadow = news.Limits{}, f.Has("shadow")
	m.Discard = site.Kind == news.Foreign && f.Has("discard")
	if f.Line("do", 20) != "preset" {
		m.Chosen.LostIn, _ = strconv.Atoi(f.Line("lost", 10)) // what is no number cannot be chosen
		m.Chosen.HeldIn1000, _ = strconv.Atoi(f.Line("held", 10))
		if err := m.Chosen.Validate(); err != nil {
			return err
		}
	}
	if err := d.Replies.SetFilter(r.Context(), site.ID, m, v.member.ID); err != nil {
		return err
	}
	web.SeeOther(w, r, with(filterPath(site.ID), "said", "filter"))
	return nil
}
