package theme

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// A speaker says things in one language: messages, dates, lengths of time.
type speaker struct {
	*catalogue
	location *time.Location
	// names turns the English names of months and weekdays into the language's.
	names *strings.Replacer
}

func newSpeaker(c *catalogue, location *time.Location) *speaker {
	var pairs []string
	for m := time.January; m <= time.December; m++ {
		pairs = append(pairs, m.String(), c.plain["month."+strconv.Itoa(int(m))])
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		pairs = append(pairs, d.String(), c.plain["weekday."+strconv.Itoa(int(d))])
	}
	for m := time.January; m <= time.December; m++ { // after the long names that begin so
		pairs = append(pairs, m.String()[:3], c.plain["month_short."+strconv.Itoa(int(m))])
	}
	return &speaker{catalogue: c, location: location, names: strings.NewReplacer(pairs...)}
}

// text is a message. Args are a count first where the message has plural forms,
// then names and values in turn. Strangers' names are set apart by Unicode
// isolates, so that their direction of writing does not upset the sentence.
func (s *speaker) text(key string, args ...any) (string, error) {
	var data map[string]any
	if len(args) > 0 {
		data = make(map[string]any, len(args)/2+1)
	}
	if len(args)%2 == 1 {
		data["Count"] = args[0]
		args = args[1:]
	}
	for i := 0; i < len(args); i += 2 {
		name, ok := args[i].(string)
		if !ok {
			return "", fmt.Errorf("message %q: argument %v is no name", key, args[i])
		}
		if n, ok := args[i+1].(news.Name); ok {
			args[i+1] = isolate(string(n))
		}
		data[name] = args[i+1]
	}
	return s.catalogue.text(key, data)
}

// isolate puts text between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, and
// leaves out of it all that could end them early: embeddings, overrides, isolates.
func isolate(text string) string {
	return "\u2068" + strings.Map(func(r rune) rune {
		if '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return -1
		}
		return r
	}, text) + "\u2069"
}

// word is the message family.value, or value itself where the catalogue does not
// know it: recipients that only this site's configuration names, for one.
func (s *speaker) word(family string, value any, args ...any) (string, error) {
	key := fmt.Sprintf("%s.%v", family, value)
	if !s.has(key) {
		return fmt.Sprint(value), nil
	}
	return s.text(key, args...)
}

// problem says what is to be mended in a field of a form: in the field's own
// words, in those of the rule, or, where the rule is a limit, in those of the limit.
func (s *speaker) problem(i news.Invalid) (string, error) {
	for _, key := range []string{"problem." + i.Field + "." + i.Rule, "problem." + i.Rule, "too_many." + i.Rule} {
		if s.has(key) {
			return s.text(key, i.Limit)
		}
	}
	return s.text("problem.unknown")
}

// failure says why a request failed: by the detail, which may be a broken rule or a
// limit that was reached, or else by the status alone.
func (s *speaker) failure(status int, detail string) (string, error) {
	for _, family := range []string{"", "detail.", "problem.", "too_many."} {
		if detail != "" && s.has(family+detail) {
			return s.text(family + detail)
		}
	}
	return s.word("status_text", status)
}

// clue says a reason of the filter in family "clue" (for staff) or "clue_short"
// (for the writer).
func (s *speaker) clue(family string, c spam.Clue) (string, error) {
	side := ".ham"
	if c.Weight > 0 {
		side = ".spam"
	}
	key := family + "." + string(c.Kind) + side
	if !s.has(key) {
		key = family + ".unknown" + side
	}
	text, err := s.evidence(c)
	if err != nil {
		return "", err
	}
	if text != "" {
		text = isolate(text)
	}
	return s.text(key, "Text", text)
}

// evidence is what a clue shows of the reply: in its own words, or in ours where it is
// a day or the name of a script.
func (s *speaker) evidence(c spam.Clue) (string, error) {
	switch c.Kind { //nolint:exhaustive // the others show words of the reply
	case spam.ClueRepeat:
		if day, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return s.utc("long", day)
		}
	case spam.ClueLanguage:
		if key := "tongue.in_" + c.Text; s.has(key) { // "id" alone means something to the catalogue
			return s.text(key)
		}
		return s.word("script", c.Text)
	}
	return c.Text, nil
}

// date formats an instant by the catalogue's layout date.NAME, which is written
// as package time wants it.
func (s *speaker) date(name string, at time.Time) (string, error) {
	layout, ok := s.plain["date."+name]
	if !ok {
		return "", fmt.Errorf("no message %q in %s", "date."+name, s.lang)
	}
	return s.names.Replace(at.In(s.location).Format(layout)), nil
}

// utc formats a day of the figures, which begin and end by UTC wherever the
// publication is; see date.
func (s *speaker) utc(name string, day time.Time) (string, error) {
	elsewhere := *s
	elsewhere.location = time.UTC
	return elsewhere.date(name, day)
}

// decimal is a number with so many digits after the language's decimal sign.
func (s *speaker) decimal(digits int, n float64) string {
	return strings.Replace(strconv.FormatFloat(n, 'f', digits, 64), ".", s.plain["number.decimal"], 1)
}

// stamp is an instant as the datetime attribute of a time element wants it
// (RFC 3339).
func (s *speaker) stamp(at time.Time) string { return at.In(s.location).Format(time.RFC3339) }

// between is what stands before item i of a list of n: nothing, a comma, "and".
func (s *speaker) between(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i == n-1:
		return s.plain["list.last"]
	}
	return s.plain["list.comma"]
}

// length says a length of time in its largest whole unit; what is left of a
// minute or a second counts as a whole one.
func (s *speaker) length(d time.Duration) (string, error) {
	const day = 24 * time.Hour
	switch {
	case d >= 365*day && d%(365*day) == 0:
		return s.text("length.years", int(d/(365*day)))
	case d >= day && d%day == 0:
		return s.text("length.days", int(d/day))
	case d >= time.Hour && d%time.Hour == 0:
		return s.text("length.hours", int(d/time.Hour))
	case d > 90*time.Second:
		return s.text("length.minutes", int((d+time.Minute-1)/time.Minute))
	default:
		return s.text("length.seconds", int((d+time.Second-1)/time.Second))
	}
}
