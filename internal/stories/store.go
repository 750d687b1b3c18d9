package stories

import (
	"context"
	"time"

	"stet/internal/news"
)

// Store is what this package asks of storage. Each method is one transaction;
// what is not there is news.ErrNotFound. Lists show published stories only,
// the latest first, unless they say otherwise, and read no more rows than they
// show.
type Store interface {
	// SaveStory stores the story with its bylines, topics, picture and section. A
	// story without ID is new: it gets its thread. One with an ID replaces what is
	// stored, if its Revision is the stored one; else it is a news.ErrConflict. A slug
	// that another story has is a news.Invalid "slug" with rule "taken". The story
	// is returned as stored, its Revision one higher.
	SaveStory(ctx context.Context, s news.Story) (news.Story, error)
	// Story returns the story with that id, in whatever state.
	Story(ctx context.Context, id news.StoryID) (news.Story, error)
	// StoryBySlug returns the story with that slug, in whatever state.
	StoryBySlug(ctx context.Context, slug string) (news.Story, error)
	// StoryThread returns the thread under the published story with that slug, and
	// reads nothing else of it.
	StoryThread(ctx context.Context, slug string) (news.Thread, error)
	// AddCorrection adds a correction to the story and dates its update.
	AddCorrection(ctx context.Context, id news.StoryID, c news.Correction) (news.Story, error)
	// OpenThread opens or closes the thread under a story.
	OpenThread(ctx context.Context, id news.ThreadID, open bool) error

	// Sections returns all sections in the order of the paper.
	Sections(ctx context.Context) ([]news.Section, error)
	// Topic returns the topic with that slug.
	Topic(ctx context.Context, slug string) (news.Topic, error)
	// Byline returns the byline with that slug.
	Byline(ctx context.Context, slug string) (news.Byline, error)

	// Latest lists the publication's stories.
	Latest(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error)
	// LatestIn lists the stories of the section with that slug.
	LatestIn(ctx context.Context, section string, after news.Cursor, limit int) ([]news.Teaser, error)
	// LatestAbout lists the stories of the topic with that slug.
	LatestAbout(ctx context.Context, topic string, after news.Cursor, limit int) ([]news.Teaser, error)
	// LatestBy lists the stories under the byline with that slug.
	LatestBy(ctx context.Context, byline string, after news.Cursor, limit int) ([]news.Teaser, error)
	// MostDiscussed lists those of the latest stories with the most published
	// replies, the most discussed first, none without replies.
	MostDiscussed(ctx context.Context, among, limit int) ([]news.Teaser, error)
	// Desk lists stories in every state, the last saved first, from those saved
	// before that time on; a zero time is the beginning.
	Desk(ctx context.Context, before time.Time, limit int) ([]news.Teaser, error)
}
