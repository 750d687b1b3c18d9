//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// artefacts is where pictures are kept.
const artefacts = "../artefacts"

// A visitor is somebody in front of the browser, with no cookie yet. Every method
// ends the test when it cannot do what it says.
type visitor struct {
	t   *testing.T
	ctx context.Context
}

// patience is how long one visitor may take: the one who looks at every page at every
// width needs a minute on a quiet machine.
const patience = 6 * time.Minute

// visit brings a visitor to a path of the site, or, when that is empty, nowhere yet.
func visit(t *testing.T, path string, before ...chromedp.Action[chromedp.Void]) *visitor {
	t.Helper()
	ctx, leave := chromedp.NewContext(house.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(leave)
	ctx, cancel := context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	v := &visitor{t, ctx}
	v.do(chromedp.EmulateViewport(1280, 900))
	v.do(before...)
	if path != "" {
		v.open(path)
	}
	return v
}

// noScript switches scripts off.
func noScript(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return chromedp.Void{}, err
}

func (v *visitor) do(actions ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, actions...); err != nil {
		v.t.Fatal(err)
	}
}

// leads does what leads to another page, waits for that and returns its status.
func (v *visitor) leads(actions ...chromedp.Action[chromedp.Void]) int {
	v.t.Helper()
	resp, err := chromedp.RunResponse(v.ctx, actions...)
	if err != nil {
		v.t.Fatal(err)
	}
	return int(resp.Status)
}

// open goes to a path of the site, or to a whole address.
func (v *visitor) open(path string) {
	v.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = house.site + path
	}
	v.leads(chromedp.Navigate(path))
}

// click clicks on what the selector finds and waits for the page that it leads to.
func (v *visitor) click(selector string) {
	v.t.Helper()
	v.leads(chromedp.Click(chromedp.CSS(selector)))
}

// fill types text into a field in place of what it holds.
func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	empty := fmt.Sprintf("document.querySelector(%q).value = ''", selector)
	v.do(chromedp.Evaluate[chromedp.Void](empty), chromedp.SendKeys(chromedp.CSS(selector), text))
}

// text is the text that is visible in what the selector finds.
func (v *visitor) text(selector string) string {
	v.t.Helper()
	text, err := chromedp.Run(v.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		v.t.Fatalf("text of %s: %v", selector, err)
	}
	return text
}

// value is what a field holds.
func (v *visitor) value(selector string) string {
	v.t.Helper()
	value, err := chromedp.Run(v.ctx, chromedp.Value(chromedp.CSS(selector)))
	if err != nil {
		v.t.Fatalf("value of %s: %v", selector, err)
	}
	return value
}

// sees fails the test unless the page's text contains what is wanted.
func (v *visitor) sees(want string) {
	v.t.Helper()
	if text := v.text("body"); !strings.Contains(text, want) {
		v.t.Errorf("%s does not say %q:\n%s", v.at(), want, text)
	}
}

// misses fails the test if the page's text contains what is not wanted.
func (v *visitor) misses(unwanted string) {
	v.t.Helper()
	if strings.Contains(v.text("body"), unwanted) {
		v.t.Errorf("%s says %q", v.at(), unwanted)
	}
}

// at is the address of the page without the site's.
func (v *visitor) at() string {
	v.t.Helper()
	at, err := chromedp.Run(v.ctx, chromedp.Location())
	if err != nil {
		v.t.Fatal(err)
	}
	return strings.TrimPrefix(at, house.site)
}

// attribute is the value of an attribute of what the selector finds first.
func (v *visitor) attribute(selector, name string) string {
	v.t.Helper()
	a, err := chromedp.Run(v.ctx, chromedp.AttributeValue(chromedp.CSS(selector), name))
	if err != nil {
		v.t.Fatalf("%s of %s: %v", name, selector, err)
	}
	return a.Value
}

// looks sets the width of the window and the colour scheme of the system.
func (v *visitor) looks(width int, scheme string) {
	v.t.Helper()
	v.do(chromedp.EmulateViewport(int64(width), 900))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, media); err != nil {
		v.t.Fatal(err)
	}
}

// picture keeps the whole page as a picture.
func (v *visitor) picture(name string) {
	v.t.Helper()
	png, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		v.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(artefacts, name+".png"), png, 0o644); err != nil {
		v.t.Fatal(err)
	}
}

// A transfer is one request that the browser made.
type transfer struct {
	url     string
	picture bool
	bytes   int
}

// transfers opens a path and returns every request that this led to, in order.
func (v *visitor) transfers(path string) []*transfer {
	v.t.Helper()
	var all []*transfer
	byID := map[network.RequestID]*transfer{}
	ctx, stop := context.WithCancel(v.ctx)
	defer stop()
	err := chromedp.Listen(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *network.EventRequestWillBeSent:
			byID[ev.RequestID] = &transfer{url: ev.Request.URL}
			all = append(all, byID[ev.RequestID])
		case *network.EventResponseReceived:
			if t := byID[ev.RequestID]; t != nil {
				t.picture = strings.HasPrefix(ev.Response.MimeType, "image/")
			}
		case *network.EventLoadingFinished:
			if t := byID[ev.RequestID]; t != nil {
				t.bytes = int(ev.EncodedDataLength)
			}
		}
	})
	if err != nil {
		v.t.Fatal(err)
	}
	idle := func(ev page.EventLifecycleEvent) bool { return ev.Name == "networkIdle" }
	if _, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LifecycleEvent, idle, chromedp.Navigate(house.site+path))); err != nil {
		v.t.Fatal(err)
	}
	return all
}
