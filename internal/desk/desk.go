// Package desk is the newsroom's part of the site, under /desk/: the door, the
// queue of replies, the stories and their form, sites, staff and sessions. Every
// page works without script, is kept by no cache, and is reached through one
// access function.
package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"stet/internal/accounts"
	"stet/internal/checks"
	"stet/internal/news"
	"stet/internal/pictures"
	"stet/internal/replies"
	"stet/internal/stories"
	"stet/internal/theme"
	"stet/internal/web"
)

// Sites lists the sites.
type Sites interface {
	// Sites returns all sites, the oldest first.
	Sites(ctx context.Context) ([]news.Site, error)
}

// Foreign tells where what concerns a foreign site is to be found.
type Foreign struct {
	// Base is the address that its client is given.
	Base string
	// Notice is the path of the page for its readers, and DropIn that of the file for
	// WordPress.
	Notice, DropIn func(news.SiteID) string
}

// Desk is what the desk works with. All of it is required.
type Desk struct {
	// URL is the site's address, and Publication what its pages name it.
	URL         *url.URL
	Publication theme.Publication
	// Lang is the language of the desk and of stories that name none.
	Lang string
	// Site is the publication, whose replies are judged here.
	Site     news.SiteID
	Accounts *accounts.Service
	Replies  *replies.Service
	Stories  *stories.Service
	Pictures *pictures.Library
	Sites    Sites
	Checks   *checks.Service
	// Foreign are the addresses that belong to a foreign site.
	Foreign Foreign
	// Preview is the page of a story as its readers would see it.
	Preview func(context.Context, news.Story) (theme.StoryPage, error)
	Theme   *theme.Theme
	Clients web.Clients
	// Secret signs what forms bring back.
	Secret []byte
	Now    func() time.Time
	Log    *slog.Logger
}

// home is where the desk begins.
const home = "/desk/replies"

// InvitationPath is where the invitation with that token is accepted.
func InvitationPath(token string) string { return "/desk/invitation/" + token }

// A visitor is who asks: a member of the staff and their session, or neither.
type visitor struct {
	member  news.Staff
	session news.Session
}

func (v visitor) signedIn() bool { return v.member.ID != "" }

// An action answers one visitor.
type action func(w http.ResponseWriter, r *http.Request, v visitor) error

// A route is what can be asked of the desk, and by whom.
type route struct {
	pattern string
	// least is the role that is needed; empty lets everybody in.
	least news.Role
	do    action
}

// routes is the whole desk. Who may do what stands here and nowhere else.
func (d *Desk) routes() []route {
	return []route{
		{"GET /desk", "", d.toHome},
		{"GET /desk/{$}", "", d.toHome},
		{"GET /desk/sign-in", "", d.signInForm},
		{"POST /desk/sign-in", "", d.signIn},
		{"GET /desk/invitation/{token}", "", d.invitation},
		{"POST /desk/invitation/{token}", "", d.acceptInvitation},

		{"POST /desk/sign-out", news.Moderator, d.signOut},
		{"GET /desk/account", news.Moderator, d.account},
		{"POST /desk/account/password", news.Moderator, d.changePassword},
		{"POST /desk/account/sessions/end-others", news.Moderator, d.endOtherSessions},
		{"POST /desk/account/sessions/{hash}/end", news.Moderator, d.endSession},

		{"GET /desk/replies", news.Moderator, d.queue},
		{"GET /desk/replies/{id}", news.Moderator, d.reply},
		{"POST /desk/replies/{id}", news.Moderator, d.judge},
		{"POST /desk/judgements/{id}/undo", news.Moderator, d.undo},

		{"GET /desk/stories", news.Editor, d.storyList},
		{"GET /desk/stories/new", news.Editor, d.newStory},
		{"POST /desk/stories/new", news.Editor, d.saveStory},
		{"GET /desk/stories/{id}", news.Editor, d.editStory},
		{"POST /desk/stories/{id}", news.Editor, d.saveStory},
		{"GET /desk/stories/{id}/preview", news.Editor, d.previewStored},
		{"POST /desk/stories/{id}/correct", news.Editor, d.correctStory},
		{"POST /desk/stories/{id}/withdraw", news.Editor, d.withdrawStory},
		{"POST /desk/stories/{id}/replies", news.Editor, d.openReplies},

		{"GET /desk/filter", news.Owner, d.filter},
		{"POST /desk/filter", news.Owner, d.setFilter},
		{"GET /desk/sites", news.Owner, d.sites},
		{"POST /desk/sites", news.Owner, d.addSite},
		{"GET /desk/sites/{id}", news.Owner, d.sitePage},
		{"POST /desk/sites/{id}/again", news.Owner, d.judgeAgain},
		{"POST /desk/sites/{id}/key", news.Owner, d.rotateKey},
		{"GET /desk/sites/{id}/remove", news.Owner, d.askToRemove},
		{"POST /desk/sites/{id}/remove", news.Owner, d.removeSite},
		{"GET /desk/staff", news.Owner, d.staff},
	}
}

