package desk

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"stet/internal/accounts"
	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/theme"
	"stet/internal/web"
)

// The most bytes of a form without a story in it, and of one from somebody who is
// not signed in any more, which may have a story's text in it but no picture.
const (
	smallForm     = 64 << 10
	strangersForm = 1 << 20
)

// cookieName is that of the session's cookie. The __Host- prefix makes browsers
// refuse it from other hosts and over plain http, which one's own machine speaks.
func (d *Desk) cookieName() string {
	if d.URL.Scheme == "https" {
		return "__Host-stet"
	}
	return "stet"
}

// setCookie gives the browser the session's token; an empty one takes it away.
func (d *Desk) setCookie(w http.ResponseWriter, token string) {
	life := int(notice.SessionLength / time.Second)
	if token == "" {
		life = -1
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure where the site speaks https
		Name: d.cookieName(), Value: token, Path: "/", MaxAge: life,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: d.URL.Scheme == "https",
	})
}

// askToSignIn leads to the door. What somebody sent whose session had ended is not
// lost: it is on the page, ready to be sent again.
func (d *Desk) askToSignIn(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		web.SeeOther(w, r, "/desk/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		return nil
	}
	if wantsJSON(r) {
		return web.Refusal{Status: http.StatusForbidden, Detail: "signed_out"}
	}
	f, err := web.ReadForm(w, r, strangersForm)
	if err != nil {
		return err
	}
	page, err := d.page(r, visitor{}, "desk_signed_out.title")
	if err != nil {
		return err
	}
	return d.show(w, http.StatusForbidden, "signed-out", theme.SignedOutPage{
		DeskPage: page, Action: r.URL.Path, Fields: sentAgain(f), SignInPath: "/desk/sign-in",
	})
}

// sentAgain are the fields of a form, but for passwords, which nobody should find
// in a page.
func sentAgain(f *web.Form) []theme.HiddenField {
	var fields []theme.HiddenField
	values := f.Values()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "password" && name != "old" {
			fields = append(fields, theme.HiddenField{Name: name, Value: values.Get(name)})
		}
	}
	return fields
}

func (d *Desk) signInForm(w http.ResponseWriter, r *http.Request, v visitor) error {
	next := web.LocalPath(r.URL.Query().Get("next"), home)
	if v.signedIn() {
		web.SeeOther(w, r, next)
		return nil
	}
	return d.showDoor(w, r, http.StatusOK, theme.SignInPage{Next: next})
}

func (d *Desk) showDoor(w http.ResponseWriter, r *http.Request, status int, p theme.SignInPage) (err error) {
	if p.DeskPage, err = d.page(r, visitor{}, "desk_door.title"); err != nil {
		return err
	}
	return d.show(w, status, "sign-in", p)
}

func (d *Desk) signIn(w http.ResponseWriter, r *http.Request, _ visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	p := theme.SignInPage{Email: news.Email(f.Line("email", news.MaxEmail)), Next: web.LocalPath(f.Secret("next"), home)}
	p.Problems = f.Problems
	if len(f.Problems) > 0 {
		return d.showDoor(w, r, http.StatusUnprocessableEntity, p)
	}
	network := d.Clients.Of(r).Network.String()
	token, err := d.Accounts.SignIn(r.Context(), p.Email, f.Secret("password"), network, r.UserAgent())
	if many, ok := errors.AsType[news.TooMany](err); ok {
		p.Wait = many.After
		w.Header().Set("Retry-After", web.Seconds(many.After))
		return d.showDoor(w, r, http.StatusTooManyRequests, p)
	}
	if f.Note(err) {
		return d.showDoor(w, r, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	d.setCookie(w, token)
	web.SeeOther(w, r, p.Next)
	return nil
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request, v visitor) error {
	if err := d.Accounts.EndSession(r.Context(), v.member.ID, v.session.Hash); err != nil {
		return err
	}
	d.setCookie(w, "")
	web.SeeOther(w, r, "/desk/sign-in?said=signed_out")
	return nil
}

// invitation shows the form that accepts an invitation. Looking at it changes
// nothing, because mail programs look at links before people do.
func (d *Desk) invitation(w http.ResponseWriter, r *http.Request, _ visitor) error {
	return d.showInvitation(w, r, http.StatusOK, theme.Mending{})
}

func (d *Desk) showInvitation(w http.ResponseWriter, r *http.Request, status int, form theme.Mending) error {
	member, err := d.Accounts.Invited(r.Context(), r.PathValue("token"))
	if errors.Is(err, news.ErrNotFound) {
		return web.Refusal{Status: http.StatusNotFound, Detail: "invitation"}
	}
	if err != nil {
		return err
	}
	page, err := d.page(r, visitor{}, "desk_invitation.title")
	if err != nil {
		return err
	}
	return d.show(w, status, "invitation", theme.InvitationPage{
		DeskPage: page, Mending: form, Name: member.Name, Email: member.Email, MinPassword: accounts.MinPassword,
	})
}

func (d *Desk) acceptInvitation(w http.ResponseWriter, r *http.Request, _ visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	token, err := d.Accounts.Accept(r.Context(), r.PathValue("token"), f.Secret("password"), r.UserAgent())
	switch {
	case f.Note(err):
		return d.showInvitation(w, r, http.StatusUnprocessableEntity, theme.Mending{Problems: f.Problems})
	case errors.Is(err, news.ErrNotFound):
		return web.Refusal{Status: http.StatusNotFound, Detail: "invitation"}
	case err != nil:
		return err
	}
	d.setCookie(w, token)
	web.SeeOther(w, r, home+"?said=welcome")
	return nil
}
