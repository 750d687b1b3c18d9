//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A violation is a rule of axe-core that a page breaks, and where.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		Target         []any
		FailureSummary string
	}
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.ID, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n    %v: %s", n.Target, strings.ReplaceAll(n.FailureSummary, "\n", " "))
	}
	return b.String()
}

// axe is the source of axe-core, or empty when ./check could not fetch it.
func axe(t *testing.T) string {
	t.Helper()
	file := os.Getenv("STET_AXE")
	if file == "" {
		t.Log("STET_AXE names no axe-core: accessibility is not checked")
		return ""
	}
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// accessible fails the test for every rule of WCAG 2.2 AA that axe-core finds broken.
func (v *visitor) accessible(axe string) {
	v.t.Helper()
	if axe == "" {
		return
	}
	v.do(chromedp.Evaluate[chromedp.Void](axe))
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`
	violations, err := chromedp.Run(v.ctx, chromedp.Evaluate[[]violation](run, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, broken := range violations {
		v.t.Errorf("%s: %s", v.at(), broken)
	}
}

// fits fails the test if the page is wider than the window.
func (v *visitor) fits(width int) {
	v.t.Helper()
	wide, err := chromedp.Run(v.ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
	if err != nil {
		v.t.Fatal(err)
	}
	if wide > width {
		v.t.Errorf("%s is %d pixels wide in a window of %d", v.at(), wide, width)
	}
}

// unguarded lets axe-core in, which the pages' own policy would keep out.
func unguarded(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
	_, err := chromedp.Call(ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
	return chromedp.Void{}, err
}

// receipt posts a reply and returns the path of its private page.
func receipt(v *visitor) string {
	v.t.Helper()
	v.open(firstStory(v))
	v.fill("#form-body", "The lamp on the mole is out again. I rang the harbour office and they know.")
	v.fill("#form-author", "Ilse Kamp")
	v.click(".reply-form button")
	return v.at()
}

// link opens a page and returns where the first link leads that the selector finds.
func (v *visitor) link(path, selector string) string {
	v.t.Helper()
	v.open(path)
	return v.attribute(selector, "href")
}

func TestEveryPageAtEveryWidthInLightAndDark(t *testing.T) {
	axe := axe(t)
	reader, owner := visit(t, "", unguarded), signIn(t, "looks", "owner", unguarded)
	thread := mostDiscussed(reader)
	blog := foreign(t, owner, "https://looks.example")
	pages := []struct {
		name string
		who  *visitor
		path string
	}{
		{"front", reader, "/"},
		{"story", reader, thread},
		{"section", reader, reader.link("/", "main .part h2 a")},
		{"topic", reader, reader.link(thread, "a[rel=tag]")},
		{"byline", reader, reader.link(thread, "a[href^='/by/']")},
		{"answer", reader, reader.link(thread, "a[data-answer]")},
		{"receipt", reader, receipt(reader)},
		{"notice", reader, "/privacy/replies"},
		{"missing", reader, "/stories/no-such-story"},
		{"sign-in", visit(t, "", unguarded), "/desk/sign-in"},
		{"invitation", visit(t, "", unguarded), invite(t, "guest", "moderator")},
		{"queue", owner, "/desk/replies"},
		{"spam", owner, "/desk/replies?state=spam"},
		{"case", owner, owner.link("/desk/replies", ".case header a")},
		{"stories", owner, "/desk/stories"},
		{"editor", owner, owner.link("/desk/stories", "tbody th a")},
		{"new-story", owner, "/desk/stories/new"},
		{"filter", owner, "/desk/filter"},
		{"sites", owner, "/desk/sites"},
		{"site", owner, blog},
		{"site-again", owner, blog},
		{"key", owner, blog},
		{"site-filter", owner, strings.Replace(blog, "/desk/sites/", "/desk/filter?site=", 1)},
		{"remove-site", owner, blog + "/remove"},
		{"filtered", reader, strings.Replace(blog, "/desk/sites/", "/filtered/", 1)},
		{"staff", owner, "/desk/staff"},
		{"account", owner, "/desk/account"},
	}
	forms := map[string]string{"site-again": "/again", "key": "/key"} // these answer a form on the page
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			v := &visitor{t, p.who.ctx}
			v.open(p.path)
			if action := forms[p.name]; action != "" { // it may lie in what is folded up
				v.leads(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).click()", "form[action$='"+action+"'] button")))
			}
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int{320, 390, 1280, 2560} {
					v.looks(width, scheme)
					v.fits(width)
					if width != 320 {
						v.picture(fmt.Sprintf("%s-%s-%d", p.name, scheme, width))
					}
				}
				v.looks(1280, scheme)
				v.accessible(axe)
			}
		})
	}
}
