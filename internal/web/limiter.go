package web

import (
	"hash/maphash"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"stet/internal/news"
)

// maxKeys is how many keys a Limiter remembers in each of its two halves.
const maxKeys = 1 << 15

// A Limiter lets each key do something so many times in so long a time, and keeps
// keys only as keyed hashes. Its memory is bounded: it has two halves, and when the
// younger is full, or old enough for every key in it to have its full budget again,
// the older is forgotten.
type Limiter struct {
	of    string
	burst int
	per   time.Duration
	now   func() time.Time
	seed  maphash.Seed

	mu         sync.Mutex
	young, old map[uint64]*rate.Limiter
	turned     time.Time // when the halves last changed places
}

// NewLimiter makes a limiter of that many per duration; zero is no limit. What it
// limits is called of, a key of the message catalogue.
func NewLimiter(of string, many int, per time.Duration, now func() time.Time) *Limiter {
	return &Limiter{of: of, burst: many, per: per, now: now, seed: maphash.MakeSeed(), turned: now()}
}

// Take uses up one of the key's turns. When none is left it is a news.TooMany that
// says how long to wait.
func (l *Limiter) Take(key string) error {
	if l.burst <= 0 || l.per <= 0 {
		return nil
	}
	now := l.now()
	turn := l.budget(maphash.String(l.seed, key), now).ReserveN(now, 1)
	wait := turn.DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	turn.CancelAt(now)
	return news.TooMany{Of: l.of, After: wait}
}

// budget returns the key's budget from either half, in the younger from now on.
func (l *Limiter) budget(key uint64, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.young == nil || len(l.young) >= maxKeys || now.Sub(l.turned) >= l.per {
		l.old, l.young, l.turned = l.young, map[uint64]*rate.Limiter{}, now
	}
	b := l.young[key]
	if b == nil {
		if b = l.old[key]; b == nil {
			b = rate.NewLimiter(rate.Every(l.per/time.Duration(l.burst)), l.burst)
		}
		l.young[key] = b
	}
	return b
}
