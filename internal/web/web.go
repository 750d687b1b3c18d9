// Package web is what the readers' site and the desk share: handlers that return
// their errors, the one place that turns errors into statuses, headers against
// misuse, forms read with care, client addresses that cannot be made up, limits,
// signed form tokens and the server's own settings.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"stet/internal/news"
)

// A Handler answers a request or returns why it could not. It must not have
// written anything when it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// A Mux routes requests to Handlers. It gives every answer the security headers,
// refuses what another site sends in a visitor's name, answers unknown paths and
// wrong methods with pages, and survives panics. Make one with NewMux.
type Mux struct {
	routes  http.ServeMux
	page    ErrorPage
	log     *slog.Logger
	origins *http.CrossOriginProtection
	headers []header
	first   func(w http.ResponseWriter, r *http.Request) bool
}

// An ErrorPage writes the page that tells people of a failure. The headers that
// belong to it (Retry-After, Allow) are set already; the status is not.
type ErrorPage func(w http.ResponseWriter, r *http.Request, f Failure)

// NewMux makes a Mux for the site at the address, which is absolute. Failures are
// shown with page; those that are our fault are logged.
func NewMux(site *url.URL, log *slog.Logger, page ErrorPage) *Mux {
	m := &Mux{page: page, log: log, origins: http.NewCrossOriginProtection(), headers: securityHeaders(site)}
	// Behind a proxy that changes the Host header a form of ours is still ours.
	if err := m.origins.AddTrustedOrigin(site.Scheme + "://" + site.Host); err != nil {
		panic(fmt.Sprintf("web: the site's address %q is no origin: %v", site, err)) // config checks addresses
	}
	m.routes.Handle("/", m.handler(m.unrouted))
	return m
}

// Handle routes what matches the pattern of http.ServeMux to h.
func (m *Mux) Handle(pattern string, h Handler) { m.routes.Handle(pattern, m.handler(h)) }

// First lets answer see each request before anything else is done about it. It
// reports whether it answered, and may only do so where nothing is changed: it
// stands before the guard against foreign forms.
func (m *Mux) First(answer func(w http.ResponseWriter, r *http.Request) bool) { m.first = answer }

// ServeHTTP answers the request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header(), m.headers)
	if m.first != nil && m.first(w, r) {
		return
	}
	q := newRequest(w, r)
	r = r.WithContext(q)
	defer m.recover(q, r)
	if err := m.origins.Check(r); err != nil {
		m.fail(q, r, Refusal{Status: http.StatusForbidden, Detail: "cross_origin"})
		return
	}
	if !readable(r.URL) {
		m.fail(q, r, errUnrouted)
		return
	}
	m.routes.ServeHTTP(q, r)
	m.logServed(q, r)
}

// readable reports whether path and query are UTF-8 without NUL: PostgreSQL takes
// nothing else as text, and no address of ours has anything else in it.
func readable(u *url.URL) bool {
	readable := func(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
	if u.RawQuery != "" {
		for _, values := range u.Query() {
			if !readable(strings.Join(values, "")) {
				return false
			}
		}
	}
	return readable(u.Path)
}

func (m *Mux) handler(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			m.fail(requestOf(r.Context()), r, err)
		}
	})
}

var errUnrouted = fmt.Errorf("route: %w", news.ErrNotFound)

// unrouted answers what no pattern matches: with 405 where another method would
// have matched, else with 404.
func (m *Mux) unrouted(_ http.ResponseWriter, r *http.Request) error {
	var allow []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := *r
		other.Method = method
		if _, pattern := m.routes.Handler(&other); pattern != "/" {
			allow = append(allow, method)
			if method == http.MethodGet {
				allow = append(allow, http.MethodHead)
			}
		}
	}
	if allow == nil {
		return errUnrouted
	}
	return Refusal{Status: http.StatusMethodNotAllowed, Detail: "method", Allow: strings.Join(allow, ", ")}
}

// fail shows the failure to whoever asked, and logs it when it is our fault.
func (m *Mux) fail(q *request, r *http.Request, err error) {
	ctx := r.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return // the client has gone: there is nobody to tell
	}
	f := failureOf(err)
	if f.Status >= http.StatusInternalServerError {
		f.RequestID = q.ID()
		m.log.ErrorContext(ctx, "request failed", "method", r.Method, "route", r.Pattern, "status", f.Status, "err", err)
	}
	if q.status != 0 { // half an answer must not pass for a whole one
		panic(http.ErrAbortHandler) // net/http's way to cut an answer off
	}
	h := q.Header()
	h.Set("Cache-Control", "no-store")
	if f.RetryAfter > 0 {
		h.Set("Retry-After", Seconds(f.RetryAfter))
	}
	if f.Allow != "" {
		h.Set("Allow", f.Allow)
	}
	m.page(q, r, f)
}

// recover turns a panic into a failure like others.
func (m *Mux) recover(q *request, r *http.Request) {
	switch what := recover(); what {
	case nil:
	case http.ErrAbortHandler:
		panic(what)
	default:
		m.log.ErrorContext(r.Context(), "panic", "route", r.Pattern, "what", fmt.Sprint(what), "stack", string(debug.Stack()))
		m.fail(q, r, errors.New("a handler panicked"))
	}
}

func (m *Mux) logServed(q *request, r *http.Request) {
	if ctx := r.Context(); m.log.Enabled(ctx, slog.LevelDebug) {
		m.log.DebugContext(ctx, "request served", "method", r.Method, "route", r.Pattern, "status", q.status,
			"took_ms", time.Since(q.began).Milliseconds())
	}
}
