package store

import (
	"context"
	"time"

	"stet/internal/news"
)

// teaser is what lists read of a story; each is joined to its thread (t) and its
// section (c).
const (
	teaser = `
		SELECT s.id, s.slug, s.state, COALESCE(c.slug, ''), COALESCE(c.name, ''), s.headline, s.standfirst, s.lang,
			s.picture_key, s.picture_width, s.picture_height, s.picture_widths,
			s.picture_alt, s.picture_caption, s.picture_credit,
			s.published, s.updated, s.saved, t.published`
	joins = ` JOIN threads t ON t.story_id = s.id LEFT JOIN sections c ON c.slug = s.section`
)

func scanTeaser(row scanner) (t news.Teaser, err error) {
	var p picture
	err = row.Scan(&t.ID, &t.Slug, &t.State, &t.Section.Slug, &t.Section.Name, &t.Headline, &t.Standfirst, &t.Lang,
		&p.Key, &p.Width, &p.Height, &p.widths, &p.Alt, &p.Caption, &p.Credit,
		moment{&t.Published}, moment{&t.Updated}, moment{&t.Saved}, &t.Replies)
	if err == nil {
		t.Picture, err = p.news()
	}
	return t, err
}

// teasers returns the stories of a list with their bylines.
func (db *DB) teasers(ctx context.Context, query string, args ...any) ([]news.Teaser, error) {
	list, err := all(ctx, db.reads, scanTeaser, query, args...)
	if err != nil {
		return nil, err
	}
	ids := make([]news.StoryID, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	bylines, err := storyBylines(ctx, db.reads, ids)
	for i, t := range list {
		list[i].Bylines = bylines[t.ID]
	}
	return list, err
}

// from is where a list begins: after the cursor, and never with stories of the
// future.
func (db *DB) from(after news.Cursor) (published int64, id news.StoryID) {
	now := db.now()
	if after.Published.IsZero() || after.Published.After(now) {
		return millis(now) + 1, ""
	}
	return millis(after.Published), after.ID
}

// Latest lists the publication's stories, the latest first.
func (db *DB) Latest(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error) {
	published, id := db.from(after)
	return db.teasers(ctx, teaser+`
		FROM stories s`+joins+`
		WHERE s.state = 'published' AND (s.published, s.id) < ($1, $2)
		ORDER BY s.published DESC, s.id DESC LIMIT $3`, published, id, limit)
}

// LatestIn lists the stories of the section with that slug.
func (db *DB) LatestIn(ctx context.Context, section string, after news.Cursor, limit int) ([]news.Teaser, error) {
	published, id := db.from(after)
	return db.teasers(ctx, teaser+`
		FROM stories s`+joins+`
		WHERE s.state = 'published' AND s.section = $4 AND (s.published, s.id) < ($1, $2)
		ORDER BY s.published DESC, s.id DESC LIMIT $3`, published, id, limit, section)
}

// LatestAbout lists the stories of the topic with that slug.
func (db *DB) LatestAbout(ctx context.Context, topic string, after news.Cursor, limit int) ([]news.Teaser, error) {
	published, id := db.from(after)
	return db.teasers(ctx, teaser+`
		FROM story_topics l JOIN stories s ON s.id = l.story_id`+joins+`
		WHERE l.topic = $4 AND l.listed > 0 AND (l.listed, l.story_id) < ($1, $2)
		ORDER BY l.listed DESC, l.story_id DESC LIMIT $3`, published, id, limit, topic)
}

// LatestBy lists the stories under the byline with that slug.
func (db *DB) LatestBy(ctx context.Context, byline string, after news.Cursor, limit int) ([]news.Teaser, error) {
	published, id := db.from(after)
	return db.teasers(ctx, teaser+`
		FROM story_bylines l JOIN stories s ON s.id = l.story_id`+joins+`
		WHERE l.byline = $4 AND l.listed > 0 AND (l.listed, l.story_id) < ($1, $2)
		ORDER BY l.listed DESC, l.story_id DESC LIMIT $3`, published, id, limit, byline)
}

// MostDiscussed lists those of the latest stories with the most published replies,
// the most discussed first, none without replies.
func (db *DB) MostDiscussed(ctx context.Context, among, limit int) ([]news.Teaser, error) {
	published, _ := db.from(news.Cursor{})
	return db.teasers(ctx, teaser+`
		FROM (SELECT id FROM stories
			WHERE state = 'published' AND published < $1
			ORDER BY published DESC, id DESC LIMIT $2) l
		JOIN stories s ON s.id = l.id`+joins+`
		WHERE t.published > 0
		ORDER BY t.published DESC, s.published DESC, s.id DESC LIMIT $3`, published, among, limit)
}

// Desk lists stories in every state, the last saved first, from those saved before
// that time on; a zero time is the beginning.
func (db *DB) Desk(ctx context.Context, before time.Time, limit int) ([]news.Teaser, error) {
	from := millis(before)
	if from == 0 {
		from = 1 << 62
	}
	return db.teasers(ctx, teaser+`
		FROM stories s`+joins+`
		WHERE s.saved < $1 ORDER BY s.saved DESC LIMIT $2`, from, limit)
}
