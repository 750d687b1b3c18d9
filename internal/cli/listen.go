package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// listen returns the socket that the service manager hands over (sd_listen_fds(3)),
// so that nobody is refused while the server is started anew; without one it opens
// its own on the address of the settings.
func (n *newsroom) listen(ctx context.Context) (net.Listener, error) {
	handed, err := activation.Listeners()
	if err != nil {
		return nil, fmt.Errorf("the socket that was handed over: %w", err)
	}
	switch len(handed) {
	case 0:
		return n.bind(ctx)
	case 1:
		if handed[0] == nil {
			return nil, errors.New("what was handed over is not a socket that takes connections; in its unit write ListenStream=")
		}
		return handed[0], nil
	}
	return nil, fmt.Errorf("%d sockets were handed over, and Stet serves on one: leave one ListenStream= in its unit", len(handed))
}

// bind listens on the address of the settings.
func (n *newsroom) bind(ctx context.Context) (net.Listener, error) {
	// Every connection has a time limit at every moment, so that the kernel need not be
	// told, by four calls for each, to look whether the other side still lives.
	quiet := net.ListenConfig{KeepAlive: -1}
	l, err := quiet.Listen(ctx, "tcp", n.config.Server.Addr)
	if err != nil {
		return nil, fmt.Errorf("%w; another address can be given with --addr HOST:PORT", err)
	}
	return l, nil
}

// tellManager lets the service manager know that requests are served, or that no
// more are (sd_notify(3)). Where there is none, nothing happens.
func (n *newsroom) tellManager(ctx context.Context, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		n.log.WarnContext(ctx, "the service manager was not told", "err", err)
	}
}
