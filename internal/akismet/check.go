package akismet

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"stet/internal/news"
	"stet/internal/spam"
)

// Our own headers of comment-check, with which a site can show its moderators why.
const (
	// scoreHeader is how likely the comment is spam, from 0.0000 to 1.0000.
	scoreHeader = "X-Stet-Score"
	// classHeader is the filter's verdict: ham, unsure, spam or discard. It is the
	// filter's even where the site has it only watch.
	classHeader = "X-Stet-Class"
	// shadowHeader is there, and 1, while the filter of the site only watches.
	shadowHeader = "X-Stet-Shadow"
	// cluesHeader are the reasons, see clues.
	cluesHeader = "X-Stet-Clues"
)

func (s *Server) verifyKey(ctx context.Context, q query) (answer, error) {
	if _, err := s.Checks.Site(ctx, q.key, q.values["blog"]); err != nil {
		return answer{}, err
	}
	return word(valid), nil
}

func (s *Server) check(ctx context.Context, q query) (answer, error) {
	site, err := s.Checks.Site(ctx, q.key, q.values["blog"])
	if err != nil {
		return answer{}, err
	}
	if strings.TrimSpace(q.values["user_ip"]) == "" {
		return missing("user_ip"), nil
	}
	test := q.flag("is_test")
	if said := q.agreed(); said != "" {
		if !test {
			err = s.Checks.Count(ctx, site, said)
		}
		return verdict(said), err
	}
	comment := q.comment(s.Now())
	if test {
		v, err := s.Checks.Try(ctx, site, comment)
		said := news.SaidHam
		if v.Class.KeptOut() && !site.Moderation.Shadow {
			said = news.SaidSpam
		}
		return explained(said, v, site), err
	}
	c, v, err := s.Checks.Check(ctx, site, comment, q.recheck())
	a := explained(c.Answer, v, site)
	a.guid = c.ID.Hex()
	return a, err
}

// agreed is the answer to a comment that is not judged, because the documentation
// says what it is to be, or "": an administrator's is ham, and the names for testing
// are spam. The role comes from the site and never from a visitor.
func (f *form) agreed() news.Word {
	for role := range f.roles() {
		if role == "administrator" {
			return news.SaidHam
		}
	}
	if f.testName() {
		return news.SaidSpam
	}
	return ""
}

// testName reports whether the comment has one of the names for testing.
func (f *form) testName() bool {
	author := strings.TrimSpace(f.values["comment_author"])
	return author == "akismet-guaranteed-spam" || author == "viagra-test-123" ||
		strings.EqualFold(strings.TrimSpace(f.values["comment_author_email"]), "akismet-guaranteed-spam@example.com")
}

func verdict(said news.Word) answer {
	if said == news.SaidSpam {
		return word(isSpam)
	}
	return word(isHam)
}

// explained is the answer to a comment that was judged, with the reasons.
func explained(said news.Word, v spam.Verdict, site news.Site) answer {
	a := verdict(said)
	if said == news.SaidSpam && v.Class == spam.Discard && site.Moderation.Discard {
		a = a.with(proTip, "discard")
	}
	if site.Moderation.Shadow {
		a = a.with(shadowHeader, "1")
	}
	return a.with(scoreHeader, strconv.FormatFloat(v.Score, 'f', 4, 64)).
		with(classHeader, string(v.Class)).
		with(cluesHeader, clues(v.Clues))
}

// The clues that are told: how many, with how much of their text, and how much of
// them all together.
const (
	maxClues     = 5
	maxClueText  = 60
	maxClueBytes = 1000
)

// clues are the heaviest clues as a JSON array of objects with kind, text (unless it
// is empty) and weight in log-odds, to be read like
//
//	[{"kind":"links","text":"pills.example","weight":2.31},{"kind":"rhythm","weight":-0.4}]
//
// It is one line of ASCII: all else is escaped as JSON escapes it. The bias is left
// out, which is no reason of this comment's.
func clues(all []spam.Clue) string {
	told, size := []string{}, len("[]")
	for _, c := range all {
		if c.Kind == spam.ClueBias || len(told) == maxClues {
			continue
		}
		c.Text, c.Weight = cut(c.Text, maxClueText), math.Round(c.Weight*100)/100
		text, err := json.Marshal(c)
		if err != nil {
			continue // a weight that is no number
		}
		clue := ascii(string(text))
		if size += len(clue) + len(","); size > maxClueBytes {
			break
		}
		told = append(told, clue)
	}
	return "[" + strings.Join(told, ",") + "]"
}

// ascii escapes in JSON all that is not printable ASCII (RFC 8259, section 7).
func ascii(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x7f }) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r < 0x7f {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

func (s *Server) submitSpam(ctx context.Context, q query) (answer, error) {
	return s.report(ctx, q, news.SaidSpam)
}

func (s *Server) submitHam(ctx context.Context, q query) (answer, error) {
	return s.report(ctx, q, news.SaidHam)
}

// report hands on what a site says of a comment. No field but blog must be there;
// tests teach nothing.
func (s *Server) report(ctx context.Context, q query, said news.Word) (answer, error) {
	site, err := s.Checks.Site(ctx, q.key, q.values["blog"])
	if err == nil && !q.flag("is_test") && !q.testName() {
		err = s.Checks.Report(ctx, site, q.comment(s.Now()), said, q.answered())
	}
	return word(thanks), err
}

// answered is what the site says it was told, or "".
func (f *form) answered() news.Word {
	switch strings.ToLower(strings.TrimSpace(f.values["comment_check_response"])) {
	case isSpam:
		return news.SaidSpam
	case isHam:
		return news.SaidHam
	}
	return ""
}
