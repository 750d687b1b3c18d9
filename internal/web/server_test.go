package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestAServerLetsRequestsInFlightFinish(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	began, finish := make(chan struct{}), make(chan struct{})
	server := NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		<-finish
		_, _ = io.WriteString(w, "done")
	}))
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, server, l, time.Minute) }()
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr().String()) //nolint:noctx // the test's own server
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answer <- string(b)
	}()
	<-began
	stop()
	close(finish)
	if got := <-answer; got != "done" {
		t.Errorf("answer = %q, want done", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// A request that is on its way when the server is told to stop is answered.
func TestAServerAnswersWhoWasLetIn(t *testing.T) {
	accepted := make(chan struct{})
	l := &noting{Listener: listen(t), accepted: accepted}
	ctx, stop := context.WithCancel(t.Context())
	server := NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "done") }))
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, server, l, time.Minute) }()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	<-accepted
	stop()
	for { // until nobody else is let in
		other, err := dialer.DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			break
		}
		_ = other.Close()
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: courier.example\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if b, _ := io.ReadAll(conn); !strings.HasSuffix(string(b), "done") || !strings.Contains(string(b), "Connection: close") {
		t.Errorf("answer = %q, want it done and the connection closed", b)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// noting is a listener that tells of its first connection.
type noting struct {
	net.Listener
	once     sync.Once
	accepted chan struct{}
}

func (l *noting) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.once.Do(func() { close(l.accepted) })
	}
	return conn, err
}

func TestAServerCutsOffWhatTakesTooLong(t *testing.T) {
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	began := make(chan struct{})
	server := NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(began)
		<-r.Context().Done()
	}))
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, server, l, time.Millisecond) }()
	go func() {
		if resp, err := http.Get("http://" + l.Addr().String()); err == nil { //nolint:noctx // the test's own server
			_ = resp.Body.Close()
		}
	}()
	<-began
	stop()
	if err := <-served; err == nil {
		t.Error("Serve = nil, want to hear of the request that was cut off")
	}
}

func TestHealth(t *testing.T) {
	m, _ := newMux(t, "http://courier.example")
	var sick error
	m.Handle("GET /healthz", Healthy)
	m.Handle("GET /readyz", Ready(func(context.Context) error { return sick }))
	for _, tt := range []struct {
		err  error
		path string
		want int
	}{{nil, "/healthz", 200}, {nil, "/readyz", 200}, {errors.New("secret"), "/readyz", 503}, {errors.New("secret"), "/healthz", 200}} {
		sick = tt.err
		if w := ask(t, m, "GET", tt.path, ""); w.Code != tt.want || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s with %v = %d, want %d", tt.path, tt.err, w.Code, tt.want)
		}
	}
}

func TestConnectionsOfOneNetworkAreLimited(t *testing.T) {
	l := LimitConns(listen(t), 2, Clients{})
	dial := func() net.Conn {
		t.Helper()
		var d net.Dialer
		conn, err := d.DialContext(t.Context(), "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	accepted := make(chan net.Conn)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()
	dial()
	first := <-accepted
	dial()
	<-accepted
	third := dial()
	if _, err := third.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the third connection: %v, want it closed", err)
	}
	_ = first.Close()
	_ = first.Close() // net/http may close twice; the place is free once
	dial()
	<-accepted
	if _, err := dial().Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("one more after a place was taken again: %v, want it closed", err)
	}
}
