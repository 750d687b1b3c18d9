package config_test

import (
	"flag"
	"net/netip"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"stet/internal/config"
)

var update = flag.Bool("update", false, "rewrite docs/config.md")

var prefixes = cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })

func load(text string, environ ...string) (config.Config, error) {
	return config.Load(fstest.MapFS{config.FileName: {Data: []byte(text)}}, environ)
}

func TestAnEmptyFileRuns(t *testing.T) {
	got, err := load("")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Default(), got, prefixes); diff != "" {
		t.Errorf("Load(empty) differs from Default() (-want +got):\n%s", diff)
	}
}

func TestFileAndEnvironment(t *testing.T) {
	got, err := load("[publication]\nname = \"The Heron\"\n[retention]\nemail = \"1d12h\"\nspam = \"forever\"\n",
		"STET_PUBLICATION_NAME=The Grey Heron", "STET_LIMITS_PER_STORY=7",
		`STET_LIMITS_EXEMPT=["127.0.0.0/8"]`, "STET_RETENTION_CLUES=2h", "STET_TEST_POSTGRES=ignored")
	if err != nil {
		t.Fatal(err)
	}
	if got.Publication.Name != "The Grey Heron" {
		t.Errorf("name = %q; the environment should win over the file", got.Publication.Name)
	}
	if got.Limits.PerStory != 7 || len(got.Limits.Exempt) != 1 || got.Limits.Exempt[0].String() != "127.0.0.0/8" {
		t.Errorf("limits = %+v", got.Limits)
	}
	if r := got.Retention; r.Email.Std() != 36*time.Hour || r.Spam != 0 || r.Clues.Std() != 2*time.Hour {
		t.Errorf("retention = %+v", r)
	}
}

func TestMistakesAreNamedWithPlaceAndMend(t *testing.T) {
	tests := map[string]struct {
		text, env string
		want      []string
	}{
		"a misspelt key":           {text: "\n[publication]\nnmae = \"x\"\n", want: []string{"stet.toml: line 3", `"publication.nmae"`, `did you mean "name"?`}},
		"a misspelt section":       {text: "[publicaton]\nname = \"x\"\n", want: []string{"line 1", `did you mean "publication"?`}},
		"an unknown top-level key": {text: "port = 80\n", want: []string{"line 1", `unknown key "port"`}},
		"not TOML":                 {text: "[publication]\nname = \n", want: []string{"stet.toml: line 2"}},
		"a wrong type":             {text: "[limits]\nper_story = \"many\"\n", want: []string{"line 2"}},
		"a choice nobody offers":   {text: "[replies]\n\nhold = \"some\"\n", want: []string{"stet.toml: line 3: hold", "doubtful, all"}},
		"a URL with a path":        {text: "[publication]\nurl = \"https://a.example/x\"\n", want: []string{"line 2: url", "without a path"}},
		"a length of time":         {text: "[retention]\nemail = \"30 days\"\n", want: []string{"line 2", `write "30d"`}},
		"no time at all":           {text: "[retention]\nemail = \"0d\"\n", want: []string{"line 2", "forever"}},
		"a network":                {text: "[limits]\nexempt = [\"everybody\"]\n", want: []string{"line 2"}},
		"an empty network":         {text: "[limits]\nexempt = [\"\"]\n", want: []string{"line 2: exempt", "10.0.0.0/8"}},
		"a limit of none":          {text: "[limits]\nper_story = 0\n", want: []string{"line 2: per_story", "at least 1"}},
		"a variable's value":       {env: "STET_REPLIES_STRICTNESS=brutal", want: []string{"STET_REPLIES_STRICTNESS", "lenient, normal, strict"}},
		"a variable's type":        {env: "STET_SERVER_CACHE_MB=lots", want: []string{"STET_SERVER_CACHE_MB"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := load(tt.text, tt.env)
			if err == nil {
				t.Fatalf("Load(%q, %q) took it", tt.text, tt.env)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("Load(%q, %q) = %q, want it to say %q", tt.text, tt.env, err, want)
				}
			}
		})
	}
}

func TestTheFileThatIsWrittenReadsBack(t *testing.T) {
	want := config.Default()
	want.Publication.Name, want.Publication.Tagline = `The "Heron"`, "Wet feet, dry facts"
	want.Limits.PerStory, want.Retention.Spam = 3, 0
	text := want.File()
	got, err := load(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if diff := cmp.Diff(want, got, prefixes); diff != "" {
		t.Errorf("File() does not read back (-want +got):\n%s", diff)
	}
	if !strings.Contains(text, "\n# hold = \"doubtful\"\n") || !strings.Contains(text, "\nper_story = 3\n") {
		t.Errorf("File() should comment out what has its default, and only that:\n%s", text)
	}
}

func TestDocsAreCurrent(t *testing.T) {
	const path = "../../docs/config.md"
	if *update {
		if err := os.WriteFile(path, []byte(config.Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Markdown(), string(got)); diff != "" {
		t.Errorf("docs/config.md is stale; run go test ./internal/config -update (-want +got):\n%s", diff)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("[publication]\nname = \"x\"\n")
	f.Add("[limits]\neXempt = [\"\"]")
	f.Add("[limits]\nexempt = [\"::/0\"]\n[retention]\nspam = \"forever\"")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := load(text)
		if err != nil {
			return
		}
		if again, err := load(c.File()); err != nil || !cmp.Equal(c, again, prefixes, cmpopts.EquateEmpty()) {
			t.Errorf("what Load(%q) read does not read back: %v", text, err)
		}
	})
}
