package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// A target is one server under load.
type target struct {
	name, url string
	ok        string // the status that is no error
	pids      []int
	rate      figures // requests/s
	p99       figures // ms
	cost      figures // ms of processor time a request
}

// pages loads a story's page in interleaved rounds, so that a ratio compares two
// runs that are seconds apart.
func pages(ctx context.Context, o options) error {
	if _, err := exec.LookPath("wrk"); err != nil {
		return errors.New("wrk is not installed (Debian: apt-get install wrk)")
	}
	n, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer n.close()
	if err := discuss(ctx, n, 50); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "stet-peers-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	peers, stop, err := startPeers(ctx, n, work)
	if err != nil {
		return err
	}
	defer stop()
	own := []int{n.cmd.Process.Pid}
	for _, conns := range []int{16, 64} {
		targets := []*target{{name: "Stet", url: n.story(), pids: own}}
		for _, p := range peers {
			targets = append(targets, &target{name: p.name, url: p.url, pids: p.pids})
		}
		targets = append(targets, &target{name: "Stet, 404", url: n.url("/stories/no-such-story"), ok: "404", pids: own})
		for range o.rounds {
			for _, t := range targets {
				if err := t.load(ctx, conns, o.seconds); err != nil {
					return err
				}
			}
		}
		report(fmt.Sprintf("story page, gzip, %d connections", conns), targets)
	}
	return nil
}

// discuss posts so many replies under the story and makes sure that they are there.
func discuss(ctx context.Context, n *newsroom, count int) error {
	p, err := newPoster(n)
	if err != nil {
		return err
	}
	for i := range count {
		body := fmt.Sprintf("I was on the quay %d minutes before the water came over, and nobody had told us anything. "+
			"My neighbour at number %d says that the council was asked about it twice last winter.", i+2, 3*i+1)
		if _, err := p.post(ctx, body); err != nil {
			return err
		}
	}
	page, err := fetch(n.story())
	if err != nil {
		return err
	}
	if there := bytes.Count(page, []byte(`id="reply-`)); there != count {
		return fmt.Errorf("%d replies are on the page, want %d", there, count)
	}
	return nil
}

func report(title string, targets []*target) {
	fmt.Printf("\n**%s**, median (least–most)\n\n| server | requests/s | rate ÷ net/http | p99 ms | CPU ms/request | CPU ÷ net/http |\n| --- | --- | --- | --- | --- | --- |\n", title)
	base := targets[1]
	for _, t := range targets {
		fmt.Printf("| %s | %v | %v | %v | %v | %v |\n", t.name, t.rate, t.rate.over(base.rate), t.p99, t.cost, t.cost.over(base.cost))
	}
}

var (
	wrkRate   = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	wrkCount  = regexp.MustCompile(`(\d+) requests in`)
	wrkP99    = regexp.MustCompile(`99%\s+([\d.]+)(us|ms|s)`)
	wrkErrors = regexp.MustCompile(`Non-2xx or 3xx responses: (\d+)|Socket errors: .*`)
)

// load puts wrk on the target once.
func (t *target) load(ctx context.Context, conns, seconds int) error {
	before := cpu(t.pids)
	out, err := exec.CommandContext(ctx, "wrk", "-t1", "-c", strconv.Itoa(conns), "-d", strconv.Itoa(seconds)+"s", "--latency",
		"-H", "Accept-Encoding: gzip", t.url).Output()
	if err != nil {
		return fmt.Errorf("wrk on %s: %w", t.name, err)
	}
	spent := cpu(t.pids) - before
	if failed := wrkErrors.FindString(string(out)); failed != "" && t.ok == "" {
		return fmt.Errorf("%s: %s", t.name, failed)
	}
	rate, count, p99 := wrkRate.FindSubmatch(out), wrkCount.FindSubmatch(out), wrkP99.FindSubmatch(out)
	if rate == nil || count == nil || p99 == nil {
		return fmt.Errorf("wrk on %s said:\n%s", t.name, out)
	}
	t.rate.add(number(rate[1]))
	t.p99.add(number(p99[1]) * map[string]float64{"us": 0.001, "ms": 1, "s": 1000}[string(p99[2])])
	t.cost.add(1000 * spent / number(count[1]))
	return nil
}

func number(b []byte) float64 {
	f, _ := strconv.ParseFloat(string(b), 64)
	return f
}

