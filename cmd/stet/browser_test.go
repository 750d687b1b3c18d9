package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// A browser is what a script's commands act through. It runs no script and
// follows no redirect by itself, and each person in the story has cookies of
// their own.
type browser struct {
	site string
	jars map[string]jar
	// page is the last answer.
	page page
	// again sends the last submitted form.
	again func()
	// pending is a request without its answer yet.
	pending *pending
}

type (
	browserKey struct{}
	// A jar holds one person's cookies, by name.
	jar map[string]string
	// A page is an answer to a request.
	page struct {
		url    *url.URL
		status int
		header http.Header
		body   string
	}
)

// commands are those that a script has beside testscript's own.
var commands = map[string]func(*testscript.TestScript, bool, []string){
	// ready waits until the site answers that it is.
	"ready": func(ts *testscript.TestScript, _ bool, _ []string) {
		ts.Check(browserOf(ts).awaitReady())
	},
	// http [flags] METHOD PATH [field=value …] sends a request. A POST carries the
	// fields as a form; a value of @FILE is that file's content. The flags are
	// --as NAME (whose cookies), --header 'Name: value', and --hold, which keeps the
	// form back until release.
	"http": func(ts *testscript.TestScript, _ bool, args []string) {
		w := parse(ts, args)
		if len(w.rest) < 2 {
			ts.Fatalf("usage: http [--as NAME] [--header H] [--hold] METHOD PATH [field=value …]")
		}
		browserOf(ts).send(ts, w, w.rest[0], w.rest[1], fields(ts, w.rest[2:]))
	},
	// submit [flags] ACTION [field=value …] sends the form of the last page whose
	// action matches the expression, with what stands in its fields (hidden ones
	// too) but for those given. The button's own name and value are given like a field.
	"submit": func(ts *testscript.TestScript, _ bool, args []string) {
		w := parse(ts, args)
		if len(w.rest) == 0 {
			ts.Fatalf("usage: submit [--as NAME] [--header H] [--hold] ACTION [field=value …]")
		}
		b := browserOf(ts)
		f, err := findForm(b.page, expression(ts, w.rest[0]))
		ts.Check(err)
		maps.Copy(f.fields, fields(ts, w.rest[1:]))
		b.again = func() { b.send(ts, w, f.method, f.action, f.fields) }
		b.again()
	},
	// again sends the last submitted form once more, as a second press of the button
	// does.
	"again": func(ts *testscript.TestScript, _ bool, _ []string) {
		browserOf(ts).again()
	},
	// await EXPRESSION reloads the last page until it matches: what another process
	// changed is seen soon, not at once.
	"await": func(ts *testscript.TestScript, _ bool, args []string) {
		b, path := browserOf(ts), browserOf(ts).page.url.RequestURI()
		ts.Check(eventually(func(context.Context) error {
			b.send(ts, words{}, http.MethodGet, path, nil)
			if !expression(ts, args[0]).MatchString(b.page.body) {
				return fmt.Errorf("the page at %s:\n%s", path, b.page.body)
			}
			return nil
		}))
	},
	// follow [--as NAME] goes where the last answer redirects to.
	"follow": func(ts *testscript.TestScript, _ bool, args []string) {
		b := browserOf(ts)
		to := b.page.header.Get("Location")
		if to == "" {
			ts.Fatalf("the last answer, status %d, redirects nowhere", b.page.status)
		}
		target, err := b.page.url.Parse(to)
		ts.Check(err)
		b.send(ts, parse(ts, args), http.MethodGet, target.RequestURI(), nil)
	},
	// release sends the form that --hold kept back and waits for the answer.
	"release": func(ts *testscript.TestScript, _ bool, _ []string) {
		b := browserOf(ts)
		if b.pending != nil {
			close(b.pending.body.released)
		}
		ts.Check(b.receive())
	},
	// [!] status CODE
	"status": func(ts *testscript.TestScript, neg bool, args []string) {
		p := browserOf(ts).page
		if len(args) != 1 || (strconv.Itoa(p.status) == args[0]) == neg {
			ts.Fatalf("status is %d\n%s", p.status, p.body)
		}
	},
	// [!] header NAME EXPRESSION
	"header": func(ts *testscript.TestScript, neg bool, args []string) {
		p := browserOf(ts).page
		if len(args) != 2 || expression(ts, args[1]).MatchString(strings.Join(p.header.Values(args[0]), "\n")) == neg {
			ts.Fatalf("header %v is %q", args, p.header)
		}
	},
	// [!] body EXPRESSION
	"body": func(ts *testscript.TestScript, neg bool, args []string) {
		p := browserOf(ts).page
		if len(args) != 1 || expression(ts, args[0]).MatchString(p.body) == neg {
			ts.Fatalf("the page at %s:\n%s", p.url, p.body)
		}
	},
	// pick VARIABLE SOURCE EXPRESSION keeps what the expression's group matches in
	// body, stdout, stderr, or the header of that name.
	"pick": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 3 {
			ts.Fatalf("usage: pick VARIABLE SOURCE EXPRESSION")
		}
		p := browserOf(ts).page
		text := p.header.Get(args[1])
		switch args[1] {
		case "body":
			text = p.body
		case "stdout", "stderr":
			text = ts.ReadFile(args[1])
		}
		found := expression(ts, args[2]).FindStringSubmatch(text)
		if len(found) != 2 {
			ts.Fatalf("no %s in %s:\n%s", args[2], args[1], text)
		}
		ts.Setenv(args[0], found[1])
	},
	// [!] same TEXT TEXT
	"same": func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) != 2 || (args[0] == args[1]) == neg {
			ts.Fatalf("%q", args)
		}
	},
	// fill FILE COUNT TEXT writes the text, which may have Go's escapes, so often.
	"fill": func(ts *testscript.TestScript, _ bool, args []string) {
		if len(args) != 3 {
			ts.Fatalf("usage: fill FILE COUNT TEXT")
		}
		count, err := strconv.Atoi(args[1])
		ts.Check(err)
		text, err := strconv.Unquote(`"` + args[2] + `"`)
		ts.Check(err)
		ts.Check(writeFile(ts.MkAbs(args[0]), strings.Repeat(text, count)))
	},
}

