"""How many packets a second Scapy encodes and decodes, for bench/wire.ts to compare with.

The argument is an IPv4 datagram with a segment in it, in hexadecimal. Scapy decodes it with all its layers, and builds
it from the values of its fields, lengths and checksums worked out. Prints one JSON object.
"""

import json
import logging
import sys
import time

logging.getLogger("scapy").setLevel(logging.ERROR)

import scapy
from scapy.layers.inet import IP, TCP

ROUNDS = 15
PACKETS_PER_ROUND = 500


def per_second(work):
    """In the best of the rounds, after one that only warms up, by the seconds of the processor."""
    best = 0.0
    for _ in range(1 + ROUNDS):
        start = time.process_time()
        for _ in range(PACKETS_PER_ROUND):
            work()
        best = max(best, PACKETS_PER_ROUND / (time.process_time() - start))
    return best


datagram = bytes.fromhex(sys.argv[1])
ip = IP(datagram)
ip_fields = {name: getattr(ip, name) for name in ("src", "dst", "id", "flags", "ttl")}
tcp_fields = {name: getattr(ip[TCP], name) for name in ("sport", "dport", "seq", "ack", "flags", "window", "options")}


def encode():
    return bytes(IP(**ip_fields) / TCP(**tcp_fields))


def decode():
    return IP(datagram)


assert encode() == datagram, "Scapy builds another datagram of the same values"
json.dump(
    {
        "version": scapy.__version__,
        "encodesPerSecond": per_second(encode),
        "decodesPerSecond": per_second(decode),
    },
    sys.stdout,
)
