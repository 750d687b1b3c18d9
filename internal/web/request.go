package web

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// A request is what is known of one request while it is answered. It is its
// context and its ResponseWriter in one value, because each costs every request.
type request struct {
	context.Context     //nolint:containedctx // it is the request's context
	http.ResponseWriter // what it writes to
	id                  uint64
	status              int // of the answer; zero until it is written
	began               time.Time
}

type requestKey struct{}

func newRequest(w http.ResponseWriter, r *http.Request) *request {
	//nolint:gosec // the number finds a log line; it keeps no secret
	return &request{Context: r.Context(), ResponseWriter: w, id: rand.Uint64(), began: time.Now()}
}

// requestOf returns the request that a Mux is answering with this context, or nil.
func requestOf(ctx context.Context) *request {
	q, _ := ctx.Value(requestKey{}).(*request)
	return q
}

// ID returns the request's number as people read it out.
func (q *request) ID() string { return strconv.FormatUint(q.id, 36) }

// Value finds the request itself beside what its context holds.
func (q *request) Value(key any) any {
	if key == (requestKey{}) {
		return q
	}
	return q.Context.Value(key)
}

// WriteHeader notes the status on its way.
func (q *request) WriteHeader(status int) {
	if q.status == 0 && status >= http.StatusOK {
		q.status = status
	}
	q.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (q *request) Write(b []byte) (int, error) {
	if q.status == 0 {
		q.status = http.StatusOK
	}
	return q.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (q *request) Unwrap() http.ResponseWriter { return q.ResponseWriter }

// LogRequests wraps a handler so that every line logged with a request's context
// names the request.
func LogRequests(h slog.Handler) slog.Handler { return logRequests{h} }

type logRequests struct{ slog.Handler }

func (h logRequests) Handle(ctx context.Context, r slog.Record) error {
	if q := requestOf(ctx); q != nil {
		r.AddAttrs(slog.String("request", q.ID()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h logRequests) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logRequests{h.Handler.WithAttrs(attrs)}
}

func (h logRequests) WithGroup(name string) slog.Handler {
	return logRequests{h.Handler.WithGroup(name)}
}
