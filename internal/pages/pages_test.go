package pages

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// text is long enough to be worth compressing.
var text = strings.Repeat("<p>The harbour master spoke of a quiet tide.</p>\n", 50)

func newCache() *Cache { return New(1<<20, 30*time.Minute, time.Now) }

func constant(p Page) Load {
	return func(context.Context) (Page, error) { return p, nil }
}

// get serves one request from the cache; headers are name and value in turn.
func get(t *testing.T, c *Cache, load Load, method string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	if err := c.Serve(w, r, "/", load); err != nil {
		t.Errorf("Serve: %v", err)
	}
	return w.Result()
}

func readAll(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAPageIsLoadedOnce(t *testing.T) {
	c, loads := newCache(), 0
	load := func(context.Context) (Page, error) {
		loads++
		return Page{Body: []byte(text)}, nil
	}
	for range 3 {
		if got := readAll(t, get(t, c, load, "GET")); got != text {
			t.Fatalf("page = %q, want the text", got)
		}
	}
	if loads != 1 {
		t.Errorf("loads = %d, want 1", loads)
	}
}

func TestDropping(t *testing.T) {
	tests := map[string]struct {
		drop  []string
		loads int
	}{
		"its tag makes the page load again":     {[]string{"story:a"}, 2},
		"any of its tags does":                  {[]string{"front"}, 2},
		"one of several dropped tags does":      {[]string{"story:b", "front"}, 2},
		"a strange tag leaves it where it is":   {[]string{"story:b"}, 1},
		"dropping nothing leaves it as well":    {nil, 1},
		"a tag is no prefix of another":         {[]string{"story:"}, 1},
		"the empty tag is a tag like any other": {[]string{""}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, loads := newCache(), 0
			load := func(context.Context) (Page, error) {
				loads++
				return Page{Body: []byte("x"), Tags: []string{"story:a", "front"}}, nil
			}
			get(t, c, load, "GET")
			c.Drop(tt.drop...)
			get(t, c, load, "GET")
			if loads != tt.loads {
				t.Errorf("loads = %d, want %d", loads, tt.loads)
			}
		})
	}
}

func TestALoadThatADropOvertakesIsNotKept(t *testing.T) {
	c := newCache()
	old := func(context.Context) (Page, error) {
		c.Drop("story:a") // the story changes after the load has read it
		return Page{Body: []byte("old"), Tags: []string{"story:a"}}, nil
	}
	if got := readAll(t, get(t, c, old, "GET")); got != "old" {
		t.Fatalf("the request from before the drop got %q, want old", got)
	}
	if got := readAll(t, get(t, c, constant(Page{Body: []byte("new")}), "GET")); got != "new" {
		t.Errorf("the request from after the drop got %q, want new", got)
	}
}

func TestAWaiterFromAfterADropDoesNotTakeAnOlderLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		read, finish := make(chan struct{}), make(chan struct{})
		go get(t, c, func(context.Context) (Page, error) {
			close(read)
			<-finish
			return Page{Body: []byte("old"), Tags: []string{"story:a"}}, nil
		}, "GET")
		<-read
		c.Drop("story:a")
		var late string
		go func() {
			late = readAll(t, get(t, c, constant(Page{Body: []byte("new"), Tags: []string{"story:a"}}), "GET"))
		}()
		synctest.Wait() // the late request waits for the load under way
		close(finish)
		synctest.Wait()
		if late != "new" {
			t.Errorf("the request from after the drop got %q, want new", late)
		}
	})
}

func TestManyAtOnceShareOneLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		var loads, served atomic.Int64
		for range 100 {
			go func() {
				get(t, c, func(context.Context) (Page, error) {
					loads.Add(1)
					time.Sleep(time.Second)
					return Page{Body: []byte(text)}, nil
				}, "GET")
				served.Add(1)
			}()
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if loads.Load() != 1 || served.Load() != 100 {
			t.Errorf("%d served by %d loads, want 100 by 1", served.Load(), loads.Load())
		}
	})
}

