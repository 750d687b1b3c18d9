package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"stet/internal/replies"
	"stet/internal/web"
)

// BenchmarkStory renders a story with fifty replies from the database, nothing of
// it kept, and answers with it from the cache.
func BenchmarkStory(b *testing.B) {
	p := newPaper(b)
	for i := range replies.PageSize {
		_, err := p.Replies.Post(b.Context(), replies.Draft{
			Thread: p.story.Thread, Author: "Hanne", Body: ordinary + " " + strings.Repeat("x", i+1), Key: []byte{byte(i)},
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/stories/flood", nil)
	request.Header.Set("Accept-Encoding", "gzip")
	request.SetPathValue("slug", "flood")
	for name, forget := range map[string]bool{"rendered": true, "kept": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if forget {
					p.Pages.Drop("front")
				}
				w := httptest.NewRecorder()
				p.mux.ServeHTTP(w, request)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

// BenchmarkReply takes in replies one at a time as they come from the network, but
// without one.
func BenchmarkReply(b *testing.B) {
	p := newPaper(b)
	p.PerAddress, p.PerStory = &web.Limiter{}, &web.Limiter{} // no limits
	token := tokenField.FindStringSubmatch(p.get("/stories/flood").body)[1]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		form := url.Values{"token": {token}, "nonce": {strconv.Itoa(i)}, "author": {"Hanne"}, "body": {ordinary}}
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/stories/flood/replies", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		p.mux.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			b.Fatal(w.Code, w.Body)
		}
	}
}
