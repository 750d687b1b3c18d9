package theme

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
)

// static holds the files of a theme that browsers fetch beside the pages.
type static struct {
	// root is "/static/{hash}/": the hash is of all names and contents, so that
	// scripts may import each other by relative paths and everything may be kept
	// for ever.
	root  string
	files map[string]*asset
}

// An asset is one file, ready to be sent.
type asset struct {
	kind        string // Content-Type
	etag        string
	raw, packed []byte // packed is gzip, or nil where that saves nothing
}

// kinds are the types of the files that a theme may serve; others are refused, so
// that nothing in an owner's folder is sent as something it is not.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif", ".gif": "image/gif",
	".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".json": "application/json",
}

// readStatic reads, hashes and packs all files under static.
func readStatic(files fs.FS) (*static, error) {
	s := &static{files: make(map[string]*asset)}
	sum := sha256.New()
	err := fs.WalkDir(files, "static", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		kind := kinds[path.Ext(name)]
		if kind == "" {
			return fmt.Errorf("%s: files of this kind are not served", name)
		}
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(sum, "%s %d\n%s", name, len(raw), raw) // a hash takes everything
		s.files[strings.TrimPrefix(name, "static/")], err = newAsset(kind, raw)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.root = "/static/" + hex.EncodeToString(sum.Sum(nil)[:6]) + "/"
	return s, nil
}

// newAsset packs what packs well.
func newAsset(kind string, raw []byte) (*asset, error) {
	sum := sha256.Sum256(raw)
	a := &asset{kind: kind, raw: raw, etag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() < len(raw)*9/10 {
		a.packed = b.Bytes()
	}
	return a, nil
}

// path is the address of a file under static.
func (s *static) path(name string) (string, error) {
	if s.files[name] == nil {
		return "", fmt.Errorf("static/%s: no such file", name)
	}
	return s.root + name, nil
}

// ServeHTTP sends a file, packed where the browser takes it.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, s.root)
	a := s.files[name]
	if !ok || a == nil {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	body, etag := a.raw, a.etag
	if a.packed != nil {
		h.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body, etag = a.packed, strings.TrimSuffix(a.etag, `"`)+`-gzip"`
		}
	}
	h.Set("ETag", etag)
	if slices.Contains(strings.Split(strings.ReplaceAll(r.Header.Get("If-None-Match"), " ", ""), ","), etag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a browser that went away is no fault of ours
	}
}

// takesGzip reads an Accept-Encoding header (RFC 9110, section 12.5.3).
func takesGzip(accept string) bool {
	for coding := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(strings.TrimSpace(coding))
		if err == nil && name == "gzip" {
			q, err := strconv.ParseFloat(params["q"], 64)
			return err != nil || q > 0
		}
	}
	return false
}