func TestAWaiterThatGoesLeavesTheLoadAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		load := func(ctx context.Context) (Page, error) {
			time.Sleep(time.Second)
			return Page{Body: []byte(text)}, ctx.Err()
		}
		ctx, cancel := context.WithCancel(t.Context())
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				r := httptest.NewRequestWithContext(ctx, "GET", "/", nil)
				errs <- c.Serve(httptest.NewRecorder(), r, "/", load)
			}()
		}
		synctest.Wait()
		cancel()
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("the waiter's error = %v, want canceled", err)
		}
		if err := <-errs; err != nil {
			t.Errorf("the loader's error = %v, want none: others may wait for it", err)
		}
	})
}

func TestAFailedLoad(t *testing.T) {
	c, sick := newCache(), errors.New("sick")
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	w := httptest.NewRecorder()
	err := c.Serve(w, r, "/", func(context.Context) (Page, error) { return Page{}, sick })
	if !errors.Is(err, sick) || w.Body.Len() != 0 || len(w.Header()) != 0 {
		t.Errorf("Serve = %v with %d bytes and header %v, want its error and nothing written", err, w.Body.Len(), w.Header())
	}
	func() {
		defer func() { _ = recover() }()
		_ = c.Serve(w, r, "/", func(context.Context) (Page, error) { panic("lost") })
	}()
	if got := readAll(t, get(t, c, constant(Page{Body: []byte("well")}), "GET")); got != "well" {
		t.Errorf("after a failure and a panic the page = %q, want well", got)
	}
}

func TestAPageGrowsOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, loads := newCache(), 0
		load := func(context.Context) (Page, error) {
			loads++
			return Page{Body: []byte("x")}, nil
		}
		for _, wait := range []time.Duration{0, 29 * time.Minute, 2 * time.Minute} {
			time.Sleep(wait)
			get(t, c, load, "GET")
		}
		if loads != 2 {
			t.Errorf("loads = %d, want 2: one now, one after half an hour", loads)
		}
	})
}

func TestTheCacheStaysBelowItsSize(t *testing.T) {
	c := New(100_000, time.Hour, time.Now)
	for i := range 500 {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		page := Page{Body: []byte(strconv.Itoa(i) + text)}
		if err := c.Serve(httptest.NewRecorder(), r, strconv.Itoa(i), constant(page)); err != nil {
			t.Fatal(err)
		}
	}
	c.entries.CleanUp()
	if got := c.entries.WeightedSize(); got == 0 || got > 100_000 {
		t.Errorf("weight = %d, want some of 100000", got)
	}
}

// Readers and a writer at once: no request may see less than what was stored and
// dropped before it began.
func TestNothingIsEverStale(t *testing.T) {
	c := newCache()
	var stored, settled atomic.Int64
	load := func(context.Context) (Page, error) {
		return Page{Body: []byte(strconv.FormatInt(stored.Load(), 10)), Tags: []string{"story:a", "front"}}, nil
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for settled.Load() < 2000 {
				least := settled.Load()
				w := httptest.NewRecorder()
				if err := c.Serve(w, httptest.NewRequest("GET", "/", nil), "/", load); err != nil {
					t.Errorf("Serve: %v", err)
					return
				}
				if got, _ := strconv.ParseInt(w.Body.String(), 10, 64); got < least {
					t.Errorf("saw %d after %d was stored and dropped", got, least)
					return
				}
			}
		})
	}
	for n := int64(1); n <= 2000; n++ {
		stored.Store(n)
		c.Drop("story:a")
		settled.Store(n)
	}
	wg.Wait()
}

func TestHitAnswersOnlyWhatIsThere(t *testing.T) {
	c := New(1<<20, time.Hour, time.Now)
	load := func(context.Context) (Page, error) {
		return Page{Body: []byte("the flood"), Tags: []string{"front"}}, nil
	}
	if err := c.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/flood", nil), "/flood", load); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		method, address string
		want            bool
	}{
		"the page":              {"GET", "/flood", true},
		"another page":          {"GET", "/storm", false},
		"the page with a query": {"GET", "/flood?x=1", false},
		"another method":        {"POST", "/flood", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			if got := c.Hit(w, httptest.NewRequest(tt.method, tt.address, nil)); got != tt.want || got != (w.Body.String() == "the flood") {
				t.Errorf("Hit(%s %s) = %v and wrote %q", tt.method, tt.address, got, w.Body)
			}
		})
	}
	c.Drop("front")
	if c.Hit(httptest.NewRecorder(), httptest.NewRequest("GET", "/flood", nil)) {
		t.Error("a dropped page was served")
	}
}