// Handler serves the desk, compressed; it wants every path under /desk/. Its pages
// hold no secret that could be guessed from their compressed size.
func (d *Desk) Handler() http.Handler {
	mux := web.NewMux(d.URL, d.Log, d.errorPage)
	for _, rt := range d.routes() {
		mux.Handle(rt.pattern, d.guard(rt))
	}
	return gzhttp.GzipHandler(mux)
}

// guard lets in whom the route is for, and asks others to sign in.
func (d *Desk) guard(rt route) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		web.Private(w)
		v, err := d.visitor(r)
		switch {
		case err != nil:
			return err
		case rt.least == "" || v.member.Role.May(rt.least):
			return rt.do(w, r, v)
		case !v.signedIn():
			return d.askToSignIn(w, r)
		}
		return fmt.Errorf("%s: %w", rt.pattern, news.ErrDenied)
	}
}

// visitor finds out who asks, by the cookie.
func (d *Desk) visitor(r *http.Request) (visitor, error) {
	cookie, err := r.Cookie(d.cookieName())
	if err != nil {
		return visitor{}, nil //nolint:nilerr // whoever has no cookie is nobody yet
	}
	session, member, err := d.Accounts.Session(r.Context(), cookie.Value)
	if errors.Is(err, news.ErrNotFound) {
		return visitor{}, nil
	}
	return visitor{member, session}, err
}

// page begins a page for the visitor. Its title is a message.
func (d *Desk) page(r *http.Request, v visitor, title string) (theme.DeskPage, error) {
	p := theme.DeskPage{Publication: d.Publication, Lang: d.Theme.Lang(d.Lang), Path: r.URL.Path, Title: d.text(title), FilterPath: "/desk/filter"}
	if v.signedIn() {
		m := v.member
		p.Me = &theme.Member{ID: m.ID, Name: m.Name, Email: m.Email, Role: m.Role, Created: m.Created, Seen: v.session.Seen}
		counts, err := d.Replies.Counts(r.Context(), d.Site)
		if err != nil {
			return p, err
		}
		p.Held = counts[news.Pending]
		site, err := d.Replies.Site(r.Context(), d.Site)
		if err != nil {
			return p, err
		}
		p.Watching = site.Moderation.Shadow
	}
	if said := r.URL.Query().Get("said"); said != "" {
		p.Said = d.said(said)
	}
	return p, nil
}

// said is the message about what was just done, for the words that our own
// redirects bring along; others say nothing.
func (d *Desk) said(word string) string {
	key := "desk_said." + word
	if text := d.text(key); text != key {
		return text
	}
	return ""
}

func (d *Desk) text(key string, args ...any) string { return d.Theme.Text(d.Lang, key, args...) }

// show writes a page of the desk with that status.
func (d *Desk) show(w http.ResponseWriter, status int, name string, data any) error {
	return d.write(w, status, d.Lang, "desk/"+name, data)
}

func (d *Desk) write(w http.ResponseWriter, status int, lang, name string, data any) error {
	var b bytes.Buffer
	if err := d.Theme.Render(&b, lang, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // fails only when the browser has gone
	return nil
}

// errorPage tells staff of a failure: as a page, or to a script as it asked.
func (d *Desk) errorPage(w http.ResponseWriter, r *http.Request, f web.Failure) {
	if wantsJSON(r) {
		writeJSON(w, f.Status, decided{Said: d.Theme.Failure(d.Lang, f.Status, f.Detail)})
		return
	}
	var v visitor
	if f.Status < http.StatusInternalServerError {
		v, _ = d.visitor(r) // without one the page only lacks its navigation
	}
	page, _ := d.page(r, v, "status."+fmt.Sprint(f.Status)) // when the store is down it only lacks a count
	err := d.show(w, f.Status, "error", theme.DeskErrorPage{
		DeskPage: page, Status: f.Status, Detail: f.Detail, RequestID: f.RequestID, Wait: f.RetryAfter,
	})
	if err != nil {
		d.Log.ErrorContext(r.Context(), "no error page", "err", err)
		http.Error(w, http.StatusText(f.Status), f.Status)
	}
}

// toHome leads from the desk's bare address to its first page.
func (d *Desk) toHome(w http.ResponseWriter, r *http.Request, _ visitor) error {
	web.SeeOther(w, r, home)
	return nil
}

// back is where the form says to go on, if that is on the desk.
func back(f *web.Form, otherwise string) string {
	if path := web.LocalPath(f.Secret("back"), otherwise); strings.HasPrefix(path, "/desk/") {
		return path
	}
	return otherwise
}

// with adds a query value to a path of ours.
func with(path, name, value string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	q := u.Query()
	q.Set(name, value)
	u.RawQuery = q.Encode()
	return u.String()
}
