package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

// sweepBatch is how many rows one transaction of a sweep touches at most.
const sweepBatch = 250

// Sweep implements rights.Store. A reply that has answers is not deleted but
// blanked, so that they keep their place. Lessons that had their time are added to
// the site's model; those that no longer stand are deleted.
//
// A sweep that is broken off, by ctx or by a crash, has done what it counted; the
// next one goes on with the rest.
func (db *DB) Sweep(ctx context.Context, now time.Time, r notice.Retention) (map[notice.Clock]int, error) {
	touched := map[notice.Clock]int{}
	var errs []error
	for _, c := range db.clocks(now, r) {
		for n := sweepBatch; n >= sweepBatch && ctx.Err() == nil; {
			var err error
			if n, err = c.sweep(ctx); err != nil {
				errs = append(errs, fmt.Errorf("sweep %s: %w", c.clock, err))
				break
			}
			touched[c.clock] += n
		}
	}
	for _, n := range touched {
		if n > 0 {
			errs = append(errs, db.scrub(ctx))
			break
		}
	}
	return touched, errors.Join(append(errs, ctx.Err())...)
}

// A clockwork sweeps one batch of what one clock governs and returns how many rows
// it touched; fewer than sweepBatch are the last.
type clockwork struct {
	clock notice.Clock
	sweep func(ctx context.Context) (int, error)
}

// remembered are the clocks of what the filter has in memory besides.
var remembered = map[notice.Clock]bool{
	notice.EmailClock: true, notice.NetworkClock: true, notice.CheckClock: true,
	notice.HeldClock: true, notice.SpamClock: true, notice.StruckClock: true,
}

// clocks returns what is to be swept at now. A clock without a length does not run.
func (db *DB) clocks(now time.Time, r notice.Retention) []clockwork {
	var list []clockwork
	add := func(clock notice.Clock, length time.Duration, sweep func(ctx context.Context, q querier, before int64) (int, error)) {
		if length <= 0 {
			return
		}
		list = append(list, clockwork{clock, func(ctx context.Context) (n int, err error) {
			err = db.write(ctx, "delete on time", func(q querier) (err error) {
				if n, err = sweep(ctx, q, millis(now.Add(-length))); err != nil || n == 0 || !remembered[clock] {
					return err
				}
				return db.changed(ctx, q, "seen:")
			})
			return n, err
		}})
	}
	add(notice.EmailClock, r.Email, blankEmails)
	add(notice.NetworkClock, r.Network, blankNetworks)
	add(notice.NetworkClock, r.Network, deleteNetworkKeys)
	add(notice.NetworkClock, r.Network, blankCheckNetworks)
	add(notice.ClueClock, r.Clues, blankClues)
	add(notice.CheckClock, r.Checks, deleteChecks)
	add(notice.HeldClock, r.Held, deleteReplies(news.Pending))
	add(notice.SpamClock, r.Spam, deleteReplies(news.Spam))
	add(notice.StruckClock, r.Struck, deleteReplies(news.Struck))
	add(notice.LessonClock, r.Lessons, deleteSuperseded)
	if db.fold != nil {
		add(notice.LessonClock, r.Lessons, db.foldLessons)
	}
	add(notice.SessionClock, notice.SessionLength, deleteOldSessions)
	add(notice.SessionClock, notice.SessionIdle, deleteIdleSessions)
	add(notice.InvitationClock, 1, deleteInvitations) // they know when they end
	return list
}

