package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// replies posts one at a time and sixteen at a time, each on a connection of its
// own as readers come, and compares with the disk's own rate of syncing.
func replies(ctx context.Context, o options) error {
	n, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer n.close()
	var disk, one, sixteen, oneP99, sixteenP99, oneCost, sixteenCost figures
	for range o.rounds {
		rate, err := fdatasyncs(filepath.Dir(n.dir), o.replies)
		if err != nil {
			return err
		}
		disk.add(rate)
		for _, run := range []struct {
			writers         int
			rate, p99, cost *figures
		}{{1, &one, &oneP99, &oneCost}, {16, &sixteen, &sixteenP99, &sixteenCost}} {
			p, err := newPoster(n)
			if err != nil {
				return err
			}
			before := cpu([]int{n.cmd.Process.Pid})
			p.run(ctx, run.writers, o.replies)
			run.cost.add(1000 * (cpu([]int{n.cmd.Process.Pid}) - before) / float64(o.replies))
			if p.failed.Load() > 0 {
				return fmt.Errorf("%d replies were refused, the last with %q", p.failed.Load(), p.last.Load())
			}
			run.rate.add(float64(o.replies) / p.took.Seconds())
			slices.Sort(p.times)
			run.p99.add(ms(p.times[len(p.times)*99/100]))
		}
	}
	fmt.Printf("\n**replies taken in, filtered and durable**, median (least–most)\n\n| | per second | ÷ disk | ÷ one at a time | p99 ms | CPU ms/reply |\n| --- | --- | --- | --- | --- | --- |\n")
	fmt.Printf("| fdatasync of 1 KiB | %v | 1 | | | |\n| one at a time | %v | %v | 1 | %v | %v |\n| 16 at a time | %v | %v | %v | %v | %v |\n",
		disk, one, one.over(disk), oneP99, oneCost, sixteen, sixteen.over(disk), sixteen.over(one), sixteenP99, sixteenCost)
	return nil
}

// fdatasyncs is how often a second the disk makes 1 KiB durable.
func fdatasyncs(dir string, n int) (float64, error) {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	block := make([]byte, 1024)
	began := time.Now()
	for range n {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := fdatasync(f); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

// A poster posts replies under the story.
type poster struct {
	n     *newsroom
	token string

	mu     sync.Mutex
	times  []time.Duration
	took   time.Duration
	failed atomic.Int64
	last   atomic.Value
}

func newPoster(n *newsroom) (*poster, error) {
	token, err := n.token()
	if err != nil {
		return nil, err
	}
	return &poster{n: n, token: token}, nil
}

var vocabulary = strings.Fields(`harbour council ferry street bridge market winter storm school budget night morning
	people road house water pump boat light wind told asked heard paid closed opened late early twice never`)

// text is an ordinary reply that nobody wrote before.
func text() string {
	words := make([]string, 30)
	for i := range words {
		words[i] = vocabulary[rand.IntN(len(vocabulary))]
	}
	return strings.Join(words, " ") + "."
}

// post posts one reply and returns the address of its private page.
func (p *poster) post(ctx context.Context, body string) (string, error) {
	form := url.Values{
		"token": {p.token}, "nonce": {body[:50]}, // the same words are the same form
		"author": {"Ann"}, "email": {"ann@example.org"}, "body": {body},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.n.story()+"/replies", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept-Language", "en") // the filter hears when what browsers send is missing
	req.Header.Set("Referer", p.n.story())
	return p.send(req)
}

// send sends the request on a connection of its own, from an address of its own, and
// returns where the answer leads. It does without net/http's client, which would take
// a tenth and more of the time that is measured.
func (p *poster) send(req *http.Request) (string, error) {
	from := net.IPv4(127, byte(1+rand.IntN(250)), byte(rand.IntN(250)), byte(1+rand.IntN(250)))
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, KeepAlive: -1}
	conn, err := dialer.DialContext(req.Context(), "tcp", p.n.addr)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return "", err
	}
	req.Close = true
	if err := req.Write(conn); err != nil {
		return "", err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return "", err
	}
	if err := res.Body.Close(); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusSeeOther {
		return "", errors.New(res.Status)
	}
	return res.Header.Get("Location"), nil
}

// run posts count replies with that many writers at a time.
func (p *poster) run(ctx context.Context, writers, count int) {
	var next atomic.Int64
	var wait sync.WaitGroup
	began := time.Now()
	for range writers {
		wait.Go(func() {
			for next.Add(1) <= int64(count) && ctx.Err() == nil {
				sent := time.Now()
				if _, err := p.post(ctx, text()); err != nil {
					p.failed.Add(1)
					p.last.Store(err.Error())
				}
				p.mu.Lock()
				p.times = append(p.times, time.Since(sent))
				p.mu.Unlock()
			}
		})
	}
	wait.Wait()
	p.took = time.Since(began)
}
