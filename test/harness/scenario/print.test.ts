import { runInNewContext } from "node:vm";
import { expect } from "chai";
import fc from "fast-check";
import { storm } from "../../../harness/fuzz/exchanges";
import * as language from "../../../harness/scenario";
import { parseExpression } from "../../../harness/scenario/expression";
import { printStep } from "../../../harness/scenario/print";
import type { Step } from "../../../harness/scenario/step";
import { SUITES } from "../../../suites";

const {
  connection,
  isns,
  MSL,
  oneOf,
  peer,
  RCV,
  RMSS,
  router,
  RTO,
  rtoAfter,
  settles,
  SND,
  stack,
  timestampClocks,
  user,
  wait,
} = language;
const {
  ACK,
  CWR,
  DATA,
  ECE,
  FIN_ACK,
  ipOption,
  IRS,
  mss,
  RST,
  SYN,
  SYN_ACK,
  timestamps,
  URG,
  windowScale,
  sackPermitted,
  nop,
} = language;

/** Each kind of step, and what it reads as. */
const READS: Readonly<Record<Step["kind"], readonly (readonly [Step, string])[]>> = {
  call: [
    [user.listen(), "user.listen()"],
    [user.listen("http"), 'user.listen("http")'],
    [user.listenToAnybody(), "user.listenToAnybody()"],
    [user.connectTo("broadcast", "other"), 'user.connectTo("broadcast", "other")'],
    [user.connectFromAnywhere(), "user.connectFromAnywhere()"],
    [user.connect(), "user.connect()"],
    [user.connect("connection refused"), 'user.connect("connection refused")'],
    [user.connectWithTimeout(RTO.times(6)), "user.connectWithTimeout(6*RTO)"],
    [user.send(10), "user.send(10)"],
    [user.sendUrgent(10), "user.sendUrgent(10)"],
    [user.sendUrgent("hi", "connection closing"), 'user.sendUrgent("hi", "connection closing")'],
    [user.send("hi"), 'user.send("hi")'],
    [user.send(10, "connection closing", "ok"), 'user.send(10, "connection closing", "ok")'],
    [user.receive("connection reset"), 'user.receive("connection reset")'],
    [user.receiveAtMost(10), "user.receiveAtMost(10)"],
    [user.receiveAtMost(10, "connection reset"), 'user.receiveAtMost(10, "connection reset")'],
    [user.close(), "user.close()"],
    [user.abort(), "user.abort()"],
    [
      user.chooses({ nagle: false, keepAliveInterval: RTO.times(3), diffserv: 10 }),
      "user.chooses({ nagle: false, keepAliveInterval: 3*RTO, diffserv: 10 })",
    ],
    [connection("second").user.close(), 'connection("second").user.close()'],
  ],
  "peer-sends": [
    [peer.sends(SYN), "peer.sends(SYN)"],
    [peer.sends(DATA, { text: 5 }), "peer.sends(DATA, { text: 5 })"],
    [peer.sends(0), "peer.sends(0)"],
    [peer.sends(SYN | RST | URG), "peer.sends(SYN | RST | URG)"],
    [peer.sends(FIN_ACK, { ack: SND.UNA }), "peer.sends(FIN_ACK, { ack: SND.UNA })"],
    [peer.sends(SYN, { seq: 4_294_967_295 }), "peer.sends(SYN, { seq: 4294967295 })"],
    [
      peer.sends(SYN, { seq: IRS, options: [mss(1460), nop, windowScale(7), sackPermitted, timestamps(1, 0)] }),
      "peer.sends(SYN, { seq: IRS, options: [mss(1460), nop, windowScale(7), sackPermitted, timestamps(1, 0)] })",
    ],
    [
      peer.sends(ACK, { window: 0, urgentPointer: 1, reserved: 2, dataOffset: 15, checksum: "wrong" }),
      'peer.sends(ACK, { window: 0, urgentPointer: 1, reserved: 2, dataOffset: 15, checksum: "wrong" })',
    ],
    [
      peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).minus(1), text: 'a"b', textFrom: RCV.NXT }),
      'peer.sends(DATA, { seq: RCV.NXT+RCV.WND-1, text: "a\\"b", textFrom: RCV.NXT })',
    ],
    [
      peer.sends(ACK, { tsValue: 5, sack: [[SND.UNA.plus(5), SND.NXT]], checksum: "none", source: "loopback" }),
      'peer.sends(ACK, { tsValue: 5, sack: [[SND.UNA+5, SND.NXT]], checksum: "none", source: "loopback" })',
    ],
    [peer.sends(DATA, { text: RMSS.plus(RCV.WND) }), "peer.sends(DATA, { text: RMSS+RCV.WND })"],
    [peer.sends(SYN, { source: "stack" }), 'peer.sends(SYN, { source: "stack" })'],
    [peer.sends(SYN, { destination: "multicast" }), 'peer.sends(SYN, { destination: "multicast" })'],
    [
      peer.sends(SYN, { ip: { ecn: "CE", diffserv: 46, hopLimit: 1, options: ["padding", ipOption(30, 1, 2)] } }),
      'peer.sends(SYN, { ip: { ecn: "CE", diffserv: 46, hopLimit: 1, options: ["padding", ipOption(30, 1, 2)] } })',
    ],
    [
      peer.sends(SYN, { ip: { destinationOptions: [ipOption(30)] } }),
      "peer.sends(SYN, { ip: { destinationOptions: [ipOption(30)] } })",
    ],
    [connection("2").peer.sends(ACK), 'connection("2").peer.sends(ACK)'],
  ],
  "peer-fills-window": [
    [peer.fillsWindow(), "peer.fillsWindow()"],
    [peer.fillsWindow({ ack: SND.UNA, window: 0 }), "peer.fillsWindow({ ack: SND.UNA, window: 0 })"],
    [peer.fillsWindow({ leaving: 300 }), "peer.fillsWindow({ leaving: 300 })"],
    [connection("2").peer.fillsWindow({ window: 0 }), 'connection("2").peer.fillsWindow({ window: 0 })'],
  ],
  "router-reports": [
    [router.reports(language.HOST_UNREACHABLE), "router.reports(HOST_UNREACHABLE)"],
    [
      router.reports(language.TOO_BIG, { quoting: "the SYN", octets: 8, mtu: { v4: 576, v6: 1280 }, seq: SND.UNA }),
      'router.reports(TOO_BIG, { quoting: "the SYN", octets: 8, mtu: { v4: 576, v6: 1280 }, seq: SND.UNA })',
    ],
    [
      connection("2").router.reports({ v4: [3, 9], v6: [1, 6] }, { mtu: 5, peerPort: "other" }),
      'connection("2").router.reports({ v4: [3, 9], v6: [1, 6] }, { mtu: 5, peerPort: "other" })',
    ],
  ],
  "peer-resends": [[peer.resends(), "peer.resends()"]],
  wait: [
    [wait.past(MSL.times(2)), "wait.past(2*MSL)"],
    [wait.shortOf(RTO), "wait.shortOf(RTO)"],
  ],
  "stack-sends": [
    [stack.sends(SYN_ACK), "stack.sends(SYN_ACK)"],
    [
      stack.sends(SYN, { seq: 0, window: 100, text: 0, options: ["mss"], within: RTO, as: "the SYN" }),
      'stack.sends(SYN, { seq: 0, window: 100, text: 0, options: ["mss"], within: RTO, as: "the SYN" })',
    ],
    [stack.sends(SYN, { mss: "of the link" }), 'stack.sends(SYN, { mss: "of the link" })'],
    [stack.sends(SYN, { mss: RMSS }), "stack.sends(SYN, { mss: RMSS })"],
    [
      stack.sends(ACK, { without: ["mss"], tsEcho: 5, sack: [[RCV.NXT, RCV.NXT.plus(2)]] }),
      'stack.sends(ACK, { without: ["mss"], tsEcho: 5, sack: [[RCV.NXT, RCV.NXT+2]] })',
    ],
    [stack.sends(DATA, { push: true }), "stack.sends(DATA, { push: true })"],
    [stack.sends(SYN, { reserved: 1 }), "stack.sends(SYN, { reserved: 1 })"],
    [stack.sends(DATA | CWR | ECE), "stack.sends(DATA | ECE | CWR)"],
    [stack.sends(ACK, { opensBy: 1, isNext: true }), "stack.sends(ACK, { opensBy: 1, isNext: true })"],
    [stack.sends(DATA, { text: { v4: 1, v6: 2 } }), "stack.sends(DATA, { text: { v4: 1, v6: 2 } })"],
    [stack.sends(DATA, { textAtMost: { v4: 1, v6: 2 } }), "stack.sends(DATA, { textAtMost: { v4: 1, v6: 2 } })"],
    [stack.sends(ACK, { ack: RCV.NXT.plus(1) }), "stack.sends(ACK, { ack: RCV.NXT+1 })"],
    [
      stack.sends(DATA, { withoutFlags: CWR, ip: { ecn: "ECT(0)", diffserv: 0, hopLimit: 64, dontFragment: true } }),
      'stack.sends(DATA, { withoutFlags: CWR, ip: { ecn: "ECT(0)", diffserv: 0, hopLimit: 64, dontFragment: true } })',
    ],
    [
      stack.sends(ACK, { ip: { ecn: ["ECT(0)", "ECT(1)"] } }),
      'stack.sends(ACK, { ip: { ecn: ["ECT(0)", "ECT(1)"] } })',
    ],
    [
      stack.sends(ACK, { ip: { source: "stack", fitsLink: true } }),
      'stack.sends(ACK, { ip: { source: "stack", fitsLink: true } })',
    ],
    [stack.sends(ACK | URG, { urgentPointer: 5 }), "stack.sends(ACK | URG, { urgentPointer: 5 })"],
  ],
  "stack-resends": [
    [stack.resends("the SYN", { after: RTO.times(2) }), 'stack.resends("the SYN", { after: 2*RTO })'],
    [
      stack.resends("the FIN", { after: rtoAfter("a", "b"), orLater: true, since: "acknowledgment" }),
      'stack.resends("the FIN", { after: rtoAfter("a", "b"), orLater: true, since: "acknowledgment" })',
    ],
  ],
  "stack-acknowledges": [[stack.acknowledges(), "stack.acknowledges()"]],
  "stack-transmits": [
    [stack.transmits(15), "stack.transmits(15)"],
    [stack.transmits("page"), 'stack.transmits("page")'],
  ],
  "stack-flight": [
    [stack.flight({}), "stack.flight({})"],
    [stack.flight({ atMost: "IW+2", atLeast: 1.5 }), 'stack.flight({ atMost: "IW+2", atLeast: 1.5 })'],
    [
      stack.flight({ atMost: 2, since: "the first", again: 0, during: RTO.times(0.5) }),
      'stack.flight({ atMost: 2, since: "the first", again: 0, during: 0.5*RTO })',
    ],
  ],
  "stays-silent": [
    [stack.staysSilent(RTO), "stack.staysSilent(RTO)"],
    [stack.sendsNothing(RTO), "stack.sendsNothing(RTO)"],
  ],
  "user-receives": [[user.receives(5), "user.receives(5)"]],
  "user-receives-all": [[user.receivesAll(), "user.receivesAll()"]],
  "user-is-told": [[user.isTold("reset", "refused"), 'user.isTold("reset", "refused")']],
  "status-tells": [[user.learns("urgent-ahead", "yes", "no"), 'user.learns("urgent-ahead", "yes", "no")']],
  "user-is-not-told": [[user.isNotTold("soft error"), 'user.isNotTold("soft error")']],
  "is-in": [[stack.isIn("CLOSED", "TIME-WAIT"), 'stack.isIn("CLOSED", "TIME-WAIT")']],
  isns: [[isns("differ"), 'isns("differ")']],
  "timestamp-clocks": [[timestampClocks("go with time"), 'timestampClocks("go with time")']],
  "one-of": [[oneOf({ "RFC 1": [stack.sends(ACK)], "RFC 2": [stack.sends(RST)] }), 'oneOf("RFC 1" | "RFC 2")']],
  settles: [[settles("MUST-13"), 'settles("MUST-13")']],
};

