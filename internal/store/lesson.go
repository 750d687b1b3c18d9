package store

import (
	"context"
	"slices"
	"strings"

	"stet/internal/news"
	"stet/internal/notice"
	"stet/internal/spam"
)

var (
	lessonColumns = slices.Concat(
		impersonal("lessons", "id", "site_id", "standing", "at"),
		personal(ofReader("lesson", notice.Filtering, notice.Interest, notice.LessonClock, notice.Nobody), "lessons", "delta"),
	)
	modelColumns = impersonal("models", "site_id", "model", "through")
)

const selectLesson = `SELECT id, site_id, delta, at FROM lessons`

func scanLesson(row scanner) (l news.Lesson, err error) {
	err = row.Scan(&l.ID, &l.SiteID, &l.Delta, moment{&l.At})
	return l, err
}

// Model returns the folded sum of the site's old lessons, or nil when there is none.
func (db *DB) Model(ctx context.Context, site news.SiteID) ([]byte, error) {
	models, err := all(ctx, db.reads, column[[]byte], `SELECT model FROM models WHERE site_id = $1`, site)
	if err != nil || len(models) == 0 {
		return nil, err
	}
	return models[0], nil
}

// Lessons calls each with every standing lesson of the site that is not folded into
// the model, in the order of their ids.
func (db *DB) Lessons(ctx context.Context, site news.SiteID, do func(news.Lesson) error) error {
	return each(ctx, db.reads, scanLesson, do, selectLesson+`
		WHERE site_id = $1 AND standing ORDER BY id`, site)
}

// LessonIDs names the lessons that Lessons has.
func (db *DB) LessonIDs(ctx context.Context, site news.SiteID) ([]news.LessonID, error) {
	return all(ctx, db.reads, column[news.LessonID], `SELECT id FROM lessons WHERE site_id = $1 AND standing`, site)
}

// Learned returns all that the site learned, in parts that add up to it: the model
// and every standing lesson that is not folded into it, as of one moment.
func (db *DB) Learned(ctx context.Context, site news.SiteID) ([][]byte, error) {
	return all(ctx, db.reads, column[[]byte], `
		SELECT model FROM models WHERE site_id = $1
		UNION ALL
		SELECT delta FROM lessons WHERE site_id = $1 AND standing`, site)
}

// Teach adds a lesson that no decision taught, such as all that another site learned.
// Afresh says that the site first forgets what it knew: then taking back an earlier
// decision changes its reply, and nothing of what was learned.
func (db *DB) Teach(ctx context.Context, l news.Lesson, afresh bool) error {
	return db.write(ctx, "teach the filter", func(q querier) error {
		if afresh {
			for _, forget := range []string{`DELETE FROM lessons WHERE site_id = $1`, `DELETE FROM models WHERE site_id = $1`} {
				if _, err := q.exec(ctx, forget, l.SiteID); err != nil {
					return err
				}
			}
		}
		return db.learn(ctx, q, l.SiteID, news.Learning{Added: []news.Lesson{l}})
	})
}

// standingLessons returns what the filter learned from the reply; at most one.
func standingLessons(ctx context.Context, q querier, id news.ReplyID) ([]news.Lesson, error) {
	return all(ctx, q, scanLesson, selectLesson+`
		WHERE standing AND id IN (SELECT lesson_id FROM judgements WHERE reply_id = $1)`, id)
}

// learn makes what was added stand and what was removed not.
func (db *DB) learn(ctx context.Context, q querier, site news.SiteID, l news.Learning) error {
	for _, lesson := range l.Removed {
		if _, err := q.exec(ctx, `UPDATE lessons SET standing = FALSE WHERE id = $1`, lesson.ID); err != nil {
			return err
		}
	}
	for _, lesson := range l.Added {
		_, err := q.exec(ctx, `
			INSERT INTO lessons (id, site_id, standing, at, delta) VALUES ($1, $2, TRUE, $3, $4)
			ON CONFLICT (id) DO UPDATE SET standing = TRUE`, lesson.ID, site, millis(lesson.At), lesson.Delta)
		if err != nil {
			return err
		}
	}
	if len(l.Added)+len(l.Removed) == 0 {
		return nil
	}
	return db.changed(ctx, q, "lessons:"+string(site))
}