func blankEmails(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		UPDATE replies SET email = '' WHERE id IN (
			SELECT id FROM replies WHERE email <> '' AND created < $1 ORDER BY created LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

func blankNetworks(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		UPDATE replies SET network = '', form_key = NULL WHERE id IN (
			SELECT id FROM replies WHERE network <> '' AND created < $1 ORDER BY created LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

// deleteNetworkKeys deletes the keys of days that ended before the given time.
func deleteNetworkKeys(ctx context.Context, q querier, before int64) (int, error) {
	names, err := all(ctx, q, column[string], `SELECT name FROM secrets`)
	if err != nil {
		return 0, err
	}
	day, n := networkKey+time.UnixMilli(before).UTC().Format(time.DateOnly), 0
	for _, name := range names {
		if strings.HasPrefix(name, networkKey) && name < day && n < sweepBatch {
			if _, err := q.exec(ctx, `DELETE FROM secrets WHERE name = $1`, name); err != nil {
				return 0, err
			}
			n++
		}
	}
	return n, nil
}

func blankClues(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		UPDATE replies SET verdict = '', score = 0, clues = '', signs = 0, elapsed = 0, trap = FALSE WHERE id IN (
			SELECT id FROM replies WHERE verdict <> '' AND created < $1 ORDER BY created LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

// deleteReplies deletes the replies in that state, with the judgements on them, when
// they are old and nobody has lately decided about them. Of those that were answered
// the row remains, without a word of its writer.
func deleteReplies(state news.ReplyState) func(ctx context.Context, q querier, before int64) (int, error) {
	return func(ctx context.Context, q querier, before int64) (int, error) {
		blanked, err := q.exec(ctx, `
			UPDATE replies SET `+blank+` WHERE state = $1 AND id IN (
				SELECT id FROM replies r
				WHERE state IN ('pending', 'spam', 'struck') AND state = $1 AND created < $2 AND body <> ''
				  AND `+undisputed+`
				  AND EXISTS (SELECT 1 FROM replies a WHERE a.parent_id = r.id)
				ORDER BY created LIMIT $3)`, state, before, sweepBatch)
		if err != nil {
			return 0, err
		}
		sites, err := all(ctx, q, column[news.SiteID], `
			DELETE FROM replies WHERE state = $1 AND id IN (
				SELECT id FROM replies r
				WHERE state IN ('pending', 'spam', 'struck') AND state = $1 AND created < $2
				  AND `+undisputed+`
				  AND NOT EXISTS (SELECT 1 FROM replies a WHERE a.parent_id = r.id)
				ORDER BY created LIMIT $3)
			RETURNING site_id`, state, before, sweepBatch)
		if err != nil {
			return 0, err
		}
		gone := map[news.SiteID]int{}
		for _, site := range sites {
			gone[site]--
		}
		for site, n := range gone {
			if err := count(ctx, q, site, state, n); err != nil {
				return 0, err
			}
		}
		return int(blanked) + len(sites), nil
	}
}

// undisputed says of the reply r that no decision on it was made or taken back at $2
// or later.
const undisputed = `NOT EXISTS (SELECT 1 FROM judgements j WHERE j.reply_id = r.id AND (j.at >= $2 OR j.undone >= $2))`

// deleteSuperseded deletes lessons that do not stand: the old ones, and those of
// which no judgement is left that could be taken back.
func deleteSuperseded(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		DELETE FROM lessons WHERE id IN (
			SELECT id FROM lessons l
			WHERE NOT standing AND (at < $1 OR NOT EXISTS (SELECT 1 FROM judgements j WHERE j.lesson_id = l.id AND j.lesson_id <> ''))
			LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

// foldLessons adds old lessons to the models of their sites. What was deleted here
// is what is added, so that a lesson counts once whoever else is at it.
func (db *DB) foldLessons(ctx context.Context, q querier, before int64) (int, error) {
	lessons, err := all(ctx, q, scanLesson, `
		DELETE FROM lessons WHERE standing AND id IN (
			SELECT id FROM lessons WHERE standing AND at < $1 ORDER BY site_id, id LIMIT $2)
		RETURNING id, site_id, delta, at`, before, sweepBatch)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(lessons, func(a, b news.Lesson) int { return strings.Compare(string(a.ID), string(b.ID)) })
	bySite := map[news.SiteID][]news.Lesson{}
	for _, l := range lessons {
		bySite[l.SiteID] = append(bySite[l.SiteID], l)
	}
	for site, some := range bySite {
		if err := db.foldInto(ctx, q, site, some); err != nil {
			return 0, err
		}
	}
	return len(lessons), nil
}

func (db *DB) foldInto(ctx context.Context, q querier, site news.SiteID, lessons []news.Lesson) error {
	models, err := all(ctx, q, column[[]byte], `SELECT model FROM models WHERE site_id = $1`, site)
	if err != nil {
		return err
	}
	var model []byte
	if len(models) > 0 {
		model = models[0]
	}
	deltas := make([][]byte, len(lessons))
	for i, l := range lessons {
		deltas[i] = l.Delta
	}
	sum, err := db.fold(model, deltas...)
	if errors.Is(err, spam.ErrModel) {
		sum, err = db.fold(db.readable(model), slices.DeleteFunc(deltas, func(d []byte) bool { return db.readable(d) == nil })...)
	}
	if err != nil {
		return fmt.Errorf("fold lessons: %w", err)
	}
	_, err = q.exec(ctx, `
		INSERT INTO models (site_id, model, through) VALUES ($1, $2, $3)
		ON CONFLICT (site_id) DO UPDATE SET model = excluded.model, through = excluded.through`,
		site, sum, lessons[len(lessons)-1].ID)
	return errors.Join(err, db.changed(ctx, q, "lessons:"+string(site)))
}

// readable is what was learned, or nil when it is damaged or of another version: the
// filter leaves that out too, and it must not keep the rest from being folded.
func (db *DB) readable(learned []byte) []byte {
	if _, err := db.fold(nil, learned); err != nil {
		return nil
	}
	return learned
}

func deleteOldSessions(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `DELETE FROM sessions WHERE created < $1`, before)
	return int(n), err
}

func deleteIdleSessions(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `DELETE FROM sessions WHERE seen < $1`, before)
	return int(n), err
}

func deleteInvitations(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `DELETE FROM invitations WHERE expires <= $1`, before)
	return int(n), err
}
