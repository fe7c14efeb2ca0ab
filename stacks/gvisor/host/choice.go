package main

import (
	"math"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// choice is what the user wants of a connection from now on.
type choice func(endpoint tcpip.Endpoint, isIPv4 bool)

// choice reads the name and the value.
func (w *words) choice() choice {
	switch name := w.next(); name {
	case "nagle":
		on := w.isOn()
		return func(e tcpip.Endpoint, _ bool) { e.SocketOptions().SetDelayOption(on) }
	case "keep-alive":
		on := w.isOn()
		return func(e tcpip.Endpoint, _ bool) { e.SocketOptions().SetKeepAlive(on) }
	case "keep-alive-interval":
		interval := w.time()
		return func(e tcpip.Endpoint, _ bool) { setKeepAliveInterval(e, interval) }
	case "user-timeout":
		timeout := tcpip.TCPUserTimeoutOption(w.time())
		return func(e tcpip.Endpoint, _ bool) { must(e.SetSockOpt(&timeout)) }
	case "diffserv":
		// The codepoint is all of the octet but the two bits of ECN (RFC 2474 3).
		octet := int(w.number(63)) << 2
		return byVersion(octet, tcpip.IPv4TOSOption, tcpip.IPv6TrafficClassOption)
	case "hop-limit":
		limit := int(w.number(math.MaxUint8))
		return byVersion(limit, tcpip.IPv4TTLOption, tcpip.IPv6HopLimitOption)
	case "soft-errors":
		on := w.isOn()
		return func(e tcpip.Endpoint, isIPv4 bool) { setSoftErrors(e, isIPv4, on) }
	default:
		w.wrong("no choice %q", name)
		return nil
	}
}

func (w *words) isOn() bool {
	return w.oneOf("on", "off") == "on"
}

func setKeepAliveInterval(e tcpip.Endpoint, interval time.Duration) {
	idle, spacing := tcpip.KeepaliveIdleOption(interval), tcpip.KeepaliveIntervalOption(interval)
	must(e.SetSockOpt(&idle))
	must(e.SetSockOpt(&spacing))
}

func byVersion(value int, ipv4, ipv6 tcpip.SockOptInt) choice {
	return func(e tcpip.Endpoint, isIPv4 bool) {
		option := ipv6
		if isIPv4 {
			option = ipv4
		}
		must(e.SetSockOptInt(option, value))
	}
}

// setSoftErrors has netstack queue what ICMP has to say.
func setSoftErrors(e tcpip.Endpoint, isIPv4, on bool) {
	if isIPv4 {
		e.SocketOptions().SetIPv4RecvError(on)
	} else {
		e.SocketOptions().SetIPv6RecvError(on)
	}
}

// choose obeys a choice at once.
func (h *host) choose(id string, chosen choice) error {
	c, err := h.sound(id)
	if err != nil {
		return err
	}
	if c.endpoint == nil {
		return refusal{"not supported", "no endpoint is this connection's yet"}
	}
	chosen(c.endpoint, c.isIPv4())
	h.settle()
	return nil
}

func (c *connection) isIPv4() bool {
	return c.request.local.Addr().Is4()
}
