package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A manager starts Stet anew again and again and holds its socket meanwhile, as a
// service manager does.
type manager struct {
	*testing.T
	program, dir string
	socket       *os.File
	addr         string
	log          bytes.Buffer
}

func newManager(t *testing.T) *manager {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh to hand a socket over with")
	}
	m := &manager{T: t, dir: filepath.Join(t.TempDir(), "site"), program: filepath.Join(t.TempDir(), "stet")}
	self, err := os.Executable()
	m.must(err)
	m.must(os.Symlink(self, m.program)) // under this name it is the program itself: see TestMain
	l, err := net.Listen("tcp", "127.0.0.1:0")
	m.must(err)
	defer l.Close()
	m.addr = l.Addr().String()
	m.socket, err = l.(*net.TCPListener).File()
	m.must(err)
	t.Cleanup(func() { _ = m.socket.Close() })
	m.stet("init", m.dir)
	return m
}

func (m *manager) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// stet runs the program to its end and returns what it says.
func (m *manager) stet(args ...string) string {
	m.Helper()
	out, err := exec.Command(m.program, args...).CombinedOutput()
	if err != nil {
		m.Fatalf("stet %s: %v\n%s", args[0], err, out)
	}
	return string(out)
}

// start starts the server on the socket.
func (m *manager) start() *exec.Cmd {
	m.Helper()
	cmd := exec.Command("sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, m.program, "serve", "--dir", m.dir)
	cmd.Env = append(os.Environ(), "LISTEN_FDS=1", "STET_SERVER_ADDR="+m.addr)
	cmd.ExtraFiles = []*os.File{m.socket}
	cmd.Stderr = &m.log
	m.must(cmd.Start())
	return cmd
}

// stop ends the server as a restart does.
func (m *manager) stop(cmd *exec.Cmd) {
	m.Helper()
	m.must(cmd.Process.Signal(syscall.SIGTERM))
	if err := cmd.Wait(); err != nil {
		m.Fatalf("%v\n%s", err, m.log.String())
	}
}

// A comment whose client gets no answer is published unfiltered.
func TestRestartUnderLoadRefusesNobody(t *testing.T) {
	m := newManager(t)
	key := regexp.MustCompile(`(?m)^\s+([a-z0-9]{12})$`).FindStringSubmatch(m.stet("site", "add", "--dir", m.dir, "https://blog.example"))[1]
	server := m.start()
	var asked atomic.Int64
	stop := make(chan struct{})
	failed := make(chan error, 8)
	var clients sync.WaitGroup
	for range cap(failed) {
		clients.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := m.ask(key); err != nil {
					failed <- err
					return
				}
				asked.Add(1)
			}
		})
	}
	answered := func() { // until some more have been
		t.Helper()
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for want := asked.Load() + 20; asked.Load() < want; <-tick.C {
			if len(failed) > 0 {
				t.Fatalf("after %d answers: %v\n%s", asked.Load(), <-failed, m.log.String())
			}
		}
	}
	for range 3 {
		answered()
		m.stop(server)
		server = m.start()
	}
	answered()
	close(stop)
	clients.Wait()
	m.stop(server)
	if len(failed) > 0 {
		t.Error(<-failed)
	}
	checked := regexp.MustCompile(`https://blog\.example .*its own +(\d+) `).FindStringSubmatch(m.stet("site", "list", "--dir", m.dir))
	if want := fmt.Sprint(asked.Load()); checked == nil || checked[1] != want {
		t.Errorf("%v checks are stored, want the %s that were answered", checked, want)
	}
}

// ask asks about one comment over a connection of its own. The socket takes it also
// while no server is there; if none comes in a minute, none will.
func (m *manager) ask(key string) error {
	ctx, cancel := context.WithTimeout(m.Context(), time.Minute)
	defer cancel()
	form := url.Values{"api_key": {key}, "blog": {"https://blog.example"}, "user_ip": {"192.0.2.7"}, "comment_content": {"The water stood higher than your map has it."}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+m.addr+"/1.1/comment-check", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Close = true
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && string(body) != "false" {
		err = fmt.Errorf("%s: %q", res.Status, body)
	}
	return err
}
