package sample

import (
	"bytes"
	"image/jpeg"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"stet/internal/news"
)

// today is when the tests read the paper.
var today = time.Date(2026, 3, 14, 9, 30, 15, 0, time.UTC)

func paper(t *testing.T) ([]Story, []Reply) {
	t.Helper()
	s, err := Stories(today)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Replies(today)
	if err != nil {
		t.Fatal(err)
	}
	return s, r
}

func TestPaperIsAsLargeAsPromised(t *testing.T) {
	all, _ := paper(t)
	sections, bylines, topics := map[string]int{}, map[string]int{}, map[string]int{}
	corrections := 0
	for _, s := range all {
		sections[s.Section]++
		for _, b := range s.Bylines {
			bylines[b]++
		}
		for _, topic := range s.Topics {
			topics[topic]++
		}
		corrections += len(s.Corrections)
		if n := len(strings.Fields(s.Body)); n < 250 || n > 700 {
			t.Errorf("%s has %d words, want 250 to 700", s.Slug, n)
		}
		if n := len(s.Topics); n < 2 || n > 3 {
			t.Errorf("%s has %d topics, want 2 or 3", s.Slug, n)
		}
	}
	if len(all) < 16 {
		t.Errorf("%d stories, want at least 16", len(all))
	}
	for _, sec := range Publication().Sections {
		if sections[sec.Name] < 3 {
			t.Errorf("section %s has %d stories, want at least 3", sec.Name, sections[sec.Name])
		}
	}
	if len(sections) != 4 || len(bylines) != 4 {
		t.Errorf("%d sections, %d bylines, want 4 and 4: %v %v", len(sections), len(bylines), sections, bylines)
	}
	if corrections != 1 {
		t.Errorf("%d corrections, want 1", corrections)
	}
	for topic, n := range topics {
		if n < 2 {
			t.Errorf("topic %s has one story alone", topic)
		}
	}
}

func TestStoriesAreCompleteAndOfToday(t *testing.T) {
	all, _ := paper(t)
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	inside := 0
	for i, s := range all {
		if !slug.MatchString(s.Slug) {
			t.Errorf("slug %q", s.Slug)
		}
		if s.Headline == "" || s.Standfirst == "" || s.Alt == "" {
			t.Errorf("%s lacks headline, standfirst or alt text", s.Slug)
		}
		if (s.Caption == "") != (s.Credit == "") {
			t.Errorf("%s has half of caption and credit", s.Slug)
		}
		if s.Caption == "" {
			inside++
		}
		if age := today.Sub(s.Published); age <= 0 || age > 15*24*time.Hour {
			t.Errorf("%s is %v old", s.Slug, age)
		}
		if i > 0 && s.Published.Before(all[i-1].Published) {
			t.Errorf("%s stands behind a later story", s.Slug)
		}
		for _, c := range s.Corrections {
			if c.Text == "" || !c.At.After(s.Published) || c.At.After(today) {
				t.Errorf("%s: correction %q at %v", s.Slug, c.Text, c.At)
			}
		}
	}
	if inside < 3 {
		t.Errorf("%d stories leave caption and credit to the picture's file, want 3", inside)
	}
}

