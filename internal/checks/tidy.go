package checks

import (
	"strings"
	"unicode/utf8"

	"stet/internal/news"
)

// The most that is kept of each part of a comment, in bytes: as much as sites that
// ask can store themselves, and far more than the filter reads.
const (
	maxBody  = 64 << 10
	maxLine  = 400
	maxWord  = 60
	maxTrait = 16 // traits of one comment
)

// tidy is the comment as it is judged, stored and found again: UTF-8 without NUL,
// nothing longer than its bound.
func tidy(c news.Comment) news.Comment {
	c.Kind, c.Lang = clip(c.Kind, maxWord), clip(c.Lang, maxWord)
	c.Author, c.Email = news.Name(clip(string(c.Author), maxLine)), news.Email(clip(string(c.Email), news.MaxEmail))
	c.URL, c.Permalink, c.Body = clip(c.URL, maxLine), clip(c.Permalink, maxLine), clip(c.Body, maxBody)
	var traits []string
	for _, t := range c.Traits[:min(len(c.Traits), maxTrait)] {
		if t = clip(strings.Join(strings.Fields(t), "_"), maxWord); t != "" { // they are stored parted by spaces
			traits = append(traits, t)
		}
	}
	c.Traits = traits
	return c
}

// clip returns the first bytes of s, whole characters without NUL.
func clip(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
