package main

import (
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// backlog is large enough that netstack never resorts to SYN cookies, which keep no state.
const backlog = 1024

// port is a listening endpoint, shared by the passive OPENs of one local socket. Netstack's listeners take anybody; whose
// connection it is shows in where it comes from.
type port struct {
	local    netip.AddrPort
	endpoint tcpip.Endpoint
	expected map[netip.AddrPort]*connection
}

// portFor is the port with this local socket, or a new one that listens there.
func (h *host) portFor(local netip.AddrPort) (*port, tcpip.Error) {
	for _, p := range h.ports {
		if p.local == local {
			return p, nil
		}
	}
	endpoint, err := h.boundEndpoint(local)
	if err != nil {
		return nil, err
	}
	if err := endpoint.Listen(backlog); err != nil {
		endpoint.Close()
		return nil, err
	}
	p := &port{local: local, endpoint: endpoint, expected: map[netip.AddrPort]*connection{}}
	h.ports = append(h.ports, p)
	return p, nil
}

// accept takes the connections that have come about, and tells whether there were any.
func (p *port) accept(h *host) bool {
	accepted := false
	for {
		var peer tcpip.FullAddress
		endpoint, _, err := p.endpoint.Accept(&peer)
		if err != nil {
			return accepted
		}
		accepted = true
		c := p.expected[socketOf(peer)]
		if c == nil {
			h.strangers = append(h.strangers, endpoint)
			continue
		}
		delete(p.expected, c.request.foreign)
		c.port = nil
		c.endpoint = endpoint
		c.begin()
	}
}

// closeIdlePorts closes the ports at which nobody is expected any more.
func (h *host) closeIdlePorts() {
	var open []*port
	for _, p := range h.ports {
		if len(p.expected) == 0 {
			p.endpoint.Close()
		} else {
			open = append(open, p)
		}
	}
	h.ports = open
}
