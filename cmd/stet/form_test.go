package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"
)

// words are a command's arguments without its flags.
type words struct {
	as      string
	hold    bool
	headers []string
	rest    []string
}

// parse reads the flags at the front of a command's arguments.
func parse(ts *testscript.TestScript, args []string) words {
	var w words
	for len(args) > 0 && strings.HasPrefix(args[0], "--") {
		switch {
		case args[0] == "--hold":
			w.hold, args = true, args[1:]
		case args[0] == "--as" && len(args) > 1:
			w.as, args = args[1], args[2:]
		case args[0] == "--header" && len(args) > 1:
			w.headers, args = append(w.headers, args[1]), args[2:]
		default:
			ts.Fatalf("unknown flag %s", args[0])
		}
	}
	w.rest = args
	return w
}

// fields reads field=value arguments; a value of @FILE is the file's content.
func fields(ts *testscript.TestScript, args []string) url.Values {
	form := url.Values{}
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			ts.Fatalf("%q is not field=value", arg)
		}
		if file, ok := strings.CutPrefix(value, "@"); ok {
			value = ts.ReadFile(file)
		}
		form.Add(name, value)
	}
	return form
}

func writeFile(name, text string) error { return os.WriteFile(name, []byte(text), 0o600) }

// A form is what a page offers to send.
type form struct {
	method, action string
	fields         url.Values
}

// findForm returns the first form of the page whose action, from the site's root,
// matches.
func findForm(p page, action *regexp.Regexp) (form, error) {
	root, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		return form{}, err
	}
	var seen []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" {
			continue
		}
		target, err := p.url.Parse(attribute(n, "action"))
		if err != nil {
			return form{}, err
		}
		if action.MatchString(target.RequestURI()) {
			return readForm(n, target.RequestURI()), nil
		}
		seen = append(seen, target.RequestURI())
	}
	return form{}, fmt.Errorf("no form's action matches %q: the page has %q\n%s", action, seen, p.body)
}

// readForm reads what a browser would send for the form as it stands: every named
// field but buttons, files and boxes that are not ticked.
func readForm(n *html.Node, action string) form {
	f := form{method: strings.ToUpper(attribute(n, "method")), action: action, fields: url.Values{}}
	if f.method == "" {
		f.method = http.MethodGet
	}
	for field := range n.Descendants() {
		name := attribute(field, "name")
		if name == "" {
			continue
		}
		switch field.Data {
		case "input":
			switch attribute(field, "type") {
			case "submit", "button", "image", "file", "reset":
			case "checkbox", "radio":
				if has(field, "checked") {
					f.fields.Add(name, attribute(field, "value"))
				}
			default:
				f.fields.Add(name, attribute(field, "value"))
			}
		case "textarea":
			f.fields.Add(name, text(field))
		case "select":
			f.fields.Add(name, chosen(field))
		}
	}
	return f
}

// chosen is the value of a select's option: the one selected, else the first.
func chosen(n *html.Node) string {
	value, first := "", true
	for option := range n.Descendants() {
		if option.Data != "option" || !first && !has(option, "selected") {
			continue
		}
		first = false
		value = attribute(option, "value")
	}
	return value
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}
