package accounts_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stet/internal/accounts"
	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/store/storetest"
)

const (
	goodPassword  = "seven gulls on a wet pier"
	otherPassword = "the ferry leaves at noon"
	browser       = "Mozilla/5.0 (X11; Linux x86_64)"
	network       = "192.0.2.1/32"
)

// A newsroom is a Service on a real store with a clock that tests move.
type newsroom struct {
	*accounts.Service
	clock time.Time
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	n := &newsroom{clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	n.Service = accounts.New(storetest.SQLite(t), func() time.Time { return n.clock })
	return n
}

// member adds a moderator who has accepted the invitation; it returns the session too.
func (n *newsroom) member(t *testing.T, email news.Email) (news.Staff, string) {
	t.Helper()
	m, err := n.Add(t.Context(), email, "Ida Lund", news.Moderator)
	if err != nil {
		t.Fatal(err)
	}
	token, err := n.Invite(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	session, err := n.Accept(t.Context(), token, goodPassword, browser)
	if err != nil {
		t.Fatal(err)
	}
	return m, session
}

// hash is what is stored of the session with that token.
func (n *newsroom) hash(t *testing.T, token string) []byte {
	t.Helper()
	s, _, err := n.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return s.Hash
}

func rule(err error) string {
	var invalid news.Invalid
	errors.As(err, &invalid)
	return invalid.Rule
}

func TestAddingStaff(t *testing.T) {
	n := newNewsroom(t)
	n.member(t, "ida@courier.example")
	tests := map[string]struct {
		email news.Email
		name  news.Name
		role  news.Role
		want  string
	}{
		"a moderator":                             {"jon@courier.example", "Jon", news.Moderator, ""},
		"an address of no kind":                   {"jon", "Jon", news.Moderator, "bad_email"},
		"an address with a name":                  {"Jon <jon2@courier.example>", "Jon", news.Moderator, "bad_email"},
		"an address with a line":                  {"jon@courier.example\r\nBcc: x@y.example", "Jon", news.Moderator, "bad_email"},
		"an address that is there, in other case": {"IDA@courier.example", "Ida", news.Moderator, "taken"},
		"no name":         {"kim@courier.example", " ", news.Moderator, "required"},
		"an unknown role": {"kim@courier.example", "Kim", "admin", "unknown"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := n.Add(t.Context(), tt.email, tt.name, tt.role); rule(err) != tt.want {
				t.Errorf("Add = %v, want rule %q", err, tt.want)
			}
		})
	}
}

func TestAnInvitation(t *testing.T) {
	n := newNewsroom(t)
	m, err := n.Add(t.Context(), "ida@courier.example", "Ida Lund", news.Editor)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := n.Invite(t.Context(), m.ID)
	token, _ := n.Invite(t.Context(), m.ID)
	if _, err := n.Invited(t.Context(), first); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("an earlier invitation: %v, want it void", err)
	}
	for range 2 { // looking at a link, as mail programs do, does not use it up
		if got, err := n.Invited(t.Context(), token); err != nil || got.ID != m.ID {
			t.Fatalf("Invited = %v, %v", got, err)
		}
	}
	if _, err := n.Accept(t.Context(), token, "short", browser); rule(err) != "too_short" {
		t.Errorf("a short password: %v", err)
	}
	session, err := n.Accept(t.Context(), token, goodPassword, browser)
	if err != nil {
		t.Fatalf("Accept after a password that would not do: %v", err)
	}
	if _, who, err := n.Session(t.Context(), session); err != nil || who.ID != m.ID || who.Role != news.Editor {
		t.Errorf("Session = %v, %v", who, err)
	}
	if _, err := n.Accept(t.Context(), token, goodPassword, browser); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a second use: %v, want not found", err)
	}
	late, _ := n.Invite(t.Context(), m.ID)
	n.clock = n.clock.Add(notice.InvitationLength)
	if _, err := n.Accept(t.Context(), late, goodPassword, browser); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a link a day old: %v, want not found", err)
	}
}

