//go:build e2e

package e2e_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// ask has a foreign site's client ask or tell something.
func ask(t *testing.T, call string, fields url.Values) string {
	t.Helper()
	res, err := http.PostForm(house.site+"/1.1/"+call, fields)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// foreign adds a foreign site at the desk, has its client ask about some comments,
// and returns the path of the site's page.
func foreign(t *testing.T, owner *visitor, address string) string {
	t.Helper()
	v := &visitor{t, owner.ctx}
	v.open("/desk/sites")
	v.fill("[name=address]", address)
	v.click("main form button")
	key := v.text("#key")
	comment := func(author, home, text string) url.Values {
		return url.Values{
			"api_key": {key}, "blog": {address}, "user_ip": {"192.0.2.7"}, "comment_type": {"comment"}, "permalink": {address + "/tides"},
			"comment_author": {author}, "comment_author_email": {"somebody@reader.example"}, "comment_author_url": {home}, "comment_content": {text},
		}
	}
	for _, c := range []struct{ author, home, text, answer string }{
		{"Mara Quist", "", "The herons have come back to the second step, three of them this time.", "false"},
		{"Cheap Pills", "http://pills.example/buy", "Buy cheap viagra and cialis online without prescription, best casino bonus http://pills.example/buy", "true"},
		{"عائشة", "", "شكرا على هذا المقال، كان مفيدا جدا", "false"},
		{"Til", "", "<b>Nobody</b> told the ferry people, and that is the whole story.", "false"},
	} {
		if got := ask(t, "comment-check", comment(c.author, c.home, c.text)); got != c.answer {
			t.Errorf("%s's comment is answered %q, want %s", c.author, got, c.answer)
		}
	}
	ask(t, "submit-spam", comment("Til", "", "<b>Nobody</b> told the ferry people, and that is the whole story."))
	ask(t, "submit-ham", comment("Ilse", "", "Nobody asked about this one, which was there before."))
	v.click(".pager a")
	return v.at()
}

// overlapping counts the comments whose parts lie upon each other.
const overlapping = `[...document.querySelectorAll(".case")].filter(c => {
	const boxes = [...c.children].map(e => e.getBoundingClientRect());
	return boxes.some((a, i) => boxes.slice(i + 1).some(b =>
		a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}).length`

// Without script, and without a mouse, a site can be added, asked for and removed.
func TestOwnerLooksAfterAForeignSiteByTabAlone(t *testing.T) {
	v := visit(t, invite(t, "sites", "owner"), noScript)
	v.tabTo("password")
	v.press(password)
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.open("/desk/sites")
	v.tabTo("address")
	v.press("tab.example")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("The key of tab.example")
	v.misses("Copy")
	v.tabTo("I have noted the key")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.tabTo("Judge again")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("None of them would be answered otherwise.")
	v.tabTo("Delete this site")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.tabTo("Delete it for good")
	v.leads(chromedp.KeyEvent(kb.Enter))
	v.sees("is deleted")
}

func TestOwnerLooksAfterAForeignSite(t *testing.T) {
	owner := signIn(t, "foreign", "owner")
	foreign(t, owner, "https://blog.example")
	owner.sees("The herons have come back")
	owner.sees("The site marked it as spam")
	owner.sees("<b>Nobody</b> told the ferry people")
	owner.sees("Reported without having been asked about")
	if n, err := chromedp.Run(owner.ctx, chromedp.Evaluate[int](overlapping)); err != nil || n != 0 {
		t.Errorf("the parts of %d comments lie upon each other (%v)", n, err)
	}
	owner.click("aside form[action$='/again'] button")
	owner.sees("The latest 4 comments")
	owner.click(".rejudged .pager a")
	owner.do(chromedp.Click(chromedp.CSS("aside summary")))
	owner.click("aside form[action$='/key'] button")
	owner.sees("The key of blog.example")
	owner.do(chromedp.WaitVisible(chromedp.CSS("[data-copy=key]")))
	owner.click(".pager a")
	owner.click(".remove a")
	owner.click("button.danger")
	owner.sees("is deleted")
	owner.open("/desk/sites")
	if strings.Contains(owner.text("main"), "blog.example") {
		t.Error("the site is still in the list")
	}
}
