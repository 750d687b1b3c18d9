package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

// newMux makes a mux whose error pages tell the whole Failure, and the log it writes.
func newMux(t *testing.T, site string) (*Mux, *bytes.Buffer) {
	t.Helper()
	u, err := url.Parse(site)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	logger := slog.New(LogRequests(slog.NewJSONHandler(&log, nil)))
	return NewMux(u, logger, func(w http.ResponseWriter, _ *http.Request, f Failure) {
		w.WriteHeader(f.Status)
		_, _ = fmt.Fprintf(w, "%d %s %s", f.Status, f.Detail, f.RequestID)
	}), &log
}

// ask sends a request to the mux; headers are name and value in turn.
func ask(t *testing.T, h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestErrorsBecomeStatuses(t *testing.T) {
	tests := map[string]struct {
		err    error
		want   int
		detail string
		retry  string
	}{
		"not there":        {fmt.Errorf("story: %w", news.ErrNotFound), 404, "", ""},
		"a bad field":      {fmt.Errorf("reply: %w", news.Invalid{Field: "body", Rule: "required"}), 422, "required", ""},
		"a conflict":       {news.ErrConflict, 409, "", ""},
		"not entitled":     {news.ErrDenied, 403, "", ""},
		"too many":         {news.TooMany{Of: "replies", After: 1500 * time.Millisecond}, 429, "replies", "2"},
		"a sick store":     {fmt.Errorf("read: %w", news.ErrUnavailable), 503, "", "5"},
		"out of time":      {context.DeadlineExceeded, 503, "", "5"},
		"too large":        {&http.MaxBytesError{Limit: 1}, 413, "", ""},
		"a refusal":        {Refusal{Status: 415, Detail: "form_type"}, 415, "form_type", ""},
		"anything else":    {errors.New("secret cause"), 500, "", ""},
		"cancelled by us":  {context.Canceled, 500, "", ""},
		"an unnamed field": {news.ErrInvalid, 422, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m, log := newMux(t, "http://courier.example")
			m.Handle("GET /x", func(http.ResponseWriter, *http.Request) error { return tt.err })
			w := ask(t, m, "GET", "/x", "")
			if w.Code != tt.want || w.Header().Get("Retry-After") != tt.retry {
				t.Errorf("status %d, Retry-After %q; want %d, %q", w.Code, w.Header().Get("Retry-After"), tt.want, tt.retry)
			}
			if !strings.HasPrefix(w.Body.String(), fmt.Sprintf("%d %s ", tt.want, tt.detail)) {
				t.Errorf("page = %q, want detail %q", w.Body, tt.detail)
			}
			if got := w.Header().Get("Cache-Control"); got != "no-store" {
				t.Errorf("Cache-Control = %q, want no-store", got)
			}
			logged := log.Len() > 0
			if ours := tt.want >= 500; logged != ours {
				t.Errorf("logged = %t, want %t: %s", logged, ours, log)
			}
			if strings.Contains(w.Body.String(), "secret") {
				t.Error("the page tells the cause")
			}
		})
	}
}

func TestAddressesThatAreNoTextAreNotFound(t *testing.T) {
	m, _ := newMux(t, "http://courier.example")
	m.Handle("GET /stories/{slug}", func(http.ResponseWriter, *http.Request) error { return nil })
	tests := map[string]int{
		"/stories/fl%C3%BCd":        200,
		"/stories/flood?page=50%":   200,
		"/stories/%ff":              404,
		"/stories/flood%00":         404,
		"/stories/flood?after=%ff":  404,
		"/stories/flood?after=a%00": 404,
	}
	for path, want := range tests {
		if w := ask(t, m, "GET", path, ""); w.Code != want {
			t.Errorf("GET %s = %d, want %d", path, w.Code, want)
		}
	}
}

func TestAPanicIsAFailureWithANumber(t *testing.T) {
	m, log := newMux(t, "http://courier.example")
	m.Handle("GET /x", func(http.ResponseWriter, *http.Request) error { panic("secret") })
	w := ask(t, m, "GET", "/x", "")
	id := strings.TrimPrefix(w.Body.String(), "500  ")
	if w.Code != 500 || len(id) < 8 || !strings.Contains(log.String(), `"request":"`+id) {
		t.Errorf("status %d, page %q; want 500 and the number in the log:\n%s", w.Code, w.Body, log)
	}
}

