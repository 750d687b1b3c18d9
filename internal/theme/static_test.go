package theme_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stet/internal/news"
	"stet/internal/theme"
)

func get(t *testing.T, th *theme.Theme, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	if err := th.Static(w, r); errors.Is(err, news.ErrNotFound) {
		w.WriteHeader(http.StatusNotFound)
	} else if err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

func TestStaticFilesAreKeptForEver(t *testing.T) {
	style := strings.Repeat("a { color: red }\n", 100)
	th := newTheme(t, theme.Options{Overlay: folder(map[string]string{"static/css/own.css": style})})
	path, err := th.Asset("css/own.css")
	if err != nil {
		t.Fatal(err)
	}
	plain := get(t, th, "GET", path)
	body, err := io.ReadAll(plain.Body)
	if err != nil || string(body) != style {
		t.Errorf("GET = %q, %v", body, err)
	}
	for key, want := range map[string]string{
		"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
		"Vary": "Accept-Encoding", "Content-Encoding": "", "Content-Length": "1700",
	} {
		if got := plain.Header.Get(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}

	packed := get(t, th, "GET", path, "Accept-Encoding", "br, gzip;q=0.5")
	if got := packed.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding = %q, want gzip", got)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err = io.ReadAll(z); err != nil || string(body) != style {
		t.Errorf("unpacked = %q, %v", body, err)
	}
	if plain.Header.Get("ETag") == packed.Header.Get("ETag") {
		t.Error("the packed file has the ETag of the plain one")
	}
	for _, r := range []*http.Response{plain, packed} {
		again := get(t, th, "GET", path, "Accept-Encoding", r.Header.Get("Content-Encoding"), "If-None-Match", `"other", `+r.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("GET with the ETag = %d, want 304", again.StatusCode)
		}
	}
	if head := get(t, th, "HEAD", path); head.StatusCode != http.StatusOK || head.ContentLength != 1700 {
		t.Errorf("HEAD = %d with length %d", head.StatusCode, head.ContentLength)
	}
}

func TestStaticRefusesWhatItDoesNotHave(t *testing.T) {
	th := newTheme(t, theme.Options{})
	path, err := th.Asset("css/stet.css")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path string
		want int
	}{
		"another hash": {"/static/000000000000/css/stet.css", 404},
		"no such file": {strings.Replace(path, "stet.css", "none.css", 1), 404},
		"a folder":     {strings.TrimSuffix(path, "stet.css"), 404},
		"a way out":    {strings.Replace(path, "css/", "../../theme.go/", 1), 404},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := get(t, th, "GET", tt.path)
			if r.StatusCode != tt.want || r.Header.Get("Cache-Control") != "" {
				t.Errorf("%s = %d, kept as %q, want %d", tt.path, r.StatusCode, r.Header.Get("Cache-Control"), tt.want)
			}
		})
	}
	if _, err := th.Asset("css/none.css"); err == nil {
		t.Error("a file that is not there has an address")
	}
}

func TestPackedFilesGoOnlyToThoseWhoTakeThem(t *testing.T) {
	th := newTheme(t, theme.Options{})
	path, err := th.Asset("css/stet.css")
	if err != nil {
		t.Fatal(err)
	}
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "deflate, gzip": "gzip", "gzip;q=0": "", "gzip; q=0.1": "gzip", ";;": "", "br": "",
	} {
		if got := get(t, th, "GET", path, "Accept-Encoding", accept).Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q is answered with %q, want %q", accept, got, want)
		}
	}
}

func TestTheAddressesChangeWithAnyFile(t *testing.T) {
	before, err := newTheme(t, theme.Options{}).Asset("css/stet.css")
	if err != nil {
		t.Fatal(err)
	}
	after, err := newTheme(t, theme.Options{Overlay: folder(map[string]string{"static/js/reply.js": "// none"})}).Asset("css/stet.css")
	if err != nil {
		t.Fatal(err)
	}
	if before == after {
		t.Errorf("the style is still at %s, though a script has changed", after)
	}
}
