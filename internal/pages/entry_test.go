package pages

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadersOfAPage(t *testing.T) {
	c, page := newCache(), constant(Page{Body: []byte(text)})
	plain, small := get(t, c, page, "GET"), get(t, c, page, "GET", "Accept-Encoding", "gzip, deflate, br")
	for name, want := range map[string]string{
		"Content-Type":     "text/html; charset=utf-8",
		"Cache-Control":    "no-cache",
		"Vary":             "Accept-Encoding",
		"Content-Encoding": "",
		"Content-Length":   strconv.Itoa(len(text)),
	} {
		if got := plain.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := small.Header.Get("Content-Encoding"); got != "gzip" {
		t.Errorf("Content-Encoding = %q, want gzip", got)
	}
	if a, b := plain.Header.Get("ETag"), small.Header.Get("ETag"); a == b || a[0] != '"' || b[0] != '"' {
		t.Errorf("ETags = %s and %s, want two strong ones", a, b)
	}
	unzip, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(unzip)
	if diff := cmp.Diff(text, string(got)); err != nil || diff != "" {
		t.Errorf("unzipped page: %v, -want +got:\n%s", err, diff)
	}
}

func TestHEADHasTheHeadersAndNoBody(t *testing.T) {
	c, page := newCache(), constant(Page{Body: []byte(text)})
	head, full := get(t, c, page, "HEAD"), get(t, c, page, "GET")
	if diff := cmp.Diff(full.Header, head.Header); diff != "" {
		t.Errorf("headers of HEAD differ from GET's: %s", diff)
	}
	if got := readAll(t, head); got != "" {
		t.Errorf("body of HEAD = %q, want none", got)
	}
}

func TestAShortPageIsNotCompressed(t *testing.T) {
	r := get(t, newCache(), constant(Page{Body: []byte("ok")}), "GET", "Accept-Encoding", "gzip")
	if got := r.Header.Get("Content-Encoding"); got != "" || readAll(t, r) != "ok" {
		t.Errorf("Content-Encoding = %q, want none, for gzip would be longer", got)
	}
}

func TestAPageThatIsMissing(t *testing.T) {
	c, page := newCache(), constant(Page{Status: http.StatusNotFound, Body: []byte(text)})
	for _, held := range []string{"", "*", `"x"`} {
		r := get(t, c, page, "GET", "If-None-Match", held)
		if r.StatusCode != http.StatusNotFound || r.Header.Get("ETag") != "" || readAll(t, r) != text {
			t.Errorf("If-None-Match %q: status %d, ETag %q; want the whole 404 page without one", held, r.StatusCode, r.Header.Get("ETag"))
		}
	}
}

func TestTheClientHasThePage(t *testing.T) {
	c, page := newCache(), constant(Page{Body: []byte(text)})
	tag := get(t, c, page, "GET").Header.Get("ETag")
	gz := get(t, c, page, "GET", "Accept-Encoding", "gzip").Header.Get("ETag")
	tests := map[string]struct {
		held, accept string
		want         int
	}{
		"the tag":                               {tag, "", 304},
		"the tag, weakened by a proxy":          {"W/" + tag, "", 304},
		"in a list":                             {`"a", "b,c" , ` + tag, "", 304},
		"anything":                              {"*", "", 304},
		"the gzip tag for gzip":                 {gz, "gzip", 304},
		"the gzip tag for the plain page":       {gz, "", 200},
		"the plain tag for gzip":                {tag, "gzip", 200},
		"another tag":                           {`"a"`, "", 200},
		"the tag without quotes":                {tag[1 : len(tag)-1], "", 200},
		"a list that breaks off before the tag": {`"a", b, ` + tag, "", 200},
		"an open quote":                         {`"`, "", 200},
		"nothing":                               {"", "", 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				r := get(t, c, page, method, "If-None-Match", tt.held, "Accept-Encoding", tt.accept)
				if r.StatusCode != tt.want {
					t.Errorf("%s = %d, want %d", method, r.StatusCode, tt.want)
				}
				if tt.want == 304 && (readAll(t, r) != "" || r.Header.Get("ETag") == "" || r.Header.Get("Vary") == "" ||
					r.Header.Get("Content-Encoding") != "" || r.Header.Get("Content-Length") != "") {
					t.Errorf("%s: 304 with header %v, want validators only", method, r.Header)
				}
			}
		})
	}
}

func TestWhoGetsGzip(t *testing.T) {
	tests := map[string]bool{
		"":                               false,
		"gzip":                           true,
		"GZIP":                           true,
		"x-gzip":                         true,
		"deflate, gzip;q=1.0, *;q=0.5":   true,
		"br;q=1.0, gzip;q=0.001":         true,
		"gzip;q=0":                       false,
		"gzip;q=0.000":                   false,
		"gzip ; q=0":                     false,
		"*":                              true,
		"*;q=0":                          false,
		"gzip;q=0, *":                    false,
		"identity":                       false,
		"identity;q=1, gzip;q=0.5":       false,
		"identity;q=0.5, gzip;q=1":       true,
		"identity;q=0, gzip":             true,
		"gzip;q=2":                       false,
		"gzip;q=NaN":                     false,
		"gzip;level=9":                   false,
		"agzip, gzipped":                 false,
		",,gzip,,":                       true,
		"deflate, br, zstd":              false,
		"gzip;q=x":                       false,
		"gzip;":                          true,
		"identity;q=0.3,gzip;Q=0.3,br":   true,
		"compress;q=0.5, gzip;q = 0.2":   true,
		"br, deflate;q=0.3, x-gzip;q=.4": true,
	}
	for accept, want := range tests {
		if got := prefersGzip([]string{accept}); got != want {
			t.Errorf("prefersGzip(%q) = %t, want %t", accept, got, want)
		}
	}
	if !prefersGzip([]string{"br", "gzip"}) {
		t.Error("the second line of the header is not read")
	}
}

func FuzzMatches(f *testing.F) {
	for _, seed := range []string{`"a"`, `W/"a", "b"`, "*", `"`, "", `"a" "b"`, `,, "a"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, held string) {
		if matches([]string{held}, `"tag"`) && !(strings.Contains(held, `"tag"`) || strings.Contains(held, "*")) {
			t.Errorf("matches(%q) without the tag in it", held)
		}
	})
}

func TestAHitAllocatesNothing(t *testing.T) {
	c, page := newCache(), constant(Page{Body: []byte(text), Tags: []string{"front", "story:a"}})
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	w := sink{http.Header{}}
	if got := testing.AllocsPerRun(1000, func() { _ = c.Serve(w, r, "/", page) }); got != 0 {
		t.Errorf("allocations of a hit = %v, want 0", got)
	}
}

// A sink is a ResponseWriter that keeps only the header.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(b []byte) (int, error) { return len(b), nil }
func (s sink) WriteHeader(int)             {}