func TestPicturesAreAllUsedAndSmall(t *testing.T) {
	all, _ := paper(t)
	var used []string
	for _, s := range all {
		used = append(used, s.Picture)
		data, err := fs.ReadFile(Pictures, s.Picture)
		if err != nil {
			t.Fatal(err)
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", s.Picture, err)
		}
		if c.Width != 1600 || c.Height != 1000 || len(data) > 120_000 {
			t.Errorf("%s is %d×%d and %d bytes, want 1600×1000 and at most 120,000", s.Picture, c.Width, c.Height, len(data))
		}
		hasWords := bytes.Contains(data, []byte("photoshop:Credit=")) && bytes.Contains(data, []byte("<dc:description>"))
		if hasWords != (s.Caption == "") {
			t.Errorf("%s: caption inside the file: %v, in the front matter: %q", s.Picture, hasWords, s.Caption)
		}
	}
	there, err := fs.Glob(Pictures, "*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(used)
	if diff := cmp.Diff(there, slices.Compact(used)); diff != "" {
		t.Errorf("pictures there (-) and used (+):\n%s", diff)
	}
	if len(there) < 12 {
		t.Errorf("%d pictures, want at least 12", len(there))
	}
}

func TestRepliesAreAsManyAsPromised(t *testing.T) {
	_, all := paper(t)
	got, threads := map[news.ReplyState]int{}, map[string]int{}
	short, long := 1000, 0
	for _, r := range all {
		got[r.Expect]++
		if r.Expect != news.Published {
			continue
		}
		threads[r.Story]++
		words := len(strings.Fields(r.Body))
		short, long = min(short, words), max(long, words)
	}
	want := map[news.ReplyState]int{news.Published: 120, news.Pending: 20, news.Spam: 30}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("replies by what is expected of them (-want +got):\n%s", diff)
	}
	stories, _ := paper(t)
	if threads["leave-the-clock-wrong"] < 30 || len(threads) == len(stories) {
		t.Errorf("threads: %v; want one of 30 and a story with none", threads)
	}
	if short > 5 || long < 150 {
		t.Errorf("replies have from %d to %d words", short, long)
	}
}

func TestRepliesFollowWhatTheyAnswer(t *testing.T) {
	written, all := paper(t)
	at, depth, deepest := map[string]time.Time{}, map[string]int{}, 0
	for _, s := range written {
		at[s.Slug] = s.Published
	}
	for _, r := range all {
		if strings.TrimSpace(string(r.Author)) == "" || r.Body == "" || !utf8.ValidString(r.Body) {
			t.Errorf("a reply under %s has no author or no text", r.Story)
		}
		after, known := at[r.Story], true
		if r.Parent != "" {
			after, known = at[r.Parent]
			depth[r.ID] = depth[r.Parent] + 1
			deepest = max(deepest, depth[r.Parent]+1)
		}
		if !known || !r.At.After(after) || r.At.After(today) {
			t.Errorf("%s wrote under %s at %v: before %q, or in time to come", r.Author, r.Story, r.At, r.Parent)
		}
		if _, taken := at[r.ID]; taken {
			t.Errorf("id %q is taken", r.ID)
		}
		at[r.ID] = r.At
	}
	if deepest != 5 {
		t.Errorf("deepest answer at %d, want 5", deepest)
	}
}

func TestRepliesSpeakManyLanguages(t *testing.T) {
	_, all := paper(t)
	for script, want := range map[string]*regexp.Regexp{
		"Arabic": regexp.MustCompile(`\p{Arabic}{3}`), "Japanese": regexp.MustCompile(`\p{Hiragana}{2}`),
		"Polish": regexp.MustCompile(`ł`), "Turkish": regexp.MustCompile(`ğ|ı`),
		"German": regexp.MustCompile(`\b(und|nicht)\b`), "French": regexp.MustCompile(`\bavec\b`),
		"Spanish": regexp.MustCompile(`\bpueblo\b`),
	} {
		if !slices.ContainsFunc(all, func(r Reply) bool { return r.Expect == news.Published && want.MatchString(r.Body) }) {
			t.Errorf("no reply in %s", script)
		}
	}
}

func TestEveryAddressIsReserved(t *testing.T) {
	reserved := regexp.MustCompile(`(^|\.)(example|example\.(org|com|net))$`)
	links := regexp.MustCompile(`https?://[^\s"'<>\])]+`)
	mails := regexp.MustCompile(`[\w.]+@([\w-]+\.[\w.-]*\w)`)
	check := func(where, text string) {
		for _, l := range links.FindAllString(text, -1) {
			if u, err := url.Parse(l); err != nil || !reserved.MatchString(u.Hostname()) {
				t.Errorf("%s: %s", where, l)
			}
		}
		for _, m := range mails.FindAllStringSubmatch(text, -1) {
			if !reserved.MatchString(m[1]) {
				t.Errorf("%s: %s", where, m[0])
			}
		}
	}
	stories, replies := paper(t)
	for _, s := range stories {
		check(s.Slug, s.Body)
	}
	for _, r := range replies {
		check("reply under "+r.Story, strings.Join([]string{r.URL, string(r.Email), r.Body}, " "))
	}
	check("publication", string(Publication().Contact))
}

