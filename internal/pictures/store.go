package pictures

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"time"

	"stet/internal/news"
)

// keyBytes is how much of the SHA-256 of a picture's largest rendition names it.
const keyBytes = 16

// fileName is the name, inside the library, of the rendition that is so many
// pixels wide.
func fileName(key string, width int) string {
	return path.Join(key[:2], key+"-"+strconv.Itoa(width)+".jpg")
}

// store writes a file unless it is there, whole or not at all: under another name
// first, and renamed once it is on the disk.
func (l *Library) store(name string, content []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("store %s: %w", name, err)
		}
	}()
	if _, err := l.root.Stat(name); err == nil {
		return nil // the name is the content
	}
	dir := path.Dir(name)
	if err := l.root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temp := path.Join(dir, "."+rand.Text())
	if err := l.write(temp, content); err != nil {
		return errors.Join(err, l.root.Remove(temp))
	}
	if err := l.root.Rename(temp, name); err != nil {
		return errors.Join(err, l.root.Remove(temp))
	}
	return errors.Join(l.sync(dir), l.sync("."))
}

// write writes a new file and waits until the disk has it.
func (l *Library) write(name string, content []byte) error {
	f, err := l.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(content); err != nil {
		return errors.Join(err, f.Close())
	}
	return errors.Join(f.Sync(), f.Close())
}

// sync waits until the disk has a folder's list of names.
func (l *Library) sync(dir string) error {
	d, err := l.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Pattern is what [Library.Serve] answers, for a ServeMux. It matches what
// [news.PicturePath] makes.
const Pattern = "GET /media/{file}"

// served is the form of the names that are served: key and width.
var served = regexp.MustCompile(`^([0-9a-f]{32})-([1-9][0-9]{0,3})\.jpg$`)

// Serve answers a request for one rendition. As the content of a name never
// changes, it may be kept for ever; it is always a JPEG picture, and can be
// nothing else to a browser. Any other name is [news.ErrNotFound].
func (l *Library) Serve(w http.ResponseWriter, r *http.Request) error {
	file := r.PathValue("file")
	match := served.FindStringSubmatch(file)
	if match == nil {
		return fmt.Errorf("picture: %w", news.ErrNotFound)
	}
	f, err := l.root.Open(path.Join(match[1][:2], file))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("picture: %w", news.ErrNotFound)
	}
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	defer func() { _ = f.Close() }()

	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // feeds are read elsewhere
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+file+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
