package spam

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinksAreFoundInText(t *testing.T) {
	tests := map[string]struct {
		text  string
		hosts []string
		count int
	}{
		"none":                              {"No links here. Really.", nil, 0},
		"with a scheme":                     {"see https://Docs.Example.co.uk:8080/a/b?q#f, please", []string{"docs.example.co.uk"}, 1},
		"starting with www":                 {"(www.example.org)", []string{"example.org"}, 1},
		"bare, of a known ending":           {"visit example.com/shop today", []string{"example.com"}, 1},
		"a forgotten blank is no link":      {"It rained.Nobody came.in the end e.g. this", nil, 0},
		"a mail address is no link":         {"write to ann@example.com", nil, 0},
		"BBCode":                            {"[url=http://a.example/x]a[/url]", []string{"a.example"}, 1},
		"the same host twice in a row":      {`<a href="http://a.example/x">a.example</a>`, []string{"a.example"}, 1},
		"two hosts":                         {"http://a.example http://b.example", []string{"a.example", "b.example"}, 2},
		"a name and password before a host": {"http://u:p@a.example/", []string{"a.example"}, 1},
		"no host":                           {"http:// https:///x ://", nil, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var f folded
			f.fold(tt.text)
			var hosts []string
			for _, l := range f.links {
				hosts = append(hosts, l.host)
			}
			if diff := cmp.Diff(tt.hosts, hosts); diff != "" || f.nLinks != tt.count {
				t.Errorf("links in %q: count %d, want %d; hosts (-want +got):\n%s", tt.text, f.nLinks, tt.count, diff)
			}
		})
	}
}

func TestLinkIsTakenApart(t *testing.T) {
	tests := map[string]struct {
		in    string
		want  link
		depth int
		ok    bool
	}{
		"a home page":        {"https://www.kate.example/", link{"kate.example", "kate.example", "/"}, 0, true},
		"a host below":       {"http://shop.kate.co.uk/a/b/?c/d", link{"shop.kate.co.uk", "kate.co.uk", "/a/b/?c/d"}, 2, true},
		"without a scheme":   {"kate.example/a", link{"kate.example", "kate.example", "/a"}, 1, true},
		"no host at all":     {"hello", link{}, 0, false},
		"a scheme and words": {"http://hello", link{}, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := parseLink(tt.in)
			if got != tt.want && ok || ok != tt.ok || ok && got.depth() != tt.depth {
				t.Errorf("parseLink(%q) = %+v (depth %d), %t, want %+v (depth %d), %t", tt.in, got, got.depth(), ok, tt.want, tt.depth, tt.ok)
			}
		})
	}
}
