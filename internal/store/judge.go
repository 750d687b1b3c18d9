package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
)

var judgementColumns = slices.Concat(
	impersonal("judgements", "id", "reply_id", "site_id", "step", "state_before", "lesson_id"),
	personal(notice.Processing{
		Datum: "judgement", Subject: notice.Staff, Purpose: notice.Accounting, Basis: notice.Interest,
		Recipients: []notice.Recipient{notice.Moderators}, Clock: notice.WhileEmployed,
	}, "judgements", "staff_id", "action", "at", "undone"),
)

const selectJudgement = `
	SELECT id, reply_id, staff_id, action, state_before, lesson_id, at, undone
	FROM judgements`

func scanJudgement(row scanner) (j news.Judgement, err error) {
	err = row.Scan(&j.ID, &j.ReplyID, &j.StaffID, &j.Action, &j.Before, &j.Lesson, moment{&j.At}, moment{&j.Undone})
	return j, err
}

// Judge implements replies.Store. A judgement without a lesson leaves no lesson
// about the reply standing.
func (db *DB) Judge(ctx context.Context, j news.Judgement, lesson *news.Lesson) (news.Reply, news.Learning, error) {
	var r news.Reply
	var learning news.Learning
	err := db.write(ctx, "judge reply", func(q querier) (err error) {
		learning = news.Learning{}
		if r, err = db.openReply(ctx, q, j.ReplyID); err != nil {
			return err
		}
		if learning.Removed, err = standingLessons(ctx, q, r.ID); err != nil {
			return err
		}
		lessonID := news.LessonID("")
		if lesson != nil {
			added := *lesson
			added.SiteID = r.SiteID
			lessonID, learning.Added = added.ID, []news.Lesson{added}
		}
		_, err = q.exec(ctx, `
			INSERT INTO judgements (id, reply_id, site_id, step, staff_id, action, state_before, lesson_id, at, undone)
			VALUES ($1, $2, $3, (SELECT COALESCE(MAX(step), 0) + 1 FROM judgements WHERE reply_id = $2),
				$4, $5, $6, $7, $8, 0)`,
			j.ID, r.ID, r.SiteID, j.StaffID, j.Action, r.State, lessonID, millis(j.At))
		if err != nil {
			return err
		}
		if err := db.learn(ctx, q, r.SiteID, learning); err != nil {
			return err
		}
		return db.move(ctx, q, &r, j.Action.State())
	})
	return r, learning, err
}

