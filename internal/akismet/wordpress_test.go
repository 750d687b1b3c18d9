package akismet

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stet/internal/news"
)

func TestDropInIsFilledIn(t *testing.T) {
	s := &Server{
		Checks: &fake{}, URL: "https://courier.example",
		Notice: func(id news.SiteID) string { return "/it's/" + string(id) },
	}
	answer := func(id string) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.SetPathValue("id", id)
		w := httptest.NewRecorder()
		return w, s.DropIn(w, r)
	}
	w, err := answer("blog")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`const BASE = 'https://courier.example/akismet';`, `const NOTICE = 'https://courier.example/it\'s/blog';`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the drop-in lacks %s", want)
		}
	}
	if strings.Contains(w.Body.String(), "{{") || !strings.Contains(w.Header().Get("Content-Disposition"), "stet.php") {
		t.Errorf("not all is filled in, or it is no download: %v", w.Header())
	}
	if _, err := answer("nobody"); err == nil {
		t.Error("a site that is not there has a drop-in")
	}
	if php, err := exec.LookPath("php"); err == nil {
		file := filepath.Join(t.TempDir(), "stet.php")
		if err := os.WriteFile(file, w.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), php, "-l", file).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// TestDropInSendsWhatIsRead compares the WordPress drop-in's allow-list with ours.
func TestDropInSendsWhatIsRead(t *testing.T) {
	php, err := os.ReadFile("wordpress/stet.php")
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?s)const FIELDS = array\((.*?)\n\t\t\);`).FindSubmatch(php)
	if list == nil {
		t.Fatal("the drop-in has no FIELDS")
	}
	sent := map[string]bool{}
	for _, field := range regexp.MustCompile(`'(\w+)'`).FindAllSubmatch(list[1], -1) {
		sent[string(field[1])] = true
	}
	for field := range sent {
		if !parameters[field] && field != "HTTP_HOST" { // which says that headers are passed on
			t.Errorf("the drop-in sends %s, which is not read", field)
		}
	}
	for field, read := range parameters {
		twice := field == "HTTP_USER_AGENT" || field == "content_type" // which only other clients send
		if read && !sent[field] && !twice {
			t.Errorf("the drop-in does not send %s, which is read", field)
		}
	}
}
