package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestTheSameFormTwiceLeadsToOnePage(t *testing.T) {
	p := newPaper(t)
	first, second := p.reply("body", ordinary), p.reply("body", ordinary)
	if a, b := first.header.Get("Location"), second.header.Get("Location"); a != b || a == "" {
		t.Errorf("sent twice: %q and %q", a, b)
	}
	scripted := p.reply("body", ordinary, "nonce", "0b8f2c")
	if a, b := first.header.Get("Location"), scripted.header.Get("Location"); a == b {
		t.Error("another sending of the same words leads to the first one's private page")
	}
}

func TestWhatIsWrongComesBackWithTheText(t *testing.T) {
	tests := map[string]struct {
		fields []string
		status int
		want   string
	}{
		"no name":               {[]string{"author", "", "body", ordinary}, 422, "give a name"},
		"no text":               {[]string{"body", " "}, 422, "write your reply"},
		"too long a text":       {[]string{"body", strings.Repeat("word ", 1700)}, 422, "at most 8000 characters"},
		"not UTF-8":             {[]string{"body", "caf\xe9 " + ordinary}, 422, "caf"},
		"control characters":    {[]string{"body", "bell\a " + ordinary}, 422, "bell"},
		"a tower of marks":      {[]string{"body", "Z" + strings.Repeat("\u0335", 7000)}, 422, "marks"},
		"no token":              {[]string{"token", "", "body", ordinary}, 422, "pumps were off"},
		"a forged token":        {[]string{"token", "AAAA", "body", ordinary}, 422, "pumps were off"},
		"a parent from nowhere": {[]string{"parent", "01j0000000000000000000000", "body", ordinary}, 422, "pumps were off"},
		"a bad e-mail address":  {[]string{"email", "me", "body", ordinary}, 422, "e-mail"},
		"a bad home page":       {[]string{"url", "javascript:alert(1)", "body", ordinary}, 422, "web address"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPaper(t)
			got := p.reply(tt.fields...)
			if got.status != tt.status || !strings.Contains(got.body, tt.want) {
				t.Errorf("POST(%.80q) = %d, want %d with %q\n%s", tt.fields, got.status, tt.status, tt.want, got.body)
			}
			if list, _, err := p.Replies.Page(t.Context(), p.story.Thread.ID, ""); err != nil || len(list) != 0 {
				t.Errorf("something was stored: %v, %v", list, err)
			}
		})
	}
}

func TestAnExpiredFormCanBeSentAgain(t *testing.T) {
	p := newPaper(t)
	token := tokenField.FindStringSubmatch(p.get("/stories/flood").body)[1]
	p.now = p.now.Add(49 * time.Hour)
	got := p.post("/stories/flood/replies", url.Values{"author": {"Hanne"}, "body": {ordinary}, "token": {token}})
	if got.status != 422 || !strings.Contains(got.body, "open for too long") || !strings.Contains(got.body, "pumps were off") {
		t.Fatalf("an expired form = %d\n%s", got.status, got.body)
	}
	fresh := tokenField.FindStringSubmatch(got.body)[1]
	if got := p.post("/stories/flood/replies", url.Values{"author": {"Hanne"}, "body": {ordinary}, "token": {fresh}}); got.status != 303 {
		t.Errorf("the form that came back = %d", got.status)
	}
}

func TestAClosedStoryTakesNoReplyAndLosesNoText(t *testing.T) {
	p := newPaper(t)
	token := tokenField.FindStringSubmatch(p.get("/stories/flood").body)[1]
	if err := p.Stories.OpenReplies(t.Context(), p.story.ID, false); err != nil {
		t.Fatal(err)
	}
	if page := p.get("/stories/flood").body; !strings.Contains(page, "Replies to this story are closed") || strings.Contains(page, "<textarea") {
		t.Error("the page of a closed story does not say so, or has the form")
	}
	got := p.post("/stories/flood/replies", url.Values{"author": {"Hanne"}, "body": {ordinary}, "token": {token}})
	if got.status != http.StatusConflict || !strings.Contains(got.body, "pumps were off") {
		t.Errorf("POST to a closed story = %d\n%s", got.status, got.body)
	}
	if got := p.post("/stories/nosuch/replies", url.Values{"body": {ordinary}}); got.status != http.StatusNotFound {
		t.Errorf("POST to a story that is not there = %d", got.status)
	}
}

func TestLimitsSayWhenToComeBack(t *testing.T) {
	p := newPaper(t)
	for i := range 5 {
		if got := p.reply("body", ordinary+strings.Repeat("!", i)); got.status != 303 {
			t.Fatalf("reply %d = %d", i, got.status)
		}
	}
	got := p.reply("body", ordinary+" And a sixth.")
	if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" || !strings.Contains(got.body, "And a sixth.") {
		t.Errorf("over the limit = %d, Retry-After %q\n%s", got.status, got.header.Get("Retry-After"), got.body)
	}
	p.now = p.now.Add(time.Minute)
	if got := p.reply("body", ordinary+" And a sixth."); got.status != 303 {
		t.Errorf("a minute later = %d", got.status)
	}
}
