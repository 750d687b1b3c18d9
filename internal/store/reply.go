package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

// ofReader is the processing of what a reader sends with a reply.
func ofReader(datum string, p notice.Purpose, b notice.Basis, c notice.Clock, to ...notice.Recipient) notice.Processing {
	return notice.Processing{Datum: datum, Subject: notice.Readers, Purpose: p, Basis: b, Recipients: to, Clock: c}
}

// What a reader sends is published on their own wish. A row that no reader sees is
// kept as long as its state's clock says; the text stands for the row.
var replyColumns = slices.Concat(
	impersonal("replies", "thread_id", "site_id", "path", "depth", "state", "watched"),
	personal(ofReader("reply_name", notice.Publishing, notice.Consent, notice.UntilWithdrawn, notice.Public), "replies", "author"),
	personal(ofReader("reply_email", notice.Answering, notice.Consent, notice.EmailClock, notice.Moderators), "replies", "email"),
	personal(ofReader("reply_url", notice.Publishing, notice.Consent, notice.UntilWithdrawn, notice.Public), "replies", "url"),
	personal(ofReader("reply_text", notice.Publishing, notice.Consent, notice.UntilWithdrawn, notice.Public), "replies", "body"),
	personal(ofReader("reply_held", notice.Filtering, notice.Interest, notice.HeldClock, notice.Moderators), "replies", "body"),
	personal(ofReader("reply_spam", notice.Filtering, notice.Interest, notice.SpamClock, notice.Moderators), "replies", "body"),
	personal(ofReader("reply_struck", notice.Filtering, notice.Interest, notice.StruckClock, notice.Moderators), "replies", "body"),
	personal(ofReader("reply_time", notice.Publishing, notice.Consent, notice.WithStory, notice.Public), "replies", "id", "created", "parent_id"),
	personal(ofReader("reply_network", notice.Limiting, notice.Interest, notice.NetworkClock, notice.Nobody), "replies", "network"),
	personal(ofReader("reply_record_network", notice.Filtering, notice.Interest, notice.NetworkClock, notice.Nobody), "replies", "network"),
	personal(ofReader("reply_record_email", notice.Filtering, notice.Interest, notice.EmailClock, notice.Nobody), "replies", "email"),
	personal(ofReader("reply_manner", notice.Filtering, notice.Interest, notice.ClueClock, notice.Nobody), "replies", "signs", "elapsed", "trap"),
	personal(ofReader("reply_form", notice.Sending, notice.Interest, notice.NetworkClock, notice.Nobody), "replies", "form_key"),
	personal(ofReader("reply_fingerprint", notice.Filtering, notice.Interest, notice.UntilWithdrawn, notice.Nobody), "replies", "fingerprint"),
	personal(ofReader("reply_verdict", notice.Filtering, notice.Interest, notice.ClueClock, notice.Moderators), "replies", "verdict", "score", "clues"),
)

var replyCountColumns = impersonal("reply_counts", "site_id", "state", "n")

const selectReply = `
	SELECT id, thread_id, site_id, COALESCE(parent_id, ''), path, depth, state,
		author, email, url, body, created, network, signs, elapsed, trap, fingerprint, watched
	FROM replies`

func scanReply(row scanner) (r news.Reply, err error) {
	var fingerprint, elapsed int64
	err = row.Scan(&r.ID, &r.ThreadID, &r.SiteID, &r.ParentID, &r.Path, &r.Depth, &r.State,
		&r.Author, &r.Email, &r.URL, &r.Body, moment{&r.Created}, &r.Network,
		&r.Manner.Signs, &elapsed, &r.Manner.Trap, &fingerprint, &r.Watched)
	r.Manner.Elapsed = time.Duration(elapsed) * time.Millisecond
	r.Fingerprint = uint64(fingerprint) //nolint:gosec // the same 64 bits
	return r, err
}

// Reply returns the reply with that id, in whatever state.
func (db *DB) Reply(ctx context.Context, id news.ReplyID) (news.Reply, error) {
	return one(ctx, db.reads, scanReply, selectReply+` WHERE id = $1`, id)
}

