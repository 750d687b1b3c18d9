package store

import (
	"context"

	"stet/internal/news"
)

var (
	sectionColumns = impersonal("sections", "slug", "name", "position")
	topicColumns   = impersonal("topics", "slug", "name")
)

// Sections returns all sections in the order of the paper.
func (db *DB) Sections(ctx context.Context) ([]news.Section, error) {
	scan := func(row scanner) (s news.Section, err error) {
		err = row.Scan(&s.Slug, &s.Name)
		return s, err
	}
	return all(ctx, db.reads, scan, `SELECT slug, name FROM sections ORDER BY position, slug`)
}

// SetSections gives the paper these sections, in this order. Those that are there
// and not named stand behind them.
func (db *DB) SetSections(ctx context.Context, sections []news.Section) error {
	return db.write(ctx, "set sections", func(q querier) error {
		if _, err := q.exec(ctx, `UPDATE sections SET position = position + $1`, len(sections)); err != nil {
			return err
		}
		for i, s := range sections {
			_, err := q.exec(ctx, `
				INSERT INTO sections (slug, name, position) VALUES ($1, $2, $3)
				ON CONFLICT (slug) DO UPDATE SET name = excluded.name, position = excluded.position`,
				s.Slug, s.Name, i+1)
			if err != nil {
				return err
			}
		}
		return db.changed(ctx, q, "front")
	})
}

// saveSection stores the section of a story that is being saved. A new one becomes
// the last of the paper.
func saveSection(ctx context.Context, q querier, s news.Section) error {
	if s.Slug == "" {
		return nil
	}
	_, err := q.exec(ctx, `
		INSERT INTO sections (slug, name, position)
		VALUES ($1, $2, (SELECT COALESCE(MAX(position), 0) + 1 FROM sections))
		ON CONFLICT (slug) DO UPDATE SET name = excluded.name
		WHERE excluded.name <> '' AND excluded.name <> sections.name`, s.Slug, s.Name)
	return err
}

// Topic returns the topic with that slug.
func (db *DB) Topic(ctx context.Context, slug string) (news.Topic, error) {
	return one(ctx, db.reads, scanTopic, `SELECT slug, name FROM topics WHERE slug = $1`, slug)
}

func scanTopic(row scanner) (t news.Topic, err error) {
	err = row.Scan(&t.Slug, &t.Name)
	return t, err
}

// storyTopics returns what a story is about.
func storyTopics(ctx context.Context, q querier, id news.StoryID) ([]news.Topic, error) {
	return all(ctx, q, scanTopic, `
		SELECT t.slug, t.name FROM story_topics st JOIN topics t ON t.slug = st.topic
		WHERE st.story_id = $1 ORDER BY st.place`, id)
}

// saveTopics replaces what a story is about.
func saveTopics(ctx context.Context, q querier, s news.Story) error {
	if _, err := q.exec(ctx, `DELETE FROM story_topics WHERE story_id = $1`, s.ID); err != nil {
		return err
	}
	for place, t := range s.Topics {
		_, err := q.exec(ctx, `
			INSERT INTO topics (slug, name) VALUES ($1, $2)
			ON CONFLICT (slug) DO UPDATE SET name = excluded.name
			WHERE excluded.name <> '' AND excluded.name <> topics.name`, t.Slug, t.Name)
		if err != nil {
			return err
		}
		_, err = q.exec(ctx, `
			INSERT INTO story_topics (story_id, topic, place, listed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (story_id, topic) DO NOTHING`, s.ID, t.Slug, place, listed(s))
		if err != nil {
			return err
		}
	}
	return nil
}
