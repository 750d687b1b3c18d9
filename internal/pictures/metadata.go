package pictures

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bep/imagemeta"
	"golang.org/x/text/encoding/charmap"
)

// metadata is what a picture's file says about itself, as far as it concerns us:
// fields of the IPTC Photo Metadata Standard.
type metadata struct {
	orientation orientation
	creators    []string // Creator: who took or drew it
	credit      string   // Credit Line: how its owner wants to be named
	rights      string   // Copyright Notice
	caption     string   // Description
	alt         string   // Alt Text (Accessibility)
}

// Namespaces of XMP.
const (
	dublinCore = "http://purl.org/dc/elements/1.1/"
	photoshop  = "http://ns.adobe.com/photoshop/1.0/"
	iptcCore   = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
)

// A tag is a place in a file where a field may stand.
type tag struct {
	source          imagemeta.Source
	namespace, name string
}

// Where the fields stand, the best place first. Where XMP and the older IPTC
// record disagree, XMP is right, as the Metadata Working Group advises. Exif comes
// last: cameras fill it in without being asked.
var (
	creatorTags = []tag{
		{imagemeta.XMP, dublinCore, "Creator"}, {imagemeta.IPTC, "IPTCApplication", "By-line"}, {imagemeta.EXIF, "IFD0", "Artist"},
	}
	creditTags = []tag{{imagemeta.XMP, photoshop, "Credit"}, {imagemeta.IPTC, "IPTCApplication", "Credit"}}
	rightsTags = []tag{
		{imagemeta.XMP, dublinCore, "Rights"}, {imagemeta.IPTC, "IPTCApplication", "CopyrightNotice"}, {imagemeta.EXIF, "IFD0", "Copyright"},
	}
	captionTags    = []tag{{imagemeta.XMP, dublinCore, "Description"}, {imagemeta.IPTC, "IPTCApplication", "Caption-Abstract"}}
	altTags        = []tag{{imagemeta.XMP, iptcCore, "AltTextAccessibility"}}
	orientationTag = tag{imagemeta.EXIF, "IFD0", "Orientation"}
)

// formats are those that hold metadata; a GIF has none.
var formats = map[string]imagemeta.ImageFormat{"jpeg": imagemeta.JPEG, "png": imagemeta.PNG, "webp": imagemeta.WebP}

// readMetadata reads what the file says about itself.
func readMetadata(file []byte, format string) metadata {
	tags := readTags(file, format)
	m := metadata{
		credit:  first(texts(tags, creditTags)),
		rights:  first(texts(tags, rightsTags)),
		caption: first(texts(tags, captionTags)),
		alt:     first(texts(tags, altTags)),
	}
	for _, name := range texts(tags, creatorTags) {
		if len(m.creators) < maxCreators {
			m.creators = append(m.creators, cut(name, maxName))
		}
	}
	if o, ok := tags[orientationTag].(uint16); ok {
		m.orientation = orientation(o)
	}
	return m
}

// readTags reads the tags that we know. Each source is read on its own, so that a
// broken one costs nothing but itself, and what was read of it counts: the words
// can still be typed.
func readTags(file []byte, format string) map[tag]any {
	tags := map[tag]any{}
	f, ok := formats[format]
	if !ok {
		return tags
	}
	read := func(source imagemeta.Source, f imagemeta.ImageFormat, file []byte) {
		_, _ = imagemeta.Decode(imagemeta.Options{
			R:           bytes.NewReader(file),
			ImageFormat: f,
			Sources:     source,
			ShouldHandleTag: func(t imagemeta.TagInfo) bool {
				return t.Source != imagemeta.EXIF || t.Namespace == "IFD0" // what else is there, such as the place, is not our business
			},
			HandleTag: func(t imagemeta.TagInfo) error {
				tags[tag{t.Source, t.Namespace, t.Tag}] = t.Value
				return nil
			},
			LimitNumTags: 2000,
			LimitTagSize: 10_000, // bytes
		})
	}
	if format == "png" { // imagemeta finds XMP only in the other formats
		read(imagemeta.XMP, imagemeta.JPEG, insertXMP([]byte("\xff\xd8"), pngXMP(file)))
	} else {
		read(imagemeta.XMP, f, file)
	}
	read(imagemeta.IPTC, f, file)
	read(imagemeta.EXIF, f, file)
	return tags
}

// texts are what the first of the places says that says anything.
func texts(tags map[tag]any, places []tag) []string {
	for _, place := range places {
		var list []string
		switch v := tags[place].(type) {
		case string:
			list = []string{v}
		case []string:
			list = v
		}
		var said []string
		for _, s := range list {
			if place.source == imagemeta.IPTC {
				s = mend(s)
			}
			if s = tidy(s); s != "" {
				said = append(said, s)
			}
		}
		if said != nil {
			return said
		}
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// mend undoes the reading of UTF-8 as Latin-1: many programs write UTF-8 into the
// IPTC record without saying so.
func mend(s string) string {
	raw, err := charmap.ISO8859_1.NewEncoder().String(s)
	if err == nil && utf8.ValidString(raw) {
		return raw
	}
	return s
}

// tidy makes one line of a text, without what cannot be shown.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// words are what was given and, where nothing was, what the file says.
func (m metadata) words(given Words) Words {
	or := func(a, b string) string {
		if a = tidy(a); a != "" {
			return a
		}
		return b
	}
	return Words{Alt: or(given.Alt, m.alt), Caption: or(given.Caption, m.caption), Credit: or(given.Credit, m.creditLine())}
}

// creditLine names whom the picture is from in one line, such as
// "Jo Bloggs / Harbour Agency".
func (m metadata) creditLine() string {
	creators := strings.Join(m.creators, ", ")
	switch {
	case creators == "" && m.credit == "":
		return m.rights
	case creators == "" || names(m.credit, creators):
		return m.credit
	case m.credit == "" || names(creators, m.credit):
		return creators
	}
	return creators + " / " + m.credit
}

// names reports whether line names who, in whatever case.
func names(line, who string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(who))
}
