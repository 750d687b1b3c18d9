package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

// ofCommenter is the processing of what a foreign site sends about a comment.
func ofCommenter(datum string, c notice.Clock, to ...notice.Recipient) notice.Processing {
	return notice.Processing{Datum: datum, Subject: notice.Commenters, Purpose: notice.Filtering, Basis: notice.Interest, Recipients: to, Clock: c}
}

var checkColumns = slices.Concat(
	impersonal("checks", "site_id", "kind", "permalink", "lang", "watched", "lesson_id"),
	personal(ofCommenter("check_name", notice.CheckClock, notice.Operators), "checks", "author"),
	personal(ofCommenter("check_email", notice.CheckClock, notice.Operators), "checks", "email", "sender_hash"),
	personal(ofCommenter("check_url", notice.CheckClock, notice.Operators), "checks", "url"),
	personal(ofCommenter("check_text", notice.CheckClock, notice.Operators), "checks", "body", "fingerprint", "text_hash"),
	personal(ofCommenter("check_time", notice.CheckClock, notice.Operators), "checks", "id", "at"),
	personal(ofCommenter("check_network", notice.NetworkClock, notice.Nobody), "checks", "network"),
	personal(ofCommenter("check_manner", notice.CheckClock, notice.Nobody), "checks", "signs", "elapsed", "age", "trap", "traits"),
	personal(ofCommenter("check_verdict", notice.CheckClock, notice.Operators), "checks",
		"verdict", "score", "clues", "answer", "report", "reported"),
)

var checkDayColumns = impersonal("check_days", "site_id", "day", "spam", "ham", "missed", "false_positives")

const selectCheck = `
	SELECT id, site_id, at, kind, author, email, url, body, permalink, lang, network, signs, elapsed, age, trap,
		traits, fingerprint, answer, watched, report, reported, lesson_id
	FROM checks`

func scanCheck(row scanner) (c news.Check, err error) {
	var fingerprint, elapsed, age int64
	var traits string
	m := &c.Comment
	err = row.Scan(&c.ID, &c.SiteID, moment{&c.At}, &m.Kind, &m.Author, &m.Email, &m.URL, &m.Body, &m.Permalink, &m.Lang,
		&c.Network, &m.Signs, &elapsed, &age, &m.Trap, &traits, &fingerprint,
		&c.Answer, &c.Watched, &c.Report, moment{&c.Reported}, &c.Lesson)
	m.Elapsed, m.Age = time.Duration(elapsed)*time.Millisecond, time.Duration(age)*time.Millisecond
	m.Traits = strings.Fields(traits)
	c.Fingerprint = uint64(fingerprint) //nolint:gosec // the same 64 bits
	return c, err
}

// CreateCheck implements checks.Store.
func (db *DB) CreateCheck(ctx context.Context, c news.Check, key news.CheckKey, v spam.Verdict) error {
	clues, err := cluesText(v.Clues)
	if err != nil {
		return err
	}
	m := c.Comment
	return db.write(ctx, "create check", func(q querier) error {
		_, err := q.exec(ctx, `
			INSERT INTO checks (id, site_id, at, kind, author, email, url, body, permalink, lang, network,
				signs, elapsed, age, trap, traits, fingerprint, text_hash, sender_hash, verdict, score, clues,
				answer, watched, report, reported, lesson_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
				$23, $24, '', 0, '')`,
			c.ID, c.SiteID, millis(c.At), m.Kind, m.Author, m.Email, m.URL, m.Body, m.Permalink, m.Lang, c.Network,
			m.Signs, m.Elapsed.Milliseconds(), m.Age.Milliseconds(), m.Trap, strings.Join(m.Traits, " "), int64(c.Fingerprint), //nolint:gosec // the same 64 bits
			key.Text, key.Sender, v.Class, v.Score, clues, c.Answer, c.Watched)
		if err != nil {
			return err
		}
		return countCheck(ctx, q, c.SiteID, c.At, c.Count())
	})
}

// JudgeCheckAgain implements checks.Store.
func (db *DB) JudgeCheckAgain(ctx context.Context, id news.CheckID, answer news.Word, watched bool, v spam.Verdict) error {
	clues, err := cluesText(v.Clues)
	if err != nil {
		return err
	}
	return db.write(ctx, "judge check again", func(q querier) error {
		before, err := lockCheck(ctx, q, id)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `UPDATE checks SET verdict = $2, score = $3, clues = $4, answer = $5, watched = $6 WHERE id = $1`,
			id, v.Class, v.Score, clues, answer, watched)
		if err != nil {
			return err
		}
		after := before
		after.Answer = answer
		return recount(ctx, q, before, after)
	})
}

