package news_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stet/internal/news"
)

func TestIdentifiersSortAsTheyWereMade(t *testing.T) {
	now := time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 1000 {
		at := now
		switch i % 10 {
		case 3:
			at = now.Add(-time.Hour) // the clock steps back
		case 7:
			now = now.Add(time.Millisecond)
		}
		ids = append(ids, news.NewID(at))
	}
	if !slices.IsSorted(ids) {
		t.Error("identifiers are not in the order of their making")
	}
	if n := len(slices.Compact(slices.Clone(ids))); n != len(ids) {
		t.Errorf("%d identifiers, of which %d differ", len(ids), n)
	}
	for _, id := range ids {
		if len(id) != 26 || strings.Trim(id, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("NewID = %q, want 26 lower-case letters and digits", id)
		}
	}
}

func TestAddressesThatMailCanBeSentTo(t *testing.T) {
	tests := map[string]struct {
		in   news.Email
		want bool
	}{
		"a plain one":                 {"ann@example.org", true},
		"with a plus":                 {"ann+replies@mail.example.org", true},
		"nothing":                     {"", false},
		"no host":                     {"ann", false},
		"a host without a dot":        {"ann@localhost", false},
		"a name before it":            {"Ann <ann@example.org>", false},
		"two":                         {"a@example.org,b@example.org", false},
		"a line break in it":          {"ann@example.org\r\nBcc: b@example.org", false},
		"the longest":                 {news.Email(strings.Repeat("a", 242) + "@example.org"), true},
		"one letter more than it may": {news.Email(strings.Repeat("a", 243) + "@example.org"), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.in.Valid(); got != tt.want {
				t.Errorf("%q.Valid() = %v, want %v", string(tt.in), got, tt.want)
			}
		})
	}
}

func TestTextProblem(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"plain text":                     {"Ann said:\n\t“Well.”", ""},
		"Vietnamese, decomposed":         {"tie\u0302\u0301ng Vie\u0323\u0302t", ""},
		"bytes that are no UTF-8":        {"caf\xe9", "utf8"},
		"NUL":                            {"a\x00b", "control"},
		"a carriage return":              {"a\r\nb", "control"},
		"as many marks as any script":    {"a" + strings.Repeat("\u0301", 12), ""},
		"a letter buried under marks":    {"a" + strings.Repeat("\u0301", 13), "marks"},
		"marks on many letters are fine": {strings.Repeat("a\u0301\u0323", 5000), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := news.TextProblem(tt.in); got != tt.want {
				t.Errorf("TextProblem(%.40q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzTextProblem(f *testing.F) {
	f.Add("hello\nthere")
	f.Add("Z\u0335\u0335\x00")
	f.Fuzz(func(t *testing.T, s string) {
		if got := news.TextProblem(s); (got == "utf8") == utf8.ValidString(s) {
			t.Errorf("TextProblem(%q) = %q", s, got)
		}
	})
}

func TestARoleMayAllThatLesserOnesMay(t *testing.T) {
	roles := []news.Role{news.Moderator, news.Editor, news.Owner}
	for i, have := range roles {
		for j, least := range roles {
			if got, want := have.May(least), i >= j; got != want {
				t.Errorf("%s.May(%s) = %v, want %v", have, least, got, want)
			}
		}
	}
	if news.Role("").May(news.Moderator) || news.Role("king").May(news.Moderator) {
		t.Error("an unknown role may do something")
	}
}

func TestAnUnknownActionHolds(t *testing.T) {
	tests := map[news.Action]news.ReplyState{
		news.Stet: news.Published, news.Strike: news.Struck, news.MarkSpam: news.Spam, "eat": news.Pending,
	}
	for action, want := range tests {
		if got := action.State(); got != want {
			t.Errorf("%q.State() = %q, want %q", action, got, want)
		}
	}
}

func TestPeopleStayOutOfTheLog(t *testing.T) {
	var b bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&b, nil))
	reply := news.Reply{ID: "r1", Author: "Ann Ward", Email: "ann@example.org", URL: "https://ann.example/", Body: "I live here."}
	log.Info("a reply", "reply", reply, "author", reply.Author, "email", reply.Email)
	log.Info("a member", "staff", news.Staff{ID: "s1", Name: "Ann Ward", Email: "ann@example.org", Password: "$argon2id$"})
	for _, word := range []string{"Ann", "ann", "live", "argon2id"} {
		if strings.Contains(b.String(), word) {
			t.Errorf("the log holds %q:\n%s", word, b.String())
		}
	}
}