// Undo implements replies.Store. A lesson that Sweep has folded into the model
// cannot be taken out again: then only the reply's state goes back.
func (db *DB) Undo(ctx context.Context, id news.JudgementID, at time.Time) (news.Reply, news.Learning, error) {
	var r news.Reply
	var learning news.Learning
	err := db.write(ctx, "undo judgement", func(q querier) error {
		j, err := one(ctx, q, scanJudgement, selectJudgement+` WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if r, err = db.openReply(ctx, q, j.ReplyID); err != nil {
			return err
		}
		standing, err := all(ctx, q, scanJudgement, selectJudgement+`
			WHERE reply_id = $1 AND undone = 0 ORDER BY step DESC LIMIT 2`, r.ID)
		if err != nil {
			return err
		}
		if len(standing) == 0 || standing[0].ID != id {
			return fmt.Errorf("not the reply's latest standing judgement: %w", news.ErrConflict)
		}
		if _, err := q.exec(ctx, `UPDATE judgements SET undone = $2 WHERE id = $1`, id, millis(at)); err != nil {
			return err
		}
		if learning, err = unlearning(ctx, q, standing); err != nil {
			return err
		}
		if err := db.learn(ctx, q, r.SiteID, learning); err != nil {
			return err
		}
		return db.move(ctx, q, &r, j.Before)
	})
	return r, learning, err
}

// unlearning is what taking back the first of the standing judgements changes: its
// lesson goes, and that of the one before it comes back.
func unlearning(ctx context.Context, q querier, standing []news.Judgement) (news.Learning, error) {
	var l news.Learning
	if own := standing[0].Lesson; own != "" {
		var err error
		if l.Removed, err = all(ctx, q, scanLesson, selectLesson+` WHERE id = $1`, own); err != nil {
			return l, err
		}
		if len(l.Removed) == 0 { // folded
			return l, nil
		}
	}
	if len(standing) < 2 || standing[1].Lesson == "" {
		return l, nil
	}
	var err error
	l.Added, err = all(ctx, q, scanLesson, selectLesson+` WHERE id = $1`, standing[1].Lesson)
	return l, err
}

// openReply returns the reply for a change of its state. A withdrawn one is a
// news.ErrConflict. On PostgreSQL its thread is locked, so that nobody else
// changes a state in it until the transaction ends.
func (db *DB) openReply(ctx context.Context, q querier, id news.ReplyID) (news.Reply, error) {
	r, err := lockReply(ctx, q, id)
	if err == nil && r.State == news.Withdrawn {
		err = fmt.Errorf("its writer withdrew it: %w", news.ErrConflict)
	}
	return r, err
}

func lockReply(ctx context.Context, q querier, id news.ReplyID) (news.Reply, error) {
	err := must(q.exec(ctx, `
		UPDATE threads SET changed = changed WHERE id = (SELECT thread_id FROM replies WHERE id = $1)`, id))
	if err != nil {
		return news.Reply{}, err
	}
	return one(ctx, q, scanReply, selectReply+` WHERE id = $1`, id)
}

// move puts the reply into another state and keeps the figures.
func (db *DB) move(ctx context.Context, q querier, r *news.Reply, to news.ReplyState) error {
	from := r.State
	r.State = to
	if from == to {
		return nil
	}
	_, err := q.exec(ctx, `UPDATE replies SET state = $2 WHERE id = $1`, r.ID, to)
	if err == nil && seen(from) != seen(to) {
		_, err = q.exec(ctx, `UPDATE threads SET published = published + $2, changed = $3 WHERE id = $1`,
			r.ThreadID, seen(to)-seen(from), millis(db.now()))
	}
	return errors.Join(err, count(ctx, q, r.SiteID, from, -1), count(ctx, q, r.SiteID, to, 1))
}

// Judgements returns the decisions on the reply, the latest first.
func (db *DB) Judgements(ctx context.Context, id news.ReplyID) ([]news.Judgement, error) {
	return all(ctx, db.reads, scanJudgement, selectJudgement+` WHERE reply_id = $1 ORDER BY step DESC`, id)
}

// RecentJudgements returns the site's latest decisions, the latest first.
func (db *DB) RecentJudgements(ctx context.Context, site news.SiteID, limit int) ([]news.Judgement, error) {
	return all(ctx, db.reads, scanJudgement, selectJudgement+` WHERE site_id = $1 ORDER BY id DESC LIMIT $2`, site, limit)
}

// blank takes out of a reply's row all that is about its writer.
const blank = `author = '', email = '', url = '', body = '', verdict = '', score = 0, clues = '', network = '', signs = 0, elapsed = 0, trap = FALSE, fingerprint = 0, form_key = NULL`

// Withdraw takes the reply back for its writer: name, address, home page, text,
// verdict, clues, how it came, and the hashes of network, form and text are gone for good, also
// from the database's log; its place in the thread remains. It is idempotent. The
// lessons that moderators taught with it stay: they are sums of hashes in which no
// text can be read.
func (db *DB) Withdraw(ctx context.Context, id news.ReplyID) (news.Reply, error) {
	var r news.Reply
	err := db.write(ctx, "withdraw reply", func(q querier) (err error) {
		if r, err = lockReply(ctx, q, id); err != nil || r.State == news.Withdrawn {
			return err
		}
		if err := db.move(ctx, q, &r, news.Withdrawn); err != nil {
			return err
		}
		if _, err := q.exec(ctx, `UPDATE replies SET `+blank+` WHERE id = $1`, id); err != nil {
			return err
		}
		if r, err = one(ctx, q, scanReply, selectReply+` WHERE id = $1`, id); err != nil {
			return err
		}
		return db.changed(ctx, q, "seen:"+string(r.SiteID))
	})
	if err != nil {
		return news.Reply{}, err
	}
	return r, db.scrub(ctx)
}
