//go:build e2e

// Package e2e_test meets Stet as its readers and its newsroom do: the whole
// program with its sample publication, in a real browser. The tests carry the
// build tag e2e and need Chromium; ./check runs them. What they see is kept as
// pictures in the folder artefacts.
package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

// house is what all tests share: the program, its sample publication being
// served, and one browser in which each visitor has a profile of their own.
var house struct {
	program string
	dir     string
	site    string
	// signIn is the one-time link that the demo prints.
	signIn  string
	browser context.Context
}

func TestMain(m *testing.M) {
	code, err := open(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// open builds and starts everything, runs the tests, and ends what it started.
func open(m *testing.M) (code int, err error) {
	tmp, err := os.MkdirTemp("", "stet-e2e-")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := os.MkdirAll(artefacts, 0o755); err != nil {
		return 1, err
	}
	house.program, house.dir = filepath.Join(tmp, "stet"), filepath.Join(tmp, "demo")
	if out, err := exec.Command("go", "build", "-o", house.program, "../cmd/stet").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("build stet: %w\n%s", err, out)
	}
	stop, err := serve(filepath.Join(tmp, "log"))
	if err != nil {
		return 1, err
	}
	defer stop()

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.UserDataDir(filepath.Join(tmp, "profile")),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to sandbox root
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	defer end()
	ctx, end = chromedp.NewContext(ctx)
	defer end()
	if err := chromedp.Do(ctx); err != nil {
		return 1, fmt.Errorf("start Chromium: %w", err)
	}
	house.browser = ctx
	return m.Run(), nil
}

// serve starts the demo and waits until it has printed where it is.
func serve(logFile string) (stop func(), err error) {
	log, err := os.Create(logFile)
	if err != nil {
		return nil, err
	}
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	demo := exec.Command(house.program, "demo", "--dir", house.dir, "--addr", addr)
	demo.Stderr = log
	out, err := demo.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := demo.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = demo.Process.Signal(syscall.SIGTERM)
		_ = demo.Wait()
		_ = log.Close()
	}
	address := regexp.MustCompile(`http://` + addr + `\S*`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		link := address.FindString(lines.Text())
		switch {
		case link == "":
		case house.site == "":
			house.site = strings.TrimSuffix(link, "/")
		default:
			house.signIn = link
			go func() { // until the program ends
				for lines.Scan() {
				}
			}()
			return stop, nil
		}
	}
	stop()
	said, _ := os.ReadFile(logFile)
	return nil, fmt.Errorf("the demo did not print its addresses:\n%s", said)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
