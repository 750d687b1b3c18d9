package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"stet/internal/news"
)

// A Failure is an error as the one who asked may know it.
type Failure struct {
	// Status is the HTTP status to answer with.
	Status int
	// Detail says more than the status, or is empty: the detail of a Refusal, the rule
	// of a news.Invalid, or what there was too much of. Catalogues have words for it.
	Detail string
	// RequestID finds the failure in the log; set for faults of ours only.
	RequestID string
	// RetryAfter is how long to wait before trying again, or zero.
	RetryAfter time.Duration
	// Allow lists the methods that the path takes, for a wrong one.
	Allow string
	// Err is the error itself. It is for programs; people see the rest.
	Err error
}

// A Refusal is an error of HTTP's own: what was asked for broke its rules before
// any feature saw it.
type Refusal struct {
	// Status is the HTTP status, and Detail what is wrong: it is "detail.…" in the
	// message catalogue.
	Status int
	Detail string
	// Allow lists the methods that the path takes, where the method was wrong.
	Allow string
}

func (e Refusal) Error() string { return "refused: " + e.Detail }

// StatusOf returns the HTTP status that says what kind of failure err is.
func StatusOf(err error) int {
	if refusal, ok := errors.AsType[Refusal](err); ok {
		return refusal.Status
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	switch {
	case errors.Is(err, news.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, news.ErrInvalid):
		return http.StatusUnprocessableEntity
	case errors.Is(err, news.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, news.ErrDenied):
		return http.StatusForbidden
	case errors.Is(err, news.ErrTooMany):
		return http.StatusTooManyRequests
	case errors.Is(err, news.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// unavailableFor is how long clients are asked to stay away when the store cannot answer.
const unavailableFor = 5 * time.Second

func failureOf(err error) Failure {
	f := Failure{Status: StatusOf(err), Err: err}
	if refusal, ok := errors.AsType[Refusal](err); ok {
		f.Detail, f.Allow = refusal.Detail, refusal.Allow
	} else if many, ok := errors.AsType[news.TooMany](err); ok {
		f.Detail, f.RetryAfter = many.Of, many.After
	} else if invalid, ok := errors.AsType[news.Invalid](err); ok {
		f.Detail = invalid.Rule
	} else if f.Status == http.StatusServiceUnavailable {
		f.RetryAfter = unavailableFor
	}
	return f
}

// Seconds is the duration in whole seconds, as Retry-After wants it; rounded up, so
// that nobody comes back too early.
func Seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
