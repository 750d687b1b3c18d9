package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/spam"
	"stet/internal/theme"
	"stet/internal/web"
)

// maxReplyForm is the largest form of a reply that is read, in bytes.
const maxReplyForm = 64 << 10

// A replyForm is what a reader sent, cleaned of what cannot be shown.
type replyForm struct {
	parent, author, email, url, body string
	token, nonce, elapsed            string
	trap                             bool
}

// readReplyForm reads the form, and notes in it what is to be mended.
func readReplyForm(f *web.Form) replyForm {
	return replyForm{
		parent: f.Line("parent", 64), author: f.Line("author", replies.MaxAuthor),
		email: f.Line("email", news.MaxEmail), url: f.Line("url", replies.MaxURL),
		body:  f.Text("body", replies.MaxBody),
		token: f.Line("token", 200), nonce: f.Line("nonce", 100), elapsed: f.Line("elapsed", 20),
		trap: f.Line("website", maxReplyForm) != "", // hidden from people: who fills it in is a program
	}
}

// postReply takes in a reply and sends its writer to its private page. Whatever
// is wrong, what the reader wrote comes back in the form.
func (s *Server) postReply(w http.ResponseWriter, r *http.Request) error {
	thread, err := s.Stories.Thread(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	sent, err := web.ReadForm(w, r, maxReplyForm)
	if err != nil {
		return err
	}
	form := readReplyForm(sent)
	if len(sent.Problems) == 0 {
		reply, err := s.takeIn(r, thread, form)
		if err == nil {
			web.SeeOther(w, r, s.receiptPath(reply.ID))
			return nil
		}
		return s.askAgain(w, r, form, err)
	}
	return s.showForm(w, r, form, sent.Problems, http.StatusUnprocessableEntity, 0)
}

// takeIn checks what only this site knows of, the form's token and the limits,
// and posts the reply.
func (s *Server) takeIn(r *http.Request, t news.Thread, form replyForm) (news.Reply, error) {
	now := s.Now()
	shown, err := s.Signer.Check(form.token, string(t.ID), now)
	if err != nil {
		return news.Reply{}, err
	}
	client := s.Clients.Of(r)
	if !client.Exempt {
		if err := s.PerAddress.Take(client.Network.String()); err != nil {
			return news.Reply{}, err
		}
		if err := s.PerStory.Take(string(t.ID)); err != nil {
			return news.Reply{}, err
		}
	}
	network, err := s.Networks.Hash(r.Context(), client.Network, now)
	if err != nil {
		return news.Reply{}, err
	}
	return s.Replies.Post(r.Context(), replies.Draft{
		Thread: t, Parent: news.ReplyID(form.parent),
		Author: news.Name(form.author), Email: news.Email(form.email), URL: form.url, Body: form.body,
		Key: s.formKey(form, t.ID, client, r.UserAgent()), Network: network,
		Manner: news.Manner{
			Signs: uint8(spam.SignsOf(r.Header.Get)), Elapsed: elapsed(form.elapsed, now.Sub(shown)), Trap: form.trap,
		},
	})
}

// formKey is the identity of one sending of one form. A cached page gives the same
// token to everybody, so what was written belongs to the identity, and beside it a
// number that the reader's script made up or, without script, where the form came
// from: nobody reaches another's private page by copying their published words.
func (s *Server) formKey(f replyForm, t news.ThreadID, client web.Client, agent string) []byte {
	origin := f.nonce
	if origin == "" {
		origin = client.Addr.String() + " " + agent
	}
	mac := hmac.New(sha256.New, s.Signer.Key)
	for _, part := range []string{"form", string(t), f.token, origin, f.parent, f.author, f.email, f.url, f.body} {
		_, _ = fmt.Fprintf(mac, "%d:%s", len(part), part) // a hash takes everything
	}
	return mac.Sum(nil)
}

// elapsed is how long the writer had the form before them. The page may have been
// rendered long before they opened it, so the form's own age is an upper bound and
// worth something only when it is short; the script's word counts below it.
func elapsed(claim string, age time.Duration) time.Duration {
	if ms, err := strconv.ParseInt(claim, 10, 64); err == nil && ms > 0 {
		if d := time.Duration(ms) * time.Millisecond; d > 0 && d < age {
			return d
		}
	}
	if age < time.Minute {
		return max(age, time.Millisecond)
	}
	return 0
}

// askAgain shows the form again when the reader can mend err, or else returns it.
func (s *Server) askAgain(w http.ResponseWriter, r *http.Request, form replyForm, err error) error {
	var invalid news.Invalid
	var many news.TooMany
	switch {
	case errors.As(err, &invalid):
	case errors.As(err, &many):
		invalid = news.Invalid{Field: "form", Rule: many.Of}
		w.Header().Set("Retry-After", web.Seconds(many.After))
	case errors.Is(err, news.ErrConflict):
		invalid = news.Invalid{Field: "form", Rule: "closed"}
	default:
		return err
	}
	problems := map[string]news.Invalid{invalid.Field: invalid}
	return s.showForm(w, r, form, problems, web.StatusOf(err), many.After)
}

// showForm answers with the form as it was sent and what is to be mended.
func (s *Server) showForm(w http.ResponseWriter, r *http.Request, form replyForm, problems map[string]news.Invalid, status int, wait time.Duration) error {
	story, err := s.Stories.Published(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	parent, err := s.parent(r.Context(), story, form.parent)
	if err != nil {
		return err
	}
	f := s.form(story.Thread, story.Slug)
	f.Parent, f.Problems, f.Wait = parent, problems, wait
	f.Author, f.Email, f.URL, f.Body = news.Name(form.author), news.Email(form.email), form.url, form.body
	return s.answer(w, r, story, f, status)
}

// answerForm is the page with the form that answers one reply.
func (s *Server) answerForm(w http.ResponseWriter, r *http.Request) error {
	story, err := s.Stories.Published(r.Context(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	f := s.form(story.Thread, story.Slug)
	if f.Parent, err = s.parent(r.Context(), story, r.PathValue("id")); err != nil {
		return err
	}
	if f.Parent == nil {
		return fmt.Errorf("reply to answer: %w", news.ErrNotFound)
	}
	return s.answer(w, r, story, f, http.StatusOK)
}

// answer is the page with a form on it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, story news.Story, f theme.ReplyForm, status int) error {
	p, err := s.unlisted(r.Context(), r.URL.Path, story.Headline)
	if err != nil {
		return err
	}
	return s.write(w, status, "answer", theme.AnswerPage{Page: p, Headline: story.Headline, StoryPath: story.Path(), Form: f})
}

// parent is the reply that is being answered, or nil when there is none any more.
func (s *Server) parent(ctx context.Context, story news.Story, id string) (*theme.ReplyView, error) {
	if id == "" || !plainID(id) {
		return nil, nil //nolint:nilnil // no parent is a good answer
	}
	r, err := s.Replies.Published(ctx, story.Thread.ID, news.ReplyID(id))
	if errors.Is(err, news.ErrNotFound) {
		return nil, nil //nolint:nilnil // it was taken back meanwhile
	}
	if err != nil {
		return nil, err
	}
	v := replyView(story.Slug, r)
	return &v, nil
}
