package pages

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// storyPage is a made-up page of the size of a story with 50 replies: about 24 KB,
// 8 KB compressed.
func storyPage() []byte {
	random := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("harbour tide council ferry lamp bridge market gull rope quay storm captain letter winter")
	var b strings.Builder
	for b.Len() < 24_000 {
		fmt.Fprintf(&b, "<article id=\"r%d\"><p>", random.IntN(1e9))
		for range 30 {
			fmt.Fprintf(&b, "%s%d ", words[random.IntN(len(words))], random.IntN(100))
		}
		b.WriteString("</p></article>\n")
	}
	return []byte(b.String())
}

// fromMemory is the peer: plain net/http that sends the same bytes from memory.
func fromMemory(page, small []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, b := w.Header(), page
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			b = small
		}
		h.Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b)
	})
}

func fromCache(c *Cache, page []byte) http.Handler {
	load := constant(Page{Body: page, Tags: []string{"front", "story:a", "thread:a"}})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = c.Serve(w, r, r.URL.Path, load)
	})
}

// BenchmarkStoryPage asks for the page over 16 and 64 kept-alive connections on
// loopback, with gzip; compare the rates of the two servers of one run.
func BenchmarkStoryPage(b *testing.B) {
	page := storyPage()
	memory, cache := fromMemory(page, compress(page)), fromCache(New(1<<24, time.Hour, time.Now), page)
	for _, conns := range []int{16, 64} {
		b.Run(fmt.Sprintf("memory/conns=%d", conns), func(b *testing.B) { load(b, memory, conns) })
		b.Run(fmt.Sprintf("cache/conns=%d", conns), func(b *testing.B) { load(b, cache, conns) })
	}
}

// load sends b.N requests over that many connections and reads the answers.
func load(b *testing.B, handler http.Handler, conns int) {
	server := httptest.NewServer(handler)
	defer server.Close()
	request := []byte("GET /stories/flood HTTP/1.1\r\nHost: courier.example\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n")
	var wg sync.WaitGroup
	b.ResetTimer()
	for i := range conns {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		wg.Go(func() {
			defer conn.Close()
			in := bufio.NewReaderSize(conn, 64<<10)
			for range (b.N + i) / conns {
				if _, err := conn.Write(request); err != nil {
					b.Error(err)
					return
				}
				if err := skipAnswer(in); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// skipAnswer reads one answer with as little work as it can.
func skipAnswer(in *bufio.Reader) error {
	length := 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			_, err := in.Discard(length)
			return err
		}
		const name = "Content-Length: "
		if len(line) > len(name) && string(line[:len(name)]) == name {
			for _, c := range line[len(name) : len(line)-2] {
				length = length*10 + int(c-'0')
			}
		}
	}
}

// BenchmarkHit is a hit without a network.
func BenchmarkHit(b *testing.B) {
	handler := fromCache(New(1<<24, time.Hour, time.Now), storyPage())
	r := httptest.NewRequest("GET", "/stories/flood", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		w := sink{http.Header{}}
		for pb.Next() {
			handler.ServeHTTP(w, r)
		}
	})
}

// BenchmarkMiss is the cache's share of a page that must be made: hashing,
// compressing, storing.
func BenchmarkMiss(b *testing.B) {
	c, page := New(1<<24, time.Hour, time.Now), storyPage()
	r := httptest.NewRequest("GET", "/", nil)
	b.ReportAllocs()
	for b.Loop() {
		c.Drop("front")
		_ = c.Serve(sink{http.Header{}}, r, "/", func(context.Context) (Page, error) {
			return Page{Body: page, Tags: []string{"front"}}, nil
		})
	}
}

// BenchmarkDrop drops tags as a decision of a moderator does.
func BenchmarkDrop(b *testing.B) {
	c := New(1<<24, time.Hour, time.Now)
	for b.Loop() {
		c.Drop("front", "story:01jdqw0000000000000000000", "thread:01jdqw0000000000000000000")
	}
}
