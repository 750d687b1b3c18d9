package akismet

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// maxBody is the size of the largest body that is read: a comment may have 64 KiB in
// WordPress, which sends it twice, and each byte may take three.
const maxBody = 2 << 20

// maxFields is how many fields are read of an object or of a form of several parts,
// each of which is laborious. PHP takes a thousand of a visitor, unless it was told
// otherwise.
const maxFields = 5000

// maxContexts is how many values of comment_context are kept.
const maxContexts = 64

// A form is what a client sent, as far as this package reads it: the parameters on
// its list, as UTF-8 without NUL. All others are dropped here, the visitor's own
// headers and fields among them, which clients send whole.
type form struct {
	values map[string]string
	// contexts are the values of comment_context, the one list among the parameters.
	contexts []string
	// headers says that the client passes on the visitor's headers.
	headers bool
	// trapped says that a field was filled in which people cannot see.
	trapped bool
}

// readForm reads the query of the address and the body, which is a form however it
// is encoded. It is as lenient as PHP: what cannot be read is left out, and a body
// that is broken is no form. What the body says stands before what the query says.
func readForm(query, contentType string, body []byte) form {
	kind, params, _ := mime.ParseMediaType(contentType)
	var sent iter.Seq2[string, string]
	switch {
	case kind == "application/json":
		sent = object(body)
	case kind == "multipart/form-data" && params["boundary"] != "":
		sent = parts(body, params["boundary"])
	default:
		sent = urlencoded(string(body))
	}
	f := form{values: make(map[string]string, 32)}
	f.add(urlencoded(query))
	f.add(sent)
	f.trapped = strings.TrimSpace(f.values["POST_ak_hp_textarea"]) != "" || filled(sent, f.values["honeypot_field_name"])
	text := charsetOf(params["charset"], f.values["blog_charset"])
	if kind == "application/json" { // which is UTF-8 (RFC 8259, section 8.1)
		text = encoding.Nop
	}
	for name, value := range f.values {
		f.values[name] = decode(text, value)
	}
	for i, value := range f.contexts {
		f.contexts[i] = decode(text, value)
	}
	return f
}

// add takes over the parameters that are read. Of several of one name the last
// counts, as it does in PHP, but an empty one does not undo the one before it.
func (f *form) add(sent iter.Seq2[string, string]) {
	for name, value := range sent {
		name = plainName(name)
		if strings.HasPrefix(name, "HTTP_") && name != "HTTP_USER_AGENT" && name != "HTTP_REFERER" {
			f.headers = true // those two have parameters of their own, so that a client may send them alone
		}
		switch {
		case !parameters[name]:
		case name == "comment_context":
			if len(f.contexts) < maxContexts {
				f.contexts = append(f.contexts, value)
			}
		case value != "" || !f.has(name):
			f.values[name] = value
		}
	}
}

// has reports whether the parameter was sent, though it may be empty.
func (f *form) has(name string) bool {
	_, has := f.values[name]
	return has
}

// flag reports whether the parameter says yes; some clients always send "0" or
// "false".
func (f *form) flag(name string) bool {
	v := strings.TrimSpace(f.values[name])
	return v == "1" || strings.EqualFold(v, "true")
}

// line is the parameter without the space around it, cut to so many letters.
func (f *form) line(name string, most int) string {
	return cut(strings.TrimSpace(f.values[name]), most)
}

// filled reports whether the field that the client set as a trap has a value, which
// modmore's plugin for MODX sends as honeypot_field_value. A trap of a parameter's name
// would catch everybody, so it is none.
func filled(sent iter.Seq2[string, string], trap string) bool {
	if trap == "" || isParameter(trap) {
		return false
	}
	for name, value := range sent {
		name = plainName(name)
		if (name == trap || name == "honeypot_field_value") && strings.TrimSpace(value) != "" {
			return true
		}
	}
	return false
}

// plainName is the name of a parameter without the brackets of a list: x of x[],
// x[0] and x.
func plainName(name string) string {
	name, _, _ = strings.Cut(name, "[")
	return name
}

// cut cuts a text to so many letters.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for i := range s {
		if most--; most < 0 {
			return s[:i]
		}
	}
	return s
}

// urlencoded reads a form as the URL Standard does (section 5.1), which has no
// errors: pairs end at & alone, a pair without = is a name, and % that begins no
// escape stands for itself. net/url drops such pairs and those with ; in them.
func urlencoded(s string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for pair := range strings.SplitSeq(s, "&") {
			name, value, _ := strings.Cut(pair, "=")
			if !yield(unescape(name), unescape(value)) {
				return
			}
		}
	}
}

func unescape(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	plain := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+2 < len(s):
			var octet [1]byte
			if _, err := hex.Decode(octet[:], []byte(s[i+1:i+3])); err == nil {
				c = octet[0]
				i += 2
			}
		}
		plain = append(plain, c)
	}
	return string(plain)
}

// object reads a JSON object as a form: its texts, numbers and truth values, and
// lists of them. What is no object has no fields.
func object(body []byte) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		d := json.NewDecoder(bytes.NewReader(body))
		if begin, _ := d.Token(); begin != json.Delim('{') || !json.Valid(body) {
			return
		}
		for range maxFields {
			name, _ := d.Token()
			text, more := name.(string)
			if !more {
				return
			}
			var field json.RawMessage
			_ = d.Decode(&field) // it is valid
			for _, value := range scalars(field) {
				if !yield(text, value) {
					return
				}
			}
		}
	}
}

// scalars are the items of a list of JSON, as many as are kept, or the one value
// that is no list.
func scalars(field json.RawMessage) []string {
	if field[0] != '[' {
		return []string{scalar(field)}
	}
	var items []string
	list := json.NewDecoder(bytes.NewReader(field))
	_, _ = list.Token() // the bracket
	for len(items) < maxContexts && list.More() {
		var item json.RawMessage
		if list.Decode(&item) != nil {
			break
		}
		items = append(items, scalar(item))
	}
	return items
}

// scalar is a text, number or truth value of JSON as a form has it, "" for any other.
func scalar(value json.RawMessage) string {
	switch value[0] {
	case '"':
		var s string
		_ = json.Unmarshal(value, &s) // it was read before
		return s
	case '[', '{', 'n':
		return ""
	}
	return string(value)
}

// parts reads the fields of a form of several parts (RFC 7578) up to the first that
// is broken, and no files.
func parts(body []byte, boundary string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		r := multipart.NewReader(bytes.NewReader(body), boundary)
		for range maxFields {
			part, err := r.NextRawPart()
			if err != nil {
				return
			}
			if part.FileName() != "" {
				continue
			}
			value, _ := io.ReadAll(part) // what there is of the last part counts
			if !yield(part.FormName(), string(value)) {
				return
			}
		}
	}
}

// charsetOf finds the first character encoding among the names, as the Encoding
// Standard knows them. What is none is UTF-8, and so are those that no form can be
// written in (section 4.3).
func charsetOf(names ...string) encoding.Encoding {
	for _, name := range names {
		found, err := htmlindex.Get(name)
		if err != nil {
			continue
		}
		switch canonical, _ := htmlindex.Name(found); canonical {
		case "utf-8", "utf-16be", "utf-16le", "replacement":
			return encoding.Nop
		default:
			return found
		}
	}
	return encoding.Nop
}

// decode makes a text UTF-8 without NUL, which not every database can keep. What
// cannot be read becomes U+FFFD.
func decode(from encoding.Encoding, s string) string {
	if from != encoding.Nop {
		if decoded, err := from.NewDecoder().String(s); err == nil {
			s = decoded
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}
