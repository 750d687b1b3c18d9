package markup

import (
	"crypto/sha256"
	"html/template"
	"sync"
)

// A Cache renders stories and remembers the outcome, so that the same text is
// rendered once. It may be used by several goroutines at once.
//
// It keeps two generations. A full young one becomes the old one and the old one
// is forgotten; what is asked for again in time moves to the young one.
type Cache struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]template.HTML
	size, most int // bytes of the young generation
}

// entry is about what remembering a story costs beside its HTML.
const entry = 128

// NewCache makes a cache that holds about the given number of bytes of HTML.
func NewCache(bytes int) *Cache {
	return &Cache{young: map[[sha256.Size]byte]template.HTML{}, most: bytes / 2}
}

// Story is [Story], remembered. Errors are not remembered: refusing is quick.
func (c *Cache) Story(markdown string) (template.HTML, error) {
	key := sha256.Sum256([]byte(markdown))
	if html, ok := c.recall(key); ok {
		return html, nil
	}
	html, err := Story(markdown)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(key, html)
	return html, nil
}

func (c *Cache) recall(key [sha256.Size]byte) (template.HTML, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if html, ok := c.young[key]; ok {
		return html, true
	}
	html, ok := c.old[key]
	if ok {
		c.keep(key, html)
	}
	return html, ok
}

func (c *Cache) keep(key [sha256.Size]byte, html template.HTML) {
	size := len(html) + entry
	if c.size+size > c.most {
		c.old, c.young, c.size = c.young, map[[sha256.Size]byte]template.HTML{}, 0
	}
	if _, ok := c.young[key]; !ok {
		c.size += size
	}
	c.young[key] = html
}
