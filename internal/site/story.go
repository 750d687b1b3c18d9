package site

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"stet/internal/feeds"
	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/pages"
	"stet/internal/replies"
	"stet/internal/theme"
	"stet/internal/web"
)

// moreFromSection is how many other stories of the section stand under a story.
const moreFromSection = 4

func (s *Server) story(w http.ResponseWriter, r *http.Request) error {
	slug := r.PathValue("slug")
	return s.Pages.Serve(w, r, news.StoryPath(slug), func(ctx context.Context) (pages.Page, error) {
		story, err := s.Stories.Published(ctx, slug)
		if err != nil {
			return pages.Page{}, err
		}
		data, err := s.StoryPage(ctx, story)
		if err != nil {
			return pages.Page{}, err
		}
		return s.render("story", data, "story:"+string(story.ID), "thread:"+string(story.Thread.ID), tagFront)
	})
}

// StoryPage is the page of a story in whatever state, as its readers see it or,
// for the desk's preview, would see it.
func (s *Server) StoryPage(ctx context.Context, story news.Story) (theme.StoryPage, error) {
	body, err := s.Markup.Story(story.Body)
	if err != nil {
		return theme.StoryPage{}, fmt.Errorf("body of story %q: %w", story.Slug, err)
	}
	p, err := s.page(ctx, story.Path(), story.Headline, story.Standfirst)
	if err != nil {
		return theme.StoryPage{}, err
	}
	if p.Description == "" {
		p.Description = markup.Excerpt(body, 160)
	}
	data := theme.StoryPage{Page: p, Story: story, Body: body, Form: s.form(story.Thread, story.Slug)}
	list, next, err := s.Replies.Page(ctx, story.Thread.ID, "")
	if err != nil {
		return theme.StoryPage{}, err
	}
	if data.Thread, err = s.thread(ctx, story, list, next); err != nil {
		return theme.StoryPage{}, err
	}
	data.LinkedData = feeds.Article(s.paper(), story)
	if data.More, err = s.Stories.Beside(ctx, story, moreFromSection); err != nil {
		return theme.StoryPage{}, err
	}
	return data, nil
}

// thread shows a page of the replies under a story; next is where the next begins.
func (s *Server) thread(ctx context.Context, story news.Story, list []news.Reply, next string) (theme.ThreadView, error) {
	view := theme.ThreadView{Open: story.Thread.Open, Count: story.Thread.Published}
	if next != "" {
		view.More = story.Path() + "/replies?after=" + next
	}
	parents, err := s.Replies.Parents(ctx, list)
	if err != nil {
		return theme.ThreadView{}, err
	}
	for i, r := range list {
		v := replyView(story.Slug, r)
		if r.ParentID != "" && !rightAbove(list[:i], r) {
			parent, there := parents[r.ParentID]
			v.Orphan = !there
			if there {
				v.AnswerTo, v.AnswerID = parent.Author, parent.ID
			}
		}
		view.Replies = append(view.Replies, v)
	}
	return view, nil
}

// rightAbove reports whether a reader sees at once what r answers: its parent
// comes before it on the page, one step further out.
func rightAbove(before []news.Reply, r news.Reply) bool {
	for _, b := range slices.Backward(before) {
		if b.Depth < r.Depth {
			return b.ID == r.ParentID
		}
	}
	return false
}

func replyView(slug string, r news.Reply) theme.ReplyView {
	return theme.ReplyView{
		ID: r.ID, Depth: r.Depth, Author: r.Author, URL: r.URL, Body: markup.Reply(r.Body), At: r.Created,
		AnswerPath: news.StoryPath(slug) + "/replies/" + string(r.ID),
	}
}

// moreReplies is a further page of a long thread.
func (s *Server) moreReplies(w http.ResponseWriter, r *http.Request) error {
	slug, after := r.PathValue("slug"), r.URL.Query().Get("after")
	if after == "" || !plainID(after) {
		web.SeeOther(w, r, news.StoryPath(slug)+"#replies")
		return nil
	}
	return s.Pages.Serve(w, r, news.StoryPath(slug)+"/replies?after="+after, func(ctx context.Context) (pages.Page, error) {
		story, err := s.Stories.Published(ctx, slug)
		if err != nil {
			return pages.Page{}, err
		}
		p, err := s.unlisted(ctx, story.Path()+"/replies", story.Headline)
		if err != nil {
			return pages.Page{}, err
		}
		data := theme.RepliesPage{Page: p, Headline: story.Headline, StoryPath: story.Path()}
		list, next, err := s.Replies.Page(ctx, story.Thread.ID, after)
		if err != nil {
			return pages.Page{}, err
		}
		if data.Thread, err = s.thread(ctx, story, list, next); err != nil {
			return pages.Page{}, err
		}
		return s.render("replies", data, "story:"+string(story.ID), "thread:"+string(story.Thread.ID))
	})
}

// form is the empty form under a thread.
func (s *Server) form(t news.Thread, slug string) theme.ReplyForm {
	return theme.ReplyForm{
		Action:  news.StoryPath(slug) + "/replies",
		Token:   s.Signer.Sign(string(t.ID), s.Now()),
		MaxBody: replies.MaxBody,
	}
}
