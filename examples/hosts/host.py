#!/usr/bin/env python3
"""A tcpspec host to begin yours from (docs/process-protocol.md); it runs as it is: python3 host.py, from 3.10 on.

It is a TCP without connections, in CLOSED for ever, which answers every segment with a reset (RFC 9293 3.10.7.1).
"""

import socket
import struct
import sys
from functools import partial

# What your stack can do follows its version: user-calls active-open half-close simultaneous-open status urgent-data
INTRODUCTION = "my-tcp 0.1"

FIN, SYN, RST, ACK, TCP = 0x01, 0x02, 0x04, 0x10, 6


class Stack:
    """YOUR STACK TAKES THE PLACE OF THIS. One is made for each scenario, at time 0; all chance follows from the seed.

    It speaks by say("packet ...") and say("tell ..."), in any method. What is for people goes to sys.stderr.
    """

    def __init__(self, seed, ipv4, ipv6, say):
        self.own = {socket.inet_pton(socket.AF_INET, ipv4), socket.inet_pton(socket.AF_INET6, ipv6)}
        self.say = say

    def packet(self, datagram):
        """A datagram has arrived; it may be wrong in every way there is."""
        source, destination, segment = ip_payload(datagram)
        if destination not in self.own or len(segment) < 20 or checksum(source, destination, segment) != 0:
            return
        source_port, destination_port, seq, ack, offset, flags = struct.unpack("!HHIIBB", segment[:14])
        header = offset >> 4 << 2
        if not 20 <= header <= len(segment) or flags & RST:
            return
        length = len(segment) - header + bool(flags & SYN) + bool(flags & FIN)
        numbers = (ack, 0, RST) if flags & ACK else (0, seq + length & 0xFFFFFFFF, RST | ACK)
        reset = encode(destination, source, destination_port, source_port, *numbers)
        self.say("packet " + reset.hex())

    def advance(self, until):
        """Time passes, from timer to timer, until then or until something was said; returns when that is (ns)."""
        return until

    # The user calls (RFC 9293 3.9.1) return their answers; none of them waits. A socket is an address and a port.

    def open(self, id, active, local, foreign, timeout):
        return "error not supported: this TCP makes no connections"

    def send(self, id, text, push, urgent):
        return "error connection does not exist"

    def receive(self, id, limit):
        return "error connection does not exist"

    def close(self, id):
        return "error connection does not exist"

    def abort(self, id):
        return "error connection does not exist"

    def status(self, id):
        return "ok CLOSED"


def ip_payload(datagram):
    """Source, destination and what TCP gets of a datagram; nothing where that is not for TCP."""
    version = datagram[0] >> 4 if datagram else 0
    if version == 4 and len(datagram) >= 20:
        header, length = (datagram[0] & 15) << 2, int.from_bytes(datagram[2:4], "big")
        fragment = int.from_bytes(datagram[6:8], "big") & 0x3FFF
        if datagram[9] == TCP and not fragment and 20 <= header <= length <= len(datagram):
            return datagram[12:16], datagram[16:20], datagram[header:length]
    if version == 6 and len(datagram) >= 40:
        length = 40 + int.from_bytes(datagram[4:6], "big")
        if datagram[6] == TCP and length <= len(datagram):
            return datagram[8:24], datagram[24:40], datagram[40:length]
    return b"", b"", b""


def ones_complement(octets):
    """RFC 1071"""
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def checksum(source, destination, segment):
    """RFC 9293 3.1: with a pseudo-header, whose sum is the same for both versions of IP. 0 where it is right."""
    return ones_complement(source + destination + struct.pack("!II", len(segment), TCP) + segment)


def encode(source, destination, source_port, destination_port, seq, ack, flags, window=0, options=b"", text=b""):
    """A datagram; options come in whole words (RFC 9293 3.1): b"\\2\\4\\5\\xb4" is an MSS of 1460."""
    tcp = struct.pack("!HHII", source_port, destination_port, seq, ack) + bytes([5 + len(options) // 4 << 4, flags])
    tcp += struct.pack("!HHH", window, 0, 0) + options + text
    tcp = tcp[:16] + struct.pack("!H", checksum(source, destination, tcp)) + tcp[18:]
    if len(source) == 16:
        return struct.pack("!IHBB", 6 << 28, len(tcp), TCP, 64) + source + destination + tcp
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, TCP, 0) + source + destination
    return ip[:10] + struct.pack("!H", ones_complement(ip)) + ip[12:] + tcp


def octets_of(word):
    return b"" if word == "-" else bytes.fromhex(word)


def asked(stack, words):
    """What a command asks for, to be called: what ends the answer. A ValueError where the words cannot be read."""
    match words:
        case ["packet", datagram]:
            return partial(stack.packet, octets_of(datagram))
        case ["advance", time]:
            until = int(time)
            return lambda: f"ok {stack.advance(until)}"
        case ["open", id, "active" | "passive" as kind, local, port, foreign, foreign_port, *options]:
            timeout = int(options[1]) if options else None
            return partial(stack.open, id, kind == "active", (local, int(port)), (foreign, int(foreign_port)), timeout)
        case ["send", id, text, *options]:
            return partial(stack.send, id, octets_of(text), "push" in options, "urgent" in options)
        case ["receive", id, limit]:
            return partial(stack.receive, id, int(limit))
        case ["close" | "abort" | "status" as call, id]:
            return partial(getattr(stack, call), id)
    raise ValueError("no such command")


def main():
    stack = None
    for line in sys.stdin:
        match line.split():
            case ["tcpspec", version]:
                said = f"ok {INTRODUCTION}" if version == "1" else "error I speak 1"
            case ["reset", seed, ipv4, ipv6]:
                stack = Stack(int(seed), ipv4, ipv6, print)
                said = "ok"
            case words:
                try:
                    call = asked(stack, words)
                except ValueError as why:
                    said = f"error not understood: {why}"
                else:
                    said = call() or "ok"
        print(said, flush=True)


main()
