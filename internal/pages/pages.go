// Package pages sends whole pages from memory, compressed once, and keeps those
// that were rendered until one of their tags is dropped. A page that was loaded before a tag of its was dropped is never
// served to a request that came after: nothing is stale.
package pages

import (
	"context"
	"errors"
	"hash/maphash"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

// A Page is a rendered page as its maker hands it over.
type Page struct {
	// Status is the HTTP status; zero is 200.
	Status int
	// ContentType is the media type; empty is HTML in UTF-8.
	ContentType string
	// Body is the page's bytes. The cache keeps them: leave them unchanged.
	Body []byte
	// Tags name what the page shows, such as "front" or "story:…"; dropping any of
	// them drops the page.
	Tags []string
}

// A Load makes the page that is not in the cache. Its context outlives the
// request that asked first, because others wait for the same page.
type Load func(ctx context.Context) (Page, error)

// loadTime bounds one load.
const loadTime = 10 * time.Second

// slots is how many tags are told apart. Two tags that share a slot are dropped
// together, which costs a needless load now and then and keeps memory bounded
// however many tags there ever were.
const slots = 1 << 14

// A Cache holds rendered pages by key. Make one with New.
//
// Staleness is decided by numbers, not by searching: each Drop has a number, each
// slot of tags remembers the number of its latest Drop, and each entry the number
// of the latest Drop when its load began. An entry is fresh while no tag of it was
// dropped after that, so a Drop costs the same however many pages it concerns, and
// a load that a Drop overtakes is stale from birth.
type Cache struct {
	entries *otter.Cache[string, *entry]
	keep    time.Duration
	now     func() time.Time

	seed    maphash.Seed
	drops   atomic.Uint64
	dropped [slots]atomic.Uint64

	mu      sync.Mutex
	flights map[string]*flight
}

// A flight is one load under way; done is closed when it is over.
type flight struct {
	done  chan struct{}
	entry *entry
	err   error
}

// errLost is what waiters get when the load they waited for panicked.
var errLost = errors.New("load page: the request that loaded it panicked")

// New makes a cache of at most size bytes whose pages are kept no longer than
// keep, because they hold form tokens that must not grow old. The clock is now.
func New(size uint64, keep time.Duration, now func() time.Time) *Cache {
	return &Cache{
		entries: otter.Must(&otter.Options[string, *entry]{
			MaximumWeight: size,
			Weigher:       func(key string, e *entry) uint32 { return e.weight(key) },
		}),
		keep:    keep,
		now:     now,
		seed:    maphash.MakeSeed(),
		flights: map[string]*flight{},
	}
}

// Serve answers a GET or HEAD request with the page under key, loading it when it
// is not there or stale. The key must say all that the page depends on. Requests
// that come while the page is being loaded share that load. When the load fails,
// nothing is written and its error is returned.
func (c *Cache) Serve(w http.ResponseWriter, r *http.Request, key string, load Load) error {
	e, ok := c.entries.GetIfPresent(key)
	if !ok || !c.fresh(e) {
		var err error
		if e, err = c.load(r.Context(), key, load); err != nil {
			return err
		}
	}
	e.serve(w, r)
	return nil
}

// Hit answers a GET request for an address without a query with the page under its
// path, if that is there and fresh, and reports whether it did. It is the short way
// past all that a request for a page that must be made goes through.
func (c *Cache) Hit(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet || r.URL.RawQuery != "" {
		return false
	}
	e, ok := c.entries.GetIfPresent(r.URL.Path)
	if !ok || !c.fresh(e) {
		return false
	}
	e.serve(w, r)
	return true
}

// Drop makes every page with one of the tags stale. Call it after what the pages
// show was changed and stored.
func (c *Cache) Drop(tags ...string) {
	number := c.drops.Add(1)
	for _, tag := range tags {
		latest := &c.dropped[c.slot(tag)]
		for old := latest.Load(); old < number && !latest.CompareAndSwap(old, number); {
			old = latest.Load()
		}
	}
}

func (c *Cache) slot(tag string) uint16 {
	return uint16(maphash.String(c.seed, tag) % slots)
}

func (c *Cache) fresh(e *entry) bool {
	for _, s := range e.slots {
		if c.dropped[s].Load() > e.since {
			return false
		}
	}
	return c.now().Before(e.expires)
}

// load returns an entry that is fresh, or was loaded after this call began. It
// waits for a load under way, but takes its page only on these terms.
func (c *Cache) load(ctx context.Context, key string, load Load) (*entry, error) {
	began := c.drops.Load()
	for {
		f, ours := c.join(key)
		if ours {
			c.run(ctx, key, f, load)
			return f.entry, f.err
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if f.err != nil || f.entry.since >= began || c.fresh(f.entry) {
			return f.entry, f.err
		}
	}
}

// join returns the load under way for key, or a new one that is the caller's to run.
func (c *Cache) join(key string) (f *flight, ours bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{}), err: errLost}
	c.flights[key] = f
	return f, true
}

// run loads the page and ends the flight, even when load panics.
func (c *Cache) run(ctx context.Context, key string, f *flight, load Load) {
	defer func() {
		c.mu.Lock()
		delete(c.flights, key)
		c.mu.Unlock()
		close(f.done)
	}()
	// Another load may have ended between our look into the cache and our joining.
	if e, ok := c.entries.GetIfPresent(key); ok && c.fresh(e) {
		f.entry, f.err = e, nil
		return
	}
	since := c.drops.Load()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTime)
	defer cancel()
	page, err := load(ctx)
	if err != nil {
		f.err = err
		return
	}
	e := newEntry(page)
	e.since, e.expires = since, c.now().Add(c.keep)
	for _, tag := range page.Tags {
		e.slots = append(e.slots, c.slot(tag))
	}
	f.entry, f.err = e, nil
	c.entries.Set(key, e)
}
