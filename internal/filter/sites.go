package filter

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// sites are the sites that are known or being read.
type sites struct {
	mu   sync.Mutex
	byID map[news.SiteID]*reading
	asks uint64 // counts how often any site was asked for
}

// A reading is a site that is being read from the store, or was. Its site and err
// are set before done is closed.
type reading struct {
	done chan struct{}
	site *site
	err  error
	// asked is when it was last asked for, by the count of sites; see trim.
	asked uint64
}

// size is about how many bytes the site takes, or 0 while it is being read.
func (r *reading) size() int {
	select {
	case <-r.done:
		return r.site.size()
	default:
		return 0
	}
}

// readingTime is how long reading a site may take, however soon those go away who
// asked for it: a site that learned much must be read once, not begun again and again.
const readingTime = time.Minute

// site returns what is known of a site. Who asks first has it read from the store,
// and all wait as long as they like; after an error the next who asks tries again.
func (s *Service) site(ctx context.Context, id news.SiteID) (*site, error) {
	r, first := s.sites.ask(id, s.Memory)
	if first {
		go s.read(context.WithoutCancel(ctx), id, r)
	}
	select {
	case <-r.done:
		return r.site, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask returns the reading of a site, and whether the caller is to fill it.
func (s *sites) ask(id news.SiteID, memory int) (r *reading, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks++
	if r = s.byID[id]; r == nil {
		if s.byID == nil {
			s.byID = map[news.SiteID]*reading{}
		}
		s.trim(memory)
		r, first = &reading{done: make(chan struct{})}, true
		s.byID[id] = r
	}
	r.asked = s.asks
	return r, first
}

// trim forgets sites, the one first that nobody has asked for the longest, until the
// others take no more than memory; they are read anew when they are needed. The
// caller holds mu.
func (s *sites) trim(memory int) {
	if memory <= 0 {
		return
	}
	sum := 0
	for _, r := range s.byID {
		sum += r.size()
	}
	for sum > memory {
		var oldest news.SiteID
		for id, r := range s.byID {
			if r.size() > 0 && (oldest == "" || r.asked < s.byID[oldest].asked) {
				oldest = id
			}
		}
		if oldest == "" {
			return
		}
		sum -= s.byID[oldest].size()
		delete(s.byID, oldest)
	}
}

// read fills r and lets those who wait go on.
func (s *Service) read(ctx context.Context, id news.SiteID, r *reading) {
	ctx, cancel := context.WithTimeout(ctx, readingTime)
	defer cancel()
	defer func() {
		if what := recover(); what != nil { // nobody else would catch it here
			r.err = fmt.Errorf("read site %s: panic: %v", id, what)
			s.Log.ErrorContext(ctx, "panic", "site", id, "what", fmt.Sprint(what), "stack", string(debug.Stack()))
		}
		if r.err != nil {
			s.sites.drop(id, r)
		}
		close(r.done)
	}()
	r.site, r.err = s.readSite(ctx, id)
}

// drop forgets r, unless the site is being read anew already.
func (s *sites) drop(id news.SiteID, r *reading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID[id] == r {
		delete(s.byID, id)
	}
}

// forget drops a site. If it is being read, those who wait are served what is read,
// and the next who asks reads it anew.
func (s *sites) forget(id news.SiteID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byID, id)
}

func (s *sites) forgetAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.byID)
}

// loaded returns the site if it is known, and forgets it if it is only being read:
// the change that the caller has for it may have been committed after the reading.
func (s *sites) loaded(id news.SiteID) *site {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.byID[id]
	if r == nil {
		return nil
	}
	select {
	case <-r.done:
		return r.site
	default:
		delete(s.byID, id)
		return nil
	}
}

// A site is what is known of one site.
type site struct {
	learned *spam.Learned
	past    spam.Past

	mu sync.Mutex
	// lessons are those in learned that are not part of the folded sum.
	lessons map[news.LessonID]bool
}

// size is about how many bytes the site takes.
func (k *site) size() int {
	if k == nil {
		return 0
	}
	const least = 8 << 10
	return least + k.learned.Size() + k.past.Size()
}

// readSite reads what a site learned and saw from the store. What is damaged, or was
// learned by another version, is left out: the starter judges without it.
func (s *Service) readSite(ctx context.Context, id news.SiteID) (*site, error) {
	k := &site{learned: spam.NewLearned(s.Starter), lessons: map[news.LessonID]bool{}}
	model, err := s.Store.Model(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read what site %s learned: %w", id, err)
	}
	if err := k.learned.UnmarshalBinary(model); err != nil {
		s.Log.ErrorContext(ctx, "what a site learned is left out", "site", id, "err", err)
	}
	var damage error
	damaged := 0
	err = s.Store.Lessons(ctx, id, func(l news.Lesson) error {
		if err := k.learned.Apply(l.Delta); err != nil {
			damage, damaged = err, damaged+1
			return nil
		}
		k.lessons[l.ID] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the lessons of site %s: %w", id, err)
	}
	if damaged > 0 {
		s.Log.ErrorContext(ctx, "lessons are left out", "site", id, "lessons", damaged, "err", damage)
	}
	prints, err := s.Store.Prints(ctx, id, spam.PastSize)
	if err != nil {
		return nil, fmt.Errorf("read what site %s lately saw: %w", id, err)
	}
	for _, print := range slices.Backward(prints) {
		saw(&k.past, print)
	}
	return k, nil
}

// knows reports whether these lessons, and no others, are those that are known one by
// one.
func (k *site) knows(lessons []news.LessonID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(lessons) == len(k.lessons) && !slices.ContainsFunc(lessons, func(id news.LessonID) bool { return !k.lessons[id] })
}

// apply adds and takes out lessons. It reports false when it could not: a lesson
// to be taken out is not among those that are known one by one, or is damaged.
func (k *site) apply(l news.Learning) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, lesson := range l.Added {
		if k.lessons[lesson.ID] {
			continue // the store had it already when the site was read
		}
		if k.learned.Apply(lesson.Delta) != nil {
			return false
		}
		k.lessons[lesson.ID] = true
	}
	for _, lesson := range l.Removed {
		if !k.lessons[lesson.ID] || k.learned.Remove(lesson.Delta) != nil {
			return false
		}
		delete(k.lessons, lesson.ID)
	}
	return true
}
