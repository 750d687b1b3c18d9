package sample

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"stet/internal/strict"
)

// A Story is a piece of the sample paper, ready to be put through the desk.
type Story struct {
	Slug                 string
	Headline, Standfirst string
	Bylines              []string
	// Section is the name of one of the paper's sections.
	Section string
	Topics  []string
	// Published is when the story came out, to the minute.
	Published time.Time
	// Picture names a file in Pictures. Where Caption and Credit are empty they are
	// to be read from inside that file.
	Picture              string
	Caption, Credit, Alt string
	// Body is Markdown.
	Body        string
	Corrections []Correction
}

// A Correction is a note on what was wrong in a story, and when it was put right.
type Correction struct {
	At   time.Time
	Text string
}

// frontMatter is the head of a story's file, between +++ lines. Its ages count
// back from now, where a story of a real paper has dates.
type frontMatter struct {
	Headline    string        `toml:"headline"`
	Standfirst  string        `toml:"standfirst"`
	Bylines     []string      `toml:"bylines"`
	Section     string        `toml:"section"`
	Topics      []string      `toml:"topics"`
	Age         time.Duration `toml:"age"`
	Picture     string        `toml:"picture"`
	Caption     string        `toml:"caption"`
	Credit      string        `toml:"credit"`
	Alt         string        `toml:"alt"`
	Corrections []struct {
		Age  time.Duration `toml:"age"`
		Text string        `toml:"text"`
	} `toml:"corrections"`
}

// Stories returns the paper's stories as they stand at now, the oldest first.
func Stories(now time.Time) ([]Story, error) { return stories(files, now) }

func stories(from fs.FS, now time.Time) ([]Story, error) {
	names, err := fs.Glob(from, "stories/*.md")
	if err != nil {
		return nil, fmt.Errorf("list stories: %w", err)
	}
	var all []Story
	for _, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("read story: %w", err)
		}
		s, err := parseStory(name, string(text), now)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b Story) int { return a.Published.Compare(b.Published) })
	return all, nil
}

// parseStory reads a story's file. Errors begin with its name.
func parseStory(name, text string, now time.Time) (Story, error) {
	var f frontMatter
	body, err := strict.Head(text, &f)
	if err != nil {
		return Story{}, fmt.Errorf("%s: %w", name, err)
	}
	s := Story{
		Slug:     strings.TrimSuffix(path.Base(name), ".md"),
		Headline: f.Headline, Standfirst: f.Standfirst,
		Bylines: f.Bylines, Section: f.Section, Topics: f.Topics,
		Published: before(now, f.Age),
		Picture:   f.Picture, Caption: f.Caption, Credit: f.Credit, Alt: f.Alt,
		Body: strings.TrimSpace(body) + "\n",
	}
	for _, c := range f.Corrections {
		s.Corrections = append(s.Corrections, Correction{At: before(now, c.Age), Text: c.Text})
	}
	return s, nil
}

// before returns the whole minute that lay age before now.
func before(now time.Time, age time.Duration) time.Time {
	return now.Add(-age).Truncate(time.Minute)
}
