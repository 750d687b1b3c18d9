package checks_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"stet/internal/checks"
	"stet/internal/filter"
	"stet/internal/news"
	"stet/internal/spam"
	"stet/internal/store"
	"stet/internal/store/storetest"
)

// A desk is a newsroom whose filter foreign sites use, on a real store.
type desk struct {
	*checks.Service
	*testing.T
	db   *store.DB
	now  time.Time
	site news.Site
	key  string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	starter, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, db: storetest.SQLite(t), now: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { d.now = d.now.Add(time.Second); return d.now }
	log := slog.New(slog.DiscardHandler)
	d.Service = &checks.Service{
		Store: d.db, Filter: &filter.Service{Store: d.db, Starter: starter, Now: clock, Log: log},
		Network: func(_ context.Context, addr netip.Addr, _ time.Time) (string, error) {
			return "hash of " + addr.String(), nil
		},
		Moderation: news.Moderation{Hold: news.HoldDoubtful, Strictness: news.Normal}, SitesPerKey: 3,
		Now: clock, NewID: news.NewID, Log: log,
	}
	d.site, d.key, err = d.AddSite(t.Context(), "https://Blog.example/")
	d.must(err)
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) ask(c news.Comment) (news.Check, spam.Verdict) {
	d.Helper()
	check, v, err := d.Check(d.Context(), d.site, c, false)
	d.must(err)
	return check, v
}

func (d *desk) report(c news.Comment, said news.Word) {
	d.Helper()
	d.must(d.Report(d.Context(), d.site, c, said, ""))
}

// score is how likely the site's filter now holds the comment to be spam.
func (d *desk) score(c news.Comment) float64 {
	d.Helper()
	v, err := d.Try(d.Context(), d.site, c)
	d.must(err)
	return v.Score
}

// sum is the site's figures of all days.
func (d *desk) sum() news.CheckCount {
	d.Helper()
	days, err := d.Days(d.Context(), []news.SiteID{d.site.ID}, time.Time{}, d.now.AddDate(1, 0, 0))
	d.must(err)
	var sum news.CheckCount
	for _, day := range days {
		sum = sum.Add(day.CheckCount)
	}
	return sum
}

var (
	good = news.Comment{
		Kind: "comment", Author: "Ann Reader", Email: "ann@example.org", Permalink: "https://blog.example/tides",
		Body: "I was at the harbour on Tuesday, and the water stood higher than your map has it. Thank you for the figures.",
		Addr: netip.MustParseAddr("192.0.2.7"),
	}
	bad = news.Comment{
		Kind: "comment", Author: "Cheap Pills Online", Email: "x9@mail.example", URL: "http://pills-casino.example/buy",
		Body: `Buy cheap viagra and cialis online without prescription <a href="http://pills-casino.example/buy">best casino bonus</a> http://pills-casino.example`,
	}
)

func TestCheckAnswersAndRecords(t *testing.T) {
	d := newDesk(t)
	ham, _ := d.ask(good)
	spam, v := d.ask(bad)
	if ham.Answer != news.SaidHam || spam.Answer != news.SaidSpam || len(v.Clues) == 0 {
		t.Errorf("answers %q and %q with %d clues", ham.Answer, spam.Answer, len(v.Clues))
	}
	stored, err := d.db.Check(t.Context(), ham.ID)
	d.must(err)
	if stored.Comment.Body != good.Body || stored.Network != "hash of 192.0.2.7" {
		t.Errorf("stored %+v", stored)
	}
	if got, want := d.sum(), (news.CheckCount{Spam: 1, Ham: 1}); got != want {
		t.Errorf("figures %+v, want %+v", got, want)
	}
}

func TestWatchingFilterAnswersHam(t *testing.T) {
	d := newDesk(t)
	d.site.Moderation.Shadow = true
	check, v := d.ask(bad)
	if check.Answer != news.SaidHam || !check.Watched || !v.Class.KeptOut() {
		t.Errorf("answer %q, watched %v, verdict %s", check.Answer, check.Watched, v.Class)
	}
}

