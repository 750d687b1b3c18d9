package strict_test

import (
	"errors"
	"strings"
	"testing"

	"stet/internal/news"
	"stet/internal/strict"
)

// paper is something to read.
type paper struct {
	Name    string `toml:"name"`
	Pages   int    `toml:"pages"`
	Editor  person `toml:"editor"`
	Writers []struct {
		Name string `toml:"name"`
		Desk string `toml:"desk"`
	} `toml:"writers"`
}

type person struct {
	Name string `toml:"name"`
	Mail string `toml:"mail"`
}

func TestSlipsAreNamedWithLineAndWord(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"a misspelt key":              {"\nnmae = \"x\"\n", `line 2: unknown key "nmae"; did you mean "name"?`},
		"a misspelt key in a table":   {"name = \"x\"\n[editor]\nmali = \"x\"\n", `line 3: unknown key "editor.mali"; did you mean "mail"?`},
		"a misspelt table":            {"[edtior]\nname = \"x\"\n", `line 1: unknown key "edtior"; did you mean "editor"?`},
		"a misspelt key of a list":    {"[[writers]]\nname = \"a\"\n[[writers]]\ndsek = \"b\"\n", `line 4: unknown key "writers.dsek"; did you mean "desk"?`},
		"a key that is like no other": {"colour = 1\n", `line 1: unknown key "colour": invalid`},
		"a key of what is no table":   {"[editor]\nname = \"x\"\n[editor.home]\ntown = \"y\"\n", `line 3: unknown key "editor.home"`},
		"a word for a number":         {"name = \"x\"\npages = \"many\"\n", "line 2"},
		"no value":                    {"name =\n", "line 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var p paper
			err := strict.Decode(tt.in, &p)
			if !errors.Is(err, news.ErrInvalid) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("Decode(%q) = %v, want %s", tt.in, err, tt.want)
			}
		})
	}
}

func TestHead(t *testing.T) {
	var p paper
	body, err := strict.Head("\ufeff+++\r\nname = \"The Heron\"\r\n+++\r\nWet feet.\r\n+++\r\n", &p)
	if err != nil || p.Name != "The Heron" || body != "Wet feet.\n+++\n" {
		t.Errorf("Head = %q, %v, name %q", body, err, p.Name)
	}
	for in, want := range map[string]string{
		"Wet feet.":                          "line 1: ",
		"+++\nname = \"x\"\n":                "line 1: ",
		"+++\nname = \"x\"\nnmae = 1\n+++\n": "line 3: ",
		"+++\n+++\nBody.":                    "",
	} {
		_, err := strict.Head(in, &p)
		if got := errors.Is(err, news.ErrInvalid); got != (want != "") || got && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Head(%q) = %v, want %q", in, err, want)
		}
	}
}

func FuzzHead(f *testing.F) {
	f.Add("+++\nname = \"x\"\n[editor]\nmial = 1\n+++\nBody.")
	f.Add("+++\n[[writers]]\nx.y.z = [[1]]\n+++\n")
	f.Fuzz(func(t *testing.T, file string) {
		var p paper
		if _, err := strict.Head(file, &p); err != nil && !errors.Is(err, news.ErrInvalid) {
			t.Errorf("Head(%q) = %v, want an ErrInvalid", file, err)
		}
	})
}
