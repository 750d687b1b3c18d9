package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// checks asks Stet by the Akismet protocol whether comments are spam, and rspamd by
// its own about the same texts, in interleaved rounds; then Stet at 200 requests a
// second, and with more and more sites.
func checks(ctx context.Context, o options) error {
	n, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer n.close()
	key, err := n.addSite(ctx)
	if err != nil {
		return err
	}
	own := &checker{name: "Stet", addr: n.addr, pids: []int{n.cmd.Process.Pid}, request: func() *http.Request {
		return commentCheck(n.addr, key, "http://blog.example", text())
	}}
	checkers := []*checker{own}
	peer, stop, err := startRspamd(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: without rspamd:", err)
	} else {
		defer stop()
		checkers = append(checkers, peer)
	}
	for _, way := range []struct {
		conns int
		close bool
	}{{1, false}, {1, true}, {64, false}, {64, true}} {
		for _, c := range checkers {
			c.reset()
		}
		for range o.rounds {
			for _, c := range checkers {
				if err := c.load(ctx, way.conns, way.close, 0, time.Duration(o.seconds)*time.Second); err != nil {
					return fmt.Errorf("%s: %w", c.name, err)
				}
			}
		}
		kept := "kept alive"
		if way.close {
			kept = "closed after each"
		}
		reportChecks(fmt.Sprintf("checks, %d connections %s", way.conns, kept), checkers)
	}
	return steady(ctx, o, n, own, key)
}

// steady asks 200 times a second, each time on a connection of its own, for one site
// and then for more and more.
func steady(ctx context.Context, o options, n *newsroom, c *checker, key string) error {
	fmt.Printf("\n**200 requests a second**, each on a connection of its own, median (least–most)\n\n| sites | p50 ms | p99 ms | memory MiB |\n| --- | --- | --- | --- |\n")
	for _, sites := range []int{1, 10, 1000, 10000} {
		c.reset()
		if err := eachSite(ctx, n.addr, key, sites); err != nil {
			return err
		}
		c.request = func() *http.Request {
			return commentCheck(n.addr, key, blog(rand.IntN(sites)), text())
		}
		for range o.rounds {
			if err := c.load(ctx, 16, true, 200, time.Duration(o.seconds)*time.Second); err != nil {
				return err
			}
		}
		fmt.Printf("| %d | %v | %v | %.0f |\n", sites, c.p50, c.p99, pss(n.cmd.Process.Pid))
	}
	return nil
}

// blog is the address of one of many sites that come with one key.
func blog(i int) string {
	if i == 0 {
		return "http://blog.example"
	}
	return fmt.Sprintf("http://blog.example/%d", i)
}

// eachSite makes every site known.
func eachSite(ctx context.Context, addr, key string, sites int) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	var failed atomic.Value
	for range 16 {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(sites) && ctx.Err() == nil; i = next.Add(1) - 1 {
				c := &checker{addr: addr}
				if _, err := c.ask(ctx, nil, commentCheck(addr, key, blog(int(i)), text()), true); err != nil {
					failed.Store(err)
					return
				}
			}
		})
	}
	wait.Wait()
	err, _ := failed.Load().(error)
	return err
}

var keyLine = regexp.MustCompile(`(?m)^\s+([a-z0-9]{12})$`)

// addSite adds a foreign site and returns its key.
func (n *newsroom) addSite(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, n.binary, "site", "add", "--dir", n.dir, "http://blog.example").Output()
	if err != nil {
		return "", fmt.Errorf("add a site: %w", err)
	}
	found := keyLine.FindSubmatch(out)
	if found == nil {
		return "", fmt.Errorf("no key in:\n%s", out)
	}
	return string(found[1]), nil
}

// commentCheck is a question as the WordPress plugin asks it, in the fields that matter.
func commentCheck(addr, key, blog, body string) *http.Request {
	form := url.Values{
		"api_key": {key}, "blog": {blog}, "user_ip": {"192.0.2.7"}, "user_agent": {"Mozilla/5.0"}, "referrer": {blog + "/tides"},
		"permalink": {blog + "/tides"}, "comment_type": {"comment"}, "comment_author": {"Ann"},
		"comment_author_email": {"ann@example.org"}, "comment_content": {body}, "blog_lang": {"en_US"},
	}.Encode()
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+"/1.1/comment-check", strings.NewReader(form)) //nolint:noctx // the connection has a deadline
	if err != nil {
		panic(err) // the address is ours
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return req
}

// A checker is a server that is asked whether texts are spam.
type checker struct {
	name, addr string
	pids       []int
	request    func() *http.Request

	rate, p50, p99, cost figures
}

func (c *checker) reset() { c.rate, c.p50, c.p99, c.cost = nil, nil, nil, nil }

// load asks over that many connections, as often as it can or so many times a second.
func (c *checker) load(ctx context.Context, conns int, closing bool, perSecond int, length time.Duration) error {
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	var wait sync.WaitGroup
	before, began := cpu(c.pids), time.Now()
	var due atomic.Int64
	for range conns {
		wait.Go(func() {
			var conn net.Conn
			for ctx.Err() == nil {
				asked := time.Now()
				if perSecond > 0 { // counted from when it was due, so that a slow answer makes the next ones late
					asked = began.Add(time.Duration(due.Add(1)) * time.Second / time.Duration(perSecond))
					time.Sleep(time.Until(asked))
				}
				if time.Since(began) > length {
					break
				}
				var err error
				conn, err = c.ask(ctx, conn, c.request(), closing)
				mu.Lock()
				times = append(times, time.Since(asked))
				if err != nil {
					failed = err
				}
				mu.Unlock()
				if err != nil {
					break
				}
			}
			if conn != nil {
				_ = conn.Close()
			}
		})
	}
	wait.Wait()
	took := time.Since(began)
	if failed != nil || len(times) == 0 {
		return errors.Join(failed, ctx.Err())
	}
	slices.Sort(times)
	c.rate.add(float64(len(times)) / took.Seconds())
	c.p50.add(ms(times[len(times)/2]))
	c.p99.add(ms(times[len(times)*99/100]))
	c.cost.add(1000 * (cpu(c.pids) - before) / float64(len(times)))
	return nil
}

// ask sends the request on the connection, or on a new one, and reads the answer. It
// returns the connection if that is kept.
func (c *checker) ask(ctx context.Context, conn net.Conn, req *http.Request, closing bool) (net.Conn, error) {
	if conn == nil {
		dialer := net.Dialer{KeepAlive: -1}
		var err error
		if conn, err = dialer.DialContext(ctx, "tcp", c.addr); err != nil {
			return nil, err
		}
	}
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return conn, err
	}
	req.Close = closing
	if err := req.Write(conn); err != nil {
		return conn, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return conn, err
	}
	body, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	if err == nil && res.StatusCode != http.StatusOK || strings.HasPrefix(string(body), "invalid") {
		err = fmt.Errorf("%s: %s", res.Status, body)
	}
	if closing || err != nil || res.Close {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func reportChecks(title string, checkers []*checker) {
	fmt.Printf("\n**%s**, median (least–most)\n\n| server | requests/s | ÷ the last | p50 ms | p99 ms | CPU ms/request | memory MiB |\n| --- | --- | --- | --- | --- | --- | --- |\n", title)
	last := checkers[len(checkers)-1]
	for _, c := range checkers {
		memory := 0.0
		for _, pid := range c.pids {
			memory += pss(pid)
		}
		fmt.Printf("| %s | %v | %v | %v | %v | %v | %.0f |\n", c.name, c.rate, c.rate.over(last.rate), c.p50, c.p99, c.cost, memory)
	}
}