func TestSecondQuestionAboutAComment(t *testing.T) {
	d := newDesk(t)
	first, _ := d.ask(good)
	again, _, err := d.Check(t.Context(), d.site, good, true)
	d.must(err)
	if again.ID != first.ID || d.sum() != (news.CheckCount{Ham: 1}) {
		t.Errorf("checks %s and %s, figures %+v", first.ID, again.ID, d.sum())
	}
	if new, _, err := d.Check(t.Context(), d.site, bad, true); err != nil || new.ID == first.ID {
		t.Errorf("a question again about a comment that was never checked: %s, %v", new.ID, err)
	}
}

func TestReports(t *testing.T) {
	lookalike := good
	lookalike.Author, lookalike.Email, lookalike.Body = "Ben", "ben@example.org", "We were at the harbour too on Tuesday, and the water stood higher than the map has it."
	d := newDesk(t)
	d.ask(good)
	before := d.score(lookalike)
	d.report(good, news.SaidSpam)
	taught := d.score(lookalike)
	if taught <= before {
		t.Errorf("score of a look-alike %v → %v, want it higher", before, taught)
	}
	if got, want := d.sum(), (news.CheckCount{Ham: 1, Missed: 1}); got != want {
		t.Errorf("figures %+v, want %+v", got, want)
	}
	d.report(good, news.SaidSpam)
	if again := d.score(lookalike); again != taught {
		t.Errorf("the same report again: score %v → %v", taught, again)
	}
	d.report(good, news.SaidHam)
	if back := d.score(lookalike); back != before {
		t.Errorf("taken back: score %v, want %v as before", back, before)
	}
	if got, want := d.sum(), (news.CheckCount{Ham: 1}); got != want {
		t.Errorf("figures %+v, want %+v", got, want)
	}
	d.report(good, news.SaidSpam)
	other, _, err := d.AddSite(t.Context(), "https://other.example")
	d.must(err)
	d.site = other
	if got := d.score(lookalike); got != before {
		t.Errorf("what one site reports moved another's score %v → %v", before, got)
	}
}

// Nobody sends a check's number with a report, and few send all that they sent before.
func TestReportFindsItsCheck(t *testing.T) {
	edited := func(change func(*news.Comment)) news.Comment {
		c := good
		change(&c)
		return c
	}
	for name, tt := range map[string]struct {
		report news.Comment
		found  bool
	}{
		"the same":        {good, true},
		"only the text":   {news.Comment{Body: good.Body}, true},
		"only the sender": {news.Comment{Author: good.Author, Email: good.Email}, true},
		"escaped by an editor": {edited(func(c *news.Comment) {
			c.Body = "<p>" + strings.ReplaceAll(c.Body, " the ", " <em>the</em>\n") + "</p>"
		}), true},
		"backslashes":         {edited(func(c *news.Comment) { c.Body = strings.ReplaceAll(c.Body, ",", `\,`) }), true},
		"capitals in e-mail":  {edited(func(c *news.Comment) { c.Email = "Ann@Example.org" }), true},
		"a word mended":       {edited(func(c *news.Comment) { c.Body = strings.Replace(c.Body, "Tuesday", "Thursday", 1) }), true},
		"another's same text": {edited(func(c *news.Comment) { c.Author, c.Email = "Ben", "ben@example.org" }), false},
		"a name mended":       {edited(func(c *news.Comment) { c.Author = "Ann W." }), true},
		"another text":        {edited(func(c *news.Comment) { c.Body = "The council should have built the wall years ago, as everybody said." }), false},
		"nothing at all":      {news.Comment{}, false},
		"only a name":         {news.Comment{Author: good.Author}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			check, _ := d.ask(good)
			d.report(tt.report, news.SaidSpam)
			got, err := d.db.Check(t.Context(), check.ID)
			d.must(err)
			if (got.Report == news.SaidSpam) != tt.found {
				t.Errorf("the check is reported as %q", got.Report)
			}
		})
	}
}

