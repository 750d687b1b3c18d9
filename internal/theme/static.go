package theme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"stet/internal/news"
	"stet/internal/pages"
)

// static holds the files of a theme that browsers fetch beside the pages.
type static struct {
	// root is "/static/{hash}/": the hash is of all names and contents, so that
	// scripts may import each other by relative paths and everything may be kept
	// for ever.
	root  string
	files map[string]http.Handler
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
	s := &static{files: make(map[string]http.Handler)}
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
		s.files[strings.TrimPrefix(name, "static/")] = pages.Fixed(pages.Page{ContentType: kind, Body: raw})
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.root = "/static/" + hex.EncodeToString(sum.Sum(nil)[:6]) + "/"
	return s, nil
}

// path is the address of a file under static.
func (s *static) path(name string) (string, error) {
	if s.files[name] == nil {
		return "", fmt.Errorf("static/%s: no such file", name)
	}
	return s.root + name, nil
}

// serve sends a file. Any other address, such as one with the hash of files that
// are gone, is news.ErrNotFound.
func (s *static) serve(w http.ResponseWriter, r *http.Request) error {
	name, ok := strings.CutPrefix(r.URL.Path, s.root)
	file := s.files[name]
	if !ok || file == nil {
		return fmt.Errorf("static file: %w", news.ErrNotFound)
	}
	file.ServeHTTP(w, r)
	return nil
}