func browserOf(ts *testscript.TestScript) *browser { return ts.Value(browserKey{}).(*browser) }

func expression(ts *testscript.TestScript, text string) *regexp.Regexp {
	re, err := regexp.Compile(`(?m)` + text)
	ts.Check(err)
	return re
}

// awaitReady asks /readyz until it says yes.
func (b *browser) awaitReady() error {
	return eventually(func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("status %d", resp.StatusCode)
		}
		return errors.Join(err, resp.Body.Close())
	})
}

// eventually tries until it succeeds, for five minutes at most.
func eventually(try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("waited in vain: %w", err)
		}
	}
}

// send sends a request and keeps the answer and its cookies. A held request is
// sent up to its body; send returns when the site asks for that.
func (b *browser) send(ts *testscript.TestScript, w words, method, path string, form url.Values) {
	target, body := b.site+path, &heldBody{asked: make(chan struct{}), released: make(chan struct{})}
	if method == http.MethodPost {
		body.text = strings.NewReader(form.Encode())
	} else if len(form) > 0 {
		target += "?" + form.Encode()
	}
	req, err := http.NewRequest(method, target, nil)
	ts.Check(err)
	if body.text != nil {
		req.Body, req.ContentLength = io.NopCloser(body), body.text.Size()
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", b.site)
	}
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Referer", b.site)
	for name, value := range b.jars[w.as] {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for _, line := range w.headers {
		name, value, _ := strings.Cut(line, ": ")
		req.Header.Set(name, value)
	}
	if w.hold {
		req.Header.Set("Expect", "100-continue") // its body is asked for when a handler has the request
	} else {
		close(body.released)
	}
	b.pending = &pending{as: w.as, body: body, answered: make(chan answer, 1)}
	go b.pending.run(req)
	if !w.hold {
		ts.Check(b.receive())
		return
	}
	select {
	case <-body.asked:
	case a := <-b.pending.answered:
		ts.Fatalf("answered before it was released: %d %v", a.page.status, a.err)
	}
}

// receive waits for the pending request's answer.
func (b *browser) receive() error {
	p := b.pending
	if p == nil {
		return errors.New("no request is held")
	}
	b.pending = nil
	a := <-p.answered
	b.page = a.page
	if b.jars[p.as] == nil {
		b.jars[p.as] = jar{}
	}
	for _, c := range a.cookies {
		b.jars[p.as][c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.jars[p.as], c.Name)
		}
	}
	return a.err
}

// A pending request is under way.
type pending struct {
	as       string
	body     *heldBody
	answered chan answer
}

type answer struct {
	page    page
	cookies []*http.Cookie
	err     error
}

func (p *pending) run(req *http.Request) {
	client := http.Client{
		Timeout:       time.Minute,
		Transport:     &http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		p.answered <- answer{err: err}
		return
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	p.answered <- answer{
		page:    page{url: req.URL, status: resp.StatusCode, header: resp.Header, body: string(text)},
		cookies: resp.Cookies(), err: err,
	}
}

// A heldBody tells when it is first read, and gives nothing until it is released.
type heldBody struct {
	text            *strings.Reader
	once            sync.Once
	asked, released chan struct{}
}

func (h *heldBody) Read(p []byte) (int, error) {
	h.once.Do(func() { close(h.asked) })
	<-h.released
	return h.text.Read(p)
}
