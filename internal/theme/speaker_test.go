package theme

import (
	"strings"
	"testing"
	"time"

	"stet/internal/news"
	"stet/internal/spam"
)

// speakers are those of the built-in catalogues, five hours west of UTC.
func speakers(t *testing.T) map[string]*speaker {
	t.Helper()
	th, err := New(Options{Location: time.FixedZone("west", -5*60*60)})
	if err != nil {
		t.Fatal(err)
	}
	return th.speakers
}

func TestDatesAreInThePublicationsTimeAndWords(t *testing.T) {
	at := time.Date(2026, time.March, 2, 3, 4, 0, 0, time.UTC) // still the first, further west
	tests := []struct{ lang, name, want string }{
		{"en", "long", "1 March 2026"},
		{"en", "day", "Sunday, 1 March 2026"},
		{"en", "moment", "1 March 2026, 22:04"},
		{"en", "short", "1 Mar 2026"},
		{"de", "long", "1. März 2026"},
		{"de", "day", "Sonntag, 1. März 2026"},
		{"de", "moment", "1. März 2026, 22:04 Uhr"},
	}
	all := speakers(t)
	for _, tt := range tests {
		if got, err := all[tt.lang].date(tt.name, at); err != nil || got != tt.want {
			t.Errorf("date(%s) in %s = %q, %v, want %q", tt.name, tt.lang, got, err, tt.want)
		}
	}
	if got, want := all["de"].stamp(at), "2026-03-01T22:04:00-05:00"; got != want {
		t.Errorf("stamp = %q, want %q", got, want)
	}
	if _, err := all["en"].date("nonsense", at); err == nil {
		t.Error("a layout that is not there was used")
	}
}

func TestLengthsAreInTheirLargestWholeUnit(t *testing.T) {
	const day = 24 * time.Hour
	tests := map[time.Duration][2]string{
		0:                {"0 seconds", "0 Sekunden"},
		time.Millisecond: {"1 second", "1 Sekunde"},
		90 * time.Second: {"90 seconds", "90 Sekunden"},
		91 * time.Second: {"2 minutes", "2 Minuten"},
		time.Hour:        {"1 hour", "1 Stunde"},
		time.Hour + 1:    {"61 minutes", "61 Minuten"},
		36 * time.Hour:   {"36 hours", "36 Stunden"},
		day:              {"1 day", "1 Tag"},
		30 * day:         {"30 days", "30 Tagen"},
		365 * day:        {"1 year", "1 Jahr"},
		730 * day:        {"2 years", "2 Jahren"},
		365*day + day:    {"366 days", "366 Tagen"},
	}
	all := speakers(t)
	for d, want := range tests {
		for i, lang := range []string{"en", "de"} {
			if got, err := all[lang].length(d); err != nil || got != want[i] {
				t.Errorf("length(%v) in %s = %q, %v, want %q", d, lang, got, err, want[i])
			}
		}
	}
}

func TestProblemsAreSaidAsNearlyAsPossible(t *testing.T) {
	tests := map[string]struct {
		problem news.Invalid
		want    string
	}{
		"in the field's own words":           {news.Invalid{Field: "author", Rule: "required"}, "Please give a name. Any name will do."},
		"in the rule's words":                {news.Invalid{Field: "date", Rule: "required"}, "Please fill this in."},
		"with the limit":                     {news.Invalid{Field: "body", Rule: "too_long", Limit: 8000}, "This may have at most 8000 characters. Please shorten it; nothing was cut."},
		"with a limit of one":                {news.Invalid{Field: "body", Rule: "too_long", Limit: 1}, "This may have at most 1 character."},
		"in the words of what there is many": {news.Invalid{Field: "form", Rule: "replies"}, "You have sent many replies in a short time."},
		"when nobody knows the rule":         {news.Invalid{Field: "body", Rule: "new"}, "Something is not right here."},
	}
	en := speakers(t)["en"]
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := en.problem(tt.problem); err != nil || got != tt.want {
				t.Errorf("problem(%v) = %q, %v, want %q", tt.problem, got, err, tt.want)
			}
		})
	}
}

