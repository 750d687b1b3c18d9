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
	// LessonIDs names the lessons that Lessons has.
	LessonIDs(ctx context.Context, site news.SiteID) ([]news.LessonID, error)
	// Prints returns the prints of the site's latest replies, newest first.
	Prints(ctx context.Context, site news.SiteID, limit int) ([]news.Print, error)
	// PageTexts returns the words of the story at that address of the site, or "" when
	// there is none, and those of up to limit others, the latest first.
	PageTexts(ctx context.Context, site news.SiteID, url string, limit int) (text string, others []string, err error)
}
