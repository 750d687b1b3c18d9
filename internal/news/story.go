package news

import (
	"strconv"
	"time"
)

// A StoryState is where a story stands on its way to the reader.
type StoryState string

const (
	// StoryDraft is seen by staff alone.
	StoryDraft StoryState = "draft"
	// StoryPublished is seen by everybody from its date on.
	StoryPublished StoryState = "published"
	// StoryWithdrawn was published and is no longer to be seen.
	StoryWithdrawn StoryState = "withdrawn"
)

// A Story is one piece of journalism.
type Story struct {
	ID StoryID
	// Slug is the story's name in its address: lower-case letters, digits, hyphens.
	Slug       string
	State      StoryState
	Section    Section
	Headline   string
	Standfirst string
	Bylines    []Byline
	Topics     []Topic
	// Body is Markdown as the staff wrote it. It is made safe when it is shown.
	Body string
	// Lang is the story's language as a BCP 47 tag; empty means the publication's.
	Lang string
	// Picture is the lead picture, or nil.
	Picture     *Picture
	Corrections []Correction
	// Thread is the conversation under the story. The store makes it with the story.
	Thread Thread
	// Revision counts the times the story was saved, from 1.
	Revision int
	// Created is when the story was first saved, Published its date for the reader
	// (zero for a draft that was never published), Updated the last change that a
	// reader can see.
	Created, Published, Updated time.Time
}

// Path is the story's address on the publication.
func (s Story) Path() string { return StoryPath(s.Slug) }

// StoryPath is the address of the story with that slug on the publication.
func StoryPath(slug string) string { return "/stories/" + slug }

// A Section is a part of the paper, such as Harbour or Culture.
type Section struct {
	Slug, Name string
}

// Path is the section's address on the publication.
func (s Section) Path() string { return "/sections/" + s.Slug }

// A Topic is what a story is about; a story can have several.
type Topic struct {
	Slug, Name string
}

// Path is the topic's address on the publication.
func (t Topic) Path() string { return "/topics/" + t.Slug }

// A Byline names a writer of a story.
type Byline struct {
	Slug, Name string
}

// Path is the address of the byline's own page, with all their stories.
func (b Byline) Path() string { return "/by/" + b.Slug }

// A Picture is a photograph or drawing with the words that belong to it. Its
// files are kept by content; see package pictures.
type Picture struct {
	// Key names the picture's files: the hash of its largest rendition.
	Key string
	// Width and Height are the largest rendition's, in pixels.
	Width, Height int
	// Widths lists the widths of all renditions, ascending.
	Widths []int
	// Alt says what is seen to those who cannot see it.
	Alt string
	// Caption is what the picture shows, Credit whom it is from.
	Caption, Credit string
}

// PicturePath is the address, on the publication, of the rendition of a picture
// that is that many pixels wide.
func PicturePath(key string, width int) string {
	return "/media/" + key + "-" + strconv.Itoa(width) + ".jpg"
}

// A Correction is a dated note, visible to readers, of what was wrong in a story.
type Correction struct {
	ID   string
	At   time.Time
	Text string
}

// A Teaser is as much of a story as a list shows.
type Teaser struct {
	ID         StoryID
	Slug       string
	Section    Section
	Headline   string
	Standfirst string
	Bylines    []Byline
	Picture    *Picture
	Lang       string
	State      StoryState
	// Replies counts the published replies under the story.
	Replies            int
	Published, Updated time.Time
	// Saved is when the story was last saved, in whatever state.
	Saved time.Time
}

// Path is the story's address on the publication.
func (t Teaser) Path() string { return StoryPath(t.Slug) }

// A Cursor is a place in a list of stories ordered from the latest back: the
// list goes on with the stories older than it. The zero Cursor is the beginning.
type Cursor struct {
	Published time.Time
	ID        StoryID
}