/** The text as a suite's source, and what that comes to: sums and multiples are calls there. */
function evaluated(text: string): unknown {
  const source = text
    .replace(/(\d+(?:\.\d+)?)\*([A-Z_]+)/g, "$2.times($1)")
    .replace(/(seq|ack|text|textFrom): ([A-Z.+\-0-9]+)/g, '$1: number("$2")')
    .replace(/\[([A-Z.+\-0-9]+), ([A-Z.+\-0-9]+)\]/g, '[number("$1"), number("$2")]');
  const number = (sum: string) => (/^\d+$/.test(sum) ? Number(sum) : parseExpression(sum));
  return runInNewContext(source, { ...language, number });
}

/** What there is no word for in the language: options in a form that no stack sends. */
const isWordless = (text: string) => /\b(?:unknown|malformed|oneOf)\(|\bend\b/.test(text);

/** Without the functions that expressions bring, and with `$seq` and `$time` in their stead. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function expectToReadBack(step: Step): void {
  const text = printStep(step);
  if (!isWordless(text)) expect(plain(evaluated(text)), text).to.deep.equal(plain(step));
}

describe("printStep", () => {
  for (const [kind, rows] of Object.entries(READS)) {
    describe(kind, () => {
      for (const [step, text] of rows) {
        it(text, () => {
          expect(step.kind).to.equal(kind);
          expect(printStep(step)).to.equal(text);
        });
      }
    });
  }

  it("options that have no word are told by their octets", () => {
    const options = [
      { kind: "unknown", code: 253, data: Uint8Array.of(1, 255) },
      { kind: "malformed", bytes: Uint8Array.of(2, 0) },
    ] as const;
    expect(printStep(peer.sends(SYN, { options }))).to.equal(
      "peer.sends(SYN, { options: [unknown(253, 0x01ff), malformed(0x0200)] })",
    );
  });

  it("every step of every suite, read as source, is that step", () => {
    const steps = SUITES.flatMap(({ scenarios }) => scenarios).flatMap(({ steps }) => steps);
    expect(steps.length).to.be.greaterThan(500);
    for (const step of new Map(steps.map((each) => [printStep(each), each])).values()) expectToReadBack(step);
  });

  it("every step of a storm, read as source, is that step", () => {
    for (const steps of fc.sample(storm, { numRuns: 100, seed: 1 })) steps.forEach(expectToReadBack);
  });
});
