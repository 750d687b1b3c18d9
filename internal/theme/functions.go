package theme

import (
	"html/template"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"stet/internal/news"
)

// functions are what templates may call, in the words of one language.
// docs/theme.md describes them to owners.
func functions(s *speaker, assets *static) template.FuncMap {
	return template.FuncMap{
		"t":       s.text,
		"word":    s.word,
		"problem": s.problem,
		"failure": s.failure,
		"clue":    s.clue,
		"date":    s.date,
		"stamp":   s.stamp,
		"utc":     s.utc,
		"length":  s.length,
		"decimal": s.decimal,
		"asset":   assets.path,
		"dir":     direction,
		"src":     src,
		"srcset":  srcset,
		"between": s.between,
	}
}

// direction is the value of the dir attribute for a language: "rtl" where its
// usual script is written from right to left, else "ltr".
func direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// src is the address of the smallest rendition at least that many pixels wide, or
// of the largest.
func src(p news.Picture, width int) string {
	for _, w := range p.Widths {
		if w >= width {
			return news.PicturePath(p.Key, w)
		}
	}
	return news.PicturePath(p.Key, p.Width)
}

// srcset lists a picture's renditions for the srcset attribute.
func srcset(p news.Picture) string {
	all := make([]string, len(p.Widths))
	for i, w := range p.Widths {
		all[i] = news.PicturePath(p.Key, w) + " " + strconv.Itoa(w) + "w"
	}
	return strings.Join(all, ", ")
}
