package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Clients finds out where requests come from. The zero value believes nobody but
// the connection.
type Clients struct {
	// Proxies are the networks whose X-Forwarded-For is believed; none by default.
	Proxies []netip.Prefix
	// Exempt are the networks that no limit concerns; none by default.
	Exempt []netip.Prefix
}

// A Client is where a request comes from.
type Client struct {
	// Addr is the address; invalid when the connection has none.
	Addr netip.Addr
	// Network is what limits count by: an IPv4 address, or an IPv6 /64, for each
	// home has as many addresses as it likes.
	Network netip.Prefix
	// Exempt says that no limit concerns the client.
	Exempt bool
}

// Of returns the client of the request: the connection's address or, behind
// proxies of ours, the right-most address in X-Forwarded-For that is none of them.
// All to the left of it is what the client claims, and ignored.
func (c Clients) Of(r *http.Request) Client {
	addr := parseHop(r.RemoteAddr)
	if within(addr, c.Proxies) {
		hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
		for _, hop := range slices.Backward(hops) {
			before := parseHop(hop)
			if !before.IsValid() {
				break // the proxy nearest to it is the last address we can be sure of
			}
			addr = before
			if !within(addr, c.Proxies) {
				break
			}
		}
	}
	return Client{Addr: addr, Network: NetworkOf(addr), Exempt: within(addr, c.Exempt)}
}

// parseHop reads an address with or without a port; IPv4 in IPv6 is IPv4, and
// zones are dropped.
func parseHop(s string) netip.Addr {
	s = strings.TrimSpace(s)
	if pair, err := netip.ParseAddrPort(s); err == nil {
		return pair.Addr().Unmap().WithZone("")
	}
	addr, _ := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	return addr.Unmap().WithZone("")
}

// NetworkOf is the network that an address is in, as limits count: see Client.
func NetworkOf(addr netip.Addr) netip.Prefix {
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	network, _ := addr.Prefix(bits) // fails for the invalid address only
	return network
}

func within(addr netip.Addr, networks []netip.Prefix) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}
