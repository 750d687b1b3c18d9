package accounts

import (
	"sync"
	"time"

	"stet/internal/news"
)

// forgottenAfter is how long failures count.
const forgottenAfter = time.Hour

// A backoff makes whoever fails wait: not at all for the first failures of a key,
// then a second, two, four, up to most. Attempts during the wait are refused
// without being counted, so that nobody can make it longer than that.
type backoff struct {
	free int
	most time.Duration

	mu    sync.Mutex
	tries memory[tries]
}

type tries struct {
	failed      int
	last, until time.Time
}

// try counts an attempt as failed until forget or forgive says otherwise, so that
// many at once are as slow as one by one.
func (b *backoff) try(key string, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tries.get(key)
	if wait := t.until.Sub(now); wait > 0 {
		return news.TooMany{Of: "sign_ins", After: min(wait, b.most)}
	}
	if now.Sub(t.last) > forgottenAfter {
		t.failed = 0
	}
	t.failed++
	t.last = now
	if over := t.failed - b.free; over >= 0 {
		t.until = now.Add(min(time.Second<<min(over, 20), b.most))
	}
	b.tries.set(key, t)
	return nil
}

// forget takes back all that was counted against the key.
func (b *backoff) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tries.set(key, tries{})
}

// forgive takes back the latest attempt only: one good password must not cover up
// for guesses at others.
func (b *backoff) forgive(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.tries.get(key); t.failed > 0 {
		t.failed--
		t.until = time.Time{}
		b.tries.set(key, t)
	}
}

// known remembers from which networks members have signed in since the start.
type known struct {
	mu     sync.Mutex
	places memory[bool]
}

func (k *known) add(place string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.places.set(place, true)
}

func (k *known) has(place string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.places.get(place)
}

// remembered is how many keys a memory holds in each half.
const remembered = 1 << 14

// A memory is a map of bounded size: when its younger half is full, the older half
// is forgotten.
type memory[V any] struct{ young, old map[string]V }

// get returns what was set for the key, or the zero value.
func (m *memory[V]) get(key string) V {
	if v, there := m.young[key]; there {
		return v
	}
	return m.old[key]
}

func (m *memory[V]) set(key string, v V) {
	if m.young == nil || len(m.young) >= remembered {
		m.old, m.young = m.young, map[string]V{}
	}
	m.young[key] = v
}
