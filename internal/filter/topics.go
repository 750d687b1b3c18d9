package filter

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

const (
	// maxTopics is of how many pages the topic is kept, and topicSpan for how long: a
	// story is edited now and then.
	maxTopics = 256
	topicSpan = 10 * time.Minute
	// otherPages is how many other stories tell which words are usual on a site.
	otherPages = 30
)

// topics are what our own pages are about. The zero value knows of none.
type topics struct {
	mu     sync.Mutex
	byPage map[page]aged
}

// A page is one address of one site.
type page struct {
	site news.SiteID
	url  string
}

// aged is a topic and when it was read.
type aged struct {
	spam.Topic
	at time.Time
}

// topic is what a page is about: the words of our own story, or of a foreign page's
// address. A page that cannot be read is about nothing.
func (s *Service) topic(ctx context.Context, site news.SiteID, address string) spam.Topic {
	if !strings.HasPrefix(address, "/") {
		return s.Starter.Topic(addressWords(address), nil)
	}
	key, now := page{site, address}, s.Now()
	s.topics.mu.Lock()
	known, ok := s.topics.byPage[key]
	s.topics.mu.Unlock()
	if ok && now.Sub(known.at) < topicSpan {
		return known.Topic
	}
	text, others, err := s.Store.PageTexts(ctx, site, address, otherPages)
	if err != nil {
		s.Log.WarnContext(ctx, "story not read, so nothing is known of its topic", "page", address, "err", err)
		return spam.Topic{}
	}
	fresh := aged{s.Starter.Topic(text, others), now}
	s.topics.mu.Lock()
	defer s.topics.mu.Unlock()
	if s.topics.byPage == nil || len(s.topics.byPage) >= maxTopics {
		s.topics.byPage = map[page]aged{} // read anew what is still asked for
	}
	s.topics.byPage[key] = fresh
	return fresh.Topic
}

// addressWords are the words of an address, most of which name their page after its
// headline.
func addressWords(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.NewReplacer("/", " ", "-", " ", "_", " ").Replace(u.Path)
}
