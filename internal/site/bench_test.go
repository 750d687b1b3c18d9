package site_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stet/internal/replies"
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