func TestErrorsNameFileAndLine(t *testing.T) {
	const head = "+++\nheadline = \"A\"\nage = \"2h\"\n+++\nBody.\n"
	tests := map[string]struct{ story, replies, want string }{
		"a story without front matter": {"Body.", "", "stories/a.md: line 1: "},
		"front matter without an end":  {"+++\nage = \"2h\"\n", "", "stories/a.md: line 1: "},
		"an unknown key":               {strings.Replace(head, "age", "date", 1), "", `stories/a.md: line 3: unknown key "date"`},
		"broken TOML":                  {strings.Replace(head, `"A"`, "A", 1), "", "stories/a.md: line 2"},
		"a reply to no story":          {head, "\n[[reply]]\nstory = \"b\"\n", `replies/r.toml: line 2: no story "b"`},
		"a parent that is not there": {
			head, "story = \"a\"\n[[reply]]\nparent = \"x\"\n", `replies/r.toml: line 2: no reply "x" above under "a"`,
		},
		"an unknown expectation": {
			head, "story = \"a\"\n[[reply]]\nexpect = \"eggs\"\n", `replies/r.toml: line 2: expect "eggs": want published, held or spam`,
		},
		"a reply before its story": {
			head, "story = \"a\"\nexpect = \"spam\"\n[[reply]]\nafter = 0\n", "replies/r.toml: line 3: after 0: want from 1 to 525600 minutes",
		},
		"an id twice": {
			head, "story = \"a\"\nexpect = \"spam\"\n[[reply]]\nid = \"i\"\nafter = 1\n[[reply]]\nid = \"i\"\nafter = 1\n",
			`replies/r.toml: line 6: id "i" is taken`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			from := fstest.MapFS{
				"stories/a.md":   {Data: []byte(tt.story)},
				"replies/r.toml": {Data: []byte(tt.replies)},
			}
			_, err := replies(from, today)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want %s", err, tt.want)
			}
		})
	}
}

func FuzzParseReplies(f *testing.F) {
	f.Add("story = \"a\"\nexpect = \"held\"\n[[reply]]\nauthor = \"A\"\nafter = 1\nbody = \"b\"\n")
	f.Add("reply = [{story = \"a\"}]\n")
	f.Add("[[ reply ]]\n")
	f.Fuzz(func(t *testing.T, text string) {
		c := chronicle{stories: map[string]time.Time{"a": today}, replies: map[string]Reply{}}
		all, err := c.parse("replies/r.toml", text)
		for _, r := range all {
			if r.ID == "" || !r.At.After(today) {
				t.Errorf("reply %q at %v", r.ID, r.At)
			}
		}
		if err != nil && !strings.HasPrefix(err.Error(), "replies/r.toml:") {
			t.Errorf("error %q names no line", err)
		}
	})
}

func FuzzParseStory(f *testing.F) {
	f.Add("+++\nheadline = \"A\"\nage = \"26h\"\n[[corrections]]\nage = \"1h\"\ntext = \"b\"\n+++\nBody.\n")
	f.Add("+++\n\n+++\n")
	f.Add("+++\n+++\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := parseStory("stories/a.md", text, today)
		if err == nil && !strings.Contains(text, strings.TrimSpace(s.Body)) {
			t.Errorf("the body %q is not in the file", s.Body)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "stories/a.md:") {
			t.Errorf("error %q names no line", err)
		}
	})
}
