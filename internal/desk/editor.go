package desk

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"stet/internal/news"
	"stet/internal/stories"
	"stet/internal/theme"
	"stet/internal/web"
)

// storyForm is the most bytes of a story's form with a picture in it, and
// uploadTime how long it may take on a bad line.
const (
	storyForm  = 32 << 20
	uploadTime = 2 * time.Minute
)

func (d *Desk) newStory(w http.ResponseWriter, r *http.Request, v visitor) error {
	e := d.editorOf(news.Story{Bylines: []news.Byline{{Name: string(v.member.Name)}}})
	return d.showEditor(w, r, v, http.StatusOK, e)
}

func (d *Desk) editStory(w http.ResponseWriter, r *http.Request, v visitor) error {
	story, err := d.Stories.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	e := d.editorOf(story)
	if lacks, ok := errors.AsType[news.Invalid](draftOf(e).Ready()); ok && r.URL.Query().Get("said") == "not_published" {
		e.Problems[lacks.Field] = lacks
	}
	return d.showEditor(w, r, v, http.StatusOK, e)
}

// editorOf is the form filled in with a story as it is stored.
func (d *Desk) editorOf(s news.Story) theme.EditorPage {
	form := theme.StoryForm{
		Action: "/desk/stories/new", Revision: s.Revision, Slug: s.Slug, Headline: s.Headline, Standfirst: s.Standfirst,
		Section: s.Section.Name, Body: s.Body, Lang: s.Lang, Picture: s.Picture,
	}
	if s.ID != "" {
		form.Action = storyPath(s.ID)
	}
	var bylines, topics []string
	for _, b := range s.Bylines {
		bylines = append(bylines, b.Name)
	}
	for _, t := range s.Topics {
		topics = append(topics, t.Name)
	}
	form.Bylines, form.Topics = strings.Join(bylines, ", "), strings.Join(topics, ", ")
	return theme.EditorPage{Story: s, Form: form, Mending: theme.Mending{Problems: map[string]news.Invalid{}}}
}

func (d *Desk) showEditor(w http.ResponseWriter, r *http.Request, v visitor, status int, e theme.EditorPage) error {
	title := "desk_editor.title"
	if e.Story.ID == "" {
		title = "desk_editor.title_new"
	}
	var err error
	if e.DeskPage, err = d.page(r, v, title); err != nil {
		return err
	}
	if e.Sections, err = d.Stories.Sections(r.Context()); err != nil {
		return err
	}
	e.Langs = d.Theme.Langs()
	if p, there := e.Problems["body"]; there { // a reply has a body too, and other words for it
		p.Field = "story"
		e.Problems["body"] = p
	}
	if e.Form.Picture != nil {
		e.Form.Seal = d.seal(*e.Form.Picture)
	}
	return d.show(w, status, "editor", e)
}

// saveStory does what the button says that was pressed: save, publish, preview, or
// only take in the picture. Whatever goes wrong, what was typed stays in the form.
func (d *Desk) saveStory(w http.ResponseWriter, r *http.Request, v visitor) error {
	// A picture may need longer than the server gives to other forms; where that
	// cannot be said, the server's own times hold.
	c, late := http.NewResponseController(w), time.Now().Add(uploadTime)
	_, _ = c.SetReadDeadline(late), c.SetWriteDeadline(late.Add(uploadTime))
	f, err := web.ReadForm(w, r, storyForm)
	if err != nil {
		return err
	}
	e, err := d.sent(r, f)
	if err != nil {
		return err
	}
	do := f.Line("do", 20)
	switch {
	case len(f.Problems) > 0:
		return d.showEditor(w, r, v, http.StatusUnprocessableEntity, e)
	case do == "picture":
		return d.showEditor(w, r, v, http.StatusOK, e)
	case do == "preview":
		return d.preview(w, r, previewOf(e, d.Now()))
	}
	story, err := d.Stories.Save(r.Context(), draftOf(e))
	if err != nil {
		return d.notSaved(w, r, v, f, e, err)
	}
	said := "saved"
	if do == "publish" {
		said = "published"
		if _, err := d.Stories.Publish(r.Context(), story.ID, time.Time{}); err != nil {
			if !f.Note(err) {
				return d.notSaved(w, r, v, f, d.editorOf(story), err)
			}
			said = "not_published" // the form then says what is wanting
		}
	} else if story.State == news.StoryPublished {
		said = "updated"
	}
	return d.backToStory(w, r, story.ID, said, nil)
}

