package pictures_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"stet/internal/news"
	"stet/internal/pictures"
)

// get asks the library for a path as the site does.
func get(t testing.TB, l *pictures.Library, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc(pictures.Pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := l.Serve(w, r); err != nil {
			if !errors.Is(err, news.ErrNotFound) {
				t.Errorf("Serve(%s): %v", path, err)
			}
			w.WriteHeader(http.StatusNotFound)
		}
	})
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

func TestServe(t *testing.T) {
	l := library(t)
	p := take(t, l, jpegOf(t, landscape(600, 300)), pictures.Words{})
	path := news.PicturePath(p.Key, 480)
	w := get(t, l, path)
	want := map[string]string{
		"Content-Type":                 "image/jpeg",
		"X-Content-Type-Options":       "nosniff",
		"Content-Security-Policy":      "default-src 'none'; sandbox",
		"Cross-Origin-Resource-Policy": "cross-origin",
		"Cache-Control":                "public, max-age=31536000, immutable",
		"Etag":                         `"` + p.Key + `-480.jpg"`,
	}
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d", path, w.Code)
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("%s: %s, want %s", name, got, value)
		}
	}
	if again := get(t, l, path, "If-None-Match", w.Header().Get("Etag")); again.Code != http.StatusNotModified {
		t.Errorf("GET %s with its ETag = %d, want 304", path, again.Code)
	}
	if part := get(t, l, path, "Range", "bytes=0-1"); part.Code != http.StatusPartialContent || part.Body.String() != "\xff\xd8" {
		t.Errorf("GET %s of two bytes = %d, %q", path, part.Code, part.Body)
	}
}

func TestServeKnowsOnlyItsOwnFiles(t *testing.T) {
	dir := t.TempDir()
	l, err := pictures.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := take(t, l, jpegOf(t, landscape(600, 300)), pictures.Words{})
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := p.Key
	if err := os.Symlink(filepath.Join(dir, "secret"), filepath.Join(dir, "media", key[:2], key+"-1.jpg")); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"/media/", "/media/" + key, "/media/" + key + "-481.jpg", "/media/" + key + "-480.png", "/media/" + key + "-480.jpg.html",
		"/media/" + key + "-0480.jpg", "/media/" + key + "--480.jpg", "/media/" + key + "-480.jpg%00", "/media/" + key + "-480.jpg%0a",
		"/media/..%2fsecret", "/media/%2e%2e%2fsecret", "/media/%2fetc%2fpasswd", "/media/" + key[:2] + "%2f" + key + "-480.jpg",
		"/media/" + key[:31] + "-480.jpg", "/media/" + key[:31] + "G-480.jpg", "/media/00000000000000000000000000000000-480.jpg",
	} {
		if w := get(t, l, path); w.Code != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, w.Code)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetPathValue("file", key+"-1.jpg")
	if err := l.Serve(httptest.NewRecorder(), r); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenNeedsTheSitesFolder(t *testing.T) {
	if _, err := pictures.Open(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of a missing folder: %v", err)
	}
}
