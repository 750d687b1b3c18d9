package akismet

import (
	"cmp"
	"html"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"stet/internal/news"
	"stet/internal/spam"
)

// The longest that each part of a comment may be, in letters; what is longer is
// cut. WordPress has names of 245, addresses of 200 and texts of 65,535 at most.
const (
	maxName = 300
	maxURL  = 2000
	maxText = 100_000
	maxWord = 40
)

// comment is the comment that a form is about, asked about at now.
func (f *form) comment(now time.Time) news.Comment {
	kind := f.kind()
	return news.Comment{
		Kind:      kind,
		Author:    news.Name(unslashed(f.line("comment_author", maxName))),
		Email:     news.Email(f.line("comment_author_email", maxName)),
		URL:       f.line("comment_author_url", maxURL),
		Body:      unslashed(cut(f.values["comment_content"], maxText)),
		Permalink: f.line("permalink", maxURL),
		Lang:      f.lang(),
		Addr:      f.addr(),
		Manner:    news.Manner{Signs: uint8(f.signs(kind)), Elapsed: f.elapsed(), Trap: f.trapped},
		Age:       f.age(now),
		Traits:    f.traits(kind),
	}
}

// unslashed is a text without the backslashes that WordPress puts before quotes in
// what visitors send, and leaves there in comment-check. A text with a quote that has
// none was not treated so.
func unslashed(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\'' || s[i] == '"' {
			return s
		}
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(`'"\`, s[i+1]) >= 0 {
			i++
		} else if s[i] == '\\' {
			return s
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// kind is what the comment is to the site. Any word will do; none is a comment.
func (f *form) kind() string {
	kind := cmp.Or(f.line("comment_type", maxWord), f.line("content_type", maxWord), "comment")
	return strings.ToLower(kind)
}

// lang is the first language of a list such as "fr_CA, en", as a BCP 47 tag.
func (f *form) lang() string {
	first, _, _ := strings.Cut(f.values["blog_lang"], ",")
	tag, _ := language.Parse(cut(strings.TrimSpace(first), maxWord)) // it keeps what it understands
	if tag == language.Und {
		return ""
	}
	return tag.String()
}

// addr is the address that the comment came from. Sites behind proxies send odd
// things: a list, of which the first is the visitor's, or a port with it.
func (f *form) addr() netip.Addr {
	first, _, _ := strings.Cut(f.values["user_ip"], ",")
	first = strings.TrimSpace(first)
	addr, err := netip.ParseAddr(strings.Trim(first, "[]")) // brackets may stand without a port
	if err != nil {
		pair, _ := netip.ParseAddrPort(first)
		addr = pair.Addr()
	}
	return addr.Unmap().WithZone("")
}

// signs are the oddities of the visitor's program, of those that the client lets us
// see: what it never sends is no clue. Pingbacks and trackbacks come from servers, in
// which nothing of this is odd.
func (f *form) signs(kind string) spam.Signs {
	if kind == "pingback" || kind == "trackback" {
		return 0
	}
	var seen spam.Signs
	if f.headers {
		seen = spam.NoAgent | spam.NoLanguage | spam.NoReferrer | spam.Masked
	}
	if f.has("user_agent") {
		seen |= spam.NoAgent
	}
	if f.has("referrer") && !f.recheck() { // WordPress does not keep it, and asks again with an empty one
		seen |= spam.NoReferrer
	}
	return seen & spam.SignsOf(func(header string) string {
		switch header {
		case "User-Agent":
			return cmp.Or(f.values["user_agent"], f.values["HTTP_USER_AGENT"])
		case "Referer":
			return cmp.Or(f.values["referrer"], f.values["HTTP_REFERER"])
		}
		return f.values["HTTP_"+strings.ReplaceAll(strings.ToUpper(header), "-", "_")]
	})
}

// recheck reports whether the site asks again about a comment.
func (f *form) recheck() bool { return strings.TrimSpace(f.values["recheck_reason"]) != "" }

// The script of the WordPress plugin 5.0.2 (akismet-frontend.js and the form's own
// line) notes by the visitor's clock, in Unix milliseconds, when the form was shown
// (ak_js), first typed into (ak_bib) and sent (ak_bfs), and how many keys were
// pressed (ak_bkpc). Without script ak_js is a number up to 250, and the others are
// missing.
const (
	longestVisit   = 24 * time.Hour
	earliestClock  = 1_000_000_000_000 // September 2001
	mostUnscripted = 250
)

// elapsed is the time from showing the form to sending it, or from the first key if
// it is not known when it was shown; zero when neither is.
func (f *form) elapsed() time.Duration {
	sent := f.number("POST_ak_bfs")
	for _, name := range []string{"POST_ak_js", "POST_ak_bib"} {
		begun := f.number(name)
		if took := sent - begun; begun >= earliestClock && took > 0 && took < longestVisit.Milliseconds() {
			return time.Duration(took) * time.Millisecond
		}
	}
	return 0
}

// number is the parameter as a whole number, or -1.
func (f *form) number(name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(f.values[name]), 10, 53)
	if err != nil {
		return -1
	}
	return n
}

// age is how long the page had been there when the comment came; zero says that it
// is not known.
func (f *form) age(now time.Time) time.Duration {
	page := parseTime(f.line("comment_post_modified_gmt", maxWord))
	came := parseTime(f.line("comment_date_gmt", maxWord))
	if came.IsZero() || came.Before(page) || came.After(now) {
		came = now
	}
	if page.Year() < 1990 { // before there were pages
		return 0
	}
	return max(came.Sub(page), 0)
}

// parseTime reads a time as clients write it; what is none, such as the
// "0000-00-00 00:00:00" of WordPress, is the zero time.
func parseTime(s string) time.Time {
	for _, layout := range []string{time.DateTime, time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// roles are those that platforms have and that a filter may learn about. An
// administrator's comments are not judged.
var roles = []string{"editor", "author", "contributor", "subscriber", "customer", "shop_manager", "moderator", "member"}

// maxTopics is how many values of comment_context become traits.
const maxTopics = 8

// traits are the facts about how the comment came that a filter may learn to mistrust.
func (f *form) traits(kind string) []string {
	var traits []string
	if kind != "comment" {
		traits = append(traits, "kind:"+kind)
	}
	for role := range f.roles() {
		if slices.Contains(roles, role) {
			traits = append(traits, "role:"+role)
		}
	}
	if strings.EqualFold(strings.TrimSpace(f.values["akismet_comment_nonce"]), "failed") {
		traits = append(traits, "nonce:failed")
	}
	if n := f.number("POST_ak_js"); n >= 0 && n <= mostUnscripted {
		traits = append(traits, "script:none")
	}
	if f.number("POST_ak_bfs") > 0 && f.number("POST_ak_bkpc") == 0 {
		traits = append(traits, "typed:none")
	}
	for _, topic := range f.contexts[:min(len(f.contexts), maxTopics)] {
		topic = cut(strings.ToLower(strings.Join(strings.Fields(html.UnescapeString(topic)), " ")), maxWord) // WordPress escapes it
		if topic != "" {
			traits = append(traits, "topic:"+topic)
		}
	}
	return traits
}

// roles are the visitor's roles at the site, in lower case.
func (f *form) roles() iter.Seq[string] {
	return func(yield func(role string) bool) {
		for role := range strings.SplitSeq(f.values["user_role"], ",") {
			if !yield(strings.ToLower(strings.TrimSpace(role))) {
				return
			}
		}
	}
}
