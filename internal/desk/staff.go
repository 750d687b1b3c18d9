package desk

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"stet/internal/accounts"
	"stet/internal/news"
	"stet/internal/theme"
	"stet/internal/web"
)

// staff lists the members and since when nobody has seen them.
func (d *Desk) staff(w http.ResponseWriter, r *http.Request, v visitor) error {
	page, err := d.page(r, v, "desk_staff.title")
	if err != nil {
		return err
	}
	members, err := d.Accounts.Staff(r.Context())
	if err != nil {
		return err
	}
	p := theme.StaffPage{DeskPage: page}
	for _, m := range members {
		sessions, err := d.Accounts.Sessions(r.Context(), m.ID)
		if err != nil {
			return err
		}
		view := theme.Member{
			ID: m.ID, Name: m.Name, Email: m.Email, Role: m.Role, Created: m.Created,
			Invited: m.Password == "", Sessions: len(sessions),
		}
		if len(sessions) > 0 {
			view.Seen = sessions[0].Seen
		}
		p.Staff = append(p.Staff, view)
	}
	return d.show(w, http.StatusOK, "staff", p)
}

// account is the member's own page.
func (d *Desk) account(w http.ResponseWriter, r *http.Request, v visitor) error {
	return d.showAccount(w, r, v, http.StatusOK, theme.Mending{})
}

func (d *Desk) showAccount(w http.ResponseWriter, r *http.Request, v visitor, status int, form theme.Mending) error {
	page, err := d.page(r, v, "desk_account.title")
	if err != nil {
		return err
	}
	sessions, err := d.Accounts.Sessions(r.Context(), v.member.ID)
	if err != nil {
		return err
	}
	p := theme.AccountPage{DeskPage: page, Mending: form, MinPassword: accounts.MinPassword}
	for _, s := range sessions {
		browser, system := nameBrowser(s.Agent)
		p.Sessions = append(p.Sessions, theme.SessionView{
			Browser: browser, System: system, Created: s.Created, Seen: s.Seen,
			Here:    bytes.Equal(s.Hash, v.session.Hash),
			EndPath: "/desk/account/sessions/" + hex.EncodeToString(s.Hash) + "/end",
		})
	}
	return d.show(w, status, "account", p)
}

func (d *Desk) changePassword(w http.ResponseWriter, r *http.Request, v visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	token, err := d.Accounts.ChangePassword(r.Context(), v.member.ID, f.Secret("old"), f.Secret("password"), r.UserAgent())
	if many, ok := errors.AsType[news.TooMany](err); ok {
		w.Header().Set("Retry-After", web.Seconds(many.After))
		return d.showAccount(w, r, v, http.StatusTooManyRequests, theme.Mending{Wait: many.After})
	}
	if f.Note(err) {
		return d.showAccount(w, r, v, http.StatusUnprocessableEntity, theme.Mending{Problems: f.Problems})
	}
	if err != nil {
		return err
	}
	d.setCookie(w, token)
	web.SeeOther(w, r, "/desk/account?said=password")
	return nil
}

func (d *Desk) endSession(w http.ResponseWriter, r *http.Request, v visitor) error {
	hash, err := hex.DecodeString(r.PathValue("hash"))
	if err != nil {
		return fmt.Errorf("session: %w", news.ErrNotFound)
	}
	if err := d.Accounts.EndSession(r.Context(), v.member.ID, hash); err != nil {
		return err
	}
	web.SeeOther(w, r, "/desk/account?said=session_ended")
	return nil
}

func (d *Desk) endOtherSessions(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := d.Accounts.EndOtherSessions(r.Context(), v.member.ID, v.session.Hash); err != nil {
		return err
	}
	web.SeeOther(w, r, "/desk/account?said=sessions_ended")
	return nil
}

// nameBrowser recognises the usual browsers and systems by how they name
// themselves; of others it knows nothing. The order counts: most pretend to be one
// another.
func nameBrowser(agent string) (browser, system string) {
	browsers := [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox", "Firefox"},
		{"FxiOS", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chrome", "Chrome"},
		{"Safari", "Safari"},
		{"curl", "curl"},
	}
	systems := [][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"Mac OS", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	}
	return recognise(agent, browsers), recognise(agent, systems)
}

func recognise(agent string, marks [][2]string) string {
	for _, m := range marks {
		if strings.Contains(agent, m[0]) {
			return m[1]
		}
	}
	return ""
}