func TestCluesSpeakForOrAgainst(t *testing.T) {
	tests := []struct {
		clue spam.Clue
		want string
	}{
		{spam.Clue{Kind: spam.ClueLinks, Text: "shop.example", Weight: 1}, "The text contains links: \u2068shop.example\u2069"},
		{spam.Clue{Kind: spam.ClueRhythm, Weight: 1}, "The form was sent faster than people type"},
		{spam.Clue{Kind: spam.ClueRhythm, Weight: -1}, "The form was filled in at the pace of a person"},
		{spam.Clue{Kind: spam.ClueRepeat, Text: "2026-02-28", Weight: 4}, "Nearly the same text was kept out before (\u206828 February 2026\u2069)"},
		{spam.Clue{Kind: spam.ClueRepeat, Text: "eggs", Weight: 4}, "Nearly the same text was kept out before (\u2068eggs\u2069)"},
		{spam.Clue{Kind: spam.ClueLanguage, Text: "Cyrl", Weight: 1}, "It is not in the story’s language: \u2068Cyrillic\u2069"},
		{spam.Clue{Kind: spam.ClueLanguage, Text: "pt", Weight: 1}, "It is not in the story’s language: \u2068Portuguese\u2069"},
		{spam.Clue{Kind: spam.ClueTopic, Text: "barrier, flood", Weight: -1}, "It takes up words of the story: \u2068barrier, flood\u2069"},
		{spam.Clue{Kind: "new", Weight: 1}, "Something else speaks for spam"},
	}
	en := speakers(t)["en"]
	for _, tt := range tests {
		if got, err := en.clue("clue", tt.clue); err != nil || got != tt.want {
			t.Errorf("clue(%v) = %q, %v, want %q", tt.clue, got, err, tt.want)
		}
	}
}

func TestNamesKeepTheirDirectionToThemselves(t *testing.T) {
	for name, want := range map[news.Name]string{
		"مريم":                           "in reply to \u2068مريم\u2069",
		"Ann\u2069\u202e\u2066nnA\u202c": "in reply to \u2068AnnnnA\u2069",
	} {
		if got, err := speakers(t)["en"].text("replies.to", "Name", name); err != nil || got != want {
			t.Errorf("text of %q = %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestWordsThatTheCatalogueLacksStandForThemselves(t *testing.T) {
	en := speakers(t)["en"]
	if got, err := en.word("recipient", "mail.example"); err != nil || got != "mail.example" {
		t.Errorf("word = %q, %v", got, err)
	}
	if _, err := en.text("no.such"); err == nil || !strings.Contains(err.Error(), "no.such") {
		t.Errorf("text of a message that is not there = %v", err)
	}
	if _, err := en.text("replies.to", 1, 2, 3); err == nil {
		t.Error("an argument without a name was taken")
	}
}

func TestListsAreJoinedAsPeopleDo(t *testing.T) {
	en := speakers(t)["en"]
	for n, want := range map[int]string{1: "x", 2: "x and x", 3: "x, x and x"} {
		var b strings.Builder
		for i := range n {
			b.WriteString(en.between(i, n) + "x")
		}
		if b.String() != want {
			t.Errorf("a list of %d = %q, want %q", n, b.String(), want)
		}
	}
}

func TestSrcTakesTheSmallestPictureThatIsEnough(t *testing.T) {
	p := news.Picture{Key: "abc", Width: 1600, Widths: []int{400, 800, 1600}}
	for width, want := range map[int]int{1: 400, 400: 400, 401: 800, 5000: 1600} {
		if got := src(p, width); got != news.PicturePath("abc", want) {
			t.Errorf("src(%d) = %q, want width %d", width, got, want)
		}
	}
	if got, want := srcset(p), "/media/abc-400.jpg 400w, /media/abc-800.jpg 800w, /media/abc-1600.jpg 1600w"; got != want {
		t.Errorf("srcset = %q, want %q", got, want)
	}
}
