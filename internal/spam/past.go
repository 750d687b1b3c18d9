package spam

import (
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// PastSize is how many of a site's latest messages a Past remembers.
	PastSize = 2000
	// LinkBytes is how far a Past looks into a text for links.
	LinkBytes = 4 << 10
	// rateSpan is the time in which messages of one network are counted.
	rateSpan = 10 * time.Minute
	// settled is after what time people have had their chance to say that what the
	// filter published should not stand.
	settled = 24 * time.Hour
	// hostsFrom is of how many settled messages a site must know before a host that
	// none of them links to is new.
	hostsFrom = 50
)

// A Fate is what became of a message.
type Fate uint8

const (
	// Open is the fate of what waits for a person, or was kept out by nobody but the
	// filter: anybody can have any text kept out, by filling in the hidden field, and
	// would silence all who write nearly the same.
	Open Fate = iota
	// Published is what the filter let through.
	Published
	// Stood is what a person let stand.
	Stood
	// Refused is what a person kept out.
	Refused
)

// A Trace is what a message leaves for those that come after it.
type Trace struct {
	// ID, Time, Network and Email are as in a Message.
	ID      string
	Time    time.Time
	Network string
	Email   string
	// Content is the text, of which only the hosts of links in its first LinkBytes are
	// kept, and Fingerprint that of the text.
	Content     string
	Fingerprint uint64
	// Fate is what became of it, and Decided when a person said so, or zero.
	Fate    Fate
	Decided time.Time
}

// A Past is what a site lately saw, as far as it tells something of what comes next:
// no text and no address, but hashes by which they are known again. The zero value is
// empty. It is safe for concurrent use.
type Past struct {
	mu    sync.RWMutex
	ring  []seen
	next  int // the oldest place, once the ring is full
	place map[string]int
}

// seen is what a Past keeps of a Trace. A hash that is zero is that of nothing.
type seen struct {
	id                          string
	at, decided                 int64 // Unix milliseconds
	fingerprint, network, email uint64
	hosts                       []uint64
	fate                        Fate
}

// Forget drops a message, if it is known.
func (p *Past) Forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i, ok := p.place[id]; ok {
		p.ring[i] = seen{id: id, at: p.ring[i].at}
	}
}

// Saw notes a message, or what has meanwhile become of it.
func (p *Past) Saw(t Trace) {
	s := seen{
		id: t.ID, at: millis(t.Time), fate: t.Fate, fingerprint: t.Fingerprint,
		decided: millis(t.Decided), network: keyOf(t.Network), email: keyOf(strings.ToLower(t.Email)),
	}
	for _, host := range linkedHosts(t.Content) {
		s.hosts = append(s.hosts, keyOf(host))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i, ok := p.place[t.ID]; ok {
		p.ring[i] = s
		return
	}
	if p.place == nil {
		p.place = make(map[string]int)
	}
	if len(p.ring) < PastSize {
		p.place[t.ID] = len(p.ring)
		p.ring = append(p.ring, s)
		return
	}
	delete(p.place, p.ring[p.next].id)
	p.ring[p.next], p.place[t.ID] = s, p.next
	p.next = (p.next + 1) % PastSize
}

// Size is about how many bytes of memory it takes.
func (p *Past) Size() int {
	const each, host = 224, 8 // what is seen of a message, its place in the map and its id
	p.mu.RLock()
	defer p.mu.RUnlock()
	hosts := 0
	for i := range p.ring {
		hosts += len(p.ring[i].hosts)
	}
	return len(p.ring)*each + hosts*host
}

// millis is a time in Unix milliseconds, 0 when it is not known.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// keyOf is a hash of what is only compared; that of nothing is 0.
func keyOf(s string) uint64 {
	if s == "" {
		return 0
	}
	return max(hashString(tagHost, s), 1)
}

// linkedHosts are the hosts that the links of a text lead to, each once.
func linkedHosts(text string) []string {
	if !strings.Contains(text, ".") {
		return nil
	}
	var f folded
	f.findLinks(text[:cut(text, LinkBytes)])
	var hosts []string
	for _, l := range f.links {
		if !slices.Contains(hosts, l.host) {
			hosts = append(hosts, l.host)
		}
	}
	return hosts
}

// Recall returns m with what the past tells of it: Repeats, Record and NewHosts. What
// came after m, and m itself, is no past, and what was decided after m was open then.
func (p *Past) Recall(m Message) Message {
	if m.Fingerprint == 0 {
		m.Fingerprint = Fingerprint(m.Content)
	}
	r := recollection{id: m.ID, at: millis(m.Time), fingerprint: m.Fingerprint, network: keyOf(m.Network), email: keyOf(strings.ToLower(m.Email))}
	hosts := linkedHosts(m.Content)
	for _, host := range hosts {
		r.hosts = append(r.hosts, keyOf(host))
	}
	r.known = make([]bool, len(hosts))
	p.mu.RLock()
	for i := range p.ring {
		r.add(&p.ring[i])
	}
	p.mu.RUnlock()
	m.Repeats, m.Record, m.NewHosts = r.repeats, r.record, nil
	if r.settled >= hostsFrom {
		for i, host := range hosts {
			if !r.known[i] {
				m.NewHosts = append(m.NewHosts, host)
			}
		}
	}
	return m
}

// A recollection adds up what a past tells of one message.
type recollection struct {
	id                          string
	at                          int64 // Unix milliseconds, or 0 when it is not known
	fingerprint, network, email uint64
	hosts                       []uint64
	known                       []bool // by host
	settled                     int
	repeats                     Repeats
	record                      Record
}

func (r *recollection) add(s *seen) {
	if s.id == r.id && s.id != "" || r.at != 0 && s.at > r.at {
		return
	}
	fate := s.fate
	if r.at != 0 && s.decided > r.at {
		fate = Open
	}
	timed := r.at != 0 && s.at != 0
	old := !timed || r.at-s.at >= settled.Milliseconds()
	if old {
		r.settled++
	}
	good := fate == Stood || fate == Published && old
	if Near(s.fingerprint, r.fingerprint) {
		r.addRepeat(s, fate)
	}
	if s.email != 0 && s.email == r.email && good {
		r.record.Stood++
	}
	if s.network != 0 && s.network == r.network {
		r.addNeighbour(fate, timed && r.at-s.at < rateSpan.Milliseconds())
	}
	if len(s.hosts) == 0 || !good && fate != Refused {
		return
	}
	for i, host := range r.hosts {
		r.known[i] = r.known[i] || slices.Contains(s.hosts, host)
	}
}

func (r *recollection) addRepeat(s *seen, fate Fate) {
	switch fate {
	case Published, Stood:
		r.repeats.Ham++
	case Refused:
		r.repeats.Spam++
		if at := time.UnixMilli(s.at).UTC(); s.at != 0 && at.After(r.repeats.Refused) {
			r.repeats.Refused = at
		}
	case Open:
	}
}

func (r *recollection) addNeighbour(fate Fate, lately bool) {
	switch fate {
	case Published, Stood:
		r.record.Neighbours++
	case Refused:
		r.record.Refused++
	case Open:
	}
	if lately {
		r.record.Lately++
	}
}
