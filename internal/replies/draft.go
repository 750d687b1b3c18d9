package replies

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/spam"
)

// The longest that each part of a reply may be, in characters; an e-mail address
// has news.MaxEmail.
const (
	MaxAuthor = 80
	MaxURL    = 400
	MaxBody   = 8000
)

// A Draft is a reply as it was sent, before anybody looked at it.
type Draft struct {
	// Thread is what it is sent to, as it was found a moment ago.
	Thread news.Thread
	// Parent is the reply that is answered, or empty.
	Parent news.ReplyID
	Author news.Name
	Email  news.Email
	URL    string
	Body   string

	// Key is the identity of the form that was sent; the same form sent twice makes
	// one reply.
	Key []byte
	// Network is the keyed hash of the address it came from.
	Network string
	// Manner is how it came.
	Manner news.Manner
}

// tidy returns the draft as it will be stored: NFC, no space around, a home page
// in its normal form.
func (d Draft) tidy() Draft {
	clean := func(s string) string { return norm.NFC.String(strings.TrimSpace(s)) }
	d.Author = news.Name(strings.Join(strings.Fields(clean(string(d.Author))), " "))
	d.Email = news.Email(clean(string(d.Email)))
	d.Body = clean(strings.ReplaceAll(d.Body, "\r\n", "\n"))
	d.URL = clean(d.URL)
	if plain, ok := markup.PlainURL(d.URL); ok {
		d.URL = plain
	}
	return d
}

// validate returns the first rule that the tidied draft breaks, as a news.Invalid.
func (d Draft) validate() error {
	fields := []struct {
		name, text string
		most       int
		required   bool
	}{
		{"author", string(d.Author), MaxAuthor, true},
		{"email", string(d.Email), news.MaxEmail, false},
		{"url", d.URL, MaxURL, false},
		{"body", d.Body, MaxBody, true},
	}
	for _, f := range fields {
		switch {
		case f.required && blank(f.text):
			return news.Invalid{Field: f.name, Rule: "required"}
		case utf8.RuneCountInString(f.text) > f.most:
			return news.Invalid{Field: f.name, Rule: "too_long", Limit: f.most}
		}
		if rule := news.TextProblem(f.text); rule != "" {
			return news.Invalid{Field: f.name, Rule: rule}
		}
	}
	if d.Email != "" && !d.Email.Valid() {
		return news.Invalid{Field: "email", Rule: "bad_email"}
	}
	if _, ok := markup.PlainURL(d.URL); !ok && d.URL != "" {
		return news.Invalid{Field: "url", Rule: "bad_url"}
	}
	return nil
}

// blank reports whether a text has nothing to be seen, such as only spaces and
// zero-width characters.
func blank(s string) bool {
	const fillers = "\u115f\u1160\u2800\u3164\uffa0" // letters and a symbol by name, but nothing to the eye
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !strings.ContainsRune(fillers, r)
	})
}

// message is the reply under t as the filter reads it.
func message(r news.Reply, t news.Thread) spam.Message {
	return spam.Message{
		ID: string(r.ID), Content: r.Body, Fingerprint: r.Fingerprint, Author: string(r.Author), Email: string(r.Email), URL: r.URL, Network: r.Network,
		Permalink: t.URL, Lang: t.Lang, Time: r.Created, Age: r.Created.Sub(t.Created),
		Signs: spam.Signs(r.Manner.Signs), Elapsed: r.Manner.Elapsed, Trap: r.Manner.Trap,
	}
}
