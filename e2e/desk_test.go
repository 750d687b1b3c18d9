//go:build e2e

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const password = "eleven herons flew home"

// invite adds somebody to the staff beside the running site and returns the path
// of their one-time link.
func invite(t *testing.T, name, role string) string {
	t.Helper()
	add := exec.Command(house.program, "staff", "add", "--dir", house.dir, "--role", role, name+"@fairlead.example")
	add.Env = append(os.Environ(), "STET_SERVER_ADDR="+strings.TrimPrefix(house.site, "http://"))
	out, err := add.CombinedOutput()
	if err != nil {
		t.Fatalf("stet staff add: %v\n%s", err, out)
	}
	return regexp.MustCompile(`/desk/invitation/\S+`).FindString(string(out))
}

// signIn brings a new member of the staff to the desk.
func signIn(t *testing.T, name, role string, before ...chromedp.Action[chromedp.Void]) *visitor {
	t.Helper()
	v := visit(t, invite(t, name, role), before...)
	v.fill("[name=password]", password)
	v.click("main form button")
	if !strings.HasPrefix(v.at(), "/desk/replies") {
		t.Fatalf("the link leads to %s:\n%s", v.at(), v.text("body"))
	}
	return v
}

// press presses keys, one after the other, wherever the focus is.
func (v *visitor) press(keys ...string) {
	v.t.Helper()
	for _, key := range keys {
		v.do(chromedp.KeyEvent(key))
	}
}

// focused is the text or the name of what has the focus.
func (v *visitor) focused() string {
	v.t.Helper()
	const what = `(e => e.innerText.trim() || e.name || "")(document.activeElement)`
	name, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](what))
	if err != nil {
		v.t.Fatal(err)
	}
	return name
}

// tabTo presses Tab until what has the focus is called so.
func (v *visitor) tabTo(name string) {
	v.t.Helper()
	for range 200 {
		v.press(kb.Tab)
		if strings.HasPrefix(v.focused(), name) {
			return
		}
	}
	v.t.Fatalf("no Tab reaches %q on %s", name, v.at())
}

func TestModeratorWorksTheQueueByKeys(t *testing.T) {
	v := signIn(t, "keys", "moderator")
	decided := chromedp.CSS(".settled")
	first := v.attribute(".case", "id")

	v.press("j", "s")
	v.do(chromedp.WaitVisible(decided))
	v.sees("is published.")
	v.press("u") // take it back: the card returns, with the focus
	v.do(chromedp.WaitNotPresent(decided), chromedp.WaitVisible(chromedp.ID(first)))

	v.press("!")
	v.do(chromedp.WaitVisible(decided))
	v.sees("is marked as spam.")
	v.press("x")
	v.do(chromedp.WaitVisible(chromedp.CSS("li:nth-child(2) > .settled")))
	v.sees("is struck.")
	v.press("?")
	v.do(chromedp.WaitVisible(chromedp.CSS("dialog[open]")))
	v.press(kb.Escape)
	v.do(chromedp.WaitNotPresent(chromedp.CSS("dialog[open]")))

	v.open("/desk/replies?state=struck")
	v.click(".side li:first-child form button") // undo, from the list of decisions
	v.sees("Taken back")
}

// Without script, and without a mouse, the queue is a page of forms.
func TestModeratorWorksTheQueueByTabAlone(t *testing.T) {
	v := visit(t, invite(t, "tab", "moderator"), noScript)
	v.tabTo("password")
	v.press(password)
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.tabTo("Stet")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("is published.")
	v.tabTo("Undo")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("Taken back")
	v.tabTo("Strike")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("is struck.")
}

func TestEditorPublishesAStoryWithAPicture(t *testing.T) {
	picture, err := filepath.Abs("../internal/sample/pictures/pipes.jpg")
	if err != nil {
		t.Fatal(err)
	}
	v := signIn(t, "editor", "editor")
	v.open("/desk/stories/new")
	v.fill("[name=headline]", "Ferry to run until midnight in summer")
	v.fill("[name=standfirst]", "The council found the money, and a second skipper")
	v.fill("[name=bylines]", "Hanne Sorrel, Piet Marlow")
	v.fill("[name=section]", "Harbour")
	v.fill("[name=topics]", "Ferry")
	v.fill("[name=body]", "The **last boat** will leave at midnight from June on.\n\nThat is three hours later than today.")

	// The words in the picture's file stand in the form as soon as it is chosen.
	v.leads(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{picture}))
	if credit := v.value("[name=credit]"); !strings.Contains(credit, "Maud Sissons") {
		t.Errorf("the credit in the form is %q, want the one in the picture", credit)
	}
	if headline := v.value("[name=headline]"); headline != "Ferry to run until midnight in summer" {
		t.Errorf("the headline in the form is %q after the picture was taken in", headline)
	}
	v.fill("[name=alt]", "A ferry at night with all its lights on")
	v.click("[name=do][value=save]:not(.unseen)")
	story := v.at()
	v.misses("Corrections")

	v.click("[name=do][value=publish]")
	v.click("a[href^='/stories/ferry-to-run']")
	public := v.at()
	v.sees("Ferry to run until midnight in summer")
	v.sees("Maud Sissons")
	if alt := v.attribute("figure.picture img", "alt"); alt != "A ferry at night with all its lights on" {
		t.Errorf("the picture's alt text is %q", alt)
	}
	for _, page := range []string{"/", "/sections/harbour", "/topics/ferry", "/by/piet-marlow"} {
		reader := visit(t, page)
		reader.sees("Ferry to run until midnight in summer")
	}

	v.open(story)
	v.fill("[name=correction]", "An earlier version said that the last boat leaves at eleven.")
	v.click("form[action$='/correct'] button")
	reader := visit(t, public)
	reader.sees("An earlier version said that the last boat leaves at eleven.")
}
