//go:build e2e

package wordpress_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// debian is where the package wordpress is.
const debian = "/usr/share/wordpress"

// A house is a WordPress and the Stet that it asks. Its test is the step that is
// being taken.
type house struct {
	t    *testing.T
	dir  string // WordPress's own
	home string // its address
	env  []string
	stet *stet
	wire *wire
	key  string
	// notice is the page on which readers are told how their comments are processed.
	notice string
}

// newHouse starts all of it: a MariaDB, WordPress in PHP's own server, and Stet
// behind a wire that remembers what was said.
func newHouse(t *testing.T) *house {
	t.Helper()
	need(t)
	top, err := os.MkdirTemp("", "stet-wp-") //nolint:usetesting // MariaDB's own user could not enter a folder of the test's
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(top) })
	must(t, os.Chmod(top, 0o755))

	h := &house{t: t, dir: filepath.Join(top, "wordpress")}
	t.Cleanup(func() { tell(t, filepath.Join(h.dir, "debug.log")) })
	addr, behind := freeAddress(t), freeAddress(t)
	h.home = "http://" + addr
	h.wire = newWire(t, behind)
	h.stet = newStet(t, top, behind, h.wire.url)
	out := h.stet.run(t, "site", "add", h.home)
	h.key = match(h, out, `(?m)^\s+([0-9a-f]{12})$`) // WordPress's settings take only these characters
	h.env = append(os.Environ(), "WP_URL="+h.home, "WP_SOCKET="+mariaDB(t, top), "PHP_CLI_SERVER_WORKERS=4")

	h.furnish(match(h, out, `(?m)^\s+(http\S+\.php)$`))
	install, err := os.ReadFile("testdata/install.php")
	must(t, err)
	if said := h.php(string(install)); said != "" {
		t.Fatalf("installing WordPress says %s", said)
	}
	start(t, h.command("php", "-d", "opcache.enable_cli=1", "-d", "variables_order=EGPCS", "-S", addr, "-t", h.dir), filepath.Join(top, "php.log"))
	await(t, "WordPress", func() bool { return reach(h.home + "/wp-includes/version.php") })
	return h
}

// need skips the test where WordPress cannot run.
func need(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(debian + "/wp-content/plugins/akismet/akismet.php"); err != nil {
		t.Skip("there is no WordPress with the Akismet plugin (Debian: wordpress)")
	}
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin") // where only root looks
	for program, debian := range map[string]string{"php": "php-cli", "mariadbd": "mariadb-server", "mariadb-install-db": "mariadb-server"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("there is no %s (Debian: %s)", program, debian)
		}
	}
	if modules, err := exec.Command("php", "-m").Output(); err != nil || !bytes.Contains(modules, []byte("mysqli")) {
		t.Skip("PHP has no mysqli (Debian: php-mysql)")
	}
}

// furnish copies WordPress and puts the drop-in and the test's own files into it.
func (h *house) furnish(dropIn string) {
	h.t.Helper()
	if out, err := exec.Command("cp", "-RL", debian, h.dir).CombinedOutput(); err != nil {
		h.t.Fatalf("copy WordPress: %v\n%s", err, out)
	}
	must(h.t, os.MkdirAll(filepath.Join(h.dir, "wp-content/themes"), 0o755))
	must(h.t, os.RemoveAll(filepath.Join(h.dir, "wp-content/themes/plain")))
	must(h.t, os.CopyFS(filepath.Join(h.dir, "wp-content/themes/plain"), os.DirFS("testdata/theme")))
	must(h.t, os.MkdirAll(filepath.Join(h.dir, "wp-content/mu-plugins"), 0o755))
	for from, to := range map[string]string{"wp-config.php": "wp-config.php", "witness.php": "wp-content/mu-plugins/witness.php"} {
		text, err := os.ReadFile(filepath.Join("testdata", from))
		must(h.t, err)
		must(h.t, os.RemoveAll(filepath.Join(h.dir, to)))
		must(h.t, os.WriteFile(filepath.Join(h.dir, to), text, 0o644))
	}
	res, err := http.Get(dropIn)
	must(h.t, err)
	defer res.Body.Close()
	php, err := io.ReadAll(res.Body)
	must(h.t, err)
	h.notice = match(h, string(php), `const NOTICE = '(http.*)';`)
	must(h.t, os.WriteFile(filepath.Join(h.dir, "wp-content/mu-plugins/stet.php"), php, 0o644))
}

func (h *house) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = h.dir, h.env
	return cmd
}

// php runs a program in WordPress's folder and returns what it prints.
func (h *house) php(program string) string {
	h.t.Helper()
	cmd := h.command("php", "-d", "display_errors=stderr")
	cmd.Stdin = strings.NewReader(program)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		h.t.Fatalf("php: %v\n%s%s", err, out, &stderr)
	}
	return string(out)
}

// ask runs a PHP expression in WordPress and returns its value.
func ask[T any](h *house, expression string) (value T) {
	h.t.Helper()
	out := h.php("<?php require 'wp-load.php'; echo json_encode(" + expression + ");")
	if err := json.Unmarshal([]byte(out), &value); err != nil {
		h.t.Fatalf("%s = %s: %v", expression, out, err)
	}
	return value
}