func TestReportPrefersTheLikestCheck(t *testing.T) {
	d := newDesk(t)
	other := good
	other.Author, other.Email = "Ben", "ben@example.org"
	mine, _ := d.ask(good)
	d.ask(other)
	d.report(good, news.SaidSpam)
	got, err := d.db.Check(t.Context(), mine.ID)
	d.must(err)
	if got.Report != news.SaidSpam {
		t.Error("another's comment of the same words was taken for it")
	}
}

func TestReportOfWhatWasNeverAsked(t *testing.T) {
	d := newDesk(t)
	d.must(d.Report(t.Context(), d.site, bad, news.SaidSpam, ""))
	if got := d.sum(); got != (news.CheckCount{}) {
		t.Errorf("a comment that nobody asked about counts: %+v", got)
	}
	d.must(d.Report(t.Context(), d.site, good, news.SaidSpam, news.SaidHam))
	if got, want := d.sum(), (news.CheckCount{Ham: 1, Missed: 1}); got != want {
		t.Errorf("a comment whose check is gone: %+v, want %+v", got, want)
	}
}

// A stolen key must not turn a site's filter round in a day.
func TestReportsOfADayAreCapped(t *testing.T) {
	step := func(earlier int) float64 {
		d := newDesk(t)
		logOdds := func() float64 { p := d.score(good); return math.Log(p / (1 - p)) }
		before := logOdds()
		for i := range earlier {
			c := news.Check{ID: news.CheckID(news.NewID(d.now)), SiteID: d.site.ID, At: d.now, Answer: news.SaidHam}
			d.must(d.db.CreateCheck(t.Context(), c, news.CheckKey{Text: int64(i)}, spam.Verdict{}))
			_, _, err := d.db.ReportCheck(t.Context(), c.ID, news.SaidSpam, &news.Lesson{
				ID: news.LessonID(c.ID), SiteID: d.site.ID, Delta: d.nothing(), At: d.now,
			})
			d.must(err)
		}
		d.report(good, news.SaidSpam)
		return logOdds() - before
	}
	if first, late := step(0), step(900); late <= 0 || late > 0.6*first {
		t.Errorf("the first report of a day moved the log-odds by %v, the one after 900 by %v: want less, but something", first, late)
	}
}

// nothing is a lesson that teaches nothing.
func (d *desk) nothing() []byte {
	d.Helper()
	starter, err := spam.Starter()
	d.must(err)
	delta, err := spam.NewLearned(starter).MarshalBinary()
	d.must(err)
	return delta
}

func TestSitesOfAKey(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	for _, blog := range []string{"https://blog.example", "http://BLOG.example/", "blog.example", "https://blog.example:443", "http://user:word@blog.example.:80/?x#y"} {
		if got, err := d.Site(ctx, d.key, blog); err != nil || got.ID != d.site.ID {
			t.Errorf("Site(%q) = %s, %v", blog, got.URL, err)
		}
	}
	if got, err := d.Site(ctx, strings.ToUpper(d.key), "https://blog.example"); err != nil || got.ID != d.site.ID {
		t.Errorf("a key in capitals: %v", err)
	}
	second, err := d.Site(ctx, d.key, "https://blog.example/second")
	d.must(err)
	if again, err := d.Site(ctx, d.key, "http://blog.example/second/"); err != nil || again.ID != second.ID || second.ID == d.site.ID {
		t.Errorf("a second site: %v, %v", again, err)
	}
	_, err = d.Site(ctx, d.key, "https://third.example")
	d.must(err)
	if _, err := d.Site(ctx, d.key, "https://fourth.example"); !errors.As(err, new(news.TooMany)) {
		t.Errorf("one site too many: %v", err)
	}
	for _, blog := range []string{"", "ftp://x.example", "https://", "javascript:alert(1)", "https://" + strings.Repeat("x", 400) + ".example"} {
		if _, err := d.Site(ctx, d.key, blog); !errors.As(err, new(news.Invalid)) {
			t.Errorf("Site(%.30q) = %v, want it invalid", blog, err)
		}
	}
	if _, err := d.Site(ctx, "wrongwrong12", "https://blog.example"); !errors.Is(err, news.ErrDenied) {
		t.Errorf("a wrong key: %v", err)
	}
	sites, err := d.Sites(ctx, d.key)
	d.must(err)
	if len(sites) != 3 || sites[0].ID != d.site.ID {
		t.Errorf("%d sites of the key", len(sites))
	}
	if _, _, err := d.AddSite(ctx, "http://blog.example"); !errors.Is(err, news.ErrConflict) {
		t.Errorf("the same site again: %v", err)
	}
	fresh, err := d.RotateKey(ctx, d.site.ID)
	d.must(err)
	if _, err := d.Sites(ctx, d.key); !errors.Is(err, news.ErrDenied) {
		t.Errorf("the old key: %v", err)
	}
	if sites, err := d.Sites(ctx, fresh); err != nil || len(sites) != 3 {
		t.Errorf("the new key: %d sites, %v", len(sites), err)
	}
}

