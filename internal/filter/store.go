package filter

import (
	"context"

	"stet/internal/news"
)

// Store is what this package asks of storage.
type Store interface {
	// Model returns the folded sum of the site's old lessons, or nil when there is none.
	Model(ctx context.Context, site news.SiteID) ([]byte, error)
	// Lessons calls each with every standing lesson of the site that is not folded
	// into the model, in the order of their ids.
	Lessons(ctx context.Context, site news.SiteID, each func(news.Lesson) error) error
	// Fingerprints returns the latest replies of the site that have one, newest first.
	Fingerprints(ctx context.Context, site news.SiteID, limit int) ([]news.Print, error)
}
