package web

import (
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"stet/internal/news"
)

// maxFields is more fields than any form of ours has.
const maxFields = 64

// A Form is what somebody sent. Its methods read single fields, never cut them,
// and note what is wrong with them in Problems; the text they return is then fit to
// be shown again, and not to be stored.
type Form struct {
	// Problems holds, by field, the first rule that the field breaks.
	Problems map[string]news.Invalid
	values   url.Values
	files    map[string][]*multipart.FileHeader
}

// ReadForm reads a form of at most maxBytes, of either encoding that browsers
// use. Anything else is an error with its own status: a body that is too large
// (413), of another type (415), broken or with too many fields (400).
func ReadForm(w http.ResponseWriter, r *http.Request, maxBytes int64) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBytes)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	f := &Form{Problems: map[string]news.Invalid{}}
	var err error
	switch kind {
	case "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case "multipart/form-data":
		if err = r.ParseMultipartForm(maxBytes); err == nil { //nolint:gosec // MaxBytesReader bounds it
			f.files = r.MultipartForm.File
		}
	default:
		return nil, Refusal{Status: http.StatusUnsupportedMediaType, Detail: "form_type"}
	}
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, fmt.Errorf("read form: %w", large)
	}
	if err != nil || len(r.PostForm) > maxFields {
		return nil, Refusal{Status: http.StatusBadRequest, Detail: "form_broken"}
	}
	f.values = r.PostForm
	return f, nil
}

// Line reads a field of one line without the white space around it, of at most
// maxLetters.
func (f *Form) Line(field string, maxLetters int) string {
	value := f.Text(field, maxLetters)
	if strings.ContainsAny(value, "\n\t\u2028\u2029") {
		f.problem(news.Invalid{Field: field, Rule: "one_line"})
	}
	return value
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Text reads a field of any number of lines, with line ends as \n and without the
// white space around it, of at most maxLetters.
func (f *Form) Text(field string, maxLetters int) string {
	value := lineEnds.Replace(f.values.Get(field))
	if rule := news.TextProblem(value); rule != "" {
		f.problem(news.Invalid{Field: field, Rule: rule})
		value = strings.Map(printable, strings.ToValidUTF8(value, "\ufffd"))
	}
	value = strings.TrimSpace(value)
	if utf8.RuneCountInString(value) > maxLetters {
		f.problem(news.Invalid{Field: field, Rule: "too_long", Limit: maxLetters})
	}
	return value
}

// Secret reads a field exactly as it was typed, such as a password.
func (f *Form) Secret(field string) string { return f.values.Get(field) }

// Has reports whether the field was sent at all, as a ticked box or the button
// that was pressed is.
func (f *Form) Has(field string) bool { return f.values.Has(field) }

// Values are all fields as they were sent, for a form that is to be sent again.
func (f *Form) Values() url.Values { return f.values }

// File returns the file sent in the field, or nil when none was chosen.
func (f *Form) File(field string) *multipart.FileHeader {
	if files := f.files[field]; len(files) > 0 && files[0].Size > 0 {
		return files[0]
	}
	return nil
}

// Note adds what a feature found wrong with a field; it reports whether err is a
// news.Invalid and was noted.
func (f *Form) Note(err error) bool {
	invalid, ok := errors.AsType[news.Invalid](err)
	if ok {
		f.problem(invalid)
	}
	return ok
}

func (f *Form) problem(p news.Invalid) {
	if _, there := f.Problems[p.Field]; !there {
		f.Problems[p.Field] = p
	}
}

// printable drops the control characters except line feed and tabulator.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}
