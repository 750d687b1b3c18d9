//go:build e2e

// Package clients_test has Akismet clients that other people wrote ask a running
// Stet, with nothing changed in them but the host. Each tells the same story: the
// right key and a wrong one, a good comment and a bad one, and that Stet was wrong
// about both. ./check installs them; what is not there is skipped.
package clients_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// house is the running Stet that all tests share.
var house struct{ program, dir, addr string }

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "clients:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	tmp, err := os.MkdirTemp("", "stet-clients-")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	house.program, house.dir = filepath.Join(tmp, "stet"), filepath.Join(tmp, "site")
	if out, err := exec.Command("go", "build", "-o", house.program, "../../cmd/stet").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("build stet: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 1, err
	}
	house.addr = l.Addr().String()
	if err := l.Close(); err != nil {
		return 1, err
	}
	if out, err := stet("init", house.dir); err != nil {
		return 1, fmt.Errorf("stet init: %w\n%s", err, out)
	}
	server := exec.Command(house.program, "serve", "--dir", house.dir, "--addr", house.addr)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return 1, err
	}
	defer func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	}()
	if err := ready(); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// ready waits until Stet answers.
func ready() error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if res, err := http.Get("http://" + house.addr + "/readyz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		<-tick.C
	}
	return fmt.Errorf("stet does not answer on %s", house.addr)
}

func stet(args ...string) (string, error) {
	cmd := exec.Command(house.program, args...)
	cmd.Env = append(os.Environ(), "STET_SERVER_ADDR="+house.addr)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// A comment is what the clients are given to ask about.
type comment struct {
	IP        string `json:"ip"`
	Agent     string `json:"agent"`
	Author    string `json:"author"`
	Email     string `json:"email"`
	URL       string `json:"url"`
	Text      string `json:"text"`
	Permalink string `json:"permalink"`
}

var comments = map[string]comment{
	"good": {
		"192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Ana López", "ana@example.org", "",
		"I was at the harbour on Tuesday, and the water stood higher than your map has it & nobody said so; thank you.", "https://blog.example/tides",
	},
	"bad": {
		"198.51.100.9", "curl/8.0", "Cheap Pills Online", "x9@mail.example", "http://pills-casino.example/buy",
		`Buy cheap viagra and cialis online without prescription <a href="http://pills-casino.example/buy">best casino bonus</a> http://pills-casino.example`, "https://blog.example/tides",
	},
}

// A site is a foreign site with a key of its own.
type site struct{ name, key, blog string }

func newSite(t *testing.T, name string) site {
	t.Helper()
	s := site{name: name, blog: "https://" + name + ".example"}
	out, err := stet("site", "add", "--dir", house.dir, s.blog)
	if err != nil {
		t.Fatalf("stet site add: %v\n%s", err, out)
	}
	if found := regexp.MustCompile(`(?m)^\s+([a-z0-9]{12})$`).FindStringSubmatch(out); found != nil {
		s.key = found[1]
	}
	return s
}

// environ tells a client its key, its site, where Stet is, and the comments.
func (s site) environ(t *testing.T) []string {
	t.Helper()
	text, err := json.Marshal(comments)
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(house.addr)
	if err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), "STET_KEY="+s.key, "STET_BLOG="+s.blog, "STET_HOST=stet.test:"+port,
		"STET_BASE=http://"+house.addr+"/akismet", "STET_COMMENTS="+string(text))
}

// tells runs a client and compares what it says; then Stet must have counted both
// comments, one as missed and one as a false positive.
func (s site) tells(t *testing.T, cmd *exec.Cmd, want string) {
	t.Helper()
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != strings.TrimSpace(want) {
		t.Errorf("the client says\n%s\nwant\n%s", got, want)
	}
	list, err := stet("site", "list", "--dir", house.dir)
	if err != nil {
		t.Fatalf("stet site list: %v\n%s", err, list)
	}
	if counted := regexp.MustCompile(regexp.QuoteMeta(s.blog) + `\s+\S+\s+its own\s+2\s+1\s+1\s+1\s`); !counted.MatchString(list) {
		t.Errorf("want 2 checks, 1 spam, 1 missed, 1 false positive of %s in\n%s", s.blog, list)
	}
}

const story = `
verify: true
wrong: false
good: false
bad: true
wrong check: refused
reported: true`

func TestNode(t *testing.T) {
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("there is no npm")
	}
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = work
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	for name, want := range map[string]string{
		"cedx":        story,
		"akismet-api": story,
		"akismet":     strings.Replace(story, "wrong check: refused", "wrong check: false", 1), // it takes every answer but "true" for ham
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, name)
			cmd := exec.Command("node", "--no-warnings", name+".mjs")
			cmd.Dir, cmd.Env = work, s.environ(t)
			s.tells(t, cmd, want)
		})
	}
}

