package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"stet/internal/spam"
)

// told is a context that was told to stop.
func told(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	return ctx
}

func TestWhatWasToldToStopSaysSoAndLeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	rows, picture := filepath.Join(dir, "rows.jsonl"), filepath.Join(dir, "picture.svg")
	for name, content := range map[string]string{rows: `{"content":"Hello","label":"ham"}` + "\n", picture: "the old one"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	waiting, end := io.Pipe() // nobody ever writes to it
	defer end.Close()
	tests := map[string]struct {
		run  func(context.Context, terminal) error
		want string
	}{
		"score, waiting for rows":     {scoreCommand{}.Run, "stopped; the rows judged so far are written"},
		"explain, waiting for a text": {explainCommand{Color: "auto"}.Run, "stopped; nothing was judged"},
		"eval":                        {evalCommand{Files: []string{rows}, Split: "auto", Format: "svg", Out: picture}.Run, "stopped; nothing was written"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := tt.run(told(t), terminal{in: waiting, out: io.Discard, err: io.Discard})
			if err == nil || err.Error() != tt.want || errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want %q, which is no success", err, tt.want)
			}
		})
	}
	if got, err := os.ReadFile(picture); err != nil || string(got) != "the old one" {
		t.Errorf("the picture is %q, %v", got, err)
	}
}

