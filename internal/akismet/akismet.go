// Package akismet speaks the Akismet API as servers do, so that foreign sites'
// clients have their comments judged here when only the host's name is changed in
// them. It knows the wire and nothing of what is done with a comment: that is
// behind Checks.
//
// What is said on the wire follows the Akismet API documentation; where that is
// silent, what clients do is said beside the code that heeds it.
package akismet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// Checks is what this package asks of the filter for foreign sites.
type Checks interface {
	// Site returns the site that the key may ask for: the one of that address, which is
	// admitted when the key does not have it yet. A wrong key is news.ErrDenied; an
	// address that is none is a news.Invalid "blog"; more sites than a key may have is a
	// news.TooMany.
	Site(ctx context.Context, key, blog string) (news.Site, error)
	// ForeignSite returns the foreign site with that id.
	ForeignSite(ctx context.Context, id news.SiteID) (news.Site, error)
	// Sites returns all sites of the key, its own first. A wrong key is news.ErrDenied.
	Sites(ctx context.Context, key string) ([]news.Site, error)
	// Check judges a comment and records the check, before it returns. recheck says that
	// the site asks again about a comment it asked about before.
	Check(ctx context.Context, site news.Site, c news.Comment, recheck bool) (news.Check, spam.Verdict, error)
	// Try judges a comment and records nothing.
	Try(ctx context.Context, site news.Site, c news.Comment) (spam.Verdict, error)
	// Count counts an answer that nobody judged (an administrator's comment, a test name).
	Count(ctx context.Context, site news.Site, said news.Word) error
	// Report records what a site says of a comment, and teaches its filter; answered is
	// what the site says it was told, or empty.
	Report(ctx context.Context, site news.Site, c news.Comment, said, answered news.Word) error
	// Days counts the checks of the sites, day by day (UTC), from the first moment up to
	// the second, the oldest first; days without checks are left out.
	Days(ctx context.Context, sites []news.SiteID, from, to time.Time) ([]news.CheckDay, error)
}

// A Limit says how often a key may ask.
type Limit interface {
	// Take uses up one of the key's turns. When none is left it is a news.TooMany that
	// says how long to wait.
	Take(key string) error
}

// Server answers clients of the Akismet API.
type Server struct {
	// URL is our own address without a slash at its end, and Notice the path of the page
	// that tells a site's readers how their comments are processed. The WordPress drop-in
	// names both.
	URL    string
	Notice func(news.SiteID) string
	Checks Checks
	// Limit is for each key.
	Limit Limit
	Now   func() time.Time
	Log   *slog.Logger

	large atomic.Int32 // how many large bodies are being read
}

// patience is how long an answer may take: the Python client akismet 1.3 hangs up
// after one second, and does not take that for an answer.
const patience = 900 * time.Millisecond

// A call is one of the protocol's calls.
type call struct {
	// methods are those that it takes, as Allow lists them.
	methods string
	// open says that it needs no key.
	open bool
	// ownKey says that "key" is the key that is meant when there is also an "api_key",
	// which the WordPress plugin adds to every call: it tries new keys so.
	ownKey bool
	answer func(*Server, context.Context, query) (answer, error)
}

const (
	onlyPOST  = "POST"
	anyMethod = "GET, HEAD, POST"
	checkCall = "comment-check"
)

// calls are the calls by their names. They are the same in all versions.
var calls = map[string]call{
	"verify-key":         {methods: onlyPOST, ownKey: true, answer: (*Server).verifyKey},
	checkCall:            {methods: onlyPOST, answer: (*Server).check},
	"submit-spam":        {methods: onlyPOST, answer: (*Server).submitSpam},
	"submit-ham":         {methods: onlyPOST, answer: (*Server).submitHam},
	"usage-limit":        {methods: anyMethod, answer: (*Server).usage},
	"key-sites":          {methods: anyMethod, answer: (*Server).keySites},
	"get-stats":          {methods: onlyPOST, ownKey: true, answer: (*Server).siteStats},
	"get-key-stats":      {methods: onlyPOST, ownKey: true, answer: (*Server).keyStats},
	"get-subscription":   {methods: onlyPOST, ownKey: true, answer: (*Server).subscription},
	"deactivate":         {methods: onlyPOST, ownKey: true, answer: (*Server).deactivate},
	"token":              {methods: onlyPOST, answer: (*Server).token},
	"test":               {methods: anyMethod, open: true, answer: (*Server).test},
	"compatible-plugins": {methods: anyMethod, open: true, answer: (*Server).plugins},
}

// A query is one call of a client.
type query struct {
	form
	// call is what is called, and key what it comes with.
	call, key string
}

