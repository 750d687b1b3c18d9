package replies

import (
	"errors"
	"strings"
	"testing"

	"stet/internal/news"
	"stet/internal/spam"
)

func TestStateFor(t *testing.T) {
	tests := map[string]struct {
		class  spam.Class
		hold   news.Hold
		shadow bool
		want   news.ReplyState
	}{
		"ham goes straight up":                 {spam.Ham, news.HoldDoubtful, false, news.Published},
		"a doubtful reply waits":               {spam.Unsure, news.HoldDoubtful, false, news.Pending},
		"spam stays out of sight":              {spam.Spam, news.HoldDoubtful, false, news.Spam},
		"an unknown class waits too":           {"eggs", news.HoldDoubtful, false, news.Pending},
		"where all are held, ham waits":        {spam.Ham, news.HoldAll, false, news.Pending},
		"where all are held, spam stays out":   {spam.Spam, news.HoldAll, false, news.Spam},
		"where all are held, the doubtful too": {spam.Unsure, news.HoldAll, false, news.Pending},

		"a filter that watches lets ham up":        {spam.Ham, news.HoldDoubtful, true, news.Published},
		"… and the doubtful":                       {spam.Unsure, news.HoldDoubtful, true, news.Published},
		"… and spam":                               {spam.Spam, news.HoldDoubtful, true, news.Published},
		"… and the blatant":                        {spam.Discard, news.HoldDoubtful, true, news.Published},
		"… and what it was not asked about":        {"", news.HoldDoubtful, true, news.Published},
		"… but where all are held, ham waits":      {spam.Ham, news.HoldAll, true, news.Pending},
		"… and spam waits there like all the rest": {spam.Spam, news.HoldAll, true, news.Pending},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := news.Moderation{Hold: tt.hold, Shadow: tt.shadow}
			if got := stateFor(tt.class, m); got != tt.want {
				t.Errorf("stateFor(%q, %+v) = %q, want %q", tt.class, m, got, tt.want)
			}
		})
	}
}

func TestDraftsThatCannotBe(t *testing.T) {
	good := Draft{Author: "Ann", Body: "A fair point.", Email: "ann@example.org", URL: "https://ann.example/"}
	tests := map[string]struct {
		change func(*Draft)
		want   news.Invalid
	}{
		"no name":                     {func(d *Draft) { d.Author = "" }, news.Invalid{Field: "author", Rule: "required"}},
		"a name of spaces":            {func(d *Draft) { d.Author = " \u200b\u00a0 " }, news.Invalid{Field: "author", Rule: "required"}},
		"a name too long":             {func(d *Draft) { d.Author = news.Name(strings.Repeat("ä", 81)) }, news.Invalid{Field: "author", Rule: "too_long", Limit: 80}},
		"no text":                     {func(d *Draft) { d.Body = "\n\n" }, news.Invalid{Field: "body", Rule: "required"}},
		"a text of fillers":           {func(d *Draft) { d.Body = "\u3164\u2800" }, news.Invalid{Field: "body", Rule: "required"}},
		"an invisible text":           {func(d *Draft) { d.Body = "\u200b\u2060" }, news.Invalid{Field: "body", Rule: "required"}},
		"a text too long":             {func(d *Draft) { d.Body = strings.Repeat("ä", 8001) }, news.Invalid{Field: "body", Rule: "too_long", Limit: 8000}},
		"a text that is not UTF-8":    {func(d *Draft) { d.Body = "caf\xe9 ist zu" }, news.Invalid{Field: "body", Rule: "utf8"}},
		"a NUL":                       {func(d *Draft) { d.Body = "a\x00b" }, news.Invalid{Field: "body", Rule: "control"}},
		"ten thousand marks":          {func(d *Draft) { d.Body = "Z" + strings.Repeat("\u0335", 7000) }, news.Invalid{Field: "body", Rule: "marks"}},
		"an address without a domain": {func(d *Draft) { d.Email = "ann" }, news.Invalid{Field: "email", Rule: "bad_email"}},
		"an address with a name":      {func(d *Draft) { d.Email = "Ann <ann@example.org>" }, news.Invalid{Field: "email", Rule: "bad_email"}},
		"two addresses":               {func(d *Draft) { d.Email = "a@example.org,b@example.org" }, news.Invalid{Field: "email", Rule: "bad_email"}},
		"a script for a home page":    {func(d *Draft) { d.URL = "javascript://x.example/%0aalert(1)" }, news.Invalid{Field: "url", Rule: "bad_url"}},
		"a home page with a password": {func(d *Draft) { d.URL = "https://a:b@x.example" }, news.Invalid{Field: "url", Rule: "bad_url"}},
		"a home page that is a word":  {func(d *Draft) { d.URL = "home" }, news.Invalid{Field: "url", Rule: "bad_url"}},
	}
	if err := good.tidy().validate(); err != nil {
		t.Fatalf("a good draft: %v", err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := good
			tt.change(&d)
			var got news.Invalid
			if err := d.tidy().validate(); !errors.As(err, &got) || got != tt.want {
				t.Errorf("validate() = %v, want %v", err, tt.want)
			}
		})
	}
}

func TestTidyKeepsWhatWasMeant(t *testing.T) {
	d := Draft{Author: "  Ann   Ward ", Body: "\r\nCafe\u0301,\r\n\r\nopen.\n", URL: " ann.example "}.tidy()
	if d.Author != "Ann Ward" || d.Body != "Café,\n\nopen." || d.URL != "https://ann.example/" {
		t.Errorf("tidy() = %q, %q, %q", d.Author, d.Body, d.URL)
	}
}

func FuzzDraft(f *testing.F) {
	f.Add("Ann", "ann@example.org", "ann.example", "Hello\r\nthere")
	f.Add("\u202eAnn", "@", "http://", "\xff")
	f.Fuzz(func(t *testing.T, author, email, url, body string) {
		d := Draft{Author: news.Name(author), Email: news.Email(email), URL: url, Body: body}.tidy()
		again := d.tidy()
		if d.Author != again.Author || d.Email != again.Email || d.URL != again.URL || d.Body != again.Body {
			t.Errorf("tidy is not idempotent: %+v, then %+v", d, again)
		}
		if err := d.validate(); err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("validate() = %v, want an ErrInvalid", err)
		}
	})
}
