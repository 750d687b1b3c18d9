package stories

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stet/internal/news"
)

// PageSize is how many stories one page of a list holds.
const PageSize = 20

// A Page is one page of a list of stories, the latest first.
type Page struct {
	Stories []news.Teaser
	// Next is where the next page begins, or zero when there is none.
	Next news.Cursor
}

// lister is one of the store's lists, bound to what it lists.
type lister func(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error)

func (l lister) page(ctx context.Context, after news.Cursor) (Page, error) {
	list, err := l(ctx, after, PageSize+1)
	if err != nil || len(list) <= PageSize {
		return Page{Stories: list}, err
	}
	last := list[PageSize-1]
	return Page{Stories: list[:PageSize], Next: news.Cursor{Published: last.Published, ID: last.ID}}, nil
}

// Latest returns a page of all stories.
func (s *Service) Latest(ctx context.Context, after news.Cursor) (Page, error) {
	return lister(s.Store.Latest).page(ctx, after)
}

// All calls each with every story, the latest first, until it returns false.
func (s *Service) All(ctx context.Context, each func(news.Teaser) bool) error {
	const most = 500
	after := news.Cursor{}
	for {
		list, err := s.Store.Latest(ctx, after, most)
		if err != nil {
			return fmt.Errorf("all stories: %w", err)
		}
		for _, t := range list {
			if !each(t) {
				return nil
			}
			after = news.Cursor{Published: t.Published, ID: t.ID}
		}
		if len(list) < most {
			return nil
		}
	}
}

// Section returns the section with that slug and a page of its stories.
func (s *Service) Section(ctx context.Context, slug string, after news.Cursor) (news.Section, Page, error) {
	all, err := s.Store.Sections(ctx)
	if err != nil {
		return news.Section{}, Page{}, fmt.Errorf("section %q: %w", slug, err)
	}
	i := slices.IndexFunc(all, func(sec news.Section) bool { return sec.Slug == slug })
	if i < 0 {
		return news.Section{}, Page{}, fmt.Errorf("section %q: %w", slug, news.ErrNotFound)
	}
	page, err := lister(func(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error) {
		return s.Store.LatestIn(ctx, slug, after, limit)
	}).page(ctx, after)
	return all[i], page, err
}

// Topic returns the topic with that slug and a page of its stories.
func (s *Service) Topic(ctx context.Context, slug string, after news.Cursor) (news.Topic, Page, error) {
	topic, err := s.Store.Topic(ctx, slug)
	if err != nil {
		return news.Topic{}, Page{}, fmt.Errorf("topic %q: %w", slug, err)
	}
	page, err := lister(func(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error) {
		return s.Store.LatestAbout(ctx, slug, after, limit)
	}).page(ctx, after)
	return topic, page, err
}

// Byline returns the byline with that slug and a page of the stories under it.
func (s *Service) Byline(ctx context.Context, slug string, after news.Cursor) (news.Byline, Page, error) {
	byline, err := s.Store.Byline(ctx, slug)
	if err != nil {
		return news.Byline{}, Page{}, fmt.Errorf("byline %q: %w", slug, err)
	}
	page, err := lister(func(ctx context.Context, after news.Cursor, limit int) ([]news.Teaser, error) {
		return s.Store.LatestBy(ctx, slug, after, limit)
	}).page(ctx, after)
	return byline, page, err
}

// Beside returns up to limit of the latest other stories of a story's section.
func (s *Service) Beside(ctx context.Context, story news.Story, limit int) ([]news.Teaser, error) {
	if story.Section.Slug == "" {
		return nil, nil
	}
	list, err := s.Store.LatestIn(ctx, story.Section.Slug, news.Cursor{}, limit+1)
	if err != nil {
		return nil, fmt.Errorf("stories beside %q: %w", story.Slug, err)
	}
	list = slices.DeleteFunc(list, func(t news.Teaser) bool { return t.ID == story.ID })
	return list[:min(len(list), limit)], nil
}

// Sections returns all sections in the order of the paper.
func (s *Service) Sections(ctx context.Context) ([]news.Section, error) { return s.Store.Sections(ctx) }

// Desk lists stories in every state by their last saving, before that time.
func (s *Service) Desk(ctx context.Context, before time.Time) ([]news.Teaser, error) {
	return s.Store.Desk(ctx, before, PageSize)
}

// What the front page shows, in stories.
const (
	frontSecond  = 4
	frontSection = 4
	// frontDiscussed are taken from the latest frontAmong stories, so that old
	// quarrels do not stay on the front for ever.
	frontDiscussed = 5
	frontAmong     = 60
)

// A Front is what stands on the front page.
type Front struct {
	// Lead is the story on top, or nil while there is none.
	Lead      *news.Teaser
	Second    []news.Teaser
	Parts     []Part
	Discussed []news.Teaser
}

// A Part is one section of the front page.
type Part struct {
	Section news.Section
	Stories []news.Teaser
}

// Front makes up the front page: the latest story with a picture leads, the
// latest others stand beside it, each section shows what is not above already.
func (s *Service) Front(ctx context.Context) (Front, error) {
	top, err := s.Store.Latest(ctx, news.Cursor{}, frontSecond+1)
	if err != nil {
		return Front{}, fmt.Errorf("front page: %w", err)
	}
	var f Front
	if len(top) > 0 {
		lead := max(0, slices.IndexFunc(top, func(t news.Teaser) bool { return t.Picture != nil }))
		f.Lead = &top[lead]
		f.Second = slices.Concat(top[:lead], top[lead+1:])
	}
	sections, err := s.Store.Sections(ctx)
	if err != nil {
		return Front{}, fmt.Errorf("front page: %w", err)
	}
	for _, sec := range sections {
		list, err := s.Store.LatestIn(ctx, sec.Slug, news.Cursor{}, frontSection+len(top))
		if err != nil {
			return Front{}, fmt.Errorf("front page, section %q: %w", sec.Slug, err)
		}
		list = slices.DeleteFunc(list, func(t news.Teaser) bool {
			return slices.ContainsFunc(top, func(u news.Teaser) bool { return u.ID == t.ID })
		})
		if len(list) > 0 {
			f.Parts = append(f.Parts, Part{sec, list[:min(len(list), frontSection)]})
		}
	}
	if f.Discussed, err = s.Store.MostDiscussed(ctx, frontAmong, frontDiscussed); err != nil {
		return Front{}, fmt.Errorf("front page: %w", err)
	}
	return f, nil
}
