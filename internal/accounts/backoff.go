package accounts

import (
	"sync"
	"time"

	"stet/internal/news"
)

// remembered is how many keys a backoff or a known remembers in each half.
const remembered = 1 << 14

// forgottenAfter is how long failures count.
const forgottenAfter = time.Hour

// A backoff makes whoever fails wait: not at all for the first failures of a key,
// then a second, two, four, up to most. Attempts during the wait are refused
// without being counted, so that nobody can make it longer than that.
type backoff struct {
	free int
	most time.Duration

	mu         sync.Mutex
	young, old map[string]tries
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
	t := b.get(key)
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
	b.young[key] = t
	return nil
}

// forget takes back all that was counted against the key.
func (b *backoff) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.young, key)
	delete(b.old, key)
}

// forgive takes back the latest attempt only: one good password must not cover up
// for guesses at others.
func (b *backoff) forgive(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.get(key); t.failed > 0 {
		t.failed--
		t.until = time.Time{}
		b.young[key] = t
	}
}

// get finds the key in either half; when the younger is full the older is forgotten.
func (b *backoff) get(key string) tries {
	if b.young == nil || len(b.young) >= remembered {
		b.old, b.young = b.young, map[string]tries{}
	}
	if t, there := b.young[key]; there {
		return t
	}
	return b.old[key]
}

// known remembers from which networks members have signed in since the start.
type known struct {
	mu         sync.Mutex
	young, old map[string]bool
}

func (k *known) add(place string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.young == nil || len(k.young) >= remembered {
		k.old, k.young = k.young, map[string]bool{}
	}
	k.young[place] = true
}

func (k *known) has(place string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.young[place] || k.old[place]
}