// ReportCheck implements checks.Store. A lesson that Sweep has folded into the model
// cannot be taken out again: then only the report changes.
func (db *DB) ReportCheck(ctx context.Context, id news.CheckID, said news.Word, lesson *news.Lesson) (news.Check, news.Learning, error) {
	var after news.Check
	var learning news.Learning
	err := db.write(ctx, "report check", func(q querier) error {
		learning = news.Learning{}
		before, err := lockCheck(ctx, q, id)
		if err != nil {
			return err
		}
		var learns bool
		if after, learns = before.Reporting(said, db.now()); after.Report == before.Report {
			return nil
		}
		learning.Removed, err = all(ctx, q, scanLesson, selectLesson+` WHERE standing AND id = $1`, before.Lesson)
		if err != nil {
			return err
		}
		if learns && lesson != nil {
			after.Lesson, learning.Added = lesson.ID, []news.Lesson{*lesson}
		}
		_, err = q.exec(ctx, `UPDATE checks SET report = $2, reported = $3, lesson_id = $4 WHERE id = $1`,
			id, after.Report, millis(after.Reported), after.Lesson)
		if err != nil {
			return err
		}
		if err := db.learn(ctx, q, after.SiteID, learning); err != nil {
			return err
		}
		return recount(ctx, q, before, after)
	})
	return after, learning, err
}

// lockCheck returns the check for a change; on PostgreSQL nobody else changes it
// until the transaction ends.
func lockCheck(ctx context.Context, q querier, id news.CheckID) (news.Check, error) {
	if err := must(q.exec(ctx, `UPDATE checks SET report = report WHERE id = $1`, id)); err != nil {
		return news.Check{}, err
	}
	return one(ctx, q, scanCheck, selectCheck+` WHERE id = $1`, id)
}

// recount keeps the figures of the check's day.
func recount(ctx context.Context, q querier, before, after news.Check) error {
	return countCheck(ctx, q, after.SiteID, after.At, after.Count().Minus(before.Count()))
}

func countCheck(ctx context.Context, q querier, site news.SiteID, at time.Time, n news.CheckCount) error {
	if n == (news.CheckCount{}) {
		return nil
	}
	_, err := q.exec(ctx, `
		INSERT INTO check_days (site_id, day, spam, ham, missed, false_positives) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (site_id, day) DO UPDATE
		SET spam = check_days.spam + excluded.spam, ham = check_days.ham + excluded.ham,
		    missed = check_days.missed + excluded.missed,
		    false_positives = check_days.false_positives + excluded.false_positives`,
		site, millis(at.UTC().Truncate(24*time.Hour)), n.Spam, n.Ham, n.Missed, n.FalsePositives)
	return err
}

// CountCheck implements checks.Store.
func (db *DB) CountCheck(ctx context.Context, site news.SiteID, at time.Time, n news.CheckCount) error {
	return db.write(ctx, "count check", func(q querier) error { return countCheck(ctx, q, site, at, n) })
}

// CheckDays implements checks.Store.
func (db *DB) CheckDays(ctx context.Context, site news.SiteID, from, to time.Time) ([]news.CheckDay, error) {
	scan := func(row scanner) (d news.CheckDay, err error) {
		err = row.Scan(&d.SiteID, moment{&d.Day}, &d.Spam, &d.Ham, &d.Missed, &d.FalsePositives)
		return d, err
	}
	return all(ctx, db.reads, scan, `
		SELECT site_id, day, spam, ham, missed, false_positives FROM check_days
		WHERE site_id = $1 AND day >= $2 AND day < $3 ORDER BY day`, site, millis(from), millis(to))
}

// CheckSums implements checks.Store.
func (db *DB) CheckSums(ctx context.Context, from time.Time) (map[news.SiteID]news.CheckCount, error) {
	sums := map[news.SiteID]news.CheckCount{}
	scan := func(row scanner) (struct{}, error) {
		var site news.SiteID
		var n news.CheckCount
		err := row.Scan(&site, &n.Spam, &n.Ham, &n.Missed, &n.FalsePositives)
		sums[site] = n
		return struct{}{}, err
	}
	_, err := all(ctx, db.reads, scan, `
		SELECT site_id, CAST(SUM(spam) AS BIGINT), CAST(SUM(ham) AS BIGINT), CAST(SUM(missed) AS BIGINT), CAST(SUM(false_positives) AS BIGINT)
		FROM check_days WHERE day >= $1 GROUP BY site_id`, millis(from))
	return sums, err
}