func TestJudgeAgainTellsWhatWouldChange(t *testing.T) {
	t.Run("with a filter that decides", func(t *testing.T) { judgesAgain(t, false) })
	t.Run("with a filter that only watches", func(t *testing.T) { judgesAgain(t, true) })
}

func judgesAgain(t *testing.T, shadow bool) {
	d := newDesk(t)
	d.site.Moderation.Shadow = shadow
	d.ask(good)
	d.ask(bad)
	if second, err := d.JudgeAgain(t.Context(), d.site); err != nil || second.Checks != 2 || len(second.Changes) != 0 {
		t.Errorf("before anything was learned: %+v, %v", second, err)
	}
	d.report(bad, news.SaidHam)
	for _, author := range []news.Name{"Pharmacy A", "Pharmacy B", "Pharmacy C", "Pharmacy D"} {
		another := bad
		another.Author, another.Body = author, strings.Repeat(bad.Body+" ", 2)+string(author)
		d.report(another, news.SaidHam)
	}
	second, err := d.JudgeAgain(t.Context(), d.site)
	d.must(err)
	if second.ToHam != 1 || second.Mended != 1 || len(second.Changes) != 1 || second.Changes[0].Now.Class.KeptOut() {
		t.Fatalf("after the report: %+v", second)
	}
	if c := second.Changes[0]; c.Was != news.SaidSpam || c.Said != news.SaidHam || c.Check.Comment.Author != bad.Author {
		t.Errorf("%s's comment was %q and would be %q", c.Check.Comment.Author, c.Was, c.Said)
	}
	want := news.CheckCount{Spam: 1, Ham: 1, FalsePositives: 1}
	if shadow {
		want = news.CheckCount{Ham: 2}
	}
	if d.sum() != want {
		t.Errorf("looking changed the figures: %+v", d.sum())
	}
}

func TestLatestInPages(t *testing.T) {
	d := newDesk(t)
	for range checks.PageSize + 1 {
		d.ask(good)
	}
	first, next, err := d.Latest(t.Context(), d.site.ID, "")
	d.must(err)
	second, end, err := d.Latest(t.Context(), d.site.ID, next)
	d.must(err)
	if len(first) != checks.PageSize || len(second) != 1 || end != "" || first[0].Verdict.Class == "" {
		t.Errorf("pages of %d and %d", len(first), len(second))
	}
}

