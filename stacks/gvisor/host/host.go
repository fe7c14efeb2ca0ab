package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"gvisor.dev/gvisor/pkg/buffer"
	gvisorrand "gvisor.dev/gvisor/pkg/rand"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

const (
	nic = 1
	mtu = 1500
)

// listener hears what a host says unasked.
type listener interface {
	packetSent(datagram []byte)
	told(id, what string)
}

// host is one netstack on one link, for one scenario, and its user.
//
// Netstack handles segments in a goroutine of its own. It is held paused, so that the host is alone; settle lets it run,
// and waits until it is idle.
type host struct {
	clock *clock
	stack *stack.Stack
	link  *channel.Endpoint
	hears listener
	// hasSpoken since it was last set to false.
	hasSpoken bool

	connections []*connection
	ports       []*port
	// strangers have connected to a port from a socket that no OPEN has named.
	strangers []tcpip.Endpoint
}

func newHost(seed uint32, v4, v6 netip.Addr, hears listener) *host {
	chance := chanceFrom(seed)
	// The first identifications of IPv4 come from here.
	gvisorrand.Reader = chance
	h := &host{clock: &clock{}, link: channel.New(1, mtu, ""), hears: hears}
	h.stack = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, ipv6.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol},
		Clock:              h.clock,
		SecureRNG:          chance,
		HandleLocal:        true,
	})
	must(h.stack.CreateNIC(nic, h.link))
	for _, address := range []netip.Addr{v4, v6} {
		must(h.stack.AddProtocolAddress(nic, tcpip.ProtocolAddress{
			Protocol:          networkProtocol(address),
			AddressWithPrefix: fromNetip(address).WithPrefix(),
		}, stack.AddressProperties{}))
	}
	h.stack.SetRouteTable([]tcpip.Route{
		{Destination: header.IPv4EmptySubnet, NIC: nic},
		{Destination: header.IPv6EmptySubnet, NIC: nic},
	})
	h.link.AddNotify(h)
	h.stack.Pause()
	return h
}

// chanceFrom is all the chance that there is in a scenario.
func chanceFrom(seed uint32) *rand.ChaCha8 {
	var key [32]byte
	binary.LittleEndian.PutUint32(key[:], seed)
	return rand.NewChaCha8(key)
}

// must is for what cannot go wrong with the host's own settings.
func must(err tcpip.Error) {
	if err != nil {
		panic(fmt.Sprintf("setting up netstack: %s", err))
	}
}

// discard ends the host's goroutines. It says nothing more.
func (h *host) discard() {
	h.link.Close()
	h.stack.Resume()
	h.stack.Close()
}

// WriteNotify implements channel.Notification: netstack has sent a datagram.
func (h *host) WriteNotify() {
	packet := h.link.Read()
	view := packet.ToView()
	h.hasSpoken = true
	h.hears.packetSent(view.AsSlice())
	view.Release()
	packet.DecRef()
}

func (h *host) tell(c *connection, what string) {
	h.hasSpoken = true
	h.hears.told(c.id, what)
}

func (h *host) receiveDatagram(datagram []byte) {
	protocol, ok := protocolOf(datagram)
	if !ok {
		return
	}
	packet := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(datagram)})
	h.link.InjectInbound(protocol, packet)
	packet.DecRef()
	h.settle()
}

// protocolOf is what a link without headers tells by the version; others than these it does not carry.
func protocolOf(datagram []byte) (protocol tcpip.NetworkProtocolNumber, ok bool) {
	switch header.IPVersion(datagram) {
	case header.IPv4Version:
		return ipv4.ProtocolNumber, true
	case header.IPv6Version:
		return ipv6.ProtocolNumber, true
	}
	return 0, false
}

// advance lets time pass until the deadline, or until something has been said, and tells what time it is then.
func (h *host) advance(deadline time.Duration) time.Duration {
	h.hasSpoken = false
	for !h.hasSpoken {
		next := h.clock.next()
		if next > deadline {
			h.clock.now = deadline
			break
		}
		h.clock.now = next
		h.settle()
	}
	return h.clock.now
}

// settle returns when everything that happens without time passing has happened.
func (h *host) settle() {
	for {
		// A processor pauses when it has nothing left to do, and Pause waits for that. Nobody else gives it anything to do
		// meanwhile: timers and users run below, while it is paused.
		h.stack.Resume()
		h.stack.Pause()
		if !h.clock.runNext() && !h.attend() {
			return
		}
	}
}
