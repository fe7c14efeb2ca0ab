import { expect } from "chai";
import { joinHosts } from "../../../adapters/wrap";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import type { Duration } from "../../../harness/port/time";
import { ACK, mss, SYN } from "../../../harness/wire";
import { DEFAULT_OPTIONS, referenceHost } from "../../../stacks/reference";
import type { Tcb } from "../../../stacks/reference";
import { afterSample } from "../../../stacks/reference/rto";
import type { RoundTrip } from "../../../stacks/reference/rto";
import { driver, inState } from "./driver";

const SMSS = 1000;

describe("round-trip times without timestamps (RFC 6298 3)", () => {
  it("each round trip brings a sample, and one, however many segments are in it", () => {
    const d = driver({ nagle: false });
    d.peerSends(SYN, { seq: 0, options: [mss(SMSS)] });
    d.peerSends(ACK);
    let expected: RoundTrip | undefined = d.tcb().roundTrip;
    let acked = 0;
    for (const seconds of [1, 3, 2, 3]) {
      d.send(5 * SMSS);
      d.pass((seconds * SECOND) / 4);
      for (let i = 0; i < 5; i++) d.peerSends(ACK, { ack: 1 + ++acked * SMSS });
      expected = afterSample(expected, (seconds * SECOND) / 4);
      expect(d.tcb().roundTrip).to.deep.equal(expected);
    }
  });

  it("5.7: a SYN,ACK that was lost makes text begin with 3 s as well, until there is a sample", () => {
    const d = inState("SYN-RECEIVED");
    d.pass(1.5 * SECOND);
    d.peerSends(ACK);
    d.send(10);
    expect(d.pass(3 * SECOND)).to.deep.equal(["4.500 <SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>"]);
    d.peerSends(ACK, { ack: 11 });
    d.send(10);
    d.peerSends(ACK, { ack: 21 });
    expect(d.tcb().rto).to.equal(SECOND);
  });

  it("5: the timer of text that follows a silence begins with it, and runs for the RTO (5.1)", () => {
    const d = inState("ESTABLISHED");
    d.pass(100 * SECOND);
    d.send(10);
    expect(d.pass(SECOND - 1)).to.deep.equal([]);
    expect(d.pass(1)).to.deep.equal(["101.000 <SEQ=1><ACK=1><CTL=PSH,ACK><DATA=10>"]);
  });
});

const LINK = { delay: 5 * MILLISECOND, holdBack: 10 * MILLISECOND };
const FAULTS = { loss: 0.05, reordering: 0.05, duplication: 0.02, corruption: 0.01 };

/** The largest SRTT that the sender of 500 000 octets ever has. */
function largestSrtt(seed: number): Duration {
  const text = new Uint8Array(500_000);
  const options = { ...DEFAULT_OPTIONS, sendBuffer: text.length, receiveBuffer: text.length };
  const [local, foreign] = [
    { address: "192.0.2.1", port: 1000 },
    { address: "192.0.2.2", port: 2000 },
  ];
  let largest = 0;
  let left = text.length;
  function observe(_: string, { state, roundTrip, queue }: Tcb): void {
    largest = Math.max(largest, roundTrip?.srtt ?? 0);
    if (state === "ESTABLISHED") left = queue.text.length;
  }
  const impairments = { ...LINK, ...FAULTS };
  const hosts = joinHosts(
    { addresses: [local.address], impairments, make: (environment) => referenceHost(environment, options, observe) },
    { addresses: [foreign.address], impairments, make: (environment) => referenceHost(environment, options) },
    seed,
  );
  hosts.b.user?.open("1", { kind: "passive", local: foreign, foreign: local }, 0);
  hosts.a.user?.open("1", { kind: "active", local, foreign }, 0);
  hosts.a.user?.send("1", text, {}, 0);
  while (left > 0 && hosts.next());
  expect(left).to.equal(0);
  return largest;
}

describe("round-trip times by timestamps, over a bad link", () => {
  it("are those of the link and of ACKs that wait, though what is lost goes again seconds later (RFC 7323 4.3)", () => {
    const longest = 2 * (LINK.delay + LINK.holdBack) + DEFAULT_OPTIONS.delayedAck + MILLISECOND;
    for (let seed = 1; seed <= 10; seed++) expect(largestSrtt(seed), `seed ${seed}`).to.be.at.most(longest);
  });
});
