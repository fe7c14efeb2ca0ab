// A tcpspec host to begin yours from (docs/process-protocol.md); it runs as it is: go run host.go
// It is a TCP without connections, in CLOSED for ever, which answers every segment with a reset (RFC 9293 3.10.7.1).
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
)

// What your stack can do follows its version: user-calls active-open half-close simultaneous-open status urgent-data
const introduction = "my-tcp 0.1"
const fin, syn, rst, ack, tcp = 0x01, 0x02, 0x04, 0x10, 6

// YOUR STACK TAKES THE PLACE OF THIS. One is made for each scenario, at time 0, and all chance follows from the seed.
// It speaks by say("packet ...") and say("tell ..."), in any of its methods. What is for people goes to os.Stderr.
type stack struct {
	own []netip.Addr
	say func(line string)
}

func newStack(seed uint32, own []netip.Addr, say func(line string)) *stack { return &stack{own, say} }

// A datagram has arrived; it may be wrong in every way there is.
func (s *stack) packet(datagram []byte) {
	source, destination, segment := ipPayload(datagram)
	address, _ := netip.AddrFromSlice(destination)
	if !slices.Contains(s.own, address) || len(segment) < 20 || checksum(source, destination, segment) != 0 {
		return
	}
	header, flags := int(segment[12]>>4)*4, segment[13]
	if header < 20 || header > len(segment) || flags&rst != 0 {
		return
	}
	reset := slices.Concat(segment[2:4], segment[:2], segment[8:12], make([]byte, 12))
	reset[12], reset[13] = 5<<4, rst
	if flags&ack == 0 {
		next := binary.BigEndian.Uint32(segment[4:]) + uint32(len(segment)-header) + uint32(flags&fin+flags&syn>>1)
		binary.BigEndian.PutUint64(reset[4:], uint64(next))
		reset[13] |= ack
	}
	s.say(fmt.Sprintf("packet %x", encode(destination, source, reset)))
}

// Time passes, from timer to timer, until then or until something was said; returns when that is (ns).
func (s *stack) advance(until int64) int64 { return until }

// The user calls (RFC 9293 3.9.1): what ends the answer to each. None of them waits.
func (s *stack) call(words []string) string {
	switch words[0] {
	case "open": // id, active or passive, address, port, foreign address, foreign port, and perhaps timeout and how long
		return "error not supported: this TCP makes no connections"
	case "status": // id
		return "ok CLOSED"
	default: // send: id, octets, perhaps push, perhaps urgent; receive: id, limit; close: id; abort: id
		return "error connection does not exist"
	}
}

// Source, destination and what TCP gets of a datagram; nothing where that is not for TCP.
func ipPayload(d []byte) (source, destination, segment []byte) {
	if len(d) >= 20 && d[0]>>4 == 4 {
		header, length := int(d[0]&15)*4, int(binary.BigEndian.Uint16(d[2:]))
		if d[9] == tcp && d[6]&0x3f|d[7] == 0 && 20 <= header && header <= length && length <= len(d) {
			return d[12:16], d[16:20], d[header:length]
		}
	}
	if len(d) >= 40 && d[0]>>4 == 6 {
		length := 40 + int(binary.BigEndian.Uint16(d[4:]))
		if d[6] == tcp && length <= len(d) {
			return d[8:24], d[24:40], d[40:length]
		}
	}
	return nil, nil, nil
}

// RFC 1071
func onesComplement(octets []byte) uint16 {
	var sum uint32
	for i, octet := range octets {
		sum += uint32(octet) << (8 * ((i + 1) % 2))
	}
	sum = sum&0xffff + sum>>16
	return ^uint16(sum + sum>>16)
}

// RFC 9293 3.1: with a pseudo-header, whose sum is the same for both versions of IP. 0 where it is right.
func checksum(source, destination, segment []byte) uint16 {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(segment)))
	return onesComplement(slices.Concat(source, destination, length, []byte{0, tcp}, segment))
}

// A datagram around a segment, whose checksum is filled in.
func encode(source, destination, segment []byte) []byte {
	binary.BigEndian.PutUint16(segment[16:], checksum(source, destination, segment))
	if len(source) == 16 {
		ip := binary.BigEndian.AppendUint16([]byte{0x60, 0, 0, 0}, uint16(len(segment)))
		return slices.Concat(ip, []byte{tcp, 64}, source, destination, segment)
	}
	ip := binary.BigEndian.AppendUint16([]byte{0x45, 0}, uint16(20+len(segment)))
	ip = slices.Concat(ip, []byte{0, 0, 0, 0, 64, tcp, 0, 0}, source, destination)
	binary.BigEndian.PutUint16(ip[10:], onesComplement(ip))
	return append(ip, segment...)
}

var commands = regexp.MustCompile(`^(tcpspec \S+|reset \d+ \S+ \S+|packet (-|([[:xdigit:]]{2})+)|advance \d+|` +
	`open \S+ (active|passive) \S+ \d+ \S+ \d+( timeout \d+)?|send \S+ (-|([[:xdigit:]]{2})+)( push)?( urgent)?|` +
	`receive \S+ \d+|(close|abort|status) \S+)$`)

// What ends the answer to a command that is one.
func (s *stack) answer(words []string) string {
	var number int64
	fmt.Sscan(words[1], &number)
	switch words[0] {
	case "tcpspec":
		if words[1] != "1" {
			return "error I speak 1"
		}
		return "ok " + introduction
	case "reset":
		*s = *newStack(uint32(number), []netip.Addr{netip.MustParseAddr(words[2]), netip.MustParseAddr(words[3])}, s.say)
	case "packet":
		var datagram []byte
		fmt.Sscanf(words[1], "%x", &datagram)
		s.packet(datagram)
	case "advance":
		return fmt.Sprint("ok ", s.advance(number))
	default:
		return s.call(words)
	}
	return "ok"
}

func main() {
	input, output := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	input.Buffer(nil, 1<<20)
	s := newStack(0, nil, func(line string) { fmt.Fprintln(output, line) })
	for ; input.Scan(); output.Flush() {
		answer := "error not understood: no such command"
		if commands.MatchString(input.Text()) {
			answer = s.answer(strings.Fields(input.Text()))
		}
		s.say(answer)
	}
}
