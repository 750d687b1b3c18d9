package theme

import (
	"os"
	"strings"
	"testing"
)

func TestOwnersAreToldOfEveryFunctionAndPage(t *testing.T) {
	text, err := os.ReadFile("../../docs/theme.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range functions(nil, nil) {
		if !strings.Contains(string(text), "| `"+name+" ") {
			t.Errorf("docs/theme.md does not tell of the function %s", name)
		}
	}
	th, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := th.Templates()
	if err != nil {
		t.Fatal(err)
	}
	for page := range pages {
		if !strings.HasPrefix(page, "desk/") && !strings.Contains(string(text), "| `"+page+"` |") {
			t.Errorf("docs/theme.md does not tell of the page %s", page)
		}
	}
}
