package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stet/internal/news"
)

var (
	storyColumns = slices.Concat(
		impersonal("stories", "id", "slug", "state", "section", "headline", "standfirst", "lang",
			"picture_key", "picture_width", "picture_height", "picture_widths", "picture_alt", "picture_caption",
			"revision", "created", "published", "updated", "saved", "body"),
		personal(writersName, "stories", "picture_credit"),
	)
	correctionColumns = impersonal("corrections", "id", "story_id", "at", "text")
)

// SaveStory implements stories.Store. A new story's thread is open; corrections are
// left alone, for AddCorrection adds them.
func (db *DB) SaveStory(ctx context.Context, s news.Story) (news.Story, error) {
	var saved news.Story
	err := db.write(ctx, "save story", func(q querier) (err error) {
		saved, err = db.saveStory(ctx, q, s)
		return err
	})
	return saved, err
}

// saveStory is SaveStory within a transaction.
func (db *DB) saveStory(ctx context.Context, q querier, s news.Story) (news.Story, error) {
	if err := saveSection(ctx, q, s.Section); err != nil {
		return s, err
	}
	seen, err := db.putStory(ctx, q, &s)
	if db.engine.duplicate(err) {
		return s, news.Invalid{Field: "slug", Rule: "taken"}
	}
	if err != nil {
		return s, err
	}
	if err := saveBylines(ctx, q, s); err != nil {
		return s, err
	}
	if err := saveTopics(ctx, q, s); err != nil {
		return s, err
	}
	if seen || s.State == news.StoryPublished {
		if err := db.changed(ctx, q, "story:"+string(s.ID), "front"); err != nil {
			return s, err
		}
	}
	return story(ctx, q, storyByID, string(s.ID))
}

// putStory stores the story's row and its thread's, gives a new story its ID, and
// reports whether readers could see the story before.
func (db *DB) putStory(ctx context.Context, q querier, s *news.Story) (seen bool, err error) {
	if s.ID == "" {
		return false, db.insertStory(ctx, q, s)
	}
	before, err := one(ctx, q, column[news.StoryState], `SELECT state FROM stories WHERE id = $1`, s.ID)
	if err != nil {
		return false, err
	}
	n, err := q.exec(ctx, `
		UPDATE stories
		SET slug = $2, state = $3, section = NULLIF($4, ''), headline = $5, standfirst = $6, lang = $7,
		    picture_key = $8, picture_width = $9, picture_height = $10, picture_widths = $11,
		    picture_alt = $12, picture_caption = $13, picture_credit = $14,
		    published = $15, updated = $16, body = $17, saved = `+nextSaved+`, revision = revision + 1
		WHERE id = $1 AND revision = $19`, append(db.storyRow(*s), s.Revision)...)
	if err == nil && n == 0 {
		err = fmt.Errorf("somebody else saved it since: %w", news.ErrConflict)
	}
	if err != nil {
		return false, err
	}
	_, err = q.exec(ctx, `UPDATE threads SET url = $2, title = $3, lang = $4 WHERE story_id = $1`,
		s.ID, s.Path(), s.Headline, s.Lang)
	return before == news.StoryPublished, err
}

func (db *DB) insertStory(ctx context.Context, q querier, s *news.Story) error {
	now := db.now()
	s.ID = news.StoryID(news.NewID(now))
	if s.Created.IsZero() {
		s.Created = now
	}
	site, err := publication(ctx, q)
	if err != nil {
		return fmt.Errorf("publication: %w", err)
	}
	_, err = q.exec(ctx, `
		INSERT INTO stories (id, slug, state, section, headline, standfirst, lang,
			picture_key, picture_width, picture_height, picture_widths,
			picture_alt, picture_caption, picture_credit,
			published, updated, body, saved, created, revision)
		VALUES ($1, $2, $3, NULLIF($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
			`+nextSaved+`, $19, 1)`, append(db.storyRow(*s), millis(s.Created))...)
	if err != nil {
		return err
	}
	return insertThread(ctx, q, news.Thread{
		ID: news.ThreadID(news.NewID(now)), SiteID: site.ID, URL: s.Path(),
		Title: s.Headline, Lang: s.Lang, Open: true, Created: now,
	}, s.ID)
}

// nextSaved is now ($18), or just after the latest saving when the clock stands
// still or went back: no two stories are saved at the same time.
const nextSaved = `
	CASE WHEN $18 > (SELECT COALESCE(MAX(saved), 0) FROM stories) THEN $18
	     ELSE (SELECT MAX(saved) + 1 FROM stories) END`

