package akismet

import (
	"os"
	"regexp"
	"testing"
)

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