func TestAccuracy(t *testing.T) {
	for _, tt := range []struct {
		n                news.CheckCount
		share, low, high float64
	}{
		{news.CheckCount{}, 0, 0, 0},
		{news.CheckCount{Ham: 10}, 1, 0.722, 1},
		{news.CheckCount{Spam: 50, Ham: 50, Missed: 1, FalsePositives: 1}, 0.98, 0.930, 0.994},
		{news.CheckCount{Ham: 1, Missed: 5}, 0, 0, 0.793},
	} {
		share, low, high := checks.Accuracy(tt.n)
		for i, pair := range [][2]float64{{share, tt.share}, {low, tt.low}, {high, tt.high}} {
			if math.Abs(pair[0]-pair[1]) > 0.001 {
				t.Errorf("Accuracy(%+v)[%d] = %.4f, want %.3f", tt.n, i, pair[0], pair[1])
			}
		}
	}
}

func TestHostileCommentIsStoredAndFound(t *testing.T) {
	d := newDesk(t)
	c := news.Comment{
		Kind: strings.Repeat("k", 1000), Author: news.Name(strings.Repeat("ä", 1000)), Email: news.Email(strings.Repeat("e", 1000) + "@x.example"),
		URL: "http://" + strings.Repeat("u", 5000), Body: "a\x00b\xff " + strings.Repeat("水 words ", 20_000), Lang: "\x00",
		Traits: []string{"two words", "", "nonce:failed", strings.Repeat("t", 500), "a\nb"},
	}
	check, _ := d.ask(c)
	stored, err := d.db.Check(t.Context(), check.ID)
	d.must(err)
	m := stored.Comment
	if len(m.Body) > 64<<10 || len(m.Author) > 400 || len(m.URL) > 400 || m.Lang != "" || !utf8.ValidString(m.Body) || strings.ContainsRune(m.Body, 0) || strings.Join(m.Traits[:3], " ") != "two_words nonce:failed "+strings.Repeat("t", 60) {
		t.Errorf("stored: body of %d bytes, name of %d, traits %q", len(m.Body), len(m.Author), m.Traits)
	}
	d.report(c, news.SaidSpam)
	if got := d.sum(); got.Spam+got.Ham != 1 || got.Missed+got.Spam == 0 {
		t.Errorf("the report did not find its check: %+v", got)
	}
}

// What a client knows of how a comment came says nothing at first; a site's reports
// teach what it is worth there.
func TestTraitsAreLearned(t *testing.T) {
	d := newDesk(t)
	plain := news.Comment{Author: "Til", Body: "The ferry was late again this morning, by a quarter of an hour."}
	traced := plain
	traced.Traits = []string{"nonce:failed", "typed:none"}
	if before, with := d.score(plain), d.score(traced); before != with {
		t.Errorf("untaught, traits moved the score %v → %v", before, with)
	}
	for i, text := range []string{"Lovely bridge, and what a view", "Who paid for the new lamps", "My dog likes the harbour too", "Is the market open on Monday"} {
		c := news.Comment{Author: "Ann", Body: text + " " + strings.Repeat("indeed ", i)}
		d.report(c, news.SaidHam)
		c.Body, c.Traits = "Nice story about it number "+string(rune('a'+i)), traced.Traits
		d.report(c, news.SaidSpam)
	}
	if without, with := d.score(plain), d.score(traced); with <= without {
		t.Errorf("taught, traits moved the score %v → %v, want it up", without, with)
	}
}

func (d *desk) latest() []news.Check {
	d.Helper()
	cases, _, err := d.Latest(d.Context(), d.site.ID, "")
	d.must(err)
	var list []news.Check
	for _, c := range cases {
		list = append(list, c.Check)
	}
	return list
}

func TestReportOfACommentWithoutLettersIsOnThatComment(t *testing.T) {
	d := newDesk(t)
	thumbs := good
	thumbs.Body = "👍👍👍"
	asked, _ := d.ask(thumbs)
	other, _ := d.ask(good)
	d.report(thumbs, news.SaidSpam)
	for _, c := range d.latest() {
		if want := map[news.CheckID]news.Word{asked.ID: news.SaidSpam}[c.ID]; c.Report != want {
			t.Errorf("%q is reported as %q, want %q", c.Comment.Body, c.Report, want)
		}
	}
	again, _, err := d.Check(t.Context(), d.site, thumbs, true)
	if err != nil || again.ID != asked.ID || len(d.latest()) != 2 {
		t.Errorf("asked again: check %s, %v, want %s, and %d checks; the other is %s", again.ID, err, asked.ID, len(d.latest()), other.ID)
	}
}

