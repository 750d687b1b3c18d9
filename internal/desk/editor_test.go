package desk

import (
	"bytes"
	"context"
	"errors"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/stories"
)

// fields is a story's form as an editor fills it in; more are name and value in
// turn and take the place of these.
func fields(more ...string) []string {
	return append(more, "headline", "Flood at noon", "standfirst", "The quay is under water.", "section", "Harbour",
		"bylines", "Ada Quill, Jon Ferry", "topics", "Tides,  Storms ,", "body", "The water *rose*.\r\n\r\nThen it fell.", "revision", "0")
}

// multi sends a form with a file, as browsers send a story.
func (b *browser) multi(path string, file []byte, fields ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if file != nil {
		part, err := m.CreateFormFile("file", "boat.jpg")
		must(b.t, err)
		_, err = part.Write(file)
		must(b.t, err)
	}
	for i := 0; i < len(fields); i += 2 {
		must(b.t, m.WriteField(fields[i], fields[i+1]))
	}
	must(b.t, m.Close())
	return b.do("POST", path, m.FormDataContentType(), body.String())
}

// photograph is a small JPEG without words.
func photograph(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for i := range 640 {
		img.Set(i, i%400, color.RGBA{200, uint8(i), 0, 255})
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

func TestAStoryFromDraftToReader(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	b.get("/desk/stories").is(200).has("There are no stories yet")
	b.get("/desk/stories/new").is(200).has(`name="bylines" value="Ida Lund"`, "New story")

	to := b.multi("/desk/stories/new", nil, fields("do", "save")...).is(303).header.Get("Location")
	path, said, _ := strings.Cut(to, "?")
	if said != "said=saved" {
		t.Errorf("saving says %q", said)
	}
	b.get(to).is(200).has("Saved. Only the staff can see it.", `value="Flood at noon"`, `value="Ada Quill, Jon Ferry"`,
		`value="Tides, Storms"`, `value="Harbour"`, "The water *rose*.\n\nThen it fell.", `name="revision" value="1"`, `value="flood-at-noon"`)
	b.get("/desk/stories").is(200).has("Flood at noon", "Draft", "Ada Quill and Jon Ferry")
	id := news.StoryID(strings.TrimPrefix(path, "/desk/stories/"))

	b.multi(path, nil, fields("do", "publish", "revision", "1")...).leads(path + "?said=published")
	s, err := n.Stories.Published(t.Context(), "flood-at-noon")
	if err != nil || s.ID != id || len(s.Bylines) != 2 || len(s.Topics) != 2 {
		t.Fatalf("Published = %v, %v", s, err)
	}
	page := b.get(path).is(200).has("Published", `href="/stories/flood-at-noon"`, "readonly")
	revision := page.find(`name="revision" value="(\d+)"`)
	b.multi(path, nil, fields("do", "save", "slug", "elsewhere", "revision", revision)...).is(422).has("people have linked to it")
	b.multi(path, nil, fields("do", "save", "standfirst", "The quay is dry again.", "revision", revision)...).leads(path + "?said=updated")

	b.post(path+"/correct", "correction", " ").is(422).has(`id="field-correction"`, `aria-invalid="true"`)
	b.post(path+"/correct", "correction", "It was at one, not at noon.").leads(path + "?said=corrected")
	b.get(path).is(200).has("It was at one, not at noon.")
	b.post(path+"/replies", "open", "no").leads(path + "?said=replies_closed")
	b.get(path).is(200).has("The story takes no replies", `name="open" value="yes"`)
	b.post(path+"/replies", "open", "yes").leads(path + "?said=replies_open")
	b.post(path + "/withdraw").leads(path + "?said=withdrawn")
	if _, err := n.Stories.Published(t.Context(), "flood-at-noon"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a withdrawn story: %v", err)
	}
	b.post(path + "/withdraw").is(409)
	b.post(path+"/correct", "correction", "Too late.").is(409)
}

func TestAStoryThatIsNotReadyIsSavedAndNotPublished(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	to := b.multi("/desk/stories/new", nil, "headline", "Flood", "body", "Water.", "do", "publish").is(303).header.Get("Location")
	if !strings.HasSuffix(to, "?said=not_published") {
		t.Fatalf("publishing leads to %s", to)
	}
	b.get(to).is(200).has("Saved, but not published yet.", "Say which section", `id="field-section"`, "Draft")
	to = b.multi("/desk/stories/new", nil, "headline", "Flood", "section", "Harbour", "do", "publish").is(303).header.Get("Location")
	b.get(to).is(200).has("A story needs a text")
}

func TestNothingTypedIsLostOnAMistake(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	long := strings.Repeat("ä", 201)
	tests := map[string]struct {
		fields []string
		says   string
	}{
		"no headline":           {[]string{"headline", ""}, "A story needs a headline."},
		"a headline too long":   {[]string{"headline", long}, "at most 200 characters"},
		"an address of capital": {[]string{"slug", "Not A Slug"}, "lower-case"},
		"an unknown language":   {[]string{"lang", "klingonese"}, "language tag"},
		"control characters":    {[]string{"standfirst", "a\x00b"}, "control characters"},
		"deep nesting":          {[]string{"body", strings.Repeat(">", 5000) + " deep"}, "nests too deeply"},
		"a file that is none":   {[]string{"picture", "forged.token"}, "choose the picture again"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := &browser{t, b.base, b.Client}
			a := b.multi("/desk/stories/new", nil, append(tt.fields, "headline", "Flood", "topics", "Tides & <co>", "body", "The text\nof it.", "do", "save")...)
			a.is(422).has(tt.says, html.EscapeString("Tides & <co>"), `role="alert"`, `data-unsaved`)
			if tt.fields[0] != "body" {
				a.has("The text\nof it.")
			}
		})
	}
	b.get("/desk/stories").is(200).has("There are no stories yet")
	b.multi("/desk/stories/new", []byte("no picture"), fields("do", "save")...).is(422).has("not a picture", "Flood at noon")
}

func TestTwoEditorsAtOnce(t *testing.T) {
	n := open(t, "en")
	s := n.story(t, "Flood")
	one, two := n.as(t, news.Editor), n.as(t, news.Owner)
	path := storyPath(s.ID)
	revision := one.get(path).find(`name="revision" value="(\d+)"`)
	send := func(b *browser, revision, body string) answer {
		return b.multi(path, nil, "headline", "Flood", "section", "Harbour", "body", body, "revision", revision, "do", "save")
	}
	send(one, revision, "The water rose by one metre.").leads(path + "?said=updated")
	a := send(two, revision, "The water rose by two metres.").is(409)
	a.has("Somebody else has saved", "<pre dir=\"auto\">The water rose by one metre.</pre>", "<pre dir=\"auto\">The water rose by two metres.</pre>",
		">The water rose by two metres.</textarea>")
	if stored, err := n.Stories.Story(t.Context(), s.ID); err != nil || stored.Body != "The water rose by one metre." {
		t.Errorf("stored: %q, %v", stored.Body, err)
	}
	send(two, a.find(`name="revision" value="(\d+)"`), "The water rose by one or two metres.").leads(path + "?said=updated")
}

func TestWhatIsWrittenSurvivesASickStore(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	n.Stories = &stories.Service{Store: sick{n.db}, Pages: n.Stories.Pages, Now: n.Now, NewID: news.NewID}
	b.multi("/desk/stories/new", nil, fields("do", "save")...).is(503).has("Not saved", "The water *rose*.", `value="Flood at noon"`)
}

// sick is a store that cannot save stories.
type sick struct{ stories.Store }

func (sick) SaveStory(_ context.Context, _ news.Story) (news.Story, error) {
	return news.Story{}, news.ErrUnavailable
}

func TestAPreviewSavesNothing(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	b.multi("/desk/stories/new", nil, fields("do", "preview")...).is(200).
		has("Flood at noon", "<em>rose</em>", "Readers do not see the story like this yet", "Jon Ferry", "noindex")
	b.get("/desk/stories").is(200).has("There are no stories yet")
	s := n.story(t, "Storm")
	b.get(storyPath(s.ID)+"/preview").is(200).has("Storm", "<em>rose</em>")
	b.multi(storyPath(s.ID), nil, fields("do", "preview", "body", "Changed.")...).is(200).has("Changed.")
	if stored, err := n.Stories.Story(t.Context(), s.ID); err != nil || stored.Body != "The water *rose*." {
		t.Errorf("stored: %q, %v", stored.Body, err)
	}
	b.multi("/desk/stories/new", nil, fields("do", "preview", "body", strings.Repeat(">", 5000))...).is(422)
}

func TestALeadPicture(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	// Taking the file in stores the picture, and nothing else.
	a := b.multi("/desk/stories/new", photograph(t), fields("do", "picture", "caption", "The quay at noon")...).is(200)
	a.has("The quay at noon", "/media/", `data-unsaved`, "The water *rose*.")
	seal := html.UnescapeString(a.find(`name="picture" value="([^"]+)"`))
	b.get("/desk/stories").is(200).has("There are no stories yet")

	// Without alternative text it can be saved, but not published.
	to := b.multi("/desk/stories/new", nil, fields("do", "publish", "picture", seal, "caption", "The quay")...).is(303).header.Get("Location")
	page := b.get(to).is(200).has("Say what the picture shows")
	path, _, _ := strings.Cut(to, "?")
	b.multi(path, nil, fields("do", "publish", "picture", seal, "alt", "A flooded quay", "caption", "The quay", "credit", "Ada Quill",
		"revision", page.find(`name="revision" value="(\d+)"`))...).leads(path + "?said=published")
	s, err := n.Stories.Published(t.Context(), "flood-at-noon")
	must(t, err)
	if p := s.Picture; p == nil || p.Width != 640 || p.Alt != "A flooded quay" || p.Caption != "The quay" || p.Credit != "Ada Quill" || len(p.Widths) == 0 {
		t.Fatalf("picture = %+v", s.Picture)
	}
	page = b.get(path).is(200)
	seal = html.UnescapeString(page.find(`name="picture" value="([^"]+)"`))
	n.wait(31 * 24 * time.Hour) // the form lay open too long: the picture must not vanish
	b = n.as(t, news.Owner)
	again := fields("do", "save", "picture", seal, "alt", "A quay", "revision", page.find(`name="revision" value="(\d+)"`))
	b.multi(path, nil, again...).is(422).has("choose the picture again")
	page = b.get(path)
	b.multi(path, nil, fields("do", "save", "remove_picture", "on", "revision", page.find(`name="revision" value="(\d+)"`))...).leads(path + "?said=updated")
	if s, err = n.Stories.Published(t.Context(), "flood-at-noon"); err != nil || s.Picture != nil {
		t.Errorf("picture = %v, %v; want none", s.Picture, err)
	}
}

func TestAPictureThatTookLongIsStillAnswered(t *testing.T) {
	n := open(t, "en")
	b := n.as(t, news.Editor)
	impatient := httptest.NewUnstartedServer(n.Handler())
	impatient.Config.WriteTimeout = time.Nanosecond // over when the form has come
	impatient.Start()
	defer impatient.Close()
	b.base = impatient.URL
	b.multi("/desk/stories/new", photograph(t), fields("do", "picture")...).is(200)
}

func TestAListOfStoriesGoesOn(t *testing.T) {
	n := open(t, "en")
	for i := range 25 {
		n.story(t, "Story "+string(rune('A'+i)))
	}
	b := n.as(t, news.Editor)
	first := b.get("/desk/stories").is(200).has("Story Y", "Story F").lacks("Story E")
	b.get(html.UnescapeString(first.find(`href="([^"]+)" rel="next"`))).is(200).has("Story E", "Story A").lacks("Story F", `rel="next"`)
	b.get("/desk/stories?before=nonsense").is(200).has("Story Y")
}
