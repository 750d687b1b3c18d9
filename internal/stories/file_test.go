package stories_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/stories"
)

const whole = `+++
headline = "Ferry late again"
standfirst = "The third time this week"
bylines = ["Ada Finch", "Tom Reed"]
section = "Harbour"
topics = ["Ferries"]
date = 2026-03-01T08:00:00Z
picture = "ferry.jpg"
caption = "The ferry, late"
credit = "Ada Finch"
alt = "A ferry far out"
+++
The ferry was late.
`

func TestReadFile(t *testing.T) {
	f, err := stories.ReadFile("2026/Ferry late.md", strings.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	if f.Slug != "ferry-late" {
		t.Errorf("slug = %q, want it from the file's name", f.Slug)
	}
	if f.Headline != "Ferry late again" || len(f.Bylines) != 2 || f.Section != "Harbour" || f.Body != "The ferry was late.\n" {
		t.Errorf("draft = %+v", f.Draft)
	}
	if f.PicturePath != "ferry.jpg" || f.Alt != "A ferry far out" || f.Credit != "Ada Finch" || f.Caption != "The ferry, late" {
		t.Errorf("picture = %q %q %q %q", f.PicturePath, f.Alt, f.Credit, f.Caption)
	}
	if want := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC); !f.Date.Equal(want) {
		t.Errorf("date = %v, want %v", f.Date, want)
	}
}

func TestReadFileTakesWindowsLines(t *testing.T) {
	f, err := stories.ReadFile("a.md", strings.NewReader("\ufeff"+strings.ReplaceAll(whole, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if f.Body != "The ferry was late.\n" {
		t.Errorf("body = %q", f.Body)
	}
}

func TestReadFileSaysWhereTheSlipIs(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"no front matter":       {"Hello\n", "a.md: line 1: "},
		"no closing line":       {"+++\nheadline = \"x\"\n", "a.md: line 1: "},
		"not TOML":              {"+++\nheadline = \"x\"\nsection = Harbour\n+++\n", "a.md: line 3"},
		"a key nobody knows":    {"+++\nheadline = \"x\"\nauthor = \"y\"\n+++\n", `a.md: line 3: unknown key "author"`},
		"a number for a word":   {"+++\nheadline = 7\n+++\n", "a.md: line 2"},
		"a date that is no day": {"+++\nheadline = \"x\"\ndate = 2026-13-01\n+++\n", "a.md: line 3"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := stories.ReadFile("a.md", strings.NewReader(tt.text))
			if !errors.Is(err, news.ErrInvalid) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadFile(%q) = %v, want an ErrInvalid with %q", tt.text, err, tt.want)
			}
		})
	}
}

func TestReadFileRefusesHugeFiles(t *testing.T) {
	_, err := stories.ReadFile("a.md", strings.NewReader(whole+strings.Repeat("x", 1<<20)))
	if !errors.Is(err, news.ErrInvalid) {
		t.Errorf("ReadFile(over 1 MiB) = %v, want an ErrInvalid", err)
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add(whole)
	f.Add("+++\n+++\n")
	f.Add("+++\nbylines = [\"a\"")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := stories.ReadFile("story.md", strings.NewReader(text))
		if err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("ReadFile(%q) = %v, want an ErrInvalid", text, err)
		}
		if err == nil && file.Slug != "story" {
			t.Errorf("slug = %q", file.Slug)
		}
	})
}

func FuzzSlug(f *testing.F) {
	f.Add("Fährverkehr im Öresund", "de")
	f.Add("日本", "")
	f.Add(strings.Repeat("a b", 100), "en")
	f.Fuzz(func(t *testing.T, name, lang string) {
		s := stories.Slug(name, lang)
		if s == "" || len(s) > 80 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("Slug(%q, %q) = %q", name, lang, s)
		}
	})
}
