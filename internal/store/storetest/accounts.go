package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

var ada = news.Staff{ID: "ada", Email: "Ada@example.org", Name: "Ada Quill", Role: news.Owner, Password: "hash", Created: noon}

// employ opens a database with one member of the staff.
func employ(t *testing.T, open Opener) room {
	t.Helper()
	r := room{T: t, db: open(t)}
	r.must(r.db.CreateStaff(t.Context(), ada))
	return r
}

var accountTests = map[string]func(*testing.T, Opener){
	"a member of the staff is found by id and by address in any case": func(t *testing.T, open Opener) {
		r := employ(t, open)
		bob := news.Staff{ID: "bob", Email: "bob@example.org", Role: news.Moderator, Created: noon.Add(-time.Hour)}
		r.must(r.db.CreateStaff(t.Context(), bob))
		byID, err := r.db.Staff(t.Context(), "ada")
		r.must(err)
		byEmail, err := r.db.StaffByEmail(t.Context(), "aDA@EXAMPLE.org")
		r.must(err)
		list, err := r.db.StaffList(t.Context())
		r.must(err)
		if diff := cmp.Diff([]news.Staff{ada, ada, bob, ada}, append([]news.Staff{byID, byEmail}, list...)); diff != "" {
			t.Error(diff)
		}
		err = r.db.CreateStaff(t.Context(), news.Staff{ID: "eve", Email: "ADA@example.org"})
		var invalid news.Invalid
		if !errors.As(err, &invalid) || invalid != (news.Invalid{Field: "email", Rule: "taken"}) {
			t.Errorf("CreateStaff with a taken address = %v, want email: taken", err)
		}
		_, err = r.db.Staff(t.Context(), "eve")
		r.fails("Staff of nobody", err, news.ErrNotFound)
		_, err = r.db.StaffByEmail(t.Context(), "eve@example.org")
		r.fails("StaffByEmail of nobody", err, news.ErrNotFound)
	},
	"an invitation works once, in time, and only the latest": func(t *testing.T, open Opener) {
		r := employ(t, open)
		for _, hash := range []string{"first", "second"} {
			r.must(r.db.CreateInvitation(t.Context(), news.Invitation{Hash: []byte(hash), StaffID: "ada", Expires: noon}))
		}
		early, late := noon.Add(-time.Second), noon
		for name, take := range map[string]func(hash string, now time.Time) error{
			"Invitation": func(h string, now time.Time) error {
				_, err := r.db.Invitation(t.Context(), []byte(h), now)
				return err
			},
			"TakeInvitation": func(h string, now time.Time) error {
				_, err := r.db.TakeInvitation(t.Context(), []byte(h), now)
				return err
			},
		} {
			r.fails(name+" of a void link", take("first", early), news.ErrNotFound)
			r.fails(name+" after its time", take("second", late), news.ErrNotFound)
		}
		for range 2 {
			_, err := r.db.Invitation(t.Context(), []byte("second"), early)
			r.must(err)
		}
		who, err := r.db.TakeInvitation(t.Context(), []byte("second"), early)
		r.must(err)
		if who != ada {
			t.Errorf("TakeInvitation = %+v, want Ada", who)
		}
		_, err = r.db.TakeInvitation(t.Context(), []byte("second"), early)
		r.fails("TakeInvitation again", err, news.ErrNotFound)
	},
	"sessions are listed, used and ended": func(t *testing.T, open Opener) {
		r := employ(t, open)
		old := news.Session{Hash: []byte("old"), StaffID: "ada", Agent: "Browser", Created: noon, Seen: noon}
		recent := news.Session{Hash: []byte("recent"), StaffID: "ada", Agent: "Phone", Created: noon, Seen: noon.Add(time.Minute)}
		r.must(errors.Join(r.db.CreateSession(t.Context(), old), r.db.CreateSession(t.Context(), recent)))
		got, who, err := r.db.Session(t.Context(), []byte("old"))
		r.must(err)
		if diff := cmp.Diff(old, got); diff != "" || who != ada {
			t.Errorf("Session = %+v of %+v", got, who)
		}
		r.must(r.db.TouchSession(t.Context(), []byte("old"), noon.Add(time.Hour)))
		old.Seen = noon.Add(time.Hour)
		list, err := r.db.Sessions(t.Context(), "ada")
		r.must(err)
		if diff := cmp.Diff([]news.Session{old, recent}, list); diff != "" {
			t.Error(diff)
		}
		r.must(r.db.DeleteSession(t.Context(), "bob", []byte("old")))
		_, _, err = r.db.Session(t.Context(), []byte("old"))
		r.must(err)
		r.must(r.db.DeleteSession(t.Context(), "ada", []byte("old")))
		r.must(r.db.DeleteSession(t.Context(), "ada", []byte("old")))
		_, _, err = r.db.Session(t.Context(), []byte("old"))
		r.fails("Session that was ended", err, news.ErrNotFound)
		r.fails("TouchSession that was ended", r.db.TouchSession(t.Context(), []byte("old"), noon), news.ErrNotFound)
	},
	"a new password ends all sessions": func(t *testing.T, open Opener) {
		r := employ(t, open)
		r.must(r.db.CreateSession(t.Context(), news.Session{Hash: []byte("s"), StaffID: "ada", Created: noon, Seen: noon}))
		r.must(r.db.SetPassword(t.Context(), "ada", "another hash"))
		list, err := r.db.Sessions(t.Context(), "ada")
		r.must(err)
		who, err := r.db.Staff(t.Context(), "ada")
		r.must(err)
		if len(list) != 0 || who.Password != "another hash" {
			t.Errorf("after SetPassword: %d sessions, password %q", len(list), who.Password)
		}
		r.fails("SetPassword of nobody", r.db.SetPassword(t.Context(), "eve", "hash"), news.ErrNotFound)
	},
}
