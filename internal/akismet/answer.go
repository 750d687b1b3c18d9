package akismet

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"stet/internal/news"
	"stet/internal/web"
)

// The bodies that clients compare.
const (
	isSpam  = "true"
	isHam   = "false"
	valid   = "valid"
	invalid = "invalid"
	thanks  = "Thanks for making the web a better place."
)

// Headers, in the documentation's case.
const (
	guidHeader = "X-akismet-guid"
	proTip     = "X-akismet-pro-tip"
	help       = "X-akismet-debug-help"
	alertCode  = "X-akismet-alert-code"
	alertText  = "X-akismet-alert-msg"
)

// An answer is what a client is told. All of it is known before any of it is sent.
type answer struct {
	status     int
	kind, body string
	headers    []header
	// guid is the X-akismet-guid, or empty.
	guid string
}

type header struct{ name, value string }

// plain is an answer in plain text.
func plain(status int, body string) answer {
	return answer{status: status, kind: "text/plain; charset=utf-8", body: body}
}

// word is the ordinary answer. It is 200 even for a wrong key: the body tells.
func word(body string) answer { return plain(http.StatusOK, body) }

// jsonAnswer is an answer in JSON.
func jsonAnswer(v any) (answer, error) {
	body, err := json.Marshal(v)
	return answer{status: http.StatusOK, kind: "application/json", body: string(body)}, err
}

// with returns the answer with one more header.
func (a answer) with(name, value string) answer {
	a.headers = append(a.headers, header{name, value})
	return a
}

// write sends the answer. Its length is said, so that it is never sent in chunks,
// which HTTP/1.0 does not know.
func (a answer) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.guid != "" {
		a = a.with(guidHeader, a.guid)
	}
	for _, extra := range a.headers {
		h[extra.name] = []string{extra.value} // Set would change the case of the name
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// newGUID makes a guid for an answer that no check stands behind.
func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// retryAfter is how long clients are asked to stay away when we cannot answer.
const retryAfter = 5 * time.Second

// sick is the answer when we cannot answer. Clients hold the comment, because it is
// neither true nor false.
func sick(status int) answer {
	a := plain(status, "The filter cannot answer now. Hold the comment and ask again.").
		with("Retry-After", web.Seconds(retryAfter)).
		with(help, "The server cannot answer now; its log says why under this guid.")
	a.guid = newGUID()
	return a
}

func tooMany(err error) answer {
	wait := retryAfter
	if many, ok := errors.AsType[news.TooMany](err); ok {
		wait = many.After
	}
	return plain(http.StatusTooManyRequests, "Too many requests").with("Retry-After", web.Seconds(max(wait, time.Second)))
}

// missing is the answer when a field is missing that a comment must have.
func missing(field string) answer {
	return word("Missing required field: "+field+".").with(help, `Empty "`+field+`" value`)
}

// Of sites that a key does not admit, the API has one code (10404) and the WordPress
// plugin shows the text to its administrator.
const (
	siteNotAllowed = "10404"
	tooManySites   = `This key has as many sites as a key may have. Remove one on the server ("stet site list" names them), or ask its operator for a key of your own.`
)

// refuse is the answer when a call failed.
func (s *Server) refuse(ctx context.Context, q query, err error) answer {
	if wrong, ok := errors.AsType[news.Invalid](err); ok && wrong.Field == "blog" {
		switch {
		case q.values["blog"] != "":
			return word(invalid).with(help, "We were unable to parse your blog URI")
		case q.call == "verify-key":
			return word(invalid).with(help, `Empty "blog" value`)
		}
		return missing("blog")
	}
	switch {
	case errors.Is(err, news.ErrDenied) && q.call == "verify-key":
		return word(invalid) // with more, @cedx/akismet 16.2 takes it for a failure
	case errors.Is(err, news.ErrDenied): // and without more here, for a verdict
		return word(invalid).with(help, `No site has this key. "stet site list" on the server names those that have one.`)
	case errors.Is(err, news.ErrTooMany):
		return word(invalid).with(help, tooManySites).with(alertCode, siteNotAllowed).with(alertText, tooManySites)
	}
	a := sick(http.StatusServiceUnavailable)
	if !errors.Is(err, context.Canceled) { // with which the client has gone
		s.Log.ErrorContext(ctx, "akismet call failed", "call", q.call, "guid", a.guid, "err", err)
	}
	return a
}