func TestPerl(t *testing.T) {
	if exec.Command("perl", "-MNet::Akismet", "-e", "1").Run() != nil {
		t.Skip("there is no Net::Akismet (Debian: libnet-akismet-perl)")
	}
	s := newSite(t, "net-akismet")
	s.tells(t, s.withHosts(t, "127.0.0.1 "+strings.Join(s.names("stet.test"), " "), "perl", "net-akismet.pl"), story)
}

// Where the host is fixed in the client, the machine's hosts file leads it to Stet,
// behind a proxy with a certificate of the owner's own authority.
func TestRuby(t *testing.T) {
	if exec.Command("ruby", "-e", `require "akismet"`).Run() != nil {
		t.Skip("there is no akismet for Ruby (Debian: ruby-akismet)")
	}
	s := newSite(t, "ruby-akismet")
	s.tells(t, s.behindHostsFile(t, "ruby", "akismet.rb"), story)
}

func TestGo(t *testing.T) {
	const source = "/usr/share/gocode/src/github.com/adtac/go-akismet/akismet"
	if _, err := os.Stat(source); err != nil {
		t.Skip("there is no go-akismet (Debian: golang-github-adtac-go-akismet-dev)")
	}
	work := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	library := filepath.Join(work, "go-akismet")
	must(os.CopyFS(filepath.Join(library, "akismet"), os.DirFS(source)))
	program, err := os.ReadFile("adtac/main.go.txt")
	must(err)
	must(os.WriteFile(filepath.Join(work, "main.go"), program, 0o644))
	must(os.WriteFile(filepath.Join(library, "go.mod"), []byte("module github.com/adtac/go-akismet\n"), 0o644))
	must(os.WriteFile(filepath.Join(work, "go.mod"),
		[]byte("module story\ngo 1.26\nrequire github.com/adtac/go-akismet v0.0.0\nreplace github.com/adtac/go-akismet => ./go-akismet\n"), 0o644))
	build := exec.Command("go", "build", "-o", "story", ".")
	build.Dir = work
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := newSite(t, "adtac")
	want := strings.TrimPrefix(story, "\nverify: true\nwrong: false") // it does not verify keys
	s.tells(t, s.behindHostsFile(t, filepath.Join(work, "story")), want)
}

// names are a host's own name and those that clients make of it and a key.
func (s site) names(host string) []string {
	return []string{host, s.key + "." + host, "wrongwrong12." + host}
}

// behindHostsFile is a command for which rest.akismet.com and KEY.rest.akismet.com
// are Stet: it has a hosts file and trusts an authority of its own.
func (s site) behindHostsFile(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	const addr = "127.0.7.7"
	names := s.names("rest.akismet.com")
	cmd := s.withHosts(t, addr+" "+strings.Join(names, " "), args...)
	authority := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, []byte(terminate(t, addr+":443", names)), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "SSL_CERT_FILE="+authority)
	return cmd
}

// withHosts is a command with a line of its own in its hosts file.
func (s site) withHosts(t *testing.T, line string, args ...string) *exec.Cmd {
	t.Helper()
	if os.Geteuid() != 0 || exec.Command("unshare", "--mount", "true").Run() != nil {
		t.Skip("only root can give a program a hosts file of its own")
	}
	hosts := filepath.Join(t.TempDir(), "hosts")
	if err := os.WriteFile(hosts, []byte("127.0.0.1 localhost\n"+line+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("unshare", append([]string{"--mount", "sh", "-c", `mount --bind "$0" /etc/hosts && exec "$@"`, hosts}, args...)...)
	cmd.Env = s.environ(t)
	return cmd
}

// terminate takes TLS connections at the address and passes what comes on to Stet, as
// the proxy in front of it does. It returns the certificate of its authority.
func terminate(t *testing.T, addr string, names []string) string {
	t.Helper()
	certificate, authority := certify(t, names)
	l, err := tls.Listen("tcp", addr, &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Skipf("port 443 is taken: %v", err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: house.addr})
		r.Out.Host = r.In.Host // the key may be in it
	}}
	server := &http.Server{Handler: proxy, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Shutdown(context.Background()); <-done })
	return authority
}

// certify makes an authority and a certificate of it for the names.
func certify(t *testing.T, names []string) (tls.Certificate, string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "An authority of our own"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	must(err)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: root.NotBefore, NotAfter: root.NotAfter, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, root, &key.PublicKey, key)
	must(err)
	return tls.Certificate{Certificate: [][]byte{leafDER, rootDER}, PrivateKey: key},
		string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER}))
}
