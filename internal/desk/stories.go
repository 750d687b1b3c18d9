package desk

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"stet/internal/markup"
	"stet/internal/news"
	"stet/internal/stories"
	"stet/internal/theme"
	"stet/internal/web"
)

// storyPath is where a story is edited.
func storyPath(id news.StoryID) string { return "/desk/stories/" + string(id) }

// storyList shows the stories in every state, the last saved first.
func (d *Desk) storyList(w http.ResponseWriter, r *http.Request, v visitor) error {
	var before time.Time
	if ms, err := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64); err == nil {
		before = time.UnixMilli(ms)
	}
	list, err := d.Stories.Desk(r.Context(), before)
	if err != nil {
		return err
	}
	p := theme.StoriesPage{Stories: list}
	if p.DeskPage, err = d.page(r, v, "desk_stories.title"); err != nil {
		return err
	}
	if len(list) == stories.PageSize {
		p.Older = "/desk/stories?before=" + strconv.FormatInt(list[len(list)-1].Saved.UnixMilli(), 10)
	}
	return d.show(w, http.StatusOK, "stories", p)
}

// correctStory adds a correction, which readers see with its date.
func (d *Desk) correctStory(w http.ResponseWriter, r *http.Request, v visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	id := news.StoryID(r.PathValue("id"))
	text := f.Text("correction", stories.MaxCorrection)
	if len(f.Problems) == 0 {
		_, err = d.Stories.Correct(r.Context(), id, text)
	}
	if f.Note(err) || len(f.Problems) > 0 {
		story, err := d.Stories.Story(r.Context(), id)
		if err != nil {
			return err
		}
		e := d.editorOf(story)
		e.Problems, e.Correction = f.Problems, text
		return d.showEditor(w, r, v, http.StatusUnprocessableEntity, e)
	}
	return d.backToStory(w, r, id, "corrected", err)
}

// withdrawStory takes a story away from readers.
func (d *Desk) withdrawStory(w http.ResponseWriter, r *http.Request, _ visitor) error {
	id := news.StoryID(r.PathValue("id"))
	_, err := d.Stories.Withdraw(r.Context(), id)
	return d.backToStory(w, r, id, "withdrawn", err)
}

// openReplies opens a story to replies, or closes it.
func (d *Desk) openReplies(w http.ResponseWriter, r *http.Request, _ visitor) error {
	f, err := web.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	id, open := news.StoryID(r.PathValue("id")), f.Secret("open") == "yes"
	said := "replies_closed"
	if open {
		said = "replies_open"
	}
	return d.backToStory(w, r, id, said, d.Stories.OpenReplies(r.Context(), id, open))
}

// backToStory leads back to the story's form with what was done, unless it was not.
func (d *Desk) backToStory(w http.ResponseWriter, r *http.Request, id news.StoryID, said string, err error) error {
	if err != nil {
		return err
	}
	web.SeeOther(w, r, with(storyPath(id), "said", said))
	return nil
}

// previewStored shows a story as it is stored, as readers would see it.
func (d *Desk) previewStored(w http.ResponseWriter, r *http.Request, _ visitor) error {
	story, err := d.Stories.Story(r.Context(), news.StoryID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return d.preview(w, r, story)
}

// preview shows a story in the theme that readers see.
func (d *Desk) preview(w http.ResponseWriter, r *http.Request, story news.Story) error {
	page, err := d.Preview(r.Context(), story)
	if errors.Is(err, markup.ErrTooComplex) || errors.Is(err, markup.ErrTooLong) {
		return web.Refusal{Status: http.StatusUnprocessableEntity, Detail: "too_complex"}
	}
	if err != nil {
		return err
	}
	page.Preview, page.NoIndex = true, true
	return d.write(w, http.StatusOK, page.Lang, "story", page)
}
