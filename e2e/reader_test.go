//go:build e2e

package e2e_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// reply is what an ordinary reader writes.
const reply = "I walked along the quay this morning and the water is still well above the second step. " +
	"My neighbour's cellar is dry again, though, and the ferry people said they would run from noon."

// firstStory is the path of the front page's lead story.
func firstStory(v *visitor) string {
	v.t.Helper()
	v.open("/")
	return v.attribute("main h2 a[href^='/stories/'], main h1 a[href^='/stories/']", "href")
}

// mostDiscussed is the path of the story with the most replies.
func mostDiscussed(v *visitor) string {
	v.t.Helper()
	v.open("/")
	return v.attribute(".discussed a[href^='/stories/']", "href")
}

func TestReaderRepliesAndWithdraws(t *testing.T) {
	for name, before := range map[string][]chromedp.Action[chromedp.Void]{
		"with script":    nil,
		"without script": {noScript},
	} {
		t.Run(name, func(t *testing.T) {
			v := visit(t, "/", before...)
			story := firstStory(v)
			v.click("main a[href='" + story + "']")
			if v.at() != story {
				t.Fatalf("the lead leads to %s, want %s", v.at(), story)
			}
			text := reply + " It is " + strings.ToLower(name) + " that I write."
			v.fill("#form-body", text)
			v.fill("#form-author", "Wilma Brandt")
			v.fill("#form-email", "wilma@reader.example")
			v.click(".reply-form button")

			v.sees("Your reply is published")
			v.sees("wilma@reader.example")
			receipt := v.at()
			v.click("main a[href^='" + story + "#reply-']")
			v.sees(text)
			v.misses("wilma@reader.example")

			v.open(receipt)
			v.do(chromedp.Click(chromedp.CSS(".withdraw summary")))
			v.click(".withdraw form button")
			v.sees("You withdrew this reply")
			v.misses(text)
			v.open(story)
			v.misses(text)
		})
	}
}

func TestReaderAnswersAReply(t *testing.T) {
	for name, before := range map[string][]chromedp.Action[chromedp.Void]{
		"with script":    nil,
		"without script": {noScript},
	} {
		t.Run(name, func(t *testing.T) {
			v := visit(t, "/", before...)
			v.open(mostDiscussed(v))
			answered := v.text(".reply .writer")
			link := "a[href*='/replies/']"
			if before == nil {
				v.do(chromedp.Click(chromedp.CSS(link)), chromedp.WaitVisible(chromedp.CSS(".answering")))
			} else {
				v.click(link)
			}
			v.sees(answered)
			v.fill("#form-body", "You are right about the tide tables, "+name+" or not. They hang at the harbour office.")
			v.fill("#form-author", "Till Oster")
			v.click(".reply-form button")
			v.sees("Your reply is published")
		})
	}
}

func TestReaderIsToldWhatToMend(t *testing.T) {
	v := visit(t, "/", noScript)
	v.open(firstStory(v))
	v.do(chromedp.SetAttributeValue(chromedp.CSS(".reply-form"), "novalidate", ""))
	v.fill("#form-body", reply)
	v.fill("#form-author", "Ina")
	v.fill("#form-email", "ina at home")
	v.click(".reply-form button")
	v.sees("Your reply has not been sent yet. Your text is still here.")
	v.sees("This is not a complete e-mail address.")
	if kept := v.value("#form-body"); kept != reply {
		t.Errorf("the form holds %q, want %q", kept, reply)
	}
}

func TestFirstVisitIsSmallAndTalksToNobodyElse(t *testing.T) {
	v := visit(t, "")
	path := firstStory(visit(t, "/"))
	requests, bytes := 0, 0
	for _, r := range v.transfers(path) {
		u, err := url.Parse(r.url)
		if err != nil || house.site != u.Scheme+"://"+u.Host {
			t.Errorf("the browser asked %s", r.url)
		}
		t.Logf("%6d bytes  %s", r.bytes, u.Path)
		if !r.picture { // the story's own, and the icon in the tab
			requests++
			bytes += r.bytes
		}
	}
	if requests > 3 {
		t.Errorf("a first visit of a story makes %d requests beside pictures, want at most 3", requests)
	}
	if bytes > 15<<10 {
		t.Errorf("a first visit of a story takes %d bytes beside pictures, want at most %d", bytes, 15<<10)
	}
}
