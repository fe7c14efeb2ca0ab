package main

import (
	"bytes"
	"fmt"
	"io"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// find is the latest connection of this id, or nil.
func (h *host) find(id string) *connection {
	for i := len(h.connections) - 1; i >= 0; i-- {
		if h.connections[i].id == id {
			return h.connections[i]
		}
	}
	return nil
}

// held is the connection of this id, unless the user has nothing to do with it any more.
func (h *host) held(id string) (*connection, error) {
	c := h.find(id)
	if c == nil || c.isReleased {
		return nil, refusal{"connection does not exist", "no endpoint"}
	}
	return c, nil
}

// sound is the connection of this id, unless it has failed.
func (h *host) sound(id string) (*connection, error) {
	c, err := h.held(id)
	if err == nil {
		err = c.refusal()
	}
	return c, err
}

func (h *host) open(id string, request openRequest) error {
	if c := h.find(id); c != nil && !isClosed(h.state(c)) {
		return h.openAgain(c, request)
	}
	c := &connection{id: id, request: request}
	open := h.openPassive
	if request.active {
		open = h.openActive
	}
	if err := open(c); err != nil {
		return err
	}
	h.connections = append(h.connections, c)
	h.settle()
	return nil
}

func (h *host) openActive(c *connection) error {
	endpoint, err := h.boundEndpoint(c.request.local)
	if err != nil {
		return refuse(err, tcp.StateClose)
	}
	c.endpoint = endpoint
	c.begin()
	err = endpoint.Connect(fullAddress(c.request.foreign))
	if _, isStarted := err.(*tcpip.ErrConnectStarted); isStarted {
		return nil
	}
	endpoint.Close()
	// Connect's word for two sockets that are those of another connection.
	if _, isTaken := err.(*tcpip.ErrBadLocalAddress); isTaken {
		return refusal{"connection already exists", err.String()}
	}
	return refuse(err, tcp.StateClose)
}

func (h *host) openPassive(c *connection) error {
	p, err := h.portFor(c.request.local)
	if err != nil {
		return refuse(err, tcp.StateClose)
	}
	if p.expected[c.request.foreign] != nil {
		return refusal{"connection already exists", "another OPEN waits for it"}
	}
	p.expected[c.request.foreign] = c
	c.port = p
	return nil
}

// openAgain makes the same call once more on the endpoint that there is: netstack knows best why that cannot be.
func (h *host) openAgain(c *connection, request openRequest) error {
	local, foreign := fullAddress(request.local), fullAddress(request.foreign)
	switch {
	case c.port != nil && request.active:
		// RFC 9293 3.10.1 would have the passive OPEN become an active one.
		return refusal{"not supported", "a listening endpoint cannot call"}
	case c.port != nil:
		return refuse(c.port.endpoint.Bind(local), tcp.StateListen)
	case !request.active:
		return refuse(c.endpoint.Bind(local), h.state(c))
	}
	err := c.endpoint.Connect(foreign)
	if err == nil {
		// The first one after the handshake only tells how that went.
		err = c.endpoint.Connect(foreign)
	}
	return refuse(err, h.state(c))
}

func (h *host) send(id string, text []byte, urgent bool) error {
	if urgent {
		return refusal{"not supported", "netstack has no urgent data"}
	}
	c, err := h.sound(id)
	if err != nil {
		return err
	}
	state := h.state(c)
	switch {
	case state == tcp.StateListen:
		_, err := c.port.endpoint.Write(bytes.NewReader(text), tcpip.WriteOptions{})
		return refuse(err, state)
	case c.closesWhenSent:
		return refusal{"connection closing", "CLOSE waits for text to be sent"}
	case c.endpoint == nil:
		c.unsent = append(c.unsent, text...)
		return nil
	case len(c.unsent) > 0:
		return refusal{"insufficient resources", "netstack has not taken all of the text before"}
	}
	if err := c.take(text); err != nil {
		return refuse(err, state)
	}
	h.settle()
	return nil
}

// take gives text to netstack, and keeps what it has no room for.
func (c *connection) take(text []byte) tcpip.Error {
	taken, err := c.endpoint.Write(bytes.NewReader(text), tcpip.WriteOptions{})
	if _, wouldBlock := err.(*tcpip.ErrWouldBlock); err != nil && !wouldBlock {
		return err
	}
	c.unsent = c.write(text[taken:])
	return nil
}

func (h *host) receive(id string, limit int) (text []byte, end bool, err error) {
	c, err := h.held(id)
	if err != nil {
		return nil, false, err
	}
	if c.endpoint == nil {
		return nil, false, nil
	}
	var received bytes.Buffer
	result, failure := c.endpoint.Read(&tcpip.LimitedWriter{W: &received, N: int64(limit)}, tcpip.ReadOptions{})
	if failure == nil {
		c.endpoint.ModerateRecvBuf(result.Count)
		h.settle()
		// What comes behind it.
		_, failure = c.endpoint.Read(io.Discard, tcpip.ReadOptions{Peek: true})
	}
	if received.Len() == 0 {
		// Text that arrived before a reset comes first.
		if err := c.refusal(); err != nil {
			return nil, false, err
		}
	}
	_, isClosed := failure.(*tcpip.ErrClosedForReceive)
	return received.Bytes(), isClosed && c.failure == nil, nil
}

// close is one-sided: the user may still receive.
func (h *host) close(id string) error {
	c, err := h.sound(id)
	if err != nil {
		return err
	}
	if c.port != nil {
		return h.takeBack(c)
	}
	state := h.state(c)
	switch {
	case state == tcp.StateSynSent:
		// RFC 9293 3.10.4: there is nothing to be closed one way yet.
		c.isReleased = true
		c.endpoint.Close()
	case len(c.unsent) > 0:
		c.closesWhenSent = true
	default:
		if err := c.endpoint.Shutdown(tcpip.ShutdownWrite); err != nil {
			return refuse(err, state)
		}
	}
	h.settle()
	return nil
}

func (h *host) abort(id string) error {
	c, err := h.sound(id)
	if err != nil {
		return err
	}
	if c.port != nil {
		return h.takeBack(c)
	}
	if isClosed(h.state(c)) {
		return refusal{"connection does not exist", "the endpoint is closed"}
	}
	c.isReleased = true
	c.endpoint.Abort()
	h.settle()
	return nil
}

// takeBack ends a passive OPEN that waits. Once a handshake has begun there is no call for that before it is over.
func (h *host) takeBack(c *connection) error {
	if state := h.state(c); state != tcp.StateListen {
		return refusal{"not supported", state.String() + " before accept"}
	}
	delete(c.port.expected, c.request.foreign)
	c.port = nil
	c.isReleased = true
	h.settle()
	return nil
}

func (h *host) status(id string) string {
	c := h.find(id)
	if c == nil {
		return "CLOSED"
	}
	answer := stateWord(h.state(c))
	if c.endpoint == nil || !isConnected(h.state(c)) {
		return answer
	}
	var info tcpip.TCPInfoOption
	must(c.endpoint.GetSockOpt(&info))
	return answer + fmt.Sprintf(" rto=%d srtt=%d rttvar=%d cwnd=%d ssthresh=%d recovery=%d",
		info.RTO, info.RTT, info.RTTVar, info.SndCwnd, info.SndSsthresh, info.CcState)
}
