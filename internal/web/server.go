package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// NewServer makes a server whose time limits leave slow clients no hold on it: 5
// seconds for the header, 10 for the body, 30 for the answer, a minute of idling.
// net/http's own log names addresses of clients, so it goes nowhere.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}

// Serve serves on the listener until the context ends, then lets requests in
// flight finish for as long as grace, and returns nil.
func Serve(ctx context.Context, server *http.Server, l net.Listener, grace time.Duration) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests in flight were cut off: %w", err), server.Close())
	}
	if ended := <-served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// Healthy answers that the process is there.
func Healthy(w http.ResponseWriter, _ *http.Request) error {
	plain(w, http.StatusOK, "ok\n")
	return nil
}

// Ready answers whether the check succeeds, such as a look into the database.
func Ready(check func(context.Context) error) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		if err := check(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return nil //nolint:nilerr // whoever probes wants no page
		}
		plain(w, http.StatusOK, "ready\n")
		return nil
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	Private(w)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// LimitConns lets each network hold at most so many connections at a time and
// closes further ones at once; those from proxies are not counted. Zero is no limit.
func LimitConns(l net.Listener, perNetwork int, clients Clients) net.Listener {
	if perNetwork <= 0 {
		return l
	}
	return &connLimit{Listener: l, most: perNetwork, clients: clients, open: map[netip.Prefix]int{}}
}

type connLimit struct {
	net.Listener
	most    int
	clients Clients

	mu   sync.Mutex
	open map[netip.Prefix]int
}

func (l *connLimit) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		addr := parseHop(conn.RemoteAddr().String())
		if within(addr, l.clients.Proxies) || within(addr, l.clients.Exempt) {
			return conn, nil
		}
		network := NetworkOf(addr)
		if l.count(network, 1) {
			return &countedConn{Conn: conn, release: func() { l.count(network, -1) }}, nil
		}
		_ = conn.Close()
	}
}

// count adds to the network's open connections, unless that would be too many.
func (l *connLimit) count(network netip.Prefix, by int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.open[network] + by
	if n > l.most {
		return false
	}
	if l.open[network] = n; n <= 0 {
		delete(l.open, network)
	}
	return true
}

// A countedConn gives its place free when it is first closed.
type countedConn struct {
	net.Conn
	once    sync.Once
	release func()
}

func (c *countedConn) Close() error {
	c.once.Do(c.release)
	return c.Conn.Close()
}