func TestSigningIn(t *testing.T) {
	n := newNewsroom(t)
	m, _ := n.member(t, "ida@courier.example")
	if _, err := n.Add(t.Context(), "new@courier.example", "Nina", news.Owner); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		email    news.Email
		password string
		want     string
	}{
		"right":                              {"ida@courier.example", goodPassword, ""},
		"right, the address in other case":   {"Ida@Courier.example", goodPassword, ""},
		"a wrong password":                   {"ida@courier.example", otherPassword, "credentials"},
		"an empty password":                  {"ida@courier.example", "", "credentials"},
		"an unknown address":                 {"nobody@courier.example", goodPassword, "credentials"},
		"nobody's password for nobody":       {"nobody@courier.example", "", "credentials"},
		"a member who has chosen none":       {"new@courier.example", "", "credentials"},
		"a password too long to be anyone's": {"ida@courier.example", strings.Repeat("x", 1<<16), "credentials"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			token, err := n.SignIn(t.Context(), tt.email, tt.password, network, browser)
			if rule(err) != tt.want {
				t.Fatalf("SignIn = %v, want rule %q", err, tt.want)
			}
			if tt.want != "" {
				return
			}
			if s, who, err := n.Session(t.Context(), token); err != nil || who.ID != m.ID || s.Agent != browser {
				t.Errorf("Session = %v of %v, %v", s, who, err)
			}
		})
		n.clock = n.clock.Add(10 * time.Minute)
	}
}

func TestGuessingIsSlow(t *testing.T) {
	n := newNewsroom(t)
	n.member(t, "ida@courier.example")
	guess := func(network string) error {
		_, err := n.SignIn(t.Context(), "ida@courier.example", otherPassword, network, browser)
		return err
	}
	for range 5 {
		if err := guess("203.0.113.1/32"); rule(err) != "credentials" {
			t.Fatalf("one of the first guesses: %v", err)
		}
	}
	var many news.TooMany
	if err := guess("203.0.113.1/32"); !errors.As(err, &many) || many.After <= 0 || many.After > time.Second {
		t.Fatalf("at once after it: %v, want to wait a second", err)
	}
	if err := guess("203.0.113.2/32"); !errors.As(err, &many) {
		t.Errorf("from another network: %v, want to wait as well", err)
	}
	for range 12 { // however long it goes on, the wait has a cap
		n.clock = n.clock.Add(30 * time.Second)
		_ = guess("203.0.113.3/32")
	}
	n.clock = n.clock.Add(30 * time.Second)
	if _, err := n.SignIn(t.Context(), "ida@courier.example", goodPassword, network, browser); err != nil {
		t.Errorf("the member, half a minute later: %v", err)
	}
}

func TestGuessersDoNotKeepAMemberOut(t *testing.T) {
	n := newNewsroom(t)
	n.member(t, "ida@courier.example")
	if _, err := n.SignIn(t.Context(), "ida@courier.example", goodPassword, network, browser); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		_, _ = n.SignIn(t.Context(), "ida@courier.example", otherPassword, "203.0.113.1/32", browser)
	}
	if _, err := n.SignIn(t.Context(), "ida@courier.example", goodPassword, network, browser); err != nil {
		t.Errorf("from where she has signed in before: %v", err)
	}
}

func TestOneNetworkGuessesAtManyAccountsSlowlyToo(t *testing.T) {
	n := newNewsroom(t)
	var many news.TooMany
	refused := 0
	for i := range 40 {
		email := news.Email(string(rune('a'+i%26)) + "@courier.example")
		if _, err := n.SignIn(t.Context(), email, otherPassword, network, browser); errors.As(err, &many) {
			refused++
		}
	}
	if refused < 25 {
		t.Errorf("refused %d of 40 guesses, want all but the first ten or so", refused)
	}
}

func TestSessionsEnd(t *testing.T) {
	tests := map[string]struct {
		use  []time.Duration // when the session is used, one after another
		want bool            // whether the last use still works
	}{
		"not within an hour":                   {[]time.Duration{time.Hour}, true},
		"not while it is used":                 {[]time.Duration{11 * time.Hour, 11 * time.Hour, 11 * time.Hour}, true},
		"after twelve idle hours":              {[]time.Duration{12 * time.Hour}, false},
		"after twelve idle hours, though used": {[]time.Duration{time.Hour, 12 * time.Hour}, false},
		"not when the clock is set back":       {[]time.Duration{-24 * time.Hour}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			_, token := n.member(t, "ida@courier.example")
			var err error
			for _, wait := range tt.use {
				n.clock = n.clock.Add(wait)
				_, _, err = n.Session(t.Context(), token)
			}
			if got := err == nil; got != tt.want || err != nil && !errors.Is(err, news.ErrNotFound) {
				t.Errorf("session alive = %t (%v), want %t", got, err, tt.want)
			}
		})
	}
}

