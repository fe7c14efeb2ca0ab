package main

import (
	"net/netip"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv6"
)

func networkProtocol(address netip.Addr) tcpip.NetworkProtocolNumber {
	if address.Is4() {
		return ipv4.ProtocolNumber
	}
	return ipv6.ProtocolNumber
}

func fromNetip(address netip.Addr) tcpip.Address {
	return tcpip.AddrFromSlice(address.AsSlice())
}

func fullAddress(socket netip.AddrPort) tcpip.FullAddress {
	return tcpip.FullAddress{NIC: nic, Addr: fromNetip(socket.Addr()), Port: socket.Port()}
}

func socketOf(address tcpip.FullAddress) netip.AddrPort {
	ip, _ := netip.AddrFromSlice(address.Addr.AsSlice())
	return netip.AddrPortFrom(ip, address.Port)
}
