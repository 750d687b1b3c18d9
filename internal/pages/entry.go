package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// An entry is a page ready to be sent: its headers are made once, so that a hit
// allocates nothing beyond what net/http needs itself.
type entry struct {
	status      int
	contentType []string
	control     []string // Cache-Control
	plain, gzip variant

	slots   []uint16
	since   uint64
	expires time.Time
}

// A variant is one encoding of a page. Its body is nil when there is none.
type variant struct {
	body         []byte
	length, etag []string
}

// Header values that all pages share. Their capacity is their length, so that
// nobody can append to them.
var (
	vary         = []string{"Accept-Encoding"}
	revalidate   = []string{"no-cache"}
	forever      = []string{"public, max-age=31536000, immutable"}
	encodingGzip = []string{"gzip"}
	html         = []string{"text/html; charset=utf-8"}
)

func newEntry(p Page) *entry {
	e := &entry{status: p.Status, contentType: html, control: revalidate}
	if e.status == 0 {
		e.status = http.StatusOK
	}
	if p.ContentType != "" {
		e.contentType = []string{p.ContentType}
	}
	sum := sha256.Sum256(p.Body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:15])
	e.plain = newVariant(p.Body, tag)
	if small := compress(p.Body); len(small) < len(p.Body) {
		e.gzip = newVariant(small, tag+"-gz")
	}
	return e
}

func newVariant(body []byte, tag string) variant {
	return variant{body: body, length: []string{strconv.Itoa(len(body))}, etag: []string{`"` + tag + `"`}}
}

// Fixed serves a page that never changes under its address, such as a style sheet
// whose address holds its hash: browsers keep it for ever. It is compressed once.
func Fixed(p Page) http.Handler {
	e := newEntry(p)
	e.control = forever
	return http.HandlerFunc(e.serve)
}

// weight is about how many bytes of memory the entry takes.
func (e *entry) weight(key string) uint32 {
	const overhead = 512
	return uint32(len(key) + len(e.plain.body) + len(e.gzip.body) + overhead) //nolint:gosec // pages are no gigabytes
}

// serve writes the page in the encoding that the request prefers, or 304 when the
// client has it. Only a page that is 200 has a validator (RFC 9110, 13.2.1).
func (e *entry) serve(w http.ResponseWriter, r *http.Request) {
	v, h := &e.plain, w.Header()
	if e.gzip.body != nil && prefersGzip(r.Header["Accept-Encoding"]) {
		v = &e.gzip
		h["Content-Encoding"] = encodingGzip
	}
	h["Vary"] = vary
	h["Cache-Control"] = e.control
	if e.status == http.StatusOK {
		h["Etag"] = v.etag
		if held := r.Header["If-None-Match"]; held != nil && matches(held, v.etag[0]) {
			delete(h, "Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h["Content-Type"] = e.contentType
	h["Content-Length"] = v.length
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.body) //nolint:gosec // a rendered page; writing fails only when the reader has gone
	}
}

// level trades the time of a load against bytes on the wire; a page is compressed
// once and sent many times.
const level = 6

var compressors = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, level) // fails for unknown levels only
	return w
}}

func compress(body []byte) []byte {
	w, _ := compressors.Get().(*gzip.Writer)
	defer compressors.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return slices.Clone(b.Bytes())
}
