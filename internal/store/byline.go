package store

import (
	"context"
	"slices"

	"stet/internal/news"
	"stet/internal/notice"
)

// writersName is the name of whoever wrote a story or took its picture.
var writersName = ofStaff("byline", notice.Crediting, notice.WithStory, notice.Public)

var (
	bylineColumns      = personal(writersName, "bylines", "slug", "name")
	storyBylineColumns = slices.Concat(
		personal(writersName, "story_bylines", "byline"),
		impersonal("story_bylines", "story_id", "place", "listed"),
	)
	storyTopicColumns = impersonal("story_topics", "story_id", "topic", "place", "listed")
)

func scanByline(row scanner) (b news.Byline, err error) {
	err = row.Scan(&b.Slug, &b.Name)
	return b, err
}

// Byline returns the byline with that slug.
func (db *DB) Byline(ctx context.Context, slug string) (news.Byline, error) {
	return one(ctx, db.reads, scanByline, `SELECT slug, name FROM bylines WHERE slug = $1`, slug)
}

// storyBylines returns the bylines of each of the stories.
func storyBylines(ctx context.Context, q querier, ids []news.StoryID) (map[news.StoryID][]news.Byline, error) {
	type line struct {
		story news.StoryID
		news.Byline
	}
	scan := func(row scanner) (l line, err error) {
		err = row.Scan(&l.story, &l.Slug, &l.Name)
		return l, err
	}
	bylines := map[news.StoryID][]news.Byline{}
	err := bySixteen(ids, func(args []any) error {
		return each(ctx, q, scan, func(l line) error {
			bylines[l.story] = append(bylines[l.story], l.Byline)
			return nil
		}, `
			SELECT sb.story_id, b.slug, b.name
			FROM story_bylines sb JOIN bylines b ON b.slug = sb.byline
			WHERE sb.story_id IN `+sixteen+`
			ORDER BY sb.story_id, sb.place`, args...)
	})
	return bylines, err
}

// saveBylines replaces the bylines of a story.
func saveBylines(ctx context.Context, q querier, s news.Story) error {
	if _, err := q.exec(ctx, `DELETE FROM story_bylines WHERE story_id = $1`, s.ID); err != nil {
		return err
	}
	for place, b := range s.Bylines {
		_, err := q.exec(ctx, `
			INSERT INTO bylines (slug, name) VALUES ($1, $2)
			ON CONFLICT (slug) DO UPDATE SET name = excluded.name
			WHERE excluded.name <> '' AND excluded.name <> bylines.name`, b.Slug, b.Name)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `
			INSERT INTO story_bylines (story_id, byline, place, listed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (story_id, byline) DO NOTHING`, s.ID, b.Slug, place, listed(s))
		if err != nil {
			return err
		}
	}
	return nil
}

// listed is when the story was published if its byline's and topics' pages show it,
// else 0.
func listed(s news.Story) int64 {
	if s.State != news.StoryPublished {
		return 0
	}
	return millis(s.Published)
}