// mariaDB starts a server that forgets everything, and returns its socket.
func mariaDB(t *testing.T, top string) string {
	t.Helper()
	dir := filepath.Join(top, "mariadb")
	must(t, os.Mkdir(dir, 0o755))
	data, socket := filepath.Join(dir, "data"), filepath.Join(dir, "socket")
	var as []string
	if os.Geteuid() == 0 { // it refuses to run as root
		mysql, err := user.Lookup("mysql")
		must(t, err)
		uid, _ := strconv.Atoi(mysql.Uid)
		gid, _ := strconv.Atoi(mysql.Gid)
		must(t, os.Chown(dir, uid, gid))
		as = []string{"--user=mysql"}
	}
	install := exec.Command("mariadb-install-db", append([]string{"--no-defaults", "--datadir=" + data, "--skip-test-db", "--auth-root-authentication-method=normal"}, as...)...)
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v\n%s", err, out)
	}
	first := filepath.Join(dir, "first.sql")
	must(t, os.WriteFile(first, []byte("CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4;\n"), 0o644))
	start(t, exec.Command("mariadbd", append([]string{
		"--no-defaults", "--datadir=" + data, "--socket=" + socket, "--init-file=" + first, "--skip-networking",
		"--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--pid-file=" + filepath.Join(dir, "pid"),
	}, as...)...), filepath.Join(top, "mariadb.log"))
	await(t, "MariaDB", func() bool { return dial("unix", socket) })
	return socket
}

// A stet is the whole program with a site of its own. It lasts as long as its test.
type stet struct {
	t                  *testing.T
	program, dir, addr string
	env                []string
	stop               func()
}

// newStet starts it at an address, while others know it by another.
func newStet(t *testing.T, top, addr, known string) *stet {
	t.Helper()
	s := &stet{
		t: t, program: filepath.Join(top, "stet"), dir: filepath.Join(top, "site"), addr: addr,
		env: append(os.Environ(), "STET_PUBLICATION_URL="+known),
	}
	if out, err := exec.Command("go", "build", "-o", s.program, "../../cmd/stet").CombinedOutput(); err != nil {
		t.Fatalf("build stet: %v\n%s", err, out)
	}
	if out, err := exec.Command(s.program, "init", s.dir).CombinedOutput(); err != nil {
		t.Fatalf("stet init: %v\n%s", err, out)
	}
	s.start()
	return s
}

func (s *stet) start() {
	s.t.Helper()
	serve := exec.Command(s.program, "serve", "--dir", s.dir, "--addr", s.addr)
	serve.Env = s.env
	s.stop = start(s.t, serve, filepath.Join(filepath.Dir(s.dir), "stet.log"))
	await(s.t, "Stet", func() bool { return reach("http://" + s.addr + "/readyz") })
}

func (s *stet) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(s.program, args...)
	cmd.Env = append(s.env, "STET_DIR="+s.dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("stet %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// doubted begins the names of those of whose comments the wire has Stet say that it
// is unsure, unless it is the queue that asks: no text is doubtful for ever.
const doubted = "Ursula Unsure"

// A wire lies between WordPress and Stet and remembers what passed.
type wire struct {
	url   string
	mu    sync.Mutex
	calls []call
}

// A call is what WordPress asked, and the answer.
type call struct {
	path   string
	form   url.Values
	answer string
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	w := &wire{}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: to}) },
		ModifyResponse: w.remember,
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // as if it were not there
	}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, _ := url.ParseQuery(string(body))
		proxy.ServeHTTP(rw, r.WithContext(context.WithValue(r.Context(), formKey{}, form)))
	}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

type formKey struct{}

func (w *wire) remember(res *http.Response) error {
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	form, _ := res.Request.Context().Value(formKey{}).(url.Values)
	if strings.HasPrefix(form.Get("comment_author"), doubted) && form.Get("recheck_reason") != "recheck_queue" && strings.HasSuffix(res.Request.URL.Path, "/comment-check") {
		body = []byte("false")
		res.Header.Set("X-Stet-Class", "unsure")
		res.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call{strings.TrimPrefix(res.Request.URL.Path, "/akismet"), form, string(body)})
	return nil
}

// heard returns what passed since it was last asked.
func (w *wire) heard() []call {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := w.calls
	w.calls = nil
	return calls
}

// start starts a program; it and what it started end with the test, or by stop.
func start(t *testing.T, cmd *exec.Cmd, logFile string) (stop func()) {
	t.Helper()
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	must(t, err)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, cmd.Start())
	stop = sync.OnceFunc(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
		_ = log.Close()
	})
	t.Cleanup(func() { stop(); tell(t, logFile) })
	return stop
}

// tell shows the end of a log if the test failed.
func tell(t *testing.T, logFile string) {
	if said, err := os.ReadFile(logFile); err == nil && t.Failed() {
		t.Logf("%s:\n%s", filepath.Base(logFile), said[max(0, len(said)-2000):])
	}
}

// await waits until something is there.
func await(t *testing.T, what string, there func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if there() {
			return
		}
		<-tick.C
	}
	t.Fatalf("%s does not answer", what)
}

func reach(address string) bool {
	res, err := http.Get(address)
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func dial(network, address string) bool {
	c, err := net.Dial(network, address)
	if err != nil {
		return false
	}
	return c.Close() == nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, l.Close())
	return l.Addr().String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