// startPeers serves the story's own bytes from memory by plain net/http and, where
// it is installed, from a file by nginx.
func startPeers(ctx context.Context, n *newsroom, work string) (peers []*target, stop func(), err error) {
	compressed, headers, err := fetchAs(n.story(), "gzip")
	if err != nil {
		return nil, nil, err
	}
	unzip, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, nil, fmt.Errorf("the page is not compressed: %w", err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(unzip); err != nil {
		return nil, nil, err
	}
	fmt.Printf("The page: %d bytes, %d compressed.\n", plain.Len(), len(compressed))
	for _, own := range []string{"Content-Encoding", "Content-Length", "Content-Type", "Date"} { // the peer has these
		headers.Del(own)
	}
	others, err := json.Marshal(headers)
	if err != nil {
		return nil, nil, err
	}
	for name, content := range map[string][]byte{"page": plain.Bytes(), "page.gz": compressed, "headers": others} {
		if err := os.WriteFile(filepath.Join(work, name), content, 0o644); err != nil {
			return nil, nil, err
		}
	}
	if err := os.Chmod(work, 0o755); err != nil {
		return nil, nil, err
	}
	var running []*exec.Cmd
	stop = func() {
		for _, cmd := range running {
			_ = cmd.Process.Signal(os.Interrupt)
			_ = cmd.Wait()
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	plainest := func(addr string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, self, "peer")
		cmd.Env = append(os.Environ(), "BENCH_PEER="+addr, "BENCH_PAGE="+work)
		return cmd
	}
	commands := map[string]func(addr string) *exec.Cmd{
		"net/http, from memory": plainest,
		"the same with Stet's headers": func(addr string) *exec.Cmd {
			cmd := plainest(addr)
			cmd.Env = append(cmd.Env, "BENCH_HEADERS=yes")
			return cmd
		},
		"nginx, from a file": func(addr string) *exec.Cmd { return nginx(ctx, work, addr) },
	}
	for _, name := range []string{"net/http, from memory", "the same with Stet's headers", "nginx, from a file"} {
		addr, err := freeAddr(ctx)
		if err != nil {
			return nil, stop, err
		}
		cmd := commands[name](addr)
		if cmd == nil {
			continue
		}
		cmd.Stderr = os.Stderr
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that nginx takes its workers along
		if err := cmd.Start(); err != nil {
			return nil, stop, err
		}
		running = append(running, cmd)
		peers = append(peers, &target{name: name, url: "http://" + addr + "/page", pids: []int{cmd.Process.Pid}})
		if err := await(peers[len(peers)-1].url); err != nil {
			return nil, stop, err
		}
		peers[len(peers)-1].pids = family(cmd.Process.Pid)
	}
	return peers, stop, nil
}

func await(url string) error {
	for range 5000 {
		if _, err := fetch(url); err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return fmt.Errorf("%s does not answer", url)
}

// family is a process and its children, which do nginx's work.
func family(pid int) []int {
	pids := []int{pid}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for f := range bytes.FieldsSeq(children) {
		child, _ := strconv.Atoi(string(f))
		pids = append(pids, child)
	}
	return pids
}

// nginx prepares nginx with its defaults, access log off, compressed files kept.
func nginx(ctx context.Context, work, addr string) *exec.Cmd {
	path, err := exec.LookPath("nginx")
	if err != nil {
		return nil
	}
	conf := fmt.Sprintf(`daemon off; worker_processes 2; pid %[1]s/pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000; default_type text/html; sendfile on; tcp_nopush on;
  client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen %[2]s; root %[1]s; gzip_static on; } }
`, work, addr)
	file := filepath.Join(work, "nginx.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		return nil
	}
	return exec.CommandContext(ctx, path, "-c", file, "-p", work)
}

// peer is the plainest server there can be: the bytes are in memory and a handler
// writes those that the request asks for. Told to, it sends all headers that Stet sends,
// which says what these cost.
func peer(ctx context.Context, _ options) error {
	folder := os.Getenv("BENCH_PAGE")
	plain, err := os.ReadFile(filepath.Join(folder, "page"))
	if err != nil {
		return err
	}
	compressed, err := os.ReadFile(filepath.Join(folder, "page.gz"))
	if err != nil {
		return err
	}
	others := http.Header{}
	if os.Getenv("BENCH_HEADERS") != "" {
		text, err := os.ReadFile(filepath.Join(folder, "headers"))
		if err == nil {
			err = json.Unmarshal(text, &others)
		}
		if err != nil {
			return err
		}
	}
	server := &http.Server{Addr: os.Getenv("BENCH_PEER"), ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, body := w.Header(), plain
		h.Set("Content-Type", "text/html; charset=utf-8")
		if r.Header.Get("Accept-Encoding") == "gzip" {
			h.Set("Content-Encoding", "gzip")
			body = compressed
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		maps.Copy(h, others)
		_, _ = w.Write(body)
	})}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
