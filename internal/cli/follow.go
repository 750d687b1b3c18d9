package cli

import (
	"context"
	"strings"
	"time"

	"stet/internal/news"
)

const (
	// followEvery is how soon a change that another process made is seen: a command
	// beside the server, or another server on the same database.
	followEvery = 500 * time.Millisecond
	// followBack is how far back each look goes, because a change is dated before it
	// is committed, by a clock that may be another's.
	followBack = 10 * time.Second
)

// follow forgets what another process changed, until ctx ends.
func (n *newsroom) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	since := time.Now().Add(-followBack)
	seen := map[string]time.Time{}
	blind := false // one warning for one outage
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			changes, err := n.db.Changes(ctx, since)
			if err != nil {
				if !blind && ctx.Err() == nil {
					n.log.WarnContext(ctx, "changes of others not seen", "err", err)
				}
				blind = true
				continue
			}
			blind = false
			since = now.Add(-followBack)
			for _, c := range changes {
				if c.At.After(seen[c.Tag]) {
					seen[c.Tag] = c.At
					n.forget(ctx, c.Tag)
				}
			}
			for tag, at := range seen { // so that it holds no more than the last look back
				if at.Before(since) {
					delete(seen, tag)
				}
			}
		}
	}
}

// forget drops what was kept in memory of the thing that the tag names.
func (n *newsroom) forget(ctx context.Context, tag string) {
	if site, ok := strings.CutPrefix(tag, "lessons:"); ok {
		n.filter.Follow(ctx, news.SiteID(site))
		return
	}
	if site, ok := strings.CutPrefix(tag, "seen:"); ok {
		if site == "" {
			n.filter.ForgetAll()
		} else {
			n.filter.Forget(news.SiteID(site))
		}
		return
	}
	n.pages.Drop(tag)
	if strings.HasPrefix(tag, "story:") {
		n.pages.Drop("stories")
	}
}
