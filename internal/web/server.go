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

// firstWord is how long a connection that was taken before the end of serving may
// still take until it says something. Browsers open some on suspicion.
const firstWord = time.Second

// Serve serves on the listener until the context ends, then takes no more
// connections, lets those that are there have their answers for as long as grace,
// and returns nil.
func Serve(ctx context.Context, server *http.Server, l net.Listener, grace time.Duration) error {
	var open conns
	server.ConnState = open.note
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	// Shutdown hangs up on whoever's request has not been read when it begins. Nobody's
	// is to be lost while a server is started anew, so it begins when they have been
	// answered.
	server.SetKeepAlivesEnabled(false)
	err := l.Close()
	if ended := <-served; !errors.Is(ended, net.ErrClosed) {
		err = errors.Join(err, ended)
	}
	open.drain(ctx, firstWord)
	if cut := server.Shutdown(ctx); cut != nil {
		err = errors.Join(err, fmt.Errorf("requests in flight were cut off: %w", cut), server.Close())
	}
	return err
}

// conns are the connections that wait for an answer, or have not said anything yet.
type conns struct {
	mu   sync.Mutex
	busy map[net.Conn]http.ConnState
}

// note is told of every change of a connection.
func (c *conns) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew, http.StateActive:
		if c.busy == nil {
			c.busy = map[net.Conn]http.ConnState{}
		}
		c.busy[conn] = state
	case http.StateIdle, http.StateHijacked, http.StateClosed:
		delete(c.busy, conn)
	}
}

// drain waits until all have their answers, or ctx ends; for those that say nothing
// it waits no longer than patience.
func (c *conns) drain(ctx context.Context, patience time.Duration) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); c.waits(time.Since(began) < patience); {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// waits reports whether anybody waits; silent ones count if they are to.
func (c *conns) waits(silent bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, state := range c.busy {
		if silent || state == http.StateActive {
			return true
		}
	}
	return false
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
