package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"stet/internal/config"
	"stet/internal/news"
	"stet/internal/replies"
	"stet/internal/sample"
	"stet/internal/stories"
)

type demoCommand struct {
	Dir      string `default:"demo" type:"path" help:"The folder to keep the sample newsroom in; it is made when it is not there."`
	Addr     string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"The address to serve on."`
	Database string `placeholder:"postgres://…" help:"Use this PostgreSQL database instead of SQLite in the folder."`
}

// The one-time link of the demo signs this person in.
const (
	demoEditor = news.Email("editor@fairlead.example")
	demoName   = news.Name("Demo Editor")
)

// Run serves the sample newsroom, filling the folder first when it is new.
func (c demoCommand) Run(ctx context.Context, t terminal) (err error) {
	if err := c.settle(); err != nil {
		return err
	}
	place := folder{Dir: c.Dir, Database: c.Database}
	n, err := place.open(ctx, t, serveOn(c.Addr))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.close()) }()
	l, err := n.listen(ctx) // before the filling: an address in use is told at once
	if err != nil {
		return err
	}
	if err := n.fill(ctx, t); err != nil {
		return errors.Join(fmt.Errorf("sample newsroom: %w", err), l.Close())
	}
	link, err := n.invite(ctx, demoEditor, demoName, news.Owner)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	_, err = fmt.Fprintf(t.out, "\n  %s is served on  %s\n  One-time link to its desk:  %s\n\n  It lives in %s. Stop it with Ctrl-C; run it again to go on.\n\n",
		n.config.Publication.Name, n.config.URL(), link, c.Dir)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return n.serve(ctx, l)
}

// settle makes the folder with the sample paper's settings, once.
func (c demoCommand) settle() error {
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return err
	}
	dir, err := os.OpenRoot(c.Dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	if exists(dir, config.FileName) {
		return nil
	}
	p, settings := sample.Publication(), config.Default()
	settings.Publication.Name, settings.Publication.Tagline = p.Name, p.Tagline
	settings.Publication.Controller, settings.Publication.Contact = p.Controller, string(p.Contact)
	for _, s := range p.Sections {
		settings.Publication.Sections = append(settings.Publication.Sections, s.Name)
	}
	return dir.WriteFile(config.FileName, []byte(settings.File()), 0o640)
}

// fill publishes the sample stories and replies that are not there yet, so that a
// filling that was interrupted goes on.
func (n *newsroom) fill(ctx context.Context, t terminal) error {
	now := time.Now()
	if latest, err := n.stories.Latest(ctx, news.Cursor{}); err != nil || len(latest.Stories) > 0 && n.filled() {
		return err
	}
	if _, err := fmt.Fprintln(t.out, "Setting the type of the sample newsroom …"); err != nil {
		return err
	}
	threads, err := n.fillStories(ctx, now)
	if err != nil {
		return err
	}
	if err := n.fillReplies(ctx, now, threads); err != nil {
		return err
	}
	return n.dir.WriteFile(filledMark, nil, 0o640)
}

// filledMark is the file that says that nothing of the sample is missing.
const filledMark = ".filled"

func (n *newsroom) filled() bool { return exists(n.dir, filledMark) }

// fillStories publishes the sample stories, oldest first, and returns the threads
// under them by slug.
func (n *newsroom) fillStories(ctx context.Context, now time.Time) (map[string]news.Thread, error) {
	list, err := sample.Stories(now)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b sample.Story) int { return a.Published.Compare(b.Published) })
	threads := map[string]news.Thread{}
	for _, s := range list {
		story, err := n.stories.Store.StoryBySlug(ctx, s.Slug)
		if errors.Is(err, news.ErrNotFound) {
			story, err = n.fillStory(ctx, s)
		}
		if err != nil {
			return nil, fmt.Errorf("story %q: %w", s.Slug, err)
		}
		threads[s.Slug] = story.Thread
	}
	return threads, nil
}

// fillStory publishes one sample story as it was at its time.
func (n *newsroom) fillStory(ctx context.Context, s sample.Story) (news.Story, error) {
	then := *n.stories
	then.Now = func() time.Time { return s.Published }
	file := stories.File{
		Draft: stories.Draft{
			Slug: s.Slug, Headline: s.Headline, Standfirst: s.Standfirst, Bylines: s.Bylines,
			Section: s.Section, Topics: s.Topics, Body: s.Body, Date: s.Published,
		},
		PicturePath: s.Picture, Alt: s.Alt, Caption: s.Caption, Credit: s.Credit,
	}
	room := *n
	room.stories = &then
	story, err := room.publish(ctx, file, sample.Pictures)
	if err != nil {
		return news.Story{}, err
	}
	for _, c := range s.Corrections {
		then.Now = func() time.Time { return c.At }
		if story, err = then.Correct(ctx, story.ID, c.Text); err != nil {
			return news.Story{}, err
		}
	}
	return story, nil
}

// fillReplies posts the sample replies through the filter, in the order of their
// times, each as it came. Where the filter decides otherwise than a good moderator
// would, the demo's editor puts it right, and the filter learns.
func (n *newsroom) fillReplies(ctx context.Context, now time.Time, threads map[string]news.Thread) error {
	list, err := sample.Replies(now)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b sample.Reply) int { return a.At.Compare(b.At) })
	editor, err := n.member(ctx, demoEditor, demoName, news.Owner)
	if err != nil {
		return err
	}
	posted := map[string]news.ReplyID{}
	for _, r := range list {
		reply, err := n.fillReply(ctx, r, threads[r.Story], posted[r.Parent], editor.ID)
		if err != nil {
			return fmt.Errorf("a reply under %q: %w", r.Story, err)
		}
		posted[r.ID] = reply.ID
	}
	return nil
}

// fillReply posts one sample reply as it came at its time. Its key is what it
// says, so that a filling that goes on does not double it.
func (n *newsroom) fillReply(ctx context.Context, r sample.Reply, thread news.Thread, parent news.ReplyID, editor news.StaffID) (news.Reply, error) {
	then := *n.replies
	then.Now = func() time.Time { return r.At }
	if r.Expect == news.Pending { // a queue to look at, however good the filter is
		then.Store = holding{then.Store}
	}
	key := sha256.Sum256([]byte(r.Story + "\x00" + string(r.Author) + "\x00" + r.Body))
	reply, err := then.Post(ctx, replies.Draft{
		Thread: thread, Parent: parent, Author: r.Author, Email: r.Email, URL: r.URL, Body: r.Body, Key: key[:],
	})
	if err != nil {
		return news.Reply{}, err
	}
	action := map[news.ReplyState]news.Action{news.Published: news.Stet, news.Spam: news.MarkSpam}[r.Expect]
	if action == "" || reply.State == r.Expect {
		return reply, nil
	}
	decision, err := then.Judge(ctx, reply.ID, action, editor)
	return decision.Reply, err
}

// holding is a store whose sites hold every reply that the filter does not keep
// out, as a newsroom does on a bad day.
type holding struct{ replies.Store }

// Site returns the site, set to hold.
func (h holding) Site(ctx context.Context, id news.SiteID) (news.Site, error) {
	site, err := h.Store.Site(ctx, id)
	site.Moderation.Hold = news.HoldAll
	return site, err
}
