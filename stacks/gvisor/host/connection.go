package main

import (
	"bytes"
	"net/netip"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/waiter"
)

// openRequest is what the user asks for in OPEN (RFC 9293 3.9.1.1).
type openRequest struct {
	active         bool
	local, foreign netip.AddrPort
	timeout        time.Duration
}

// connection is what the user has opened under one id.
type connection struct {
	id      string
	request openRequest

	// port is where a passive OPEN waits for its connection; nil once it has it.
	port *port
	// endpoint is the connection's own; nil as long as it waits.
	endpoint tcpip.Endpoint
	// isReleased when the user has nothing to do with it any more.
	isReleased bool

	// unsent is text that netstack has not taken yet, for want of room or of a connection. A program whose calls wait
	// would have it so; it makes no other call meanwhile.
	unsent []byte
	// closesWhenSent when the user has called CLOSE and there is unsent text.
	closesWhenSent bool

	isToldEstablished, isToldEnd bool
	isOver                       bool
	// failure is what has ended the connection, unless that was in order.
	failure tcpip.Error
	// isFailureAnswered when a call has been answered with it. After that there is no connection.
	isFailureAnswered bool
}

// boundEndpoint is a new endpoint with this local socket.
func (h *host) boundEndpoint(local netip.AddrPort) (tcpip.Endpoint, tcpip.Error) {
	endpoint, err := h.stack.NewEndpoint(tcp.ProtocolNumber, networkProtocol(local.Addr()), &waiter.Queue{})
	if err != nil {
		return nil, err
	}
	// As servers do: a connection that lingers in TIME-WAIT does not keep the port from being used again.
	endpoint.SocketOptions().SetReuseAddress(true)
	if err := endpoint.Bind(fullAddress(local)); err != nil {
		endpoint.Close()
		return nil, err
	}
	return endpoint, nil
}

// refusal answers a call on a connection that has failed; nil on any other.
func (c *connection) refusal() error {
	if c.failure == nil {
		return nil
	}
	if c.isFailureAnswered {
		return refusal{"connection does not exist", c.failure.String()}
	}
	c.isFailureAnswered = true
	return refuse(c.failure, tcp.StateClose)
}

// begin is for a connection whose endpoint is new: what OPEN asks for, and reports, which netstack gives where they are wanted.
func (c *connection) begin() {
	setSoftErrors(c.endpoint, c.isIPv4(), true)
	if c.request.timeout > 0 {
		timeout := tcpip.TCPUserTimeoutOption(c.request.timeout)
		must(c.endpoint.SetSockOpt(&timeout))
	}
}

// state is that of the connection; of a passive OPEN before it has one, that of what has come from its foreign socket.
func (h *host) state(c *connection) tcp.EndpointState {
	if c.endpoint != nil {
		return tcp.EndpointState(c.endpoint.State())
	}
	if c.port == nil {
		return tcp.StateClose
	}
	return tcp.EndpointState(h.handshakeAt(c).State())
}

// handshakeAt is the endpoint that shakes hands for a passive OPEN, or else the listening one.
func (h *host) handshakeAt(c *connection) *tcp.Endpoint {
	id := stack.TransportEndpointID{
		LocalAddress:  fromNetip(c.request.local.Addr()),
		LocalPort:     c.request.local.Port(),
		RemoteAddress: fromNetip(c.request.foreign.Addr()),
		RemotePort:    c.request.foreign.Port(),
	}
	protocol := networkProtocol(c.request.local.Addr())
	return h.stack.FindTransportEndpoint(protocol, tcp.ProtocolNumber, id, nic).(*tcp.Endpoint)
}

// attend does what users do when netstack wakes them, and tells whether there was anything to do.
func (h *host) attend() bool {
	busy := false
	for _, p := range h.ports {
		busy = p.accept(h) || busy
	}
	h.closeIdlePorts()
	for _, c := range h.connections {
		if c.endpoint != nil && !c.isReleased && !c.isOver {
			busy = h.attendConnection(c) || busy
		}
	}
	return busy
}

func (h *host) attendConnection(c *connection) bool {
	state := h.state(c)
	for isConnected(state) && c.endpoint.SocketOptions().DequeueErr() != nil {
		h.tell(c, "soft error")
	}
	if !c.isToldEstablished && isConnected(state) {
		c.isToldEstablished = true
		h.tell(c, "established")
	}
	if !c.isToldEnd && hasReceivedFin(state) {
		c.isToldEnd = true
		h.tell(c, "end of stream")
	}
	if state == tcp.StateError || state == tcp.StateClose {
		h.end(c, state)
		return false
	}
	return c.sendUnsent()
}

// end tells the user that the connection is over, unless that is in order.
func (h *host) end(c *connection, state tcp.EndpointState) {
	c.isOver = true
	c.unsent = nil
	err := c.endpoint.LastError()
	// A connection that was closed in order may have met with an ICMP error before. Else a reset is all that leads to this
	// state: one in CLOSE-WAIT.
	if _, isReset := err.(*tcpip.ErrAborted); err == nil || state == tcp.StateClose && !isReset {
		return
	}
	c.failure = err
	h.tell(c, indication(err, c.isToldEstablished))
}

// sendUnsent tells whether it has done anything.
func (c *connection) sendUnsent() bool {
	if len(c.unsent) == 0 {
		return false
	}
	before := len(c.unsent)
	c.unsent = c.write(c.unsent)
	if len(c.unsent) == 0 && c.closesWhenSent {
		c.endpoint.Shutdown(tcpip.ShutdownWrite)
	}
	return len(c.unsent) < before
}

// write gives text to netstack, and returns what it does not take.
func (c *connection) write(text []byte) []byte {
	for len(text) > 0 {
		taken, err := c.endpoint.Write(bytes.NewReader(text), tcpip.WriteOptions{})
		if err != nil {
			break
		}
		text = text[taken:]
	}
	return text
}
