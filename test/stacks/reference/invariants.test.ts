import { expect } from "chai";
import fc from "fast-check";
import { STATES } from "../../../harness/port/state";
import { SECOND } from "../../../harness/port/time";
import type { Duration } from "../../../harness/port/time";
import { ACK, add, diff, FIN, precedes, precedesOrEquals, PSH, RST, SYN, URG } from "../../../harness/wire";
import type { Flags } from "../../../harness/wire";
import { hasUnsent } from "../../../stacks/reference/output";
import { NEVER } from "../../../stacks/reference/tcb";
import type { Tcb } from "../../../stacks/reference/tcb";
import { inState } from "./driver";
import type { Driver, PeerSegment } from "./driver";

/** Numbers that are near something that matters. */
const offset = fc.oneof(
  { arbitrary: fc.constant(0), weight: 6 },
  fc.integer({ min: -3, max: 5 }),
  fc.integer({ min: 0, max: 4000 }),
  fc.constantFrom(65534, 65535, 65536, -65536, 0x7fff_ffff),
);

/** Plain data, so that a counterexample can be read. SEQ and ACK count from RCV.NXT and SND.NXT. */
type Happening =
  | { readonly kind: "segment"; readonly flags: Flags; readonly spec: PeerSegment & { seq: number; ack: number } }
  | { readonly kind: "send"; readonly octets: number; readonly urgent: boolean }
  | { readonly kind: "receive"; readonly limit: number }
  | { readonly kind: "close" }
  | { readonly kind: "pass"; readonly duration: Duration };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("segment" as const),
      flags: fc.oneof(
        fc.constantFrom<Flags>(ACK, PSH | ACK, FIN | ACK, SYN, SYN | ACK, RST, RST | ACK, URG | ACK),
        fc.nat(63),
      ),
      spec: fc.record({
        seq: offset,
        ack: offset,
        window: fc.constantFrom(0, 1, 100, 5000, 65535),
        text: fc.constantFrom(0, 0, 1, 100, 3000),
        urgentPointer: fc.constantFrom(0, 1, 50),
      }),
    }),
  },
  fc.record({
    kind: fc.constant("send" as const),
    octets: fc.constantFrom(1, 100, 3000),
    urgent: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("receive" as const), limit: fc.constantFrom(1, 1000, 65535) }),
  fc.constant({ kind: "close" as const }),
  fc.record({ kind: fc.constant("pass" as const), duration: fc.constantFrom(SECOND / 10, SECOND, 100 * SECOND) }),
);

function happen(d: Driver, what: Happening): readonly string[] {
  switch (what.kind) {
    case "segment": {
      const { rcv, irs, snd, iss } = d.tcb();
      const seq = diff(add(rcv.nxt, what.spec.seq), irs);
      const ack = diff(add(snd.nxt, what.spec.ack), iss);
      return d.peerSends(what.flags, { ...what.spec, seq, ack });
    }
    case "send":
      return d.send(what.octets, what.urgent);
    case "receive":
      return d.call({ kind: "receive", limit: what.limit });
    case "close":
      return d.close();
    case "pass":
      return d.pass(what.duration);
  }
}

/** What holds between the variables of any TCB, whatever has happened to it. */
function checkTcb(tcb: Tcb): void {
  const { snd, rcv, timers } = tcb;
  expect(precedesOrEquals(snd.una, snd.nxt), "SND.UNA =< SND.NXT").to.equal(true);
  expect(rcv.wnd, "RCV.WND").to.be.within(0, 65535);
  expect(rcv.text.length, "RCV.USER").to.be.at.most(65535);
  for (const piece of rcv.held) expect(precedesOrEquals(rcv.nxt, piece.seq), "held beyond RCV.NXT").to.equal(true);
  if (tcb.state === "CLOSED" || tcb.state === "LISTEN") return;
  const isOutstanding = snd.una !== snd.nxt;
  const next = Math.min(timers.retransmission, timers.persist);
  if (isOutstanding || hasUnsent(tcb)) expect(next, "somebody will try again").to.be.below(NEVER);
  if (isOutstanding || hasUnsent(tcb)) expect(timers.user, "not for ever").to.be.below(NEVER);
  if (tcb.state === "TIME-WAIT") expect(timers.timeWait).to.be.below(NEVER);
}

/** What one event may not do. */
function checkStep(before: Tcb, after: Tcb): void {
  const isSameConnection =
    before.iss === after.iss && before.irs === after.irs && before.state !== "LISTEN" && after.state !== "LISTEN";
  if (!isSameConnection) return;
  expect(precedes(after.snd.nxt, before.snd.nxt), "SND.NXT goes back").to.equal(false);
  expect(precedes(after.snd.una, before.snd.una), "SND.UNA goes back").to.equal(false);
  expect(precedes(after.rcv.nxt, before.rcv.nxt), "RCV.NXT goes back").to.equal(false);
  const edge = add(before.rcv.nxt, before.rcv.wnd);
  expect(precedes(add(after.rcv.nxt, after.rcv.wnd), edge), "the window shrinks (SHLD-14)").to.equal(false);
}

describe("whatever the peer sends, the user calls and the clock says", () => {
  for (const state of STATES.filter((each) => each !== "CLOSED")) {
    it(`from ${state} on the variables fit together`, () => {
      fc.assert(
        fc.property(fc.array(happening, { maxLength: 40 }), (events) => {
          const d = inState(state);
          for (const each of events) {
            const before = d.tcb();
            const seen = happen(d, each);
            const isRst = each.kind === "segment" && (each.flags & RST) !== 0;
            // RFC 9293 3.5.2
            if (isRst) expect(seen.join(), "a RST is never answered with one").to.not.match(/CTL=RST/);
            if (before.state === "CLOSED") expect(seen, "CLOSED is the end").to.deep.equal([]);
            checkTcb(d.tcb());
            checkStep(before, d.tcb());
          }
        }),
        { numRuns: 200 },
      );
    });
  }

  it("a segment draws one ACK at the most (RFC 5681 4.2)", () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATES), fc.array(happening, { maxLength: 40 }), (state, events) => {
        const d = inState(state);
        for (const each of events) {
          const seen = happen(d, each);
          const acks = seen.filter((what) => /^<SEQ=-?\d+><ACK=-?\d+><CTL=ACK(,URG)?>(<UP=\d+>)?$/.test(what));
          if (each.kind === "segment") expect(acks.length).to.be.at.most(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("a TCB is never written to once it has been handed out", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 20 }), (events) => {
        const d = inState("ESTABLISHED");
        for (const each of events) {
          const before = d.tcb();
          const copy = structuredClone(before);
          happen(d, each);
          expect(before).to.deep.equal(copy);
        }
      }),
      { numRuns: 100 },
    );
  });
});
