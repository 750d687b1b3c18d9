package akismet

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	dated  = regexp.MustCompile(`(?m)^Date: .*\n`)
	random = regexp.MustCompile(`[0-9a-f]{32}`)
)

// TestWire sends requests byte by byte, as clients were seen to send them, and
// compares the answers as they come over the network, but for the date and for what
// is random in them.
func TestWire(t *testing.T) {
	files, err := filepath.Glob("testdata/wire/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no requests: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, _, _ := newServer()
			server := httptest.NewServer(s)
			defer server.Close()
			got := exchange(t, server.Listener.Addr().String(), request(archive.Files[0].Data))
			got = dated.ReplaceAllString(strings.ReplaceAll(got, "\r\n", "\n"), "")
			got = random.ReplaceAllStringFunc(got, func(guid string) string {
				if guid == checkID.Hex() {
					return guid
				}
				return "(32 digits)"
			}) + "\n"
			if *update {
				archive.Files = append(archive.Files[:1], txtar.File{Name: "answer", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
				t.Errorf("the answer (-want +got):\n%s", diff)
			}
		})
	}
}

// request makes a request of a file: lines of the head end as they must, and the
// length of the body is put in. Lines of the body are joined.
func request(file []byte) []byte {
	head, body, _ := strings.Cut(strings.TrimSuffix(string(file), "\n"), "\n\n")
	body = strings.ReplaceAll(body, "\n", "")
	if body != "" {
		head += fmt.Sprintf("\nContent-Length: %d", len(body))
	}
	return []byte(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body)
}

// exchange sends bytes to an address and reads all that comes back.
func exchange(t *testing.T, addr string, request []byte) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(request); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("read the answer: %v (after %q)", err, answer)
	}
	return string(answer)
}

// TestOddConnections sends what the server itself answers or reads, before or around
// the protocol.
func TestOddConnections(t *testing.T) {
	form := "api_key=" + goodKey + "&blog=http://a.example&user_ip=192.0.2.1&comment_content="
	tests := map[string]struct {
		request      string
		line, within string // the answer's first line and a part of the rest
	}{
		"no host in HTTP/1.1": { // which net/http must refuse (RFC 9112, section 3.2)
			"POST /1.1/comment-check HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 Bad Request", "Connection: close"},
		"no host in HTTP/1.0": {
			"POST /1.1/comment-check HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK", "X-akismet-debug-help: Empty \"key\" value",
		},
		"a body in chunks": {
			"POST /1.1/comment-check HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" +
				fmt.Sprintf("%x\r\n%s\r\n4\r\nspam\r\n0\r\n\r\n", len(form), form), "HTTP/1.1 200 OK", "\r\n\r\ntrue",
		},
		"broken chunks": {
			"POST /1.1/comment-check HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 400 Bad Request", "The request ended early.",
		},
		"a body of 2 MiB": {
			"POST /1.1/comment-check HTTP/1.0\r\nContent-Length: 2097152\r\n\r\n" + form + strings.Repeat("a", maxBody-len(form)), "HTTP/1.0 200 OK", "\r\n\r\nfalse",
		},
		"a body of 2 MiB and one byte": {
			"POST /1.1/comment-check HTTP/1.0\r\nContent-Length: 2097153\r\n\r\n" + form + strings.Repeat("a", maxBody+1-len(form)), "HTTP/1.0 413 Request Entity Too Large", "X-akismet-guid: ",
		},
		"a whole address": {
			"GET http://x.example/1.1/test HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK", "connected",
		},
		"a broken query": {
			"GET /1.2/usage-limit?key=" + goodKey + "&%zz;=%&a HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK", `"limit":"none"`,
		},
		"two on one connection": {
			"GET /1.1/test HTTP/1.1\r\nHost: x\r\n\r\nGET /1.1/test HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 OK", "connectedHTTP/1.1 200 OK",
		},
	}
	s, _, _ := newServer()
	server := httptest.NewServer(s)
	defer server.Close()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := exchange(t, server.Listener.Addr().String(), []byte(tt.request))
			if !strings.HasPrefix(got, tt.line) || !strings.Contains(got, tt.within) {
				t.Errorf("the answer is %q, want %q and %q", got, tt.line, tt.within)
			}
			if strings.Contains(got, "Transfer-Encoding") || strings.Contains(got, "Set-Cookie") {
				t.Errorf("the answer is in chunks or has a cookie: %q", got)
			}
		})
	}
}

func TestLastByteOfALargeBodyIsRead(t *testing.T) {
	s, checks, _ := newServer()
	body := bytes.Repeat([]byte("x=1&"), 9995)
	body = append(body, "api_key="+goodKey+"&blog=http://a.example&user_ip=192.0.2.1&comment_author=Ana&comment_content=spam"...)
	if got := textOf(t, post(s, "/1.1/comment-check", string(body))); got != isSpam {
		t.Errorf("a form of 10,000 parameters is answered %q, want %q", got, isSpam)
	}
	if len(checks.checked) != 1 || checks.checked[0].Author != "Ana" {
		t.Errorf("checked %+v, want one comment of Ana's", checks.checked)
	}
}

func TestLargeBodiesAreReadForAFewAtATime(t *testing.T) {
	s, _, _ := newServer()
	ask := "api_key=" + goodKey + "&blog=http://a.example&user_ip=192.0.2.1&comment_content=spam&x="
	large := ask + strings.Repeat("a", smallBody)
	var senders sync.WaitGroup
	var rest []*io.PipeWriter
	for range mostLarge {
		r, w := io.Pipe()
		rest = append(rest, w)
		request := httptest.NewRequest(http.MethodPost, "/1.1/comment-check", r)
		request.Header.Set("Content-Type", urlencodedType)
		senders.Go(func() {
			answer := httptest.NewRecorder()
			s.ServeHTTP(answer, request)
			if got := answer.Body.String(); got != isSpam {
				t.Errorf("one of the first is answered %q, want %q", got, isSpam)
			}
		})
		if _, err := io.WriteString(w, large+"a"); err != nil { // returns when it was read
			t.Fatal(err)
		}
	}
	if a := post(s, "/1.1/comment-check", large); a.StatusCode != http.StatusServiceUnavailable || get(a, guidHeader) == "" {
		t.Errorf("one too many is answered %d, guid %q; want 503 and a guid", a.StatusCode, get(a, guidHeader))
	}
	if got := textOf(t, post(s, "/1.1/comment-check", ask)); got != isSpam {
		t.Errorf("a small one is answered %q, want %q", got, isSpam)
	}
	for _, w := range rest {
		_ = w.Close()
	}
	senders.Wait()
	if got := textOf(t, post(s, "/1.1/comment-check", large)); got != isSpam {
		t.Errorf("a large one afterwards is answered %q, want %q", got, isSpam)
	}
}