// Prints returns the prints of the site's latest replies, or of the comments it asked
// about, newest first; those whose text is gone have none, nor those that
// nobody but the filter kept out. Of each text there is only the
// beginning, in which links are looked for.
func (db *DB) Prints(ctx context.Context, site news.SiteID, limit int) ([]news.Print, error) {
	scan := func(row scanner) (p news.Print, err error) {
		var fingerprint int64
		err = row.Scan(&p.ReplyID, moment{&p.At}, &p.Email, &p.Network, &p.Body, &fingerprint, &p.State, moment{&p.Decided}, &p.Doubted)
		p.Fingerprint = uint64(fingerprint) //nolint:gosec // the same 64 bits
		return p, err
	}
	const (
		ofReplies = `
			SELECT id, created, email, network, substr(body, 1, $4), fingerprint, state,
				COALESCE((SELECT MAX(at) FROM judgements WHERE reply_id = replies.id AND undone = 0), 0),
				watched AND verdict <> 'ham'
			FROM replies
			WHERE site_id = $1 AND state = $2 AND body <> ''`
		ofChecks = `
			SELECT id, at, email, network, substr(body, 1, $3), fingerprint, answer, report, reported, verdict
			FROM checks WHERE site_id = $1`
		newest  = ` ORDER BY id DESC LIMIT $3`
		decided = ` AND id IN (SELECT reply_id FROM judgements WHERE site_id = $1 ORDER BY id DESC LIMIT $3)` + newest
	)
	var prints []news.Print
	// State by state, since that is how the index for the queue stands. Most spam was
	// kept out by nobody but the filter.
	for state, query := range map[news.ReplyState]string{
		news.Pending: ofReplies + newest, news.Published: ofReplies + newest, news.Struck: ofReplies + newest, news.Spam: ofReplies + decided,
	} {
		some, err := all(ctx, db.reads, scan, query, site, state, limit, spam.LinkBytes)
		if err != nil {
			return nil, err
		}
		prints = append(prints, some...)
	}
	for _, query := range []string{ofChecks + ` ORDER BY id DESC LIMIT $2`, ofChecks + ` AND reported <> 0 ORDER BY reported DESC LIMIT $2`} {
		asked, err := all(ctx, db.reads, scanCheckPrint, query, site, limit, spam.LinkBytes)
		if err != nil {
			return nil, err
		}
		prints = append(prints, asked...)
	}
	prints = slices.DeleteFunc(prints, news.Print.Unseen)
	slices.SortFunc(prints, func(a, b news.Print) int { return strings.Compare(string(b.ReplyID), string(a.ReplyID)) })
	prints = slices.CompactFunc(prints, func(a, b news.Print) bool { return a.ReplyID == b.ReplyID })
	return prints[:min(limit, len(prints))], nil
}

// PageTexts returns the words of the story at that address of the site, or "" when
// there is none, and those of up to limit other published stories, the latest first.
func (db *DB) PageTexts(ctx context.Context, site news.SiteID, url string, limit int) (text string, others []string, err error) {
	const words = `SELECT headline || ' ' || standfirst || ' ' || body FROM stories `
	texts, err := all(ctx, db.reads, column[string], words+`
		WHERE id = (SELECT story_id FROM threads WHERE site_id = $1 AND url = $2)`, site, url)
	if err != nil || len(texts) == 0 {
		return "", nil, err
	}
	others, err = all(ctx, db.reads, column[string], words+`
		WHERE state = 'published' AND published <= $4
		  AND id <> COALESCE((SELECT story_id FROM threads WHERE site_id = $1 AND url = $2), '')
		ORDER BY published DESC, id DESC LIMIT $3`, site, url, limit, millis(db.now()))
	return texts[0], others, err
}