func TestReportOfAShortTextIsOnItsWriter(t *testing.T) {
	d := newDesk(t)
	ann := news.Comment{Author: "Ann", Email: "ann@example.org", Body: "Great article, thanks!"}
	d.ask(ann)
	d.report(news.Comment{Author: "Pills", Email: "pills@shop.example", URL: "https://pills.example", Body: ann.Body}, news.SaidSpam)
	list := d.latest()
	if len(list) != 2 || list[1].Report != "" || list[0].Comment.Author != "Pills" || list[0].Report != news.SaidSpam {
		t.Errorf("checks %+v, want Ann's without a report and another with one", list)
	}
}

func TestReportWithoutTheTextIsOnTheSender(t *testing.T) {
	d := newDesk(t)
	first, _ := d.ask(good)
	d.report(news.Comment{Author: good.Author, Email: good.Email}, news.SaidSpam)
	if list := d.latest(); len(list) != 1 || list[0].ID != first.ID || list[0].Report != news.SaidSpam {
		t.Errorf("checks %+v", list)
	}
	d.report(news.Comment{Author: "Somebody", URL: "https://else.example"}, news.SaidSpam)
	if list := d.latest(); len(list) != 2 || list[0].Comment.Author != "Somebody" {
		t.Errorf("checks %+v", list)
	}
}

func TestSameReportTwiceTeachesOnceWhateverIsMissing(t *testing.T) {
	tests := map[string]news.Comment{
		"nothing but a link":   {Kind: "contact-form", Body: `👍 <a href="https://pills.example/"></a>`},
		"nothing but a sender": {Kind: "signup", Author: "pills", Email: "pills@shop.example", URL: "https://pills.example"},
		"nothing but a page":   {Kind: "signup", URL: "https://pills.example"},
		"all":                  bad,
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			before := d.score(c)
			d.report(c, news.SaidSpam)
			once := d.score(c)
			for range 3 {
				d.report(c, news.SaidSpam)
			}
			if got := d.score(c); got != once || len(d.latest()) != 1 {
				t.Errorf("score %v after the same word again, %v after the first; %d checks", got, once, len(d.latest()))
			}
			d.report(c, news.SaidHam)
			if got := d.score(c); got > before {
				t.Errorf("score %v after it was taken back, %v before", got, before)
			}
		})
	}
}

func TestReportsAtTheSameMomentAreOne(t *testing.T) {
	d := newDesk(t)
	d.Service.Now = time.Now
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if err := d.Report(t.Context(), d.site, bad, news.SaidSpam, ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(d.latest()); n != 1 {
		t.Errorf("%d checks of ten reports of one comment", n)
	}
}

func TestAddressWithoutAScheme(t *testing.T) {
	d := newDesk(t)
	for _, blog := range []string{"blog.example", "//blog.example/", "Blog.example:443"} {
		if site, err := d.Site(t.Context(), d.key, blog); err != nil || site.ID != d.site.ID {
			t.Errorf("%q is the site %q: %v", blog, site.URL, err)
		}
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	d := newDesk(t)
	for _, blog := range []string{
		"", "ftp://a.example", "http://", "http://a b/", "http://%e2%80%ae.example/", "http://a%c2%80b.example/", "http://%ff.example/", `http://a'"<script>/`,
	} {
		var invalid news.Invalid
		if site, err := d.Site(t.Context(), d.key, blog); !errors.As(err, &invalid) || invalid.Field != "blog" {
			t.Errorf("%q is the site %q: %v", blog, site.URL, err)
		}
	}
}
