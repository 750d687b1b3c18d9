package store

import (
	"context"
	"time"
)

var changeColumns = impersonal("changes", "tag", "at")

// A Change says that something which readers see, or which a process may have in
// memory, is not what it was. The tags are "story:ID", "thread:ID", "front" (a
// story came, changed or went), "site:ID" (its settings), "lessons:SITE" (what
// the filter learned), and "seen:SITE" or "seen:" (of what the filter remembers of
// one site's replies, or of all, something was deleted).
type Change struct {
	Tag string
	At  time.Time
}

// Changes returns what changed at or after since, the latest change of each tag.
// The times are those of the moment before the commit: whoever asks again and
// again should ask from some seconds before the latest one they saw.
func (db *DB) Changes(ctx context.Context, since time.Time) ([]Change, error) {
	scan := func(row scanner) (c Change, err error) {
		err = row.Scan(&c.Tag, moment{&c.At})
		return c, err
	}
	return all(ctx, db.reads, scan, `
		SELECT tag, at FROM changes WHERE at >= $1
		UNION ALL
		SELECT 'thread:' || id, changed FROM threads WHERE changed >= $1`, millis(since))
}

// changed says in the transaction that what the tags stand for changed.
func (db *DB) changed(ctx context.Context, q querier, tags ...string) error {
	for _, tag := range tags {
		_, err := q.exec(ctx, `
			INSERT INTO changes (tag, at) VALUES ($1, $2)
			ON CONFLICT (tag) DO UPDATE SET at = excluded.at`, tag, millis(db.now()))
		if err != nil {
			return err
		}
	}
	return nil
}