// Match reports whether a request is for a Server: whether its path is one of the
// protocol's, whichever host it names. Such a request must come here before anything
// redirects it, refuses its host or origin, or compresses its answer: a redirected
// POST becomes a GET.
func Match(r *http.Request) bool {
	_, ok := callOf(r.URL.Path)
	return ok
}

// callOf reads the name of a call from a path: it follows the version, at the root
// or under /akismet. Clients that are given an address with a slash at its end send
// doubled ones.
func callOf(path string) (name string, ok bool) {
	version, rest := segment(path)
	if version == "akismet" {
		version, rest = segment(rest)
	}
	switch version {
	case "1.0", "1.1", "1.2":
		return strings.Trim(rest, "/"), true
	}
	return "", false
}

func segment(path string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimLeft(path, "/"), "/")
	return first, rest
}

// ServeHTTP answers a request that Match takes.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _ := callOf(r.URL.Path)
	a := s.answer(w, r, name)
	a.write(w)
	if ctx := r.Context(); s.Log.Enabled(ctx, slog.LevelDebug) {
		if _, known := calls[name]; !known {
			name = "unknown" // which is a stranger's word
		}
		s.Log.DebugContext(ctx, "akismet call answered", "call", name, "status", a.status, "guid", a.guid)
	}
}

// answer finds the answer to a call. WordPress finds its verdict again, and asks
// again after a failure, only by the guid: so each answer to a comment-check has one,
// and so has each failure, for which it is in the log.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, name string) (a answer) {
	defer func() {
		switch what := recover(); what {
		case nil:
		case http.ErrAbortHandler:
			panic(what)
		default:
			a = sick(http.StatusInternalServerError)
			s.Log.ErrorContext(r.Context(), "panic", "call", name, "guid", a.guid, "what", fmt.Sprint(what), "stack", string(debug.Stack()))
		}
		if a.guid == "" && (name == checkCall || a.status != http.StatusOK) {
			a.guid = newGUID()
		}
	}()
	c, known := calls[name]
	switch {
	case !known:
		return plain(http.StatusNotFound, "There is no such call.")
	case !slices.Contains(strings.Split(c.methods, ", "), r.Method):
		return plain(http.StatusMethodNotAllowed, "Use another method.").with("Allow", c.methods)
	}
	f, err := s.read(w, r)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return plain(http.StatusRequestEntityTooLarge, "The request is too large.")
	} else if errors.Is(err, errBusy) {
		return sick(http.StatusServiceUnavailable)
	} else if err != nil {
		return plain(http.StatusBadRequest, "The request ended early.")
	}
	q := query{form: f, call: name, key: keyOf(f, r.Host, c.ownKey)}
	if !c.open {
		if q.key == "" {
			return word(invalid).with(help, `Empty "key" value`)
		}
		if err := s.Limit.Take(q.key); err != nil {
			return tooMany(err)
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if a, err = c.answer(s, ctx, q); err != nil {
		return s.refuse(ctx, q, err)
	}
	return a
}

// What is larger than smallBody is read for so many callers at a time, who need no key
// for it: memory must not be theirs to fill.
const (
	smallBody = 64 << 10
	mostLarge = 16
)

// errBusy says that too many large bodies are being read.
var errBusy = errors.New("too many large requests at once")

// read reads what was sent. Memory is taken as it comes in, whatever length was
// announced.
func (s *Server) read(w http.ResponseWriter, r *http.Request) (form, error) {
	var b bytes.Buffer
	body := http.MaxBytesReader(w, r.Body, maxBody)
	b.Grow(int(min(max(r.ContentLength, 0), smallBody)) + bytes.MinRead)
	_, err := io.CopyN(&b, body, smallBody+1)
	if err == nil { // there may be more
		defer s.large.Add(-1)
		if s.large.Add(1) > mostLarge {
			return form{}, errBusy
		}
		_, err = b.ReadFrom(body)
	} else if errors.Is(err, io.EOF) {
		err = nil
	}
	if err != nil {
		return form{}, err
	}
	return readForm(r.URL.RawQuery, r.Header.Get("Content-Type"), b.Bytes()), nil
}

// keyLabel is a key as the first label of a host's name, which older clients put it in.
var keyLabel = regexp.MustCompile(`^([A-Za-z0-9]{12})\.`)

// keyOf is the key that a call comes with, written in one way, or "".
func keyOf(f form, host string, ownKey bool) string {
	names := []string{"api_key", "key"}
	if ownKey {
		slices.Reverse(names)
	}
	for _, name := range names {
		if key := strings.TrimSpace(f.values[name]); key != "" {
			return strings.ToLower(key)
		}
	}
	if label := keyLabel.FindStringSubmatch(host); label != nil {
		return strings.ToLower(label[1])
	}
	return ""
}
