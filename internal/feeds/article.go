package feeds

import (
	"slices"
	"time"

	"stet/internal/news"
)

// A NewsArticle is a story as schema.org describes it, for a script element of
// type application/ld+json. Encoding it as JSON is all that is left to do.
type NewsArticle struct {
	Context        string              `json:"@context"`
	Type           string              `json:"@type"`
	ID             string              `json:"@id"`
	URL            string              `json:"url"`
	MainEntity     WebPage             `json:"mainEntityOfPage"`
	Headline       string              `json:"headline"`
	Description    string              `json:"description,omitempty"`
	Image          []ImageObject       `json:"image,omitempty"`
	Published      string              `json:"datePublished,omitempty"`
	Modified       string              `json:"dateModified,omitempty"`
	Author         []Person            `json:"author,omitempty"`
	Publisher      Organization        `json:"publisher"`
	ArticleSection string              `json:"articleSection,omitempty"`
	Keywords       []string            `json:"keywords,omitempty"`
	InLanguage     string              `json:"inLanguage,omitempty"`
	AccessibleFree bool                `json:"isAccessibleForFree"`
	Correction     []CorrectionComment `json:"correction,omitempty"`
	CommentCount   int                 `json:"commentCount"`
}

// A WebPage is the page that is about the story.
type WebPage struct {
	Type string `json:"@type"`
	ID   string `json:"@id"`
}

// An ImageObject is one rendition of the story's picture.
type ImageObject struct {
	Type       string `json:"@type"`
	URL        string `json:"url"`
	ContentURL string `json:"contentUrl"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Caption    string `json:"caption,omitempty"`
	CreditText string `json:"creditText,omitempty"`
}

// A Person is a writer.
type Person struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// An Organization is the publication.
type Organization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// A CorrectionComment is a note of what was wrong in the story.
type CorrectionComment struct {
	Type      string `json:"@type"`
	Text      string `json:"text"`
	Published string `json:"datePublished"`
}

// Article is the story as its page shows it. The replies under it are only counted:
// the page describes each where it stands, as a comment on the thing with this ID.
func Article(p Paper, s news.Story) NewsArticle {
	url := p.at(s.Path())
	a := NewsArticle{
		Context: "https://schema.org", Type: "NewsArticle", ID: url + "#article", URL: url, MainEntity: WebPage{"WebPage", url},
		Headline: s.Headline, Description: s.Standfirst, Published: isoTime(s.Published), Modified: isoTime(modified(s)),
		Publisher:      Organization{"NewsMediaOrganization", p.Name, p.at("/")},
		ArticleSection: s.Section.Name, InLanguage: s.Lang, AccessibleFree: true,
		CommentCount: s.Thread.Published,
	}
	if a.InLanguage == "" {
		a.InLanguage = p.Lang
	}
	if s.Picture != nil {
		a.Image = p.images(*s.Picture)
	}
	for _, b := range s.Bylines {
		a.Author = append(a.Author, Person{"Person", b.Name, p.at(b.Path())})
	}
	for _, t := range s.Topics {
		a.Keywords = append(a.Keywords, t.Name)
	}
	for _, c := range s.Corrections {
		a.Correction = append(a.Correction, CorrectionComment{"CorrectionComment", c.Text, isoTime(c.At)})
	}
	return a
}

// modified is the last change that a reader can see: never before the story was
// published, though it may have been edited for days until then.
func modified(s news.Story) time.Time {
	if s.Updated.Before(s.Published) {
		return s.Published
	}
	return s.Updated
}

// images are the renditions of a picture, the largest first.
func (p Paper) images(pic news.Picture) []ImageObject {
	var list []ImageObject
	for _, width := range slices.Backward(pic.Widths) {
		url := p.picture(pic, width)
		list = append(list, ImageObject{
			Type: "ImageObject", URL: url, ContentURL: url,
			Width: width, Height: (pic.Height*width + pic.Width/2) / max(1, pic.Width),
			Caption: pic.Caption, CreditText: pic.Credit,
		})
	}
	return list
}
