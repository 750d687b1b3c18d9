package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// CreateReply implements replies.Store.
func (db *DB) CreateReply(ctx context.Context, r news.Reply, v spam.Verdict, key []byte) (news.Reply, error) {
	var stored news.Reply
	err := db.write(ctx, "create reply", func(q querier) (err error) {
		stored, err = db.createReply(ctx, q, r, v, key)
		return err
	})
	// A form sent twice is the same reply, also when the thread was closed or the
	// parent taken down in between.
	if key != nil && (errors.Is(err, news.ErrConflict) || errors.Is(err, news.ErrInvalid)) {
		if earlier, missing := one(ctx, db.reads, scanReply, selectReply+` WHERE form_key = $1`, key); missing == nil {
			return earlier, nil
		}
	}
	return stored, err
}

// createReply is CreateReply within a transaction, but for a form sent before,
// which is a news.ErrConflict.
func (db *DB) createReply(ctx context.Context, q querier, r news.Reply, v spam.Verdict, key []byte) (news.Reply, error) {
	clues, err := cluesText(v.Clues)
	if err != nil {
		return r, err
	}
	if err := db.placeReply(ctx, q, &r); err != nil {
		return r, err
	}
	r.Created = r.Created.UTC().Truncate(time.Millisecond) // as it will be read
	if v.Class == "" {
		r.Manner = news.Manner{} // it is kept as long as the verdict
	}
	n, err := q.exec(ctx, `
		INSERT INTO replies (id, thread_id, site_id, parent_id, path, depth, state,
			author, email, url, body, created, network, signs, elapsed, trap, fingerprint, watched,
			verdict, score, clues, form_key)
		VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
		ON CONFLICT (form_key) DO NOTHING`,
		r.ID, r.ThreadID, r.SiteID, r.ParentID, r.Path, r.Depth, r.State,
		r.Author, r.Email, r.URL, r.Body, millis(r.Created), r.Network,
		r.Manner.Signs, r.Manner.Elapsed.Milliseconds(), r.Manner.Trap, int64(r.Fingerprint), //nolint:gosec // the same 64 bits
		r.Watched, v.Class, v.Score, clues, key)
	if err == nil && n == 0 {
		err = fmt.Errorf("the form was sent before: %w", news.ErrConflict)
	}
	if err != nil {
		return r, err
	}
	return r, count(ctx, q, r.SiteID, r.State, 1)
}

// placeReply gives the reply its place in the thread, which counts it and, on
// PostgreSQL, is locked from here on.
func (db *DB) placeReply(ctx context.Context, q querier, r *news.Reply) error {
	var number int64
	scan := func(row scanner) (struct{}, error) { return struct{}{}, row.Scan(&number, &r.SiteID) }
	_, err := one(ctx, q, scan, `
		UPDATE threads
		SET next_reply = next_reply + 1, published = published + $2,
		    changed = CASE WHEN $2 > 0 THEN $3 ELSE changed END
		WHERE id = $1 AND open
		RETURNING next_reply - 1, site_id`, r.ThreadID, seen(r.State), millis(db.now()))
	if errors.Is(err, news.ErrNotFound) {
		if _, missing := one(ctx, q, scanThread, selectThread+` WHERE id = $1`, r.ThreadID); missing != nil {
			return fmt.Errorf("thread %q: %w", r.ThreadID, missing)
		}
		return fmt.Errorf("thread %q is closed: %w", r.ThreadID, news.ErrConflict)
	}
	if err != nil {
		return err
	}
	if r.ParentID == "" {
		r.Path, r.Depth = segment(number), 0
		return nil
	}
	parent, err := one(ctx, q, scanReply, selectReply+` WHERE id = $1 AND thread_id = $2 AND state = 'published'`,
		r.ParentID, r.ThreadID)
	if errors.Is(err, news.ErrNotFound) {
		return news.Invalid{Field: "parent", Rule: "gone"}
	}
	r.Path, r.Depth = parent.Path+segment(number), parent.Depth+1
	if r.Depth > news.MaxDepth { // beside the parent instead of under it
		r.Path, r.Depth = parent.Path[:len(parent.Path)-segmentLength]+segment(number), parent.Depth
	}
	return err
}

// segmentLength is how many letters of a path stand for one reply: enough for a
// thousand million in a thread.
const segmentLength = 6

// segment is the number in base 32, as wide as all segments, so that the text
// order of paths is the thread in reading order: each reply is followed by its
// answers, and those by theirs.
func segment(number int64) string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz"
	var s [segmentLength]byte
	for i := range s {
		s[segmentLength-1-i] = digits[number&31]
		number >>= 5
	}
	return string(s[:])
}

// seen is 1 for a reply that readers see, else 0.
func seen(s news.ReplyState) int {
	if s == news.Published {
		return 1
	}
	return 0
}

// count keeps the figure of the site's replies in that state.
func count(ctx context.Context, q querier, site news.SiteID, s news.ReplyState, n int) error {
	_, err := q.exec(ctx, `
		INSERT INTO reply_counts (site_id, state, n) VALUES ($1, $2, $3)
		ON CONFLICT (site_id, state) DO UPDATE SET n = reply_counts.n + excluded.n`, site, s, n)
	return err
}

// cluesText is how clues are kept: as JSON, or empty when there are none.
func cluesText(clues []spam.Clue) (string, error) {
	if len(clues) == 0 {
		return "", nil
	}
	text, err := json.Marshal(clues)
	return string(text), err
}