func TestAFailureHalfWayCutsTheAnswerOff(t *testing.T) {
	m, _ := newMux(t, "http://courier.example")
	m.Handle("GET /x", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = io.WriteString(w, strings.Repeat("half", 5000))
		return errors.New("sick")
	})
	server := httptest.NewServer(m)
	defer server.Close()
	resp, err := http.Get(server.URL + "/x") //nolint:noctx // the test's own server
	if err != nil {
		return // cut off before the header was sent: as good
	}
	defer resp.Body.Close()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("half an answer was read as a whole one")
	}
}

func TestNobodyIsToldWhenTheClientHasGone(t *testing.T) {
	m, log := newMux(t, "http://courier.example")
	ctx, cancel := context.WithCancel(t.Context())
	m.Handle("GET /x", func(_ http.ResponseWriter, r *http.Request) error {
		cancel()
		return fmt.Errorf("read: %w", r.Context().Err())
	})
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/x", nil))
	if w.Body.Len() != 0 || log.Len() != 0 {
		t.Errorf("wrote %q, logged %q; want nothing", w.Body, log)
	}
}

func TestPathsAndMethods(t *testing.T) {
	m, _ := newMux(t, "http://courier.example")
	ok := func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "ok")
		return err
	}
	m.Handle("GET /{$}", ok)
	m.Handle("GET /stories/{slug}", ok)
	m.Handle("POST /stories/{slug}/replies", ok)
	m.Handle("GET /both", ok)
	m.Handle("POST /both", ok)
	tests := []struct {
		method, path string
		want         int
		allow        string
	}{
		{"GET", "/", 200, ""},
		{"HEAD", "/stories/flood", 200, ""},
		{"POST", "/stories/flood", 405, "GET, HEAD"},
		{"BREW", "/stories/flood", 405, "GET, HEAD"},
		{"GET", "/stories/flood/replies", 405, "POST"},
		{"DELETE", "/both", 405, "GET, HEAD, POST"},
		{"POST", "/both", 200, ""},
		{"GET", "/nowhere", 404, ""},
		{"POST", "/nowhere", 404, ""},
		{"GET", "/stories/flood/x.css", 404, ""},
		{"POST", "/", 405, "GET, HEAD"},
	}
	for _, tt := range tests {
		w := ask(t, m, tt.method, tt.path, "")
		if w.Code != tt.want || w.Header().Get("Allow") != tt.allow {
			t.Errorf("%s %s = %d, Allow %q; want %d, %q", tt.method, tt.path, w.Code, w.Header().Get("Allow"), tt.want, tt.allow)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	for _, site := range []string{"http://127.0.0.1:8080", "https://courier.example"} {
		m, _ := newMux(t, site)
		got := ask(t, m, "GET", "/nowhere", "").Header()
		got.Del("Cache-Control")
		want := http.Header{
			"Content-Security-Policy": {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
				"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
			"X-Content-Type-Options":       {"nosniff"},
			"Referrer-Policy":              {"same-origin"},
			"Permissions-Policy":           {"browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
			"Cross-Origin-Opener-Policy":   {"same-origin"},
			"Cross-Origin-Resource-Policy": {"same-origin"},
		}
		if strings.HasPrefix(site, "https") {
			want["Content-Security-Policy"][0] += "; upgrade-insecure-requests"
			want.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: headers, -want +got:\n%s", site, diff)
		}
	}
}

func TestOtherSitesMayNotSendForms(t *testing.T) {
	m, _ := newMux(t, "https://courier.example")
	m.Handle("POST /x", func(http.ResponseWriter, *http.Request) error { return nil })
	m.Handle("GET /x", func(http.ResponseWriter, *http.Request) error { return nil })
	tests := map[string]struct {
		method  string
		headers []string
		want    int
	}{
		"our own form":                               {"POST", []string{"Sec-Fetch-Site", "same-origin", "Origin", "https://courier.example"}, 200},
		"our own form behind a proxy":                {"POST", []string{"Origin", "https://courier.example"}, 200},
		"a program, which sends neither":             {"POST", nil, 200},
		"another site's form":                        {"POST", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		"a sister site's form":                       {"POST", []string{"Sec-Fetch-Site", "same-site"}, 403},
		"another origin in an old browser":           {"POST", []string{"Origin", "https://evil.example"}, 403},
		"a sandboxed frame":                          {"POST", []string{"Origin", "null"}, 403},
		"a link on another site":                     {"GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		"another site's form with an unknown method": {"BREW", []string{"Sec-Fetch-Site", "cross-site"}, 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if w := ask(t, m, tt.method, "/x", "", tt.headers...); w.Code != tt.want {
				t.Errorf("status = %d, want %d", w.Code, tt.want)
			}
		})
	}
}
