package sample

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/strict"
)

// A Reply is what one of the sample paper's readers, or somebody who takes them
// for customers, wrote under a story.
type Reply struct {
	// ID names the reply among all sample replies: as its file does or, for one that
	// nobody answers, by its place there.
	ID string
	// Parent is the ID of the reply that it answers, or empty.
	Parent string
	// Story is the slug of the story it stands under.
	Story  string
	Author news.Name
	Email  news.Email
	URL    string
	Body   string
	// At is when it was written, to the minute.
	At time.Time
	// Expect is what a good moderator would make of it: news.Published, news.Spam,
	// or news.Pending for what a person should look at.
	Expect news.ReplyState
}

// replyFile is a file of replies: those under one story, or of one kind.
type replyFile struct {
	// Story is the story of all replies that do not name their own.
	Story string `toml:"story"`
	// Expect is the fate of all replies that do not name their own.
	Expect string        `toml:"expect"`
	Reply  []writtenDown `toml:"reply"`
}

// writtenDown is a reply as its file has it.
type writtenDown struct {
	ID     string     `toml:"id"`
	Parent string     `toml:"parent"`
	Story  string     `toml:"story"`
	Author news.Name  `toml:"author"`
	Email  news.Email `toml:"email"`
	URL    string     `toml:"url"`
	Body   string     `toml:"body"`
	// After is how many minutes after the story, or the reply that it answers, it
	// was written.
	After  int    `toml:"after"`
	Expect string `toml:"expect"`
}

// expectations translates the files' words.
var expectations = map[string]news.ReplyState{
	"published": news.Published,
	"held":      news.Pending,
	"spam":      news.Spam,
}

// Replies returns the readers' replies as they stand at now, in the order in
// which they were written; so a reply always comes after the one it answers.
func Replies(now time.Time) ([]Reply, error) { return replies(files, now) }

func replies(from fs.FS, now time.Time) ([]Reply, error) {
	written, err := stories(from, now)
	if err != nil {
		return nil, err
	}
	c := chronicle{stories: map[string]time.Time{}, replies: map[string]Reply{}}
	for _, s := range written {
		c.stories[s.Slug] = s.Published
	}
	names, err := fs.Glob(from, "replies/*.toml")
	if err != nil {
		return nil, fmt.Errorf("list replies: %w", err)
	}
	var all []Reply
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("read replies: %w", err)
		}
		some, err := c.parse(name, string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b Reply) int { return a.At.Compare(b.At) })
	return all, nil
}

// chronicle knows when everything happened that a reply may refer to.
type chronicle struct {
	stories map[string]time.Time
	replies map[string]Reply
}

// parse reads a file of replies. In a file an answer stands below what it
// answers. Errors begin with the name and the line.
func (c chronicle) parse(name, text string) ([]Reply, error) {
	var f replyFile
	if err := strict.Decode(text, &f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	lines := replyLines(text)
	if len(lines) != len(f.Reply) {
		return nil, fmt.Errorf("%s: line 1: begin each reply with [[reply]] on a line of its own", name)
	}
	var all []Reply
	for i, w := range f.Reply {
		if w.Story == "" {
			w.Story = f.Story
		}
		if w.Expect == "" {
			w.Expect = f.Expect
		}
		if w.ID == "" {
			w.ID = fmt.Sprintf("%s:%d", name, lines[i])
		}
		r, err := c.place(w)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, lines[i], err)
		}
		all = append(all, r)
	}
	return all, nil
}

// place finds the reply its place and its time.
func (c chronicle) place(w writtenDown) (Reply, error) {
	at, ok := c.stories[w.Story]
	if !ok {
		return Reply{}, fmt.Errorf("no story %q", w.Story)
	}
	if w.Parent != "" {
		parent, ok := c.replies[w.Parent]
		if !ok || parent.Story != w.Story {
			return Reply{}, fmt.Errorf("no reply %q above under %q", w.Parent, w.Story)
		}
		at = parent.At
	}
	expect, ok := expectations[w.Expect]
	if !ok {
		return Reply{}, fmt.Errorf("expect %q: want published, held or spam", w.Expect)
	}
	if year := 365 * 24 * 60; w.After < 1 || w.After > year {
		return Reply{}, fmt.Errorf("after %d: want from 1 to %d minutes", w.After, year)
	}
	r := Reply{
		ID: w.ID, Parent: w.Parent, Story: w.Story,
		Author: w.Author, Email: w.Email, URL: w.URL,
		Body: strings.TrimSpace(w.Body),
		At:   at.Add(time.Duration(w.After) * time.Minute), Expect: expect,
	}
	if _, taken := c.replies[w.ID]; taken {
		return Reply{}, fmt.Errorf("id %q is taken", w.ID)
	}
	c.replies[w.ID] = r
	return r, nil
}

// replyLines returns the numbers of the lines that begin a reply.
func replyLines(text string) []int {
	var at []int
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "[[reply]]" {
			at = append(at, i+1)
		}
	}
	return at
}