func TestEvenABusySessionEndsAfterAMonth(t *testing.T) {
	n := newNewsroom(t)
	_, token := n.member(t, "ida@courier.example")
	for range 3 * 29 {
		n.clock = n.clock.Add(8 * time.Hour)
		if _, _, err := n.Session(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		n.clock = n.clock.Add(8 * time.Hour)
	}
	if _, _, err := n.Session(t.Context(), token); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Session after 30 days = %v, want not found", err)
	}
}

func TestASessionOverIsGone(t *testing.T) {
	n := newNewsroom(t)
	_, token := n.member(t, "ida@courier.example")
	n.clock = n.clock.Add(notice.SessionIdle)
	_, _, _ = n.Session(t.Context(), token)
	n.clock = n.clock.Add(-notice.SessionIdle)
	if _, _, err := n.Session(t.Context(), token); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Session = %v, want it deleted", err)
	}
}

func TestListingAndEndingSessions(t *testing.T) {
	n := newNewsroom(t)
	m, first := n.member(t, "ida@courier.example")
	other, others := n.member(t, "jon@courier.example")
	n.clock = n.clock.Add(time.Hour)
	second, err := n.SignIn(t.Context(), m.Email, goodPassword, network, "Phone\x00\x1b[31m "+strings.Repeat("x", 500))
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := n.Sessions(t.Context(), m.ID)
	if err != nil || len(sessions) != 2 || !strings.HasPrefix(sessions[0].Agent, "Phone??[31m ") || len(sessions[0].Agent) != 200 {
		t.Fatalf("Sessions = %v, %v; want two, the phone first, its name made readable", sessions, err)
	}
	if err := n.EndSession(t.Context(), other.ID, n.hash(t, first)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := n.Session(t.Context(), first); err != nil {
		t.Errorf("somebody else ended a session of hers: %v", err)
	}
	if err := n.EndOtherSessions(t.Context(), m.ID, n.hash(t, second)); err != nil {
		t.Fatal(err)
	}
	for token, alive := range map[string]bool{first: false, second: true, others: true} {
		if _, _, err := n.Session(t.Context(), token); (err == nil) != alive {
			t.Errorf("after ending her other sessions: %v, want alive = %t", err, alive)
		}
	}
	if err := n.EndSession(t.Context(), m.ID, n.hash(t, second)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := n.Session(t.Context(), second); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("after signing out: %v, want not found", err)
	}
}

func TestChangingThePassword(t *testing.T) {
	n := newNewsroom(t)
	m, old := n.member(t, "ida@courier.example")
	if _, err := n.ChangePassword(t.Context(), m.ID, otherPassword, otherPassword, browser); rule(err) != "wrong" {
		t.Errorf("with the wrong old one: %v", err)
	}
	if _, err := n.ChangePassword(t.Context(), m.ID, goodPassword, "passwordpassword", browser); rule(err) != "obvious" {
		t.Errorf("to an obvious one: %v", err)
	}
	if _, _, err := n.Session(t.Context(), old); err != nil {
		t.Fatalf("the session after changes that failed: %v", err)
	}
	session, err := n.ChangePassword(t.Context(), m.ID, goodPassword, otherPassword, browser)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := n.Session(t.Context(), old); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("the session from before: %v, want it ended", err)
	}
	if _, _, err := n.Session(t.Context(), session); err != nil {
		t.Errorf("the new session: %v", err)
	}
	if _, err := n.SignIn(t.Context(), m.Email, goodPassword, network, browser); rule(err) != "credentials" {
		t.Errorf("signing in with the old password: %v", err)
	}
	if _, err := n.SignIn(t.Context(), m.Email, otherPassword, network, browser); err != nil {
		t.Errorf("signing in with the new password: %v", err)
	}
}
