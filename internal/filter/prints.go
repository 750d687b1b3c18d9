package filter

import (
	"sync"

	"stet/internal/news"
	"stet/internal/spam"
)

// maxPrints is how many of a site's latest replies are remembered for near repeats.
const maxPrints = 2000

// prints are the fingerprints of a site's latest replies. The zero value is empty.
type prints struct {
	mu    sync.RWMutex
	ring  []news.Print
	next  int // the oldest place, once the ring is full
	place map[news.ReplyID]int
}

// saw notes a reply, or its new state. A reply that has left the ring, or has no
// fingerprint, is not noted.
func (p *prints) saw(print news.Print) {
	if print.Fingerprint == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i, ok := p.place[print.ReplyID]; ok {
		p.ring[i] = print
		return
	}
	if p.place == nil {
		p.place = make(map[news.ReplyID]int)
	}
	if len(p.ring) < maxPrints {
		p.place[print.ReplyID] = len(p.ring)
		p.ring = append(p.ring, print)
		return
	}
	delete(p.place, p.ring[p.next].ReplyID)
	p.ring[p.next], p.place[print.ReplyID] = print, p.next
	p.next = (p.next + 1) % maxPrints
}

// size is about how many bytes the prints take.
func (p *prints) size() int {
	const each = 160 // the print, its place in the map and its id
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.ring) * each
}

// near counts the near repeats of a text by what became of them. Held and withdrawn
// ones say nothing, nor do those that only the filter kept out: anybody can have any
// text kept out, by filling in the hidden field, and would silence all who write
// nearly the same. Nor does one count that was published only because the filter
// just watches; nor the one with the id of except.
func (p *prints) near(fingerprint uint64, except news.ReplyID) spam.Repeats {
	var r spam.Repeats
	if fingerprint == 0 {
		return r
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, print := range p.ring {
		if !spam.Near(print.Fingerprint, fingerprint) || print.ReplyID == except {
			continue
		}
		switch print.State {
		case news.Published:
			if print.Judged || !print.Doubted {
				r.Ham++
			}
		case news.Spam, news.Struck:
			if print.Judged {
				r.Spam++
			}
		case news.Pending, news.Withdrawn:
		}
	}
	return r
}
