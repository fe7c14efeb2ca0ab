import { expect } from "chai";
import fc from "fast-check";
import { SECOND } from "../../harness/port/time";
import type { Trace, TraceEvent } from "../../harness/port/trace";
import { annotatePackets } from "../../reports/annotated-packet";
import { samplePacket, sampleTrace } from "./samples";

const OK = { ok: true } as const;

const call = (name: string, fields: object = {}): TraceEvent => ({
  kind: "call",
  at: 0,
  step: 0,
  call: name,
  outcome: OK,
  ...fields,
});
const told = (indication: "reset" | "end of stream", fields: object = {}): TraceEvent => ({
  kind: "indication",
  at: 0,
  step: 0,
  indication,
  ...fields,
});
const state = (name: "ESTABLISHED" | "FIN-WAIT-1", fields: object = {}): TraceEvent => ({
  kind: "state",
  at: 0,
  step: 0,
  state: name,
  ...fields,
});

function commentsOf(trace: Trace): readonly (readonly string[])[] {
  return annotatePackets(trace).packets.map(({ comments }) => comments);
}

describe("annotatePackets", () => {
  it("names the step of a packet, from 1, and what it met or broke", () => {
    const events = [samplePacket("peer->stack", { step: 2 }), samplePacket("stack->peer", { step: 3 })];
    expect(commentsOf(sampleTrace(events, [[1, "as expected"]]))).to.deep.equal([["step 3"], ["step 4: as expected"]]);
  });

  it("hangs what happened between two packets on the later one, before its own remark", () => {
    const events = [
      samplePacket("peer->stack", { step: 0 }),
      call("CLOSE", { step: 1 }),
      state("FIN-WAIT-1", { step: 2 }),
      samplePacket("stack->peer", { step: 3 }),
    ];
    expect(commentsOf(sampleTrace(events, [[2, "as expected"]]))).to.deep.equal([
      ["step 1"],
      ["step 2: user: CLOSE -> ok", "step 3: stack is in FIN-WAIT-1 - as expected", "step 4"],
    ]);
  });

  it("says what else the stack can tell of itself beside its state", () => {
    const variables = { "snd.nxt": "5", rto: "1000" };
    const events = [samplePacket("stack->peer"), { ...state("ESTABLISHED"), variables }];
    expect(commentsOf(sampleTrace(events))).to.deep.equal([
      ["step 1", "step 1: stack is in ESTABLISHED (snd.nxt=5, rto=1000)"],
    ]);
  });

  it("hangs what happened after the last packet on it, with the time where it is another", () => {
    const events = [samplePacket("stack->peer"), told("reset"), state("ESTABLISHED", { at: 1.5 * SECOND, step: 7 })];
    expect(commentsOf(sampleTrace(events))).to.deep.equal([
      ["step 1", "step 1: user is told: reset", "step 8, t = 1.500 s: stack is in ESTABLISHED"],
    ]);
  });

  it("names the connection where there are several", () => {
    const events = [
      call("OPEN (passive)", { connection: "a" }),
      call("OPEN (passive)", { connection: "b" }),
      samplePacket("peer->stack", { connection: "b" }),
    ];
    expect(commentsOf(sampleTrace(events))).to.deep.equal([
      [
        "step 1, connection a: user: OPEN (passive) -> ok",
        "step 1, connection b: user: OPEN (passive) -> ok",
        "step 1, connection b",
      ],
    ]);
    expect(commentsOf(sampleTrace(events.slice(1)))).to.deep.equal([["step 1: user: OPEN (passive) -> ok", "step 1"]]);
  });

  it("says why a datagram could not be decoded", () => {
    const decoded = { ok: false, error: { code: "truncated", offset: 3, message: "The header ends early." } } as const;
    expect(commentsOf(sampleTrace([samplePacket("stack->peer", { decoded })]))).to.deep.equal([
      ["step 1: not decodable: The header ends early. (truncated at octet 3)"],
    ]);
  });

  it("says what is out of the ordinary about a datagram, before what it met or broke", () => {
    const packet = samplePacket("stack->peer");
    const bytes = packet.bytes.slice();
    bytes[36] = 0xff; // the first octet of the checksum
    const trace = sampleTrace([{ ...packet, bytes }], [[0, "not allowed here"]]);
    const endpoints = { stack: "10.0.0.1", peer: "10.0.0.9" };
    expect(commentsOf({ ...trace, endpoints })).to.deep.equal([
      ["step 1: wrong checksum, to 10.0.0.2 - not allowed here"],
    ]);
  });

  describe("of what failed", () => {
    const failure = { step: 5, message: "the stack sent nothing at once", expected: "[SYN, ACK] Seq=ISS" };
    const comment = "step 6 fails: the stack sent nothing at once - expected [SYN, ACK] Seq=ISS";
    const events = [samplePacket("peer->stack"), samplePacket("stack->peer"), state("ESTABLISHED")];

    it("tells at the packet to blame", () => {
      const { packets } = annotatePackets(sampleTrace(events), { ...failure, packet: 1 });
      expect(packets.map(({ comments }) => comments)).to.deep.equal([
        ["step 1", comment],
        ["step 1", "step 1: stack is in ESTABLISHED"],
      ]);
    });

    it("tells at the last packet where nothing came, behind all that came after it", () => {
      const { packets } = annotatePackets(sampleTrace(events), failure);
      expect(packets.map(({ comments }) => comments)).to.deep.equal([
        ["step 1"],
        ["step 1", "step 1: stack is in ESTABLISHED", comment],
      ]);
    });

    it("tells without a packet where there is none", () => {
      const { loose } = annotatePackets(sampleTrace([call("CLOSE")]), failure);
      expect(loose).to.deep.equal(["step 1, t = 0.000 s: user: CLOSE -> ok", comment]);
    });

    it("names no step where it belongs to none, and nothing that was expected where nothing was", () => {
      const { loose } = annotatePackets(sampleTrace([]), { step: -1, message: "it is wrong", expected: "" });
      expect(loose).to.deep.equal(["fails: it is wrong"]);
    });
  });

  const text = (length: number, endOfStream: boolean) => ({ ok: true, text: new Uint8Array(length), endOfStream });
  const outcomes = [
    [OK, "ok"],
    [text(0, false), "nothing yet"],
    [text(1, false), "1 octet"],
    [text(2, true), "2 octets, end of stream"],
    [text(0, true), "end of stream"],
    [{ ok: false, error: "connection reset", detail: "ECONNRESET" }, "connection reset (ECONNRESET)"],
    [{ ok: false, error: "connection closing", detail: "" }, "connection closing"],
  ] as const;
  for (const [outcome, words] of outcomes) {
    it(`says what came of a call: ${words}`, () => {
      const { loose } = annotatePackets(sampleTrace([call("RECEIVE", { outcome })]));
      expect(loose).to.deep.equal([`step 1, t = 0.000 s: user: RECEIVE -> ${words}`]);
    });
  }

  it("loses nothing: as many remarks as events, in their order", () => {
    const anyEvent = fc.oneof(
      fc.constant(samplePacket("peer->stack")),
      fc.constant(call("CLOSE")),
      fc.constant(told("end of stream")),
      fc.constant(state("ESTABLISHED")),
    );
    fc.assert(
      fc.property(fc.array(anyEvent), (bare) => {
        const events = bare.map((event, step): TraceEvent => ({ ...event, step }));
        const { packets, loose } = annotatePackets(sampleTrace(events));
        expect(packets.map(({ event }) => event)).to.deep.equal(events.filter(({ kind }) => kind === "packet"));
        const steps = [...packets.flatMap(({ comments }) => comments), ...loose].map(
          (text) => /^step (\d+)/.exec(text)?.[1],
        );
        expect(steps).to.deep.equal(events.map(({ step }) => String(step + 1)));
      }),
    );
  });
});