// storyRow is $1 to $18 of a statement that stores a story.
func (db *DB) storyRow(s news.Story) []any {
	var p news.Picture
	if s.Picture != nil {
		p = *s.Picture
	}
	widths := make([]string, len(p.Widths))
	for i, w := range p.Widths {
		widths[i] = strconv.Itoa(w)
	}
	return []any{
		s.ID, s.Slug, s.State, s.Section.Slug, s.Headline, s.Standfirst, s.Lang,
		p.Key, p.Width, p.Height, strings.Join(widths, " "), p.Alt, p.Caption, p.Credit,
		millis(s.Published), millis(s.Updated), s.Body, millis(db.now()),
	}
}

const (
	selectStory = `
		SELECT s.id, s.slug, s.state, COALESCE(c.slug, ''), COALESCE(c.name, ''), s.headline, s.standfirst, s.lang,
			s.picture_key, s.picture_width, s.picture_height, s.picture_widths,
			s.picture_alt, s.picture_caption, s.picture_credit,
			s.revision, s.created, s.published, s.updated, s.body,
			t.id, t.site_id, t.url, t.title, t.lang, t.open, t.published, t.created
		FROM stories s JOIN threads t ON t.story_id = s.id LEFT JOIN sections c ON c.slug = s.section`
	storyByID   = selectStory + ` WHERE s.id = $1`
	storyBySlug = selectStory + ` WHERE s.slug = $1`
)

func scanStory(row scanner) (s news.Story, err error) {
	var p picture
	t := &s.Thread
	err = row.Scan(&s.ID, &s.Slug, &s.State, &s.Section.Slug, &s.Section.Name, &s.Headline, &s.Standfirst, &s.Lang,
		&p.Key, &p.Width, &p.Height, &p.widths, &p.Alt, &p.Caption, &p.Credit,
		&s.Revision, moment{&s.Created}, moment{&s.Published}, moment{&s.Updated}, &s.Body,
		&t.ID, &t.SiteID, &t.URL, &t.Title, &t.Lang, &t.Open, &t.Published, moment{&t.Created})
	if err == nil {
		s.Picture, err = p.news()
	}
	return s, err
}

// picture is a news.Picture as it is kept.
type picture struct {
	news.Picture
	widths string
}

// news returns the picture, or nil when there is none.
func (p picture) news() (*news.Picture, error) {
	if p.Key == "" {
		return nil, nil
	}
	for field := range strings.FieldsSeq(p.widths) {
		w, err := strconv.Atoi(field)
		if err != nil {
			return nil, fmt.Errorf("widths of picture %s: %w", p.Key, err)
		}
		p.Widths = append(p.Widths, w)
	}
	return &p.Picture, nil
}

// Story returns the story with that id, in whatever state.
func (db *DB) Story(ctx context.Context, id news.StoryID) (news.Story, error) {
	return story(ctx, db.reads, storyByID, string(id))
}

// StoryBySlug returns the story with that slug, in whatever state.
func (db *DB) StoryBySlug(ctx context.Context, slug string) (news.Story, error) {
	return story(ctx, db.reads, storyBySlug, slug)
}

// story returns one story with all that belongs to it.
func story(ctx context.Context, q querier, query, key string) (news.Story, error) {
	s, err := one(ctx, q, scanStory, query, key)
	if err != nil {
		return news.Story{}, err
	}
	bylines, err := storyBylines(ctx, q, []news.StoryID{s.ID})
	if err != nil {
		return news.Story{}, err
	}
	s.Bylines = bylines[s.ID]
	if s.Topics, err = storyTopics(ctx, q, s.ID); err != nil {
		return news.Story{}, err
	}
	s.Corrections, err = all(ctx, q, scanCorrection, `
		SELECT id, at, text FROM corrections WHERE story_id = $1 ORDER BY at, id`, s.ID)
	return s, err
}

func scanCorrection(row scanner) (c news.Correction, err error) {
	err = row.Scan(&c.ID, moment{&c.At}, &c.Text)
	return c, err
}

// AddCorrection adds a correction to the story and dates its update. A correction
// without an ID is given one.
func (db *DB) AddCorrection(ctx context.Context, id news.StoryID, c news.Correction) (news.Story, error) {
	if c.ID == "" {
		c.ID = news.NewID(c.At)
	}
	var corrected news.Story
	err := db.write(ctx, "correct story", func(q querier) error {
		err := must(q.exec(ctx, `UPDATE stories SET updated = $2 WHERE id = $1`, id, millis(c.At)))
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `INSERT INTO corrections (id, story_id, at, text) VALUES ($1, $2, $3, $4)`,
			c.ID, id, millis(c.At), c.Text)
		if err != nil {
			return err
		}
		if err := db.changed(ctx, q, "story:"+string(id), "front"); err != nil {
			return err
		}
		corrected, err = story(ctx, q, storyByID, string(id))
		return err
	})
	return corrected, err
}
