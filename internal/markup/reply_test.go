package markup_test

import (
	"fmt"
	"html/template"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"stet/internal/markup"
)

func TestReply(t *testing.T) {
	p := func(lines ...string) string { return `<p dir="auto">` + strings.Join(lines, "<br>\n") + "</p>\n" }
	tests := map[string]struct{ in, want string }{
		"a line":                             {"Well said.", p("Well said.")},
		"two lines":                          {"Well\nsaid.", p("Well", "said.")},
		"two paragraphs":                     {"Well.\n\nSaid.", p("Well.") + p("Said.")},
		"line ends of Windows and old Macs":  {"a\r\nb\rc\r\n\r\nd", p("a", "b", "c") + p("d")},
		"many blank lines are one":           {"\n\n a \n \n\t\n\nb\n\n", p("a") + p("b")},
		"nothing":                            {"", ""},
		"nothing but space":                  {" \n\t\n ", ""},
		"markup is text":                     {`<b>"it's"</b> &amp;`, p("&lt;b&gt;&#34;it&#39;s&#34;&lt;/b&gt; &amp;amp;")},
		"Markdown is text":                   {"**no** [x](y)", p("**no** [x](y)")},
		"control characters go":              {"a\x00b\x07c\x7fd\u0086e", p("abcde")},
		"invalid UTF-8 is shown as such":     {"a\xffb", p("a�b")},
		"overrides of direction go":          {"a\u202egpj.exe\u202d", p("agpj.exe")},
		"joiners stay":                       {"👩\u200d🚒 می\u200cخواهم", p("👩\u200d🚒 می\u200cخواهم")},
		"a letter with its marks stays":      {"Việt Nam e\u0302\u0323", p("Việt Nam e\u0302\u0323")},
		"a tower of marks is cut down":       {"Z" + strings.Repeat("\u0301", 10_000) + "a", p("Z" + strings.Repeat("\u0301", 8) + "a")},
		"a tower with controls between":      {"Z" + strings.Repeat("\u0301\u202e", 100), p("Z" + strings.Repeat("\u0301", 8))},
		"byte order marks, noncharacters go": {"\ufeffa\uffffb\U0001fffe", p("ab")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(markup.Reply(tt.in))); diff != "" {
				t.Errorf("Reply(%q) differs (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestReplyLinks(t *testing.T) {
	a := func(href, text string) string {
		return `<a href="` + href + `" rel="nofollow ugc noopener" dir="ltr">` + text + `</a>`
	}
	plain := func(url string) string { return a(url, url) }
	long := "https://example.org/" + strings.Repeat("a", 50) + strings.Repeat("z", 50)
	tests := map[string]struct{ in, want string }{
		"alone":                        {"https://example.org/a", plain("https://example.org/a")},
		"in a sentence":                {"See http://example.org/a, or ask.", "See " + plain("http://example.org/a") + ", or ask."},
		"at the end of a sentence":     {"See http://example.org/a.", "See " + plain("http://example.org/a") + "."},
		"with an exclamation":          {"http://example.org/a?!", plain("http://example.org/a") + "?!"},
		"in brackets":                  {"(see http://example.org/a)", "(see " + plain("http://example.org/a") + ")"},
		"with brackets of its own":     {"(http://example.org/a_(b)).", "(" + plain("http://example.org/a_(b)") + ")."},
		"in square brackets":           {"[http://example.org/]", "[" + plain("http://example.org/") + "]"},
		"in quotation marks":           {"“http://example.org/”", "“" + plain("http://example.org/") + "”"},
		"in angle brackets":            {"<http://example.org/>", "&lt;" + plain("http://example.org/") + "&gt;"},
		"two of them":                  {"http://a.example http://b.example", plain("http://a.example") + " " + plain("http://b.example")},
		"the scheme in capitals":       {"HTTPS://Example.ORG/A", a("https://example.org/A", "https://example.org/A")},
		"after letters of Chinese":     {"看http://example.org/，好", "看" + plain("http://example.org/") + "，好"},
		"with a query":                 {"http://example.org/?a=1&b=2#c", plain("http://example.org/?a=1&amp;b=2#c")},
		"a port":                       {"http://example.org:8080/", plain("http://example.org:8080/")},
		"a port the scheme implies":    {"http://example.org:80/", a("http://example.org/", "http://example.org/")},
		"letters outside ASCII":        {"https://münchen.example/ü", a("https://xn--mnchen-3ya.example/%C3%BC", "https://münchen.example/ü")},
		"a host of one script":         {"http://пример.испытание/", a("http://xn--e1afmkfd.xn--80akhbyknj4f/", "http://пример.испытание/")},
		"a host that looks like Latin": {"http://аррӏе.com/", a("http://xn--80ak6aa92e.com/", "http://xn--80ak6aa92e.com/")},
		"a host of dotless letters":    {"http://exampıe.com/", a("http://xn--exampe-t9a.com/", "http://xn--exampe-t9a.com/")},
		"a long one is shortened": {
			long, a(long, "https://example.org/"+strings.Repeat("a", 26)+"…"+strings.Repeat("z", 13)),
		},
		"a long host is not": {
			"http://" + strings.Repeat("sub.", 30) + "example.org/path",
			plain("http://" + strings.Repeat("sub.", 30) + "example.org/path"),
		},
		"an IPv4 address":              {"http://192.0.2.1/", plain("http://192.0.2.1/")},
		"no host":                      {"http:///a http://", "http:///a http://"},
		"a host without a dot":         {"http://localhost/", "http://localhost/"},
		"a host in numbers":            {"http://0x7f.1/ http://2130706433/", "http://0x7f.1/ http://2130706433/"},
		"a password":                   {"http://user:pw@example.org/", "http://user:pw@example.org/"},
		"a user":                       {"http://example.org@evil.example/", "http://example.org@evil.example/"},
		"other schemes":                {"javascript://example.org/%0aalert(1) ftp://a.example", "javascript://example.org/%0aalert(1) ftp://a.example"},
		"a scheme that a word ends in": {"xhttp://example.org", "xhttp://example.org"},
		"one inside the other":         {"http://http://example.org", "http://http://example.org"},
		"longer than any address":      {"http://example.org/" + strings.Repeat("a", 3000), "http://example.org/" + strings.Repeat("a", 3000)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			want := `<p dir="auto">` + tt.want + "</p>\n"
			if diff := cmp.Diff(want, string(markup.Reply(tt.in))); diff != "" {
				t.Errorf("Reply(%q) differs (-want +got):\n%s", tt.in, diff)
			}
		})
	}
}

func TestPlainURL(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"an ordinary one":           {"https://example.org/me", "https://example.org/me"},
		"a host alone":              {"example.org", "https://example.org/"},
		"capitals, port and space":  {" HTTP://Example.ORG:80 ", "http://example.org/"},
		"a query and a fragment":    {"https://example.org?a=b#c", "https://example.org/?a=b#c"},
		"letters outside ASCII":     {"https://faß.example/ä", "https://xn--fa-hia.example/%C3%A4"},
		"a dot after the host":      {"http://example.org./", "http://example.org/"},
		"a script":                  {"javascript:alert(1)", ""},
		"a script that says //":     {"javascript://example.org/%0aalert(1)", ""},
		"data":                      {"data:text/html,x", ""},
		"a mail address":            {"me@example.org", ""},
		"mailto":                    {"mailto:me@example.org", ""},
		"another scheme":            {"ftp://example.org/", ""},
		"credentials":               {"https://me:pw@example.org/", ""},
		"a control character":       {"https://example.org/\x00", ""},
		"a line end":                {"https://example.org/\r\nX: y", ""},
		"a space":                   {"https://example.org/a b", ""},
		"a quotation mark":          {`https://example.org/"onclick=alert(1)`, ""},
		"a backslash":               {`https:\\example.org\`, ""},
		"no scheme but a host":      {"//example.org/", ""},
		"a path":                    {"/desk", ""},
		"this machine":              {"http://localhost/", ""},
		"an IPv6 address":           {"http://[::1]/", ""},
		"an address spelt to cheat": {"http://0x7f.1/", ""},
		"invalid UTF-8":             {"https://example.org/\xff", ""},
		"a direction override":      {"https://example.org/\u202egpj", ""},
		"words":                     {"I have none", ""},
		"nothing":                   {"", ""},
		"far too long":              {"https://example.org/" + strings.Repeat("a", 2048), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := markup.PlainURL(tt.in)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("PlainURL(%q) = %q, %v, want %q", tt.in, got, ok, tt.want)
			}
		})
	}
}

func TestHostileTextIsHarmlessInReplies(t *testing.T) {
	for _, in := range hostile(t) {
		checkOnly(t, in, markup.Reply(in), replyHTML)
		checkOnly(t, in, markup.Reply("http://a.example/"+in), replyHTML)
		if u, ok := markup.PlainURL(in); ok {
			checkOnly(t, in, markup.Reply(u), replyHTML)
		}
	}
}

// TestReplyIsLinear feeds 64 KB of what makes scanners look twice, and four times
// that: the time must grow with the length, not with its square.
func TestReplyIsLinear(t *testing.T) {
	for _, unit := range []string{
		"http://", "http://_", "http://a.b", "http://a.b ", "http://a.b(", "http://a.b/)", "https://a.b/.", "://", "h", "\n", "a\n\n",
		"<", "\u0301", "http://é.", "http://xn--", "[", "https://u:p@", "%",
	} {
		small, large := strings.Repeat(unit, (64<<10)/len(unit)), strings.Repeat(unit, (256<<10)/len(unit))
		once, fourfold := fastest(func() { markup.Reply(small) }), fastest(func() { markup.Reply(large) })
		if fourfold > 8*once+time.Second {
			t.Errorf("64 KB of %q took %v, 256 KB %v", unit, once, fourfold)
		}
	}
}

func fastest(f func()) time.Duration {
	best := time.Hour
	for range 3 {
		begun := time.Now()
		f()
		best = min(best, time.Since(begun))
	}
	return best
}

func FuzzReply(f *testing.F) {
	for _, s := range hostile(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := markup.Reply(in)
		checkOnly(t, in, out, replyHTML)
		if len(out) > 64+16*len(in) {
			t.Errorf("%d bytes became %d", len(in), len(out))
		}
		for _, r := range string(out) {
			if unicode.IsControl(r) && r != '\n' {
				t.Errorf("Reply(%q) = %q holds %U", in, out, r)
			}
		}
	})
}

func FuzzPlainURL(f *testing.F) {
	for _, s := range hostile(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once, ok := markup.PlainURL(in)
		if !ok {
			return
		}
		if !strings.HasPrefix(once, "http://") && !strings.HasPrefix(once, "https://") || strings.ContainsAny(once, "\"<> \n\\") {
			t.Errorf("PlainURL(%q) = %q", in, once)
		}
		if twice, ok := markup.PlainURL(once); !ok || twice != once {
			t.Errorf("PlainURL(%q) = %q, and of that %q, %v", in, once, twice, ok)
		}
	})
}

func FuzzStory(f *testing.F) {
	for _, s := range hostile(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out, err := markup.Story(in)
		if err != nil {
			return
		}
		checkOnly(t, in, out, storyHTML)
		checkOnly(t, in, markup.Absolute(out, ourSite), storyHTML)
		markup.Excerpt(out, 160)
	})
}

var sink template.HTML

func BenchmarkStory(b *testing.B) {
	text := longText()
	b.Run("uncached", func(b *testing.B) {
		for b.Loop() {
			sink, _ = markup.Story(text)
		}
	})
	b.Run("cached", func(b *testing.B) {
		cache := markup.NewCache(1 << 20)
		for b.Loop() {
			sink, _ = cache.Story(text)
		}
	})
}

func BenchmarkReply(b *testing.B) {
	texts := map[string]string{
		"usual": "I remember the flood of '62 (my father told me). See https://example.org/archive/1962?page=3.\n\n" +
			strings.Repeat("The harbour office knew, and said nothing. ", 10),
		"64 KB of links": strings.Repeat("http://a.b ", 64<<10/11),
	}
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				sink = markup.Reply(text)
			}
		})
	}
}

// longText is a story of some 700 words.
func longText() string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "## Part %d\n\n%s\n\n> It was *loud*, says [the report](https://example.org/%d).\n\n", i, strings.Repeat("The harbour office knew, and said nothing. ", 9), i)
	}
	return b.String()
}
