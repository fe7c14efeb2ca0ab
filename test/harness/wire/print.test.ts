import { expect } from "chai";

import { ACK, PSH_ACK, SYN, SYN_ACK, URG_ACK } from "../../../harness/wire/flags";
import { encodeIcmpError } from "../../../harness/wire/icmp-codec";
import { mss, nop, sack, sackPermitted, timestamps, windowScale } from "../../../harness/wire/option";
import type { TcpOption } from "../../../harness/wire/option";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import { printPacket, printSegment } from "../../../harness/wire/print";
import { seq } from "../../../harness/wire/seq";
import { hex } from "./hex";
import { valueOf } from "./value-of";

const SEGMENT = { sourcePort: 4000, destinationPort: 80, seq: seq(1000), flags: ACK, window: 512 };
const ORIGIN = { seq: seq(1000), ack: seq(-1) };

const bare = (option: TcpOption): string =>
  printSegment({ ...SEGMENT, flags: SYN, options: [option] }, ORIGIN, { ports: false });

describe("print", () => {
  it("a SYN,ACK with numbers that count from the first", () => {
    const options = [mss(1460), nop, windowScale(7), sackPermitted, timestamps(1, 0)];
    const segment = { ...SEGMENT, ack: seq(0), flags: SYN_ACK, window: 65535, options };
    expect(printSegment(segment, ORIGIN)).to.equal(
      "4000 → 80 [SYN, ACK] Seq=0 Ack=1 Win=65535 Len=0 MSS=1460 WS=128 SACK_PERM TSval=1 TSecr=0",
    );
  });

  it("numbers as they are where there is no first", () => {
    expect(printSegment({ ...SEGMENT, ack: seq(-1), flags: PSH_ACK, text: hex("616263") })).to.equal(
      "4000 → 80 [PSH, ACK] Seq=1000 Ack=4294967295 Win=512 Len=3",
    );
  });

  it("a narrower form without ports", () => {
    expect(printSegment(SEGMENT, ORIGIN, { ports: false })).to.equal("[ACK] Seq=0 Ack=1 Win=512 Len=0");
  });

  it("no acknowledgment without ACK, and no urgent pointer without URG", () => {
    const segment = { ...SEGMENT, ack: seq(5), urgentPointer: 7 };
    expect(printSegment({ ...segment, flags: 0 })).to.equal("4000 → 80 [none] Seq=1000 Win=512 Len=0");
    expect(printSegment({ ...segment, flags: URG_ACK })).to.equal(
      "4000 → 80 [ACK, URG] Seq=1000 Ack=5 Win=512 Urg=7 Len=0",
    );
  });

  it("a number before the first as one far ahead, as Wireshark does", () => {
    expect(printSegment({ ...SEGMENT, seq: seq(999) }, ORIGIN, { ports: false })).to.contain("Seq=4294967295 ");
  });

  it("reserved bits and a given data offset, where they are not as they should be", () => {
    expect(printSegment({ ...SEGMENT, reserved: 9, dataOffset: 3 })).to.equal(
      "4000 → 80 [ACK] Res=9 Off=3 Seq=1000 Ack=0 Win=512 Len=0",
    );
    expect(printSegment({ ...SEGMENT, reserved: 0, dataOffset: 6, options: [mss(1)] })).to.equal(
      "4000 → 80 [ACK] Seq=1000 Ack=0 Win=512 Len=0 MSS=1",
    );
  });

  it("what IP says of service and congestion, where it says anything", () => {
    const packet = (trafficClass: number) => ({ source: "192.0.2.1", destination: "192.0.2.2", trafficClass });
    const line = (trafficClass: number) =>
      printPacket(valueOf(decodePacket(encodePacket({ ip: packet(trafficClass), segment: SEGMENT }))), ORIGIN, {
        addresses: false,
        ports: false,
      });
    expect(line(0)).to.equal("[ACK] Seq=0 Ack=1 Win=512 Len=0");
    expect(line(0b101110_11)).to.equal("[ACK] Seq=0 Ack=1 Win=512 Len=0 DSCP=46 ECN=CE");
  });

  const options: readonly (readonly [string, TcpOption])[] = [
    [" WS=2^15", windowScale(15)],
    [" SLE=10 SRE=20 SLE=0 SRE=1", sack({ left: seq(9), right: seq(19) }, { left: seq(-1), right: seq(0) })],
    ["", { kind: "end", padding: hex("0000") }],
    [" EOL=0100", { kind: "end", padding: hex("0100") }],
    [" MD5=abcd", { kind: "md5", digest: hex("abcd") }],
    [" UTO=30s", { kind: "user-timeout", unit: "seconds", value: 30 }],
    [" UTO=2min", { kind: "user-timeout", unit: "minutes", value: 2 }],
    [" AO=1,2,ff", { kind: "authentication", keyId: 1, nextKeyId: 2, mac: hex("ff") }],
    [" TFO=R", { kind: "fast-open", cookie: hex("") }],
    [" TFO=01020304", { kind: "fast-open", cookie: hex("01020304") }],
    [" Option253=f989", { kind: "unknown", code: 253, data: hex("f989") }],
    [" Option2", { kind: "unknown", code: 2, data: hex("") }],
    [" Malformed=0200", { kind: "malformed", bytes: hex("0200") }],
  ];
  for (const [text, option] of options) {
    it(`an option:${text || " nothing for padding"}`, () => {
      expect(bare(option)).to.equal(`[SYN] Seq=0 Win=512 Len=0${text}`);
    });
  }

  it("a packet with its addresses, or without", () => {
    const ip = { source: "10.0.0.1", destination: "10.0.0.2" };
    const packet = valueOf(decodePacket(encodePacket({ ip, segment: SEGMENT })));
    expect(printPacket(packet, ORIGIN)).to.equal("10.0.0.1 → 10.0.0.2 TCP 4000 → 80 [ACK] Seq=0 Ack=1 Win=512 Len=0");
    expect(printPacket(packet, ORIGIN, { addresses: false, ports: false })).to.equal("[ACK] Seq=0 Ack=1 Win=512 Len=0");
  });

  it("an ICMP error with the segment that it quotes, whose numbers are those of the other side", () => {
    const quote = encodePacket({ ip: { source: "::1", destination: "::2" }, segment: SEGMENT });
    const bytes = encodeIcmpError({ source: "::2", destination: "::1" }, { type: 1, code: 4, quote });
    const packet = valueOf(decodePacket(bytes));
    const origin = { seq: ORIGIN.ack, ack: ORIGIN.seq };
    expect(printPacket(packet, origin)).to.equal("::2 → ::1 ICMPv6 destination unreachable Code=4 of 4000 → 80 Seq=0");
    expect(printPacket(packet, undefined, { addresses: false, ports: false })).to.equal(
      "ICMPv6 destination unreachable Code=4 of Seq=1000",
    );
  });

  it("an ICMP error that quotes nothing", () => {
    const ip = { source: "10.0.0.1", destination: "10.0.0.2" };
    const bytes = encodeIcmpError(ip, { type: 12, code: 0, parameter: 0x14000000, quote: hex("") });
    expect(printPacket(valueOf(decodePacket(bytes)))).to.equal(
      "10.0.0.1 → 10.0.0.2 ICMP parameter problem Code=0 Parameter=335544320",
    );
  });
});
