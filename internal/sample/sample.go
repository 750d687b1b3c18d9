// Package sample is the publication that everybody sees first: The Fairlead, the
// newspaper of Eddermouth, a small port that does not exist. Its stories and
// replies are written by us, its pictures are drawn by the program in draw, and
// nobody in it is anybody. All of it is embedded, and dated relative to the
// moment it is asked for, so that the paper is always of today.
package sample

import (
	"embed"
	"io/fs"

	"stet/internal/news"
)

//go:generate go run ./draw -to pictures

//go:embed stories/*.md replies/*.toml pictures/*.jpg
var files embed.FS

// Pictures holds the lead pictures, JPEG files by the names that Story.Picture
// gives.
var Pictures = folder("pictures")

// A Paper is what a publication says of itself.
type Paper struct {
	// Name and Tagline are the words of the masthead.
	Name, Tagline string
	// Controller answers for readers' data, with a postal address; Contact is the
	// e-mail address to write to.
	Controller string
	Contact    news.Email
	// Sections are the parts of the paper in their order.
	Sections []news.Section
}

// Publication returns the sample paper.
func Publication() Paper {
	return Paper{
		Name:       "The Fairlead",
		Tagline:    "Eddermouth’s newspaper. Correct at the time of high water.",
		Controller: "The Fairlead Printing Society, 3 Chandlers Row, Eddermouth",
		Contact:    "desk@fairlead.example",
		Sections: []news.Section{
			{Slug: "town", Name: "Town"},
			{Slug: "harbour", Name: "Harbour"},
			{Slug: "culture", Name: "Culture"},
			{Slug: "weather-and-sport", Name: "Weather & Sport"},
		},
	}
}

// folder returns one of the embedded folders.
func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic("sample: " + err.Error()) // only if name were no valid path
	}
	return sub
}