func TestFileIsTheOldOneOrTheNewOne(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	put := func(content string, err error) error {
		return writeWhole(name, func(w io.Writer) error {
			_, _ = io.WriteString(w, content)
			return err
		})
	}
	broken := errors.New("broken")
	for _, step := range []struct {
		content string
		err     error
		want    string
	}{{"one", nil, "one"}, {"tw", broken, "one"}, {"three", nil, "three"}} {
		if err := put(step.content, step.err); !errors.Is(err, step.err) {
			t.Errorf("writing %q: %v", step.content, err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != step.want {
			t.Errorf("after %q there is %q, %v", step.content, got, err)
		}
	}
	if files, err := os.ReadDir(filepath.Dir(name)); err != nil || len(files) != 1 {
		t.Errorf("%v lie there, %v", files, err)
	}
	if err := writeWhole(os.DevNull, func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("the device is %v now, %v", info.Mode(), err)
	}
}

// account is what the explanation of a verdict says.
func account(t *testing.T, m spam.Message, colours bool, clues ...spam.Clue) string {
	t.Helper()
	var b bytes.Buffer
	odds := 0.0
	for _, c := range clues {
		odds += c.Weight
	}
	e := explanation{message: m, verdict: spam.Verdict{Class: spam.Unsure, Score: 1 / (1 + math.Exp(-odds)), Clues: clues}}
	e.words = weigh(spam.NewLearned(spam.EmptyModel()), m)
	e.write(&b, colours)
	return b.String()
}

func TestShownContributionsAddUp(t *testing.T) {
	third := 1.0 / 3
	tests := map[string][]float64{
		"thirds":                          {third, third, third, -third, -third},
		"many that round the same":        {0.005, 0.005, 0.005, 0.005, 0.004, 0.004, 0.004},
		"one":                             {-2.5},
		"none":                            {},
		"nearly nothing":                  {1e-6, -2e-6},
		"more than a probability can say": {60, -0.125},
	}
	line := regexp.MustCompile(`(?m)^words +([+-]\d+\.\d\d) +([+-]\d+\.\d\d)`)
	for name, weights := range tests {
		t.Run(name, func(t *testing.T) {
			var clues []spam.Clue
			odds := 0.0
			for _, w := range weights {
				clues = append(clues, spam.Clue{Kind: spam.ClueWords, Weight: w})
				odds += w
			}
			text := account(t, spam.Message{}, false, clues...)
			cents := 0
			for _, l := range line.FindAllStringSubmatch(text, -1) {
				weight, _ := strconv.Atoi(strings.Replace(l[1], ".", "", 1))
				sum, _ := strconv.Atoi(strings.Replace(l[2], ".", "", 1))
				if cents += weight; cents != sum {
					t.Errorf("the weights add up to %d hundredths, the table says %d:\n%s", cents, sum, text)
				}
			}
			if math.Abs(float64(cents)/100-odds) > 0.0051 {
				t.Errorf("the weights add up to %d hundredths, the log-odds are %v:\n%s", cents, odds, text)
			}
		})
	}
}

func TestTextsCannotCommandTheTerminal(t *testing.T) {
	const hostile = "cheap\x1b]0;owned\x07 \u202epumps\u200b \u009b31m\r\nnow"
	for _, colours := range []bool{false, true} {
		text := account(t, spam.Message{Content: hostile}, colours, spam.Clue{Kind: spam.ClueWords, Text: hostile, Weight: 1})
		ours := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAllString(text, "")
		if strings.ContainsAny(ours, "\x1b\x07\u009b\r\u202e\u200b") {
			t.Errorf("colours %t: %q", colours, ours)
		}
		if colours == (ours == text) {
			t.Errorf("colours %t: %q", colours, text)
		}
	}
}

func TestWordsAreWeighedByWhatWouldBeWithoutThem(t *testing.T) {
	site := spam.NewLearned(spam.EmptyModel())
	for range 3 {
		for text, class := range map[string]spam.Class{"cheap pumps": spam.Spam, "late ferry": spam.Ham} {
			if err := site.Apply(site.Lesson(spam.Message{Content: text}, class, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := "The ferry sells pumps, " + strings.Repeat("é", maxWeighed)
	weight := map[string]float64{}
	for _, w := range weigh(site, spam.Message{Content: text}) {
		weight[text[w.from:w.to]] = w.weight
	}
	if weight["pumps"] <= 0 || weight["ferry"] >= 0 || len(weight) != 5 {
		t.Errorf("weights %v", weight)
	}
}

func TestColoursAreForTerminalsThatWantThem(t *testing.T) {
	tests := map[string]struct {
		choice string
		want   bool
	}{
		"always":            {"always", true},
		"never":             {"never", false},
		"auto, into a file": {"auto", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := (explainCommand{Color: tt.choice}).colours(terminal{out: io.Discard, environ: []string{"NO_COLOR=1"}}); got != tt.want {
				t.Errorf("colours %t, want %t", got, tt.want)
			}
		})
	}
}

func TestAddressesOfOneSiteAreTheSame(t *testing.T) {
	for address, want := range map[string]bool{
		"https://blog.example": true, "https://blog.example/": true, "HTTPS://Blog.Example": true,
		"http://blog.example": false, "https://blog.example/one": false, "blog.example": false, "": false, "::": false,
	} {
		if got := sameAddress("https://blog.example", address); got != want {
			t.Errorf("sameAddress(%q) = %t, want %t", address, got, want)
		}
	}
}

func TestImportRefusesWhatWouldKeepGoodRepliesOut(t *testing.T) {
	starter, err := spam.Starter()
	if err != nil {
		t.Fatal(err)
	}
	site := spam.NewLearned(starter)
	for range 40 { // as a site that takes every lesson would learn
		for _, text := range []string{"Well said!", "I was there on Saturday and it was quite different.", "Das sehe ich anders.", "Very good article, thank you.", "谢谢"} {
			if err := site.Apply(site.Lesson(spam.Message{Content: text}, spam.Spam, 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	sum, err := site.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "hostile.lessons")
	if err := os.WriteFile(file, spam.PackLessons(sum), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "site")
	stet := func(args ...string) (int, string) {
		var said bytes.Buffer
		status := Main(args, nil, strings.NewReader(""), &said, &said)
		return status, said.String()
	}
	if status, said := stet("init", folder); status != 0 {
		t.Fatal(said)
	}
	into := []string{"filter", "import", "--dir", folder, "--site", "http://127.0.0.1:8080", file}
	if status, said := stet(into...); status != 1 || !strings.Contains(said, "nothing was changed; --force") {
		t.Errorf("import of hostile lessons: status %d, %s", status, said)
	}
	if status, said := stet(append(into, "--force")...); status != 0 {
		t.Errorf("import by force: status %d, %s", status, said)
	}
}