// Check implements checks.Store.
func (db *DB) Check(ctx context.Context, id news.CheckID) (news.Check, error) {
	return one(ctx, db.reads, scanCheck, selectCheck+` WHERE id = $1`, id)
}

// Checks implements checks.Store.
func (db *DB) Checks(ctx context.Context, site news.SiteID, before news.CheckID, limit int) ([]news.Check, error) {
	if before == "" {
		before = "~" // after every identifier
	}
	return all(ctx, db.reads, scanCheck, selectCheck+`
		WHERE site_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, site, before, limit)
}

// ChecksByID implements checks.Store.
func (db *DB) ChecksByID(ctx context.Context, ids []news.CheckID) (map[news.CheckID]news.Check, error) {
	checks := map[news.CheckID]news.Check{}
	err := bySixteen(ids, func(args []any) error {
		return each(ctx, db.reads, scanCheck, func(c news.Check) error {
			checks[c.ID] = c
			return nil
		}, selectCheck+` WHERE id IN `+sixteen, args...)
	})
	return checks, err
}

// ChecksLike implements checks.Store.
func (db *DB) ChecksLike(ctx context.Context, site news.SiteID, key news.CheckKey, limit int) (sameText, sameSender []news.Check, err error) {
	sameText, err = all(ctx, db.reads, scanCheck, selectCheck+`
		WHERE site_id = $1 AND text_hash = $2 ORDER BY id DESC LIMIT $3`, site, key.Text, limit)
	if err != nil {
		return nil, nil, err
	}
	sameSender, err = all(ctx, db.reads, scanCheck, selectCheck+`
		WHERE site_id = $1 AND sender_hash = $2 ORDER BY id DESC LIMIT $3`, site, key.Sender, limit)
	return sameText, sameSender, err
}

// CheckVerdicts implements checks.Store.
func (db *DB) CheckVerdicts(ctx context.Context, ids []news.CheckID) (map[news.CheckID]spam.Verdict, error) {
	verdicts := map[news.CheckID]spam.Verdict{}
	scan := func(row scanner) (id news.CheckID, err error) {
		var v spam.Verdict
		var clues []byte
		if err := row.Scan(&id, &v.Class, &v.Score, &clues); err != nil {
			return "", err
		}
		if len(clues) > 0 {
			if err := json.Unmarshal(clues, &v.Clues); err != nil {
				return "", fmt.Errorf("clues of check %q: %w", id, err)
			}
		}
		verdicts[id] = v
		return id, nil
	}
	err := bySixteen(ids, func(args []any) error {
		_, err := all(ctx, db.reads, scan, `SELECT id, verdict, score, clues FROM checks WHERE verdict <> '' AND id IN `+sixteen, args...)
		return err
	})
	return verdicts, err
}

// ReportsSince implements checks.Store.
func (db *DB) ReportsSince(ctx context.Context, site news.SiteID, since time.Time) (int, error) {
	return one(ctx, db.reads, column[int], `
		SELECT COUNT(*) FROM checks WHERE site_id = $1 AND reported >= $2 AND reported <> 0 AND lesson_id <> ''`, site, millis(since))
}

func deleteChecks(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		DELETE FROM checks WHERE id IN (
			SELECT id FROM checks WHERE at < $1 AND reported < $1 ORDER BY at LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

func blankCheckNetworks(ctx context.Context, q querier, before int64) (int, error) {
	n, err := q.exec(ctx, `
		UPDATE checks SET network = '' WHERE id IN (
			SELECT id FROM checks WHERE network <> '' AND at < $1 ORDER BY at LIMIT $2)`, before, sweepBatch)
	return int(n), err
}

func scanCheckOutcome(row scanner) (o news.Outcome, err error) {
	var report news.Word
	err = row.Scan(&o.CheckID, &o.Verdict, &o.Score, &report)
	switch report {
	case news.SaidSpam:
		o.Action = news.MarkSpam
	case news.SaidHam:
		o.Action = news.Stet
	}
	return o, err
}

func scanCheckPrint(row scanner) (news.Print, error) {
	var c news.Check
	var fingerprint int64
	var verdict string
	err := row.Scan(&c.ID, moment{&c.At}, &c.Comment.Email, &c.Network, &c.Comment.Body, &fingerprint, &c.Answer, &c.Report, moment{&c.Reported}, &verdict)
	c.Fingerprint = uint64(fingerprint) //nolint:gosec // the same 64 bits
	return c.Print(verdict), err
}
