package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A newsroom is a Stet that runs as a process of its own.
type newsroom struct {
	binary, dir, addr string
	cmd               *exec.Cmd
	temporary         string
}

// slug is the sample story that everything is measured on.
const slug = "what-the-storm-did"

// open builds the program and fills a sample newsroom. Loopback addresses are
// exempt from limits there, and keys have none that would be felt.
func open(ctx context.Context, o options) (*newsroom, error) {
	n := &newsroom{dir: o.dir}
	if n.dir == "" {
		temporary, err := os.MkdirTemp("", "stet-bench-")
		if err != nil {
			return nil, err
		}
		n.dir, n.temporary = filepath.Join(temporary, "newsroom"), temporary
	}
	n.binary = filepath.Join(filepath.Dir(n.dir), "stet")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", n.binary, "./cmd/stet")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	var err error
	if n.addr, err = freeAddr(ctx); err != nil {
		return nil, err
	}
	return n, n.start(ctx, "demo")
}

func freeAddr(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// start starts the program and waits until it answers.
func (n *newsroom) start(ctx context.Context, command string) error {
	n.cmd = exec.CommandContext(ctx, n.binary, command, "--dir", n.dir, "--addr", n.addr)
	n.cmd.Env = append(os.Environ(), `STET_LIMITS_EXEMPT=["127.0.0.0/8"]`, "STET_LIMITS_PER_KEY=1000000000", "STET_LIMITS_KEY_SITES=100000")
	n.cmd.Stderr = os.Stderr
	n.cmd.Cancel = func() error { return n.cmd.Process.Signal(os.Interrupt) }
	if err := n.cmd.Start(); err != nil {
		return err
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline) && ctx.Err() == nil; {
		if res, err := http.Get(n.url("/readyz")); err == nil { //nolint:noctx // it is a poll
			_ = res.Body.Close()
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return errors.New("the newsroom does not answer")
}

// stop asks the program to stop and waits for it.
func (n *newsroom) stop() error {
	if err := n.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return n.cmd.Wait()
}

// kill ends the program as a power cut would end it, as far as a process can tell.
func (n *newsroom) kill() {
	_ = n.cmd.Process.Kill()
	_ = n.cmd.Wait()
}

// close stops the program and removes what open made.
func (n *newsroom) close() {
	_ = n.stop()
	if n.temporary != "" {
		_ = os.RemoveAll(n.temporary)
	}
}

func (n *newsroom) url(path string) string { return "http://" + n.addr + path }

func (n *newsroom) story() string { return n.url("/stories/" + slug) }

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// token takes a form's token from the story's page.
func (n *newsroom) token() (string, error) {
	body, err := fetch(n.story())
	if err != nil {
		return "", err
	}
	found := tokenField.FindSubmatch(body)
	if found == nil {
		return "", errors.New("the story has no form")
	}
	return string(found[1]), nil
}

// fetch gets a page as it is.
func fetch(url string) ([]byte, error) {
	body, _, err := fetchAs(url, "")
	return body, err
}

// fetchAs gets a page as it comes over the wire in that encoding, and its headers.
func fetchAs(url, encoding string) ([]byte, http.Header, error) {
	req, err := http.NewRequest(http.MethodGet, url, nil) //nolint:noctx // it is short
	if err != nil {
		return nil, nil, err
	}
	if encoding != "" {
		req.Header.Set("Accept-Encoding", encoding)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s: %s", url, res.Status)
	}
	body, err := io.ReadAll(res.Body)
	return body, res.Header, err
}

// cpu is the processor time of the processes so far, in seconds.
func cpu(pids []int) float64 {
	ticks := 0
	for _, pid := range pids {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		for _, f := range fields[11:13] { // user and system time, proc(5)
			n, _ := strconv.Atoi(f)
			ticks += n
		}
	}
	return float64(ticks) / 100 // the kernel's USER_HZ
}

// pss is the memory of a process in MiB: its own, and its share of what is shared.
func pss(pid int) float64 {
	rollup, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(rollup)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "Pss:" {
			kib, _ := strconv.ParseFloat(f[1], 64)
			return kib / 1024
		}
	}
	return 0
}