// sent is the editor's page with what came in the form.
func (d *Desk) sent(r *http.Request, f *web.Form) (theme.EditorPage, error) {
	e := d.editorOf(news.Story{})
	if id := news.StoryID(r.PathValue("id")); id != "" {
		story, err := d.Stories.Story(r.Context(), id)
		if err != nil {
			return e, err
		}
		e = d.editorOf(story)
	}
	e.Problems, e.Unsaved = f.Problems, true
	e.Form.Revision, _ = strconv.Atoi(f.Line("revision", 20)) // nonsense is 0, which fits no stored story
	e.Form.Slug = f.Line("slug", stories.MaxSlug)
	e.Form.Headline = f.Line("headline", stories.MaxHeadline)
	e.Form.Standfirst = f.Text("standfirst", stories.MaxStandfirst)
	e.Form.Section = f.Line("section", stories.MaxName)
	e.Form.Bylines = f.Line("bylines", stories.MaxBylines*(stories.MaxName+2))
	e.Form.Topics = f.Line("topics", stories.MaxTopics*(stories.MaxName+2))
	e.Form.Body = f.Text("body", stories.MaxBody)
	e.Form.Lang = f.Line("lang", 35)
	if _, err := language.Parse(e.Form.Lang); err != nil && e.Form.Lang != "" {
		f.Note(news.Invalid{Field: "lang", Rule: "language"})
	}
	var err error
	e.Form.Picture, err = d.picture(r, f)
	return e, err
}

// notSaved shows the form again with what is to be mended, or with what somebody
// else has saved meanwhile.
func (d *Desk) notSaved(w http.ResponseWriter, r *http.Request, v visitor, f *web.Form, e theme.EditorPage, err error) error {
	e.Problems = f.Problems
	status := web.StatusOf(err)
	switch {
	case f.Note(err):
	case errors.Is(err, news.ErrConflict):
		stored, err := d.Stories.Story(r.Context(), e.Story.ID)
		if err != nil {
			return err
		}
		theirs := d.editorOf(stored)
		e.Story, e.Conflict, e.Form.Revision = stored, differences(theirs.Form, e.Form), stored.Revision
		f.Note(news.Invalid{Field: "form", Rule: "conflict"})
	default:
		d.Log.ErrorContext(r.Context(), "story not saved", "story", e.Story.ID, "err", err)
		f.Note(news.Invalid{Field: "form", Rule: "not_saved"})
	}
	return d.showEditor(w, r, v, status, e)
}

// draftOf is the draft that the form describes.
func draftOf(e theme.EditorPage) stories.Draft {
	f := e.Form
	return stories.Draft{
		ID: e.Story.ID, Revision: f.Revision, Slug: f.Slug, Headline: f.Headline, Standfirst: f.Standfirst,
		Section: f.Section, Bylines: list(f.Bylines), Topics: list(f.Topics), Body: f.Body, Lang: f.Lang, Picture: f.Picture,
	}
}

// previewOf is the story as the form describes it, for nobody but its editor.
func previewOf(e theme.EditorPage, now time.Time) news.Story {
	f, s := e.Form, e.Story
	s.Headline, s.Standfirst, s.Body, s.Lang, s.Picture = f.Headline, f.Standfirst, f.Body, f.Lang, f.Picture
	s.Section = news.Section{Slug: "preview", Name: f.Section}
	if f.Section == "" {
		s.Section = news.Section{}
	}
	s.Bylines, s.Topics = nil, nil
	for _, name := range list(f.Bylines) {
		s.Bylines = append(s.Bylines, news.Byline{Slug: "preview", Name: name})
	}
	for _, name := range list(f.Topics) {
		s.Topics = append(s.Topics, news.Topic{Slug: "preview", Name: name})
	}
	if s.Published.IsZero() {
		s.Published, s.Updated = now, now
	}
	return s
}

// list takes apart names with commas between them.
func list(s string) []string {
	var names []string
	for name := range strings.SplitSeq(s, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// differences lists the fields in which two forms of one story differ.
func differences(stored, yours theme.StoryForm) []theme.Difference {
	words := func(p *news.Picture) string {
		if p == nil {
			return ""
		}
		return fmt.Sprintf("%s\n%s\n%s", p.Alt, p.Caption, p.Credit)
	}
	var diff []theme.Difference
	for _, f := range []theme.Difference{
		{Field: "headline", Stored: stored.Headline, Yours: yours.Headline},
		{Field: "standfirst", Stored: stored.Standfirst, Yours: yours.Standfirst},
		{Field: "bylines", Stored: stored.Bylines, Yours: yours.Bylines},
		{Field: "section", Stored: stored.Section, Yours: yours.Section},
		{Field: "topics", Stored: stored.Topics, Yours: yours.Topics},
		{Field: "lang", Stored: stored.Lang, Yours: yours.Lang},
		{Field: "picture", Stored: words(stored.Picture), Yours: words(yours.Picture)},
		{Field: "body", Stored: stored.Body, Yours: yours.Body},
	} {
		if f.Stored != f.Yours {
			diff = append(diff, f)
		}
	}
	return diff
}
