/**
 * Packets that others have made. The octets are those of Scapy 2.5.0, and above each stands the expression that it was
 * built from; the text is how we read them.
 */

import { expect } from "chai";

import { mss, nop, sack, sackPermitted, timestamps, windowScale } from "../../../harness/wire/option";
import type { Packet } from "../../../harness/wire/packet";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import { encodeIcmpError } from "../../../harness/wire/icmp-codec";
import { printPacket } from "../../../harness/wire/print";
import { seq } from "../../../harness/wire/seq";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { hex } from "./hex";
import { valueOf } from "./value-of";

interface Golden {
  readonly name: string;
  readonly octets: string;
  readonly text: string;
  /** What the packet decodes to, the fields that matter. */
  readonly ip: object;
  readonly content: object;
}

const GOLDEN: readonly Golden[] = [
  {
    // IP(src="192.0.2.1", dst="198.51.100.7", id=0x1c46, flags="DF", ttl=64)
    //   / TCP(sport=49152, dport=80, seq=0xfffffffe, flags="S", window=64240, options=[("MSS", 1460),
    //     ("SAckOK", b""), ("Timestamp", (305419896, 0)), ("NOP", None), ("WScale", 7)])
    name: "IPv4, a SYN as Linux sends it",
    octets: `4500003c 1c464000 4006323a c0000201 c6336407
             c0000050 fffffffe 00000000 a002faf0 37d70000
             020405b4 0402 080a1234567800000000 01 030307`,
    text: "192.0.2.1 → 198.51.100.7 TCP 49152 → 80 [SYN] Seq=4294967294 Win=64240 Len=0 MSS=1460 SACK_PERM TSval=305419896 TSecr=0 WS=128",
    ip: { version: 4, identification: 0x1c46, dontFragment: true, hopLimit: 64, headerChecksum: 0x323a },
    content: {
      seq: seq(-2),
      dataOffset: 10,
      checksum: 0x37d7,
      options: [mss(1460), sackPermitted, timestamps(305419896, 0), nop, windowScale(7)],
    },
  },
  {
    // IP(src="192.0.2.1", dst="198.51.100.7", id=1, flags=0, tos=0x28, ttl=1, options=[IPOption_Router_Alert()])
    //   / TCP(sport=1, dport=65535, seq=1, ack=0x80000000, flags="PAU", window=0, urgptr=3,
    //     options=[("NOP", None), ("NOP", None), ("SAck", (100, 200))]) / b"odd"
    name: "IPv4 with an option, urgent text of odd length",
    octets: `4628003b 00010000 01063854 c0000201 c6336407 94040000
             0001ffff 00000001 80000000 80380000 38c00003 01 01 050a00000064000000c8 6f6464`,
    text: "192.0.2.1 → 198.51.100.7 TCP 1 → 65535 [PSH, ACK, URG] Seq=1 Ack=2147483648 Win=0 Urg=3 Len=3 SLE=100 SRE=200 DSCP=10",
    ip: { version: 4, trafficClass: 0x28, dontFragment: false, hopLimit: 1, options: hex("94040000") },
    content: {
      urgentPointer: 3,
      options: [nop, nop, sack({ left: seq(100), right: seq(200) })],
      text: hex("6f6464"),
    },
  },
  {
    // IPv6(src="2001:db8::1", dst="2001:db8:0:1::80", tc=2, fl=0xbeef5, hlim=255)
    //   / TCP(sport=80, dport=49152, seq=7, ack=8, flags="SAEC", window=65535,
    //     options=[("MSS", 1440), ("NOP", None), ("WScale", 14)])
    name: "IPv6, a SYN,ACK with ECN bits",
    octets: `602beef5 001c06ff 20010db8000000000000000000000001 20010db8000000010000000000000080
             0050c000 00000007 00000008 70d2ffff 67020000 020405a0 01 03030e`,
    text: "2001:db8::1 → 2001:db8:0:1::80 TCP 80 → 49152 [SYN, ACK, ECE, CWR] Seq=7 Ack=8 Win=65535 Len=0 MSS=1440 WS=16384 ECN=ECT(0)",
    ip: { version: 6, trafficClass: 2, flowLabel: 0xbeef5, hopLimit: 255, nextHeader: 6 },
    content: { flags: 0xd2, options: [mss(1440), nop, windowScale(14)] },
  },
  {
    // IPv6(src="2001:db8::1", dst="2001:db8::2") / IPv6ExtHdrHopByHop(options=[])
    //   / IPv6ExtHdrRouting(type=0, addresses=["2001:db8::3", "2001:db8::4"], segleft=2)
    //   / TCP(sport=1, dport=2, flags="R", seq=9, window=0)
    name: "IPv6 by way of others: the checksum is that of the last stop",
    octets: `60000000 00440040 20010db8000000000000000000000001 20010db8000000000000000000000002
             2b000104 00000000
             06040002 00000000 20010db8000000000000000000000003 20010db8000000000000000000000004
             00010002 00000009 00000000 50040000 545e0000`,
    text: "2001:db8::1 → 2001:db8::2 TCP 1 → 2 [RST] Seq=9 Win=0 Len=0",
    ip: { destination: "2001:db8::2", nextHeader: 0 },
    content: { checksum: 0x545e },
  },
  {
    // IPv6(src="fe80::1", dst="fe80::2") / IPv6ExtHdrFragment(id=5)
    //   / TCP(sport=1, dport=2, flags="FA", seq=9, ack=10, window=3) / b"x"
    name: "IPv6, a fragment that is all of the datagram",
    octets: `60000000 001d2c40 fe800000000000000000000000000001 fe800000000000000000000000000002
             06000000 00000005
             00010002 00000009 0000000a 50110003 3ab50000 78`,
    text: "fe80::1 → fe80::2 TCP 1 → 2 [FIN, ACK] Seq=9 Ack=10 Win=3 Len=1",
    ip: { nextHeader: 44, extensions: hex("0600000000000005") },
    content: { text: hex("78") },
  },
  {
    // IP(src="203.0.113.1", dst="192.0.2.1", ttl=63, flags=0, id=0) / ICMP(type=3, code=4, nexthopmtu=1300)
    //   / IP(src="192.0.2.1", dst="198.51.100.7", id=1, len=1500, flags="DF", chksum=0x4e0b)
    //   / TCP(sport=4000, dport=80, seq=305419896, flags="A", chksum=0)
    name: "ICMP: the segment is too big",
    octets: `45000044 00000000 3f017db6 cb007101 c0000201
             03040a0f 00000514
             450005dc 00014000 40064e0b c0000201 c6336407
             0fa00050 12345678 00000000 50102000 00000000`,
    text: "203.0.113.1 → 192.0.2.1 ICMP destination unreachable Code=4 Parameter=1300 of 4000 → 80 Seq=305419896",
    ip: { hopLimit: 63 },
    content: {
      type: 3,
      code: 4,
      parameter: 1300,
      quoted: {
        source: "192.0.2.1",
        destination: "198.51.100.7",
        sourcePort: 4000,
        destinationPort: 80,
        seq: seq(305419896),
      },
    },
  },
  {
    // IPv6(src="2001:db8::ff", dst="2001:db8::1") / ICMPv6PacketTooBig(mtu=1280)
    //   / IPv6(src="2001:db8::1", dst="2001:db8::2", plen=1440) / TCP(sport=4000, dport=80, seq=1, flags="A", chksum=0)
    name: "ICMPv6: the packet is too big",
    octets: `60000000 00443a40 20010db80000000000000000000000ff 20010db8000000000000000000000001
             020054b8 00000500
             60000000 05a00640 20010db8000000000000000000000001 20010db8000000000000000000000002
             0fa00050 00000001 00000000 50102000 00000000`,
    text: "2001:db8::ff → 2001:db8::1 ICMPv6 packet too big Code=0 Parameter=1280 of 4000 → 80 Seq=1",
    ip: { nextHeader: 58 },
    content: { type: 2, code: 0, parameter: 1280 },
  },
  {
    // IP(src="192.0.2.1", dst="192.0.2.2", id=0) / UDP(sport=1, dport=2) / b"hi"
    name: "UDP",
    octets: "4500001e 00000000 4011f6cb c0000201 c0000202 00010002 000a136a 6869",
    text: "192.0.2.1 → 192.0.2.2 protocol 17 Len=10",
    ip: { version: 4 },
    content: { protocol: 17 },
  },
];

function contentOf(packet: Packet): object {
  switch (packet.kind) {
    case "tcp":
      return packet.segment;
    case "icmp-error":
      return packet.error;
    case "other":
      return packet;
  }
}

function encodeAgain(packet: Packet): Uint8Array | undefined {
  switch (packet.kind) {
    case "tcp":
      return encodePacket(packet);
    case "icmp-error":
      return encodeIcmpError(packet.ip, packet.error);
    case "other":
      return undefined;
  }
}

describe("golden packets", () => {
  for (const { name, octets, text, ip, content } of GOLDEN) {
    it(name, () => {
      const bytes = hex(octets);
      const packet = valueOf(decodePacket(bytes));
      expect(printPacket(packet)).to.equal(text);
      expect(packet.ip).to.deep.include(ip);
      expect(contentOf(packet)).to.deep.include(content);
      expect(verifyChecksums(bytes)).to.deep.equal({ ip: true, transport: true });
      expect(encodeAgain(packet) ?? bytes).to.deep.equal(bytes);
    });
  }
});
