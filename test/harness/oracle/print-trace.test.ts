import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import { SECOND } from "../../../harness/port/time";
import type { PacketEvent, TraceEvent } from "../../../harness/port/trace";
import { ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { encodeIcmpError } from "../../../harness/wire/icmp-codec";
import { decodePacket } from "../../../harness/wire/packet-codec";
import { call, IRS, ISS, peer, stack, trace } from "./conversation";

const ENDPOINTS = { stack: "192.0.2.1", peer: "192.0.2.2" };

/** A router's word to the stack that it cannot pass this on. */
function report(quote: Uint8Array): PacketEvent {
  const ip = { source: ENDPOINTS.peer, destination: ENDPOINTS.stack };
  const bytes = encodeIcmpError(ip, { type: 3, code: 1, quote });
  return { ...peer(ACK), bytes, decoded: decodePacket(bytes) };
}

const at = (seconds: number) => ({ at: seconds * SECOND, step: 0, connection: "1" });

describe("printTrace", () => {
  it("has a line for each event: when, who, and what, with numbers that count from each side's first", () => {
    const events: readonly TraceEvent[] = [
      call("OPEN (passive)"),
      peer(SYN, { seq: 0, at: 1 }),
      stack(SYN_ACK, { seq: 0, at: 1.25 }),
      peer(PSH_ACK, { text: 5, at: 61 }),
      { kind: "state", ...at(61), state: "ESTABLISHED" },
      { kind: "indication", ...at(61), indication: "established" },
      { kind: "call", ...at(62), call: "RECEIVE", outcome: { ok: true, text: new Uint8Array(5), endOfStream: false } },
      { kind: "call", ...at(62), call: "RECEIVE", outcome: { ok: true, text: new Uint8Array(0), endOfStream: true } },
      call("SEND (3 octets)", 62.0005, { ok: false, error: "connection reset", detail: "" }),
      call("CLOSE", 3600, { ok: false, error: "other", detail: "EPIPE" }),
    ];
    expect(printTrace(trace(...events))).to.deep.equal([
      "    0.000  user  : OPEN (passive) -> ok",
      "    1.000  peer  > [SYN] Seq=0 Win=1000 Len=0",
      "    1.250  stack > [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
      "   61.000  peer  > [PSH, ACK] Seq=1 Ack=1 Win=1000 Len=5",
      "   61.000  state = ESTABLISHED",
      "   61.000  user  < established",
      "   62.000  user  : RECEIVE -> 5 octets",
      "   62.000  user  : RECEIVE -> 0 octets, end of stream",
      "62.000500  user  : SEND (3 octets) -> connection reset",
      " 3600.000  user  : CLOSE -> other (EPIPE)",
    ]);
  });

  it("says whose call, indication or state it is where there are several connections", () => {
    const other = { ...at(1), connection: "second" };
    expect(
      printTrace(
        trace(
          call("OPEN (passive)"),
          { kind: "call", ...other, call: "CLOSE", outcome: { ok: true } },
          { kind: "indication", ...other, indication: "timeout" },
          { kind: "state", ...other, state: "CLOSED" },
        ),
      ),
    ).to.deep.equal([
      "    0.000  user  : (connection 1) OPEN (passive) -> ok",
      "    1.000  user  : (connection second) CLOSE -> ok",
      "    1.000  user  < (connection second) timeout",
      "    1.000  state = (connection second) CLOSED",
    ]);
  });

  it("counts from each side's first SYN between two ports, from the beginning, and tells the ports where there are more", () => {
    expect(
      printTrace(
        trace(
          stack(SYN, { seq: 0 }),
          peer(SYN, { seq: 0, port: 1 }),
          peer(SYN_ACK, { seq: 7, ack: 1 }),
          stack(ACK, { ack: 8 }),
        ),
      ),
    ).to.deep.equal([
      "    0.000  stack > 80 → 4000 [SYN] Seq=0 Win=1000 Len=0",
      "    0.000  peer  > 4001 → 80 [SYN] Seq=0 Win=1000 Len=0",
      "    0.000  peer  > 4000 → 80 [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
      "    0.000  stack > 80 → 4000 [ACK] Seq=1 Ack=1 Win=1000 Len=0",
    ]);
  });

  it("counts from the first of one side where the other has none", () => {
    const reset = stack(RST_ACK, { exactly: 0, ack: 1 });
    expect(printTrace(trace(peer(SYN, { seq: 0 }), reset))[1]).to.equal(
      "    0.000  stack > [RST, ACK] Seq=0 Ack=1 Win=1000 Len=0",
    );
  });

  it("counts on when the peer takes another address, and from what an ICMP error quotes of it", () => {
    const [opening, answer] = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, ip: { destination: "224.0.0.1" } })];
    const lines = printTrace(trace(opening, answer, report(answer.bytes)));
    expect(lines).to.deep.equal([
      "    0.000  peer  > [SYN] Seq=0 Win=1000 Len=0",
      "    0.000  stack > [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
      "    0.000  peer  > ICMP destination unreachable Code=1 of Seq=0",
    ]);
  });

  it("says what is out of the ordinary before all else", () => {
    const events = [
      peer(SYN, { seq: 0, checksum: 1, ip: { source: "224.0.0.1" } }),
      stack(SYN_ACK, { seq: 0, ip: { destination: "224.0.0.1" } }),
    ];
    expect(printTrace({ ...trace(...events), endpoints: ENDPOINTS })).to.deep.equal([
      "    0.000  peer  > (wrong checksum, from 224.0.0.1) [SYN] Seq=0 Win=1000 Len=0",
      "    0.000  stack > (to 224.0.0.1) [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
    ]);
  });

  it("has the numbers as they are where there is nothing to count from", () => {
    expect(printTrace(trace(peer(ACK, { ack: 5 }), stack(RST, { seq: 5 })))).to.deep.equal([
      `    0.000  peer  > [ACK] Seq=${(IRS + 1) >>> 0} Ack=${(ISS + 5) >>> 0} Win=1000 Len=0`,
      `    0.000  stack > [RST] Seq=${(ISS + 5) >>> 0} Win=1000 Len=0`,
    ]);
  });

  it("says of a datagram that cannot be read why", () => {
    const broken = stack(ACK, { spoil: (bytes) => (bytes[32] = 0x40) });
    expect(broken.decoded).to.deep.include({ ok: false });
    expect(printTrace(trace(broken))[0]).to.match(/^ {4}0\.000 {2}stack > unreadable: .*data offset/i);
  });
});