// RepliesByID returns those of the named replies that are there, in whatever state.
func (db *DB) RepliesByID(ctx context.Context, ids []news.ReplyID) (map[news.ReplyID]news.Reply, error) {
	replies := map[news.ReplyID]news.Reply{}
	err := bySixteen(ids, func(args []any) error {
		return each(ctx, db.reads, scanReply, func(r news.Reply) error {
			replies[r.ID] = r
			return nil
		}, selectReply+` WHERE id IN `+sixteen, args...)
	})
	return replies, err
}

// Replies returns up to limit published replies of the thread in reading order,
// from the first whose Path is after the one given.
func (db *DB) Replies(ctx context.Context, thread news.ThreadID, after string, limit int) ([]news.Reply, error) {
	return all(ctx, db.reads, scanReply, selectReply+`
		WHERE thread_id = $1 AND state = 'published' AND path > $2
		ORDER BY path LIMIT $3`, thread, after, limit)
}

// Queue returns up to limit replies of the site in that state, oldest first, from
// the first whose id is after the one given.
func (db *DB) Queue(ctx context.Context, site news.SiteID, state news.ReplyState, after news.ReplyID, limit int) ([]news.Reply, error) {
	return all(ctx, db.reads, scanReply, selectReply+`
		WHERE site_id = $1 AND state = $2 AND id > $3
		ORDER BY id LIMIT $4`, site, state, after, limit)
}

// Counts returns how many replies of the site are in each state.
func (db *DB) Counts(ctx context.Context, site news.SiteID) (map[news.ReplyState]int, error) {
	counts := map[news.ReplyState]int{}
	scan := func(row scanner) (s news.ReplyState, err error) {
		var n int
		err = row.Scan(&s, &n)
		counts[s] = n
		return s, err
	}
	_, err := all(ctx, db.reads, scan, `SELECT state, n FROM reply_counts WHERE site_id = $1 AND n <> 0`, site)
	return counts, err
}

// Outcomes returns what the filter and the moderators said of the site's latest
// replies, or of the comments it asked about, the latest first; those whose verdict
// is no longer kept are left out.
func (db *DB) Outcomes(ctx context.Context, site news.SiteID, limit int) ([]news.Outcome, error) {
	scan := func(row scanner) (o news.Outcome, err error) {
		err = row.Scan(&o.ReplyID, &o.Verdict, &o.Score, &o.Action)
		return o, err
	}
	var list []news.Outcome
	// State by state, since that is how the index for the queue stands.
	for _, state := range []news.ReplyState{news.Pending, news.Published, news.Spam, news.Struck} {
		some, err := all(ctx, db.reads, scan, `
			SELECT id, verdict, score, COALESCE((
				SELECT action FROM judgements WHERE reply_id = replies.id AND undone = 0 ORDER BY step DESC LIMIT 1), '')
			FROM replies
			WHERE site_id = $1 AND state = $2
			ORDER BY id DESC LIMIT $3`, site, state, limit)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	asked, err := all(ctx, db.reads, scanCheckOutcome, `
		SELECT id, verdict, score, report FROM checks WHERE site_id = $1 ORDER BY id DESC LIMIT $2`, site, limit)
	if err != nil {
		return nil, err
	}
	list = append(list, asked...)
	slices.SortFunc(list, func(a, b news.Outcome) int { return b.Compare(a) })
	return slices.DeleteFunc(list[:min(limit, len(list))], func(o news.Outcome) bool { return o.Verdict == "" }), nil
}

// Verdicts returns the filter's verdicts on those of the named replies that have
// one; verdicts that had their time are gone.
func (db *DB) Verdicts(ctx context.Context, ids []news.ReplyID) (map[news.ReplyID]spam.Verdict, error) {
	verdicts := map[news.ReplyID]spam.Verdict{}
	scan := func(row scanner) (id news.ReplyID, err error) {
		var v spam.Verdict
		var clues []byte
		if err := row.Scan(&id, &v.Class, &v.Score, &clues); err != nil {
			return "", err
		}
		if len(clues) > 0 {
			if err := json.Unmarshal(clues, &v.Clues); err != nil {
				return "", fmt.Errorf("clues of reply %q: %w", id, err)
			}
		}
		verdicts[id] = v
		return id, nil
	}
	err := bySixteen(ids, func(args []any) error {
		_, err := all(ctx, db.reads, scan, `
			SELECT id, verdict, score, clues FROM replies WHERE verdict <> '' AND id IN `+sixteen, args...)
		return err
	})
	return verdicts, err
}
