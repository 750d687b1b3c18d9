// Package stories writes, publishes and corrects stories, and lists them.
package stories

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"stet/internal/news"
)

// Pages forgets rendered pages by tag.
type Pages interface {
	Drop(tags ...string)
}

// Service is the publication's stories.
type Service struct {
	Store Store
	Pages Pages
	Now   func() time.Time
	NewID func(time.Time) string
}

// Published returns the published story with that slug. A draft, a withdrawn
// story and none at all are news.ErrNotFound alike, so that nobody can tell them
// apart from outside.
func (s *Service) Published(ctx context.Context, slug string) (news.Story, error) {
	story, err := s.Store.StoryBySlug(ctx, slug)
	if err != nil {
		return news.Story{}, fmt.Errorf("story %q: %w", slug, err)
	}
	if story.State != news.StoryPublished {
		return news.Story{}, fmt.Errorf("story %q: %w", slug, news.ErrNotFound)
	}
	return story, nil
}

// Story returns the story with that id in whatever state, for the staff.
func (s *Service) Story(ctx context.Context, id news.StoryID) (news.Story, error) {
	story, err := s.Store.Story(ctx, id)
	if err != nil {
		return news.Story{}, fmt.Errorf("story %q: %w", id, err)
	}
	return story, nil
}

// Thread returns the thread under the published story with that slug. It is the
// short way for who wants only to reply; what it does not find, Published does not
// find either.
func (s *Service) Thread(ctx context.Context, slug string) (news.Thread, error) {
	thread, err := s.Store.StoryThread(ctx, slug)
	if err != nil {
		return news.Thread{}, fmt.Errorf("thread of story %q: %w", slug, err)
	}
	return thread, nil
}

// Save stores what a draft says: as a new story, which nobody but the staff sees
// until it is published, or over the story with the draft's ID, whose state
// stays. Readers of a published story see the change at once.
func (s *Service) Save(ctx context.Context, d Draft) (news.Story, error) {
	d = d.tidy()
	if err := d.validate(); err != nil {
		return news.Story{}, err
	}
	now := s.Now()
	story := news.Story{State: news.StoryDraft, Created: now}
	if d.ID != "" {
		var err error
		if story, err = s.Store.Story(ctx, d.ID); err != nil {
			return news.Story{}, fmt.Errorf("save story %q: %w", d.ID, err)
		}
		story.Revision = d.Revision
	}
	if story.State == news.StoryPublished {
		if err := d.Ready(); err != nil {
			return news.Story{}, err
		}
		if d.Slug != "" && d.Slug != story.Slug { // links to it are out in the world
			return news.Story{}, news.Invalid{Field: "slug", Rule: "fixed"}
		}
		story.Updated = now
	}
	d.write(&story)
	return s.save(ctx, story, d.Slug != "")
}

// save stores the story. A slug that nobody chose gives way to one that is free.
func (s *Service) save(ctx context.Context, story news.Story, chosen bool) (news.Story, error) {
	slug := story.Slug
	for n := 2; ; n++ {
		saved, err := s.Store.SaveStory(ctx, story)
		var invalid news.Invalid
		if errors.As(err, &invalid) && invalid.Rule == "taken" && !chosen && n < 100 {
			story.Slug = slug + "-" + strconv.Itoa(n)
			continue
		}
		if err != nil {
			return news.Story{}, fmt.Errorf("save story %q: %w", story.Slug, err)
		}
		s.drop(saved)
		return saved, nil
	}
}

// Publish shows the story to readers, dated at; a zero time keeps the date it
// had, or is now. A date to come is a news.Invalid: Stet does not schedule yet.
func (s *Service) Publish(ctx context.Context, id news.StoryID, at time.Time) (news.Story, error) {
	story, err := s.Store.Story(ctx, id)
	if err != nil {
		return news.Story{}, fmt.Errorf("publish story %q: %w", id, err)
	}
	if err := draftOf(story).Ready(); err != nil {
		return news.Story{}, err
	}
	now := s.Now()
	switch {
	case at.After(now):
		return news.Story{}, news.Invalid{Field: "date", Rule: "in_future"}
	case !at.IsZero():
		story.Published = at
	case story.Published.IsZero():
		story.Published = now
	}
	story.State = news.StoryPublished
	if story.Updated.Before(story.Published) {
		story.Updated = story.Published
	}
	return s.save(ctx, story, true)
}

// Withdraw takes a story away from readers. Its replies stay stored.
func (s *Service) Withdraw(ctx context.Context, id news.StoryID) (news.Story, error) {
	story, err := s.Store.Story(ctx, id)
	if err != nil {
		return news.Story{}, fmt.Errorf("withdraw story %q: %w", id, err)
	}
	if story.State != news.StoryPublished {
		return news.Story{}, fmt.Errorf("withdraw story %q: it is not published: %w", story.Slug, news.ErrConflict)
	}
	story.State, story.Updated = news.StoryWithdrawn, s.Now()
	return s.save(ctx, story, true)
}

// MaxCorrection is the longest that a correction may be, in characters.
const MaxCorrection = 2000

// Correct adds a dated note to a published story that says what was wrong.
func (s *Service) Correct(ctx context.Context, id news.StoryID, text string) (news.Story, error) {
	text = tidyLine(text)
	if err := (part{"correction", text, MaxCorrection, true}).check(); err != nil {
		return news.Story{}, err
	}
	story, err := s.Store.Story(ctx, id)
	if err != nil {
		return news.Story{}, fmt.Errorf("correct story %q: %w", id, err)
	}
	if story.State != news.StoryPublished {
		return news.Story{}, fmt.Errorf("correct story %q: it is not published: %w", story.Slug, news.ErrConflict)
	}
	now := s.Now()
	story, err = s.Store.AddCorrection(ctx, id, news.Correction{ID: s.NewID(now), At: now, Text: text})
	if err != nil {
		return news.Story{}, fmt.Errorf("correct story %q: %w", id, err)
	}
	s.drop(story)
	return story, nil
}

// OpenReplies opens or closes the story to replies.
func (s *Service) OpenReplies(ctx context.Context, id news.StoryID, open bool) error {
	story, err := s.Store.Story(ctx, id)
	if err != nil {
		return fmt.Errorf("replies to story %q: %w", id, err)
	}
	if err := s.Store.OpenThread(ctx, story.Thread.ID, open); err != nil {
		return fmt.Errorf("replies to story %q: %w", story.Slug, err)
	}
	s.drop(story)
	return nil
}

// drop forgets the pages on which the story stands, or might.
func (s *Service) drop(story news.Story) {
	s.Pages.Drop("story:"+string(story.ID), "thread:"+string(story.Thread.ID), "front", "stories")
}
