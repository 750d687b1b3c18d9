package markup_test

import (
	"errors"
	"flag"
	"html/template"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/internal/markup"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestStory(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"a paragraph":                             {"The *tide* is **out**.", "<p>The <em>tide</em> is <strong>out</strong>.</p>"},
		"the highest heading becomes h2":          {"# One\n## Two", "<h2>One</h2>\n<h3>Two</h3>"},
		"headings already at h2 stay":             {"## Two\n### Three", "<h2>Two</h2>\n<h3>Three</h3>"},
		"headings that begin low are raised":      {"### Three\n\n#### Four", "<h2>Three</h2>\n<h3>Four</h3>"},
		"an HTML heading is counted too":          {"<h1>One</h1>\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>"},
		"a link to another site says so":          {"[x](https://a.example)", `<p><a href="https://a.example" rel="external">x</a></p>`},
		"a link on our site is plain":             {"[x](/stories/flood)", `<p><a href="/stories/flood">x</a></p>`},
		"a link without scheme leads elsewhere":   {"[x](//a.example)", `<p><a href="//a.example" rel="external">x</a></p>`},
		"a mail address":                          {"<desk@courier.example>", `<p><a href="mailto:desk@courier.example">desk@courier.example</a></p>`},
		"a picture of ours":                       {"![Boats](/media/a.jpg)", `<p><img src="/media/a.jpg" alt="Boats" loading="lazy"/></p>`},
		"a picture without description":           {"<img src='/media/a.jpg'>", `<img src="/media/a.jpg" loading="lazy" alt=""/>`},
		"another site's picture becomes a link":   {"![Boats](https://a.example/b.jpg)", `<p><a href="https://a.example/b.jpg" rel="external">Boats</a></p>`},
		"a picture in a link becomes its text":    {"[![Boats](https://a.example/b.jpg)](/x)", `<p><a href="/x">Boats</a></p>`},
		"a picture from nowhere is its text":      {"![Boats](b.jpg)", "<p>Boats</p>"},
		"a struck word":                           {"~~old~~ new", "<p><del>old</del> new</p>"},
		"quotation marks stay as they are":        {`"So," -- he said...`, "<p>&#34;So,&#34; -- he said...</p>"},
		"stray end tags do not leave the story":   {"</div></main>\n\nText", "<p>Text</p>"},
		"what is left open is closed":             {"<blockquote>open", "<blockquote>open</blockquote>"},
		"a script goes with its content":          {"a<script>b</script>c", "<p>ac</p>"},
		"another language inside":                 {`<span lang="de" dir="ltr">Moin</span>`, `<p><span lang="de" dir="ltr">Moin</span></p>`},
		"nothing":                                 {"", ""},
		"a row of dots is no nesting":             {strings.Repeat(".", 40), "<p>" + strings.Repeat(".", 40) + "</p>"},
		"a row of stars is a rule":                {strings.Repeat("* ", 40), "<hr/>"},
		"sixteen quotations inside each other go": {strings.Repeat(">", 16) + "a", strings.Repeat("<blockquote>\n", 16) + "<p>a</p>\n" + strings.TrimSpace(strings.Repeat("</blockquote>\n", 16))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := markup.Story(tt.in)
			if err != nil {
				t.Fatalf("Story(%q): %v", tt.in, err)
			}
			if diff := cmp.Diff(tt.want, strings.TrimSpace(string(got))); diff != "" {
				t.Errorf("Story(%q) differs (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestStoryGolden(t *testing.T) {
	in, err := os.ReadFile("testdata/story.md")
	if err != nil {
		t.Fatal(err)
	}
	got, err := markup.Story(string(in))
	if err != nil {
		t.Fatal(err)
	}
	checkOnly(t, "story.md", got, storyHTML)
	if *update {
		if err := os.WriteFile("testdata/story.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/story.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("story.md differs from story.golden (-want +got):\n%s", diff)
	}
}

func TestStoryRefuses(t *testing.T) {
	tests := map[string]struct {
		in   string
		want error
	}{
		"a book":                       {strings.Repeat("word ", markup.MaxStory/5+1), markup.ErrTooLong},
		"deep quotations":              {strings.Repeat("> ", 17) + "a", markup.ErrTooComplex},
		"deep lists":                   {strings.Repeat("1. ", 17) + "a", markup.ErrTooComplex},
		"deep HTML":                    {strings.Repeat("<div>", 600), markup.ErrTooComplex},
		"a table that grows by itself": {strings.Repeat("|a", 500) + "\n" + strings.Repeat("|-", 500) + "\n" + strings.Repeat("a\n", 500), markup.ErrTooComplex},
		"links opened and never closed": {
			strings.Repeat("[a](", 20_000), markup.ErrTooComplex,
		},
		"one long address, often":      {"[x]: /" + strings.Repeat("y", 20_000) + "\n\n" + strings.Repeat("[x] ", 5_000), markup.ErrTooComplex},
		"thousands of struck letters":  {strings.Repeat("~~a*", 20_000), markup.ErrTooComplex},
		"more notes than a story has":  {strings.Repeat("[^1]\n\n", 1_001), markup.ErrTooComplex},
		"notes that refer to one note": {"[^a]: x\n\n" + strings.Repeat("[^a]\n\n", 1_001), markup.ErrTooComplex},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			out, err := markup.Story(tt.in)
			if !errors.Is(err, tt.want) || out != "" {
				t.Errorf("Story = %.80q, %v, want %v", out, err, tt.want)
			}
			if d := time.Since(begun); d > 2*time.Second {
				t.Errorf("refusing took %v", d)
			}
		})
	}
}

func TestStoryTakesLongReads(t *testing.T) {
	list := strings.Repeat("- [A pilot's log](https://a.example/log/1874) of **May**, *torn*\n", 2000)
	if _, err := markup.Story(list); err != nil {
		t.Errorf("a list of 2,000 links: %v", err)
	}
	table := "| day | level |\n|---|---|\n" + strings.Repeat("| [Monday](https://a.example/log/1874) | **4.1** m |\n", 500)
	if _, err := markup.Story(table); err != nil {
		t.Errorf("a table of 500 links: %v", err)
	}
	part := "## A part\n\nA paragraph with *some* emphasis, [a link](https://a.example/b), `code` and a note.\n\n" +
		"- one [link](/x)\n- two **bold**\n- three\n\n> Somebody said it.\n\n" + strings.Repeat("Plain words of a long story. ", 30) + "\n\n"
	out, err := markup.Story(strings.Repeat(part, 200))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(out), "<h2>"); got != 200 {
		t.Errorf("%d headings, want 200", got)
	}
}

func TestHostileTextIsHarmlessInStories(t *testing.T) {
	for _, in := range hostile(t) {
		for _, in := range []string{in, "Text " + in + " text", "> - " + in, "# " + in, "**" + in, "[a](" + in + ")", "| a |\n|---|\n|" + in + "|"} {
			out, err := markup.Story(in)
			if err != nil {
				t.Errorf("Story(%q): %v", in, err)
			}
			checkOnly(t, in, out, storyHTML)
		}
	}
}

func hostile(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

func TestCache(t *testing.T) {
	cache := markup.NewCache(10_000)
	for i := range 100 { // far more than it holds, so that generations pass
		for _, in := range []string{"*always*", strings.Repeat("word ", 100+i)} {
			want, err := markup.Story(in)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := cache.Story(in); err != nil || got != want {
				t.Fatalf("cache.Story(%q) = %q, %v, want %q", in, got, err, want)
			}
		}
	}
	if _, err := cache.Story(strings.Repeat(">", 100)); !errors.Is(err, markup.ErrTooComplex) {
		t.Errorf("cache.Story of deep nesting: %v, want ErrTooComplex", err)
	}
}

func TestExcerpt(t *testing.T) {
	story, err := markup.Story("# Flood\n\nThe *tide* rose[^1] & the port\nstood **still**. Nobody was hurt.\n\n```\ncode\n```\n\n|a|\n|-|\n|b|\n\nLater it fell.\n\n[^1]: Twice.")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[int]string{
		500: "The tide rose & the port stood still. Nobody was hurt. Later it fell.",
		30:  "The tide rose & the port…",
		5:   "The…",
	}
	for n, want := range tests {
		if got := markup.Excerpt(story, n); got != want {
			t.Errorf("Excerpt(%d) = %q, want %q", n, got, want)
		}
	}
	if got := markup.Excerpt("", 10); got != "" {
		t.Errorf("Excerpt of nothing = %q", got)
	}
}

func TestAbsolute(t *testing.T) {
	in := template.HTML(`<p>a &lt; b <a href="/x?a=1&amp;b=2">x</a> <a href="https://a.example/">y</a> <a href="#fn:1">1</a> <img src="/m.jpg" alt=""/></p>`)
	want := template.HTML(`<p>a &lt; b <a href="https://c.example/x?a=1&amp;b=2">x</a> <a href="https://a.example/">y</a> <a href="#fn:1">1</a> <img src="https://c.example/m.jpg" alt=""/></p>`)
	if got := markup.Absolute(in, "https://c.example"); got != want {
		t.Errorf("Absolute = %s, want %s", got, want)
	}
}
