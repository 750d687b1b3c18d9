package store

import (
	"context"

	"stet/internal/news"
)

var threadColumns = impersonal("threads", "id", "site_id", "url", "story_id", "title", "lang",
	"open", "published", "next_reply", "changed", "created")

const selectThread = `
	SELECT id, site_id, url, title, lang, open, published, created
	FROM threads`

func scanThread(row scanner) (t news.Thread, err error) {
	err = row.Scan(&t.ID, &t.SiteID, &t.URL, &t.Title, &t.Lang, &t.Open, &t.Published, moment{&t.Created})
	return t, err
}

// Thread returns the thread with that id.
func (db *DB) Thread(ctx context.Context, id news.ThreadID) (news.Thread, error) {
	return one(ctx, db.reads, scanThread, selectThread+` WHERE id = $1`, id)
}

// StoryThread returns the thread under the published story with that slug.
func (db *DB) StoryThread(ctx context.Context, slug string) (news.Thread, error) {
	return one(ctx, db.reads, scanThread, selectThread+`
		WHERE story_id = (SELECT id FROM stories WHERE slug = $1 AND state = 'published')`, slug)
}

// Threads returns those of the named threads that are there.
func (db *DB) Threads(ctx context.Context, ids []news.ThreadID) (map[news.ThreadID]news.Thread, error) {
	threads := map[news.ThreadID]news.Thread{}
	err := bySixteen(ids, func(args []any) error {
		return each(ctx, db.reads, scanThread, func(t news.Thread) error {
			threads[t.ID] = t
			return nil
		}, selectThread+` WHERE id IN `+sixteen, args...)
	})
	return threads, err
}

// insertThread stores the thread under a story.
func insertThread(ctx context.Context, q querier, t news.Thread, under news.StoryID) error {
	_, err := q.exec(ctx, `
		INSERT INTO threads (id, site_id, url, story_id, title, lang, open, published, next_reply, changed, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, 0, $8)`,
		t.ID, t.SiteID, t.URL, under, t.Title, t.Lang, t.Open, millis(t.Created))
	return err
}

// OpenThread opens or closes the thread.
func (db *DB) OpenThread(ctx context.Context, id news.ThreadID, open bool) error {
	return db.write(ctx, "open thread", func(q querier) error {
		return must(q.exec(ctx, `UPDATE threads SET open = $2, changed = $3 WHERE id = $1`,
			id, open, millis(db.now())))
	})
}
