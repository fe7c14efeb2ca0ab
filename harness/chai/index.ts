/**
 * Words for segments and traces in chai's language, for tests of one's own:
 *
 *     import * as chai from "chai";
 *     import { tcpspecChai } from "tcpspec/chai";
 *     chai.use(tcpspecChai);
 *
 *     expect(segment).to.have.flags(SYN_ACK);
 *     expect(segment).to.acknowledge(add(iss, 1));
 *     expect(segment.seq).to.precede(other.seq);
 *     expect(segment).to.carryOption("mss");
 *     expect(trace).to.keepTheRules(profile);
 */

import type { Profile } from "../port/profile";
import type { Trace } from "../port/trace";
import { printTrace } from "../oracle/print-trace";
import { violations } from "../oracle/rules/index";
import { ACK, printFlags, type Flags } from "../wire/flags";
import type { TcpOption } from "../wire/option";
import { printSegment } from "../wire/print";
import type { Segment } from "../wire/segment";
import { segmentEnd } from "../wire/segment-length";
import { diff, inWindow, precedes, type Seq } from "../wire/seq";

declare global {
  // chai's own way to be extended.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Chai {
    interface Assertion {
      /** The control bits are these and no others. */
      flags(expected: Flags): Assertion;
      /** ACK is set and the acknowledgment number is this one. */
      acknowledge(number: Seq): Assertion;
      /** The sequence number of the segment's first octet or control is this one. */
      startAt(number: Seq): Assertion;
      /** The number after the segment's last octet or control is this one (SEG.SEQ+SEG.LEN). */
      endAt(number: Seq): Assertion;
      /** The text is just these octets; of a string, a character an octet. */
      carryText(text: string | Uint8Array): Assertion;
      /** An option of this kind is there. */
      carryOption(kind: TcpOption["kind"]): Assertion;
      /** A sequence number lies before another, modulo 2^32. */
      precede(number: Seq): Assertion;
      /** start <= number < start + size, modulo 2^32. */
      lieInWindow(start: Seq, size: number): Assertion;
      /** No segment of the stack in the trace breaks an always-on rule. */
      keepTheRules(profile: Profile): Assertion;
    }
  }
}

function octets(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff) : text;
}

/** What chai gives a method: the value that `expect` was given is in `_obj`. */
interface Asserting {
  readonly _obj: unknown;
  assert(holds: boolean, message: string, negated: string, expected?: unknown, actual?: unknown): void;
}

/** As much of chai as the plugin needs; `chai.use` hands over the whole. */
interface ChaiToExtend {
  // chai itself types the arguments of methods so.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly Assertion: { addMethod(name: string, method: (this: Asserting, ...args: any[]) => void): void };
}

/** The plugin: `chai.use(tcpspecChai)`. */
export function tcpspecChai(chai: ChaiToExtend): void {
  const { Assertion } = chai;

  // The type of the argument is what ties a check to its method.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  function onSegment<T>(
    name: string,
    check: (segment: Segment, argument: T) => readonly [boolean, string, string, string],
  ): void {
    Assertion.addMethod(name, function (this: Asserting, argument: T) {
      const segment = this._obj as Segment;
      const [holds, wanted, expected, actual] = check(segment, argument);
      const shown = printSegment(segment);
      this.assert(holds, `expected ${shown} to ${wanted}`, `expected ${shown} not to ${wanted}`, expected, actual);
    });
  }

  onSegment("flags", ({ flags }, expected: Flags) => [
    flags === expected,
    `have flags ${printFlags(expected)}`,
    printFlags(expected),
    printFlags(flags),
  ]);
  onSegment("acknowledge", ({ flags, ack }, number: Seq) => [
    (flags & ACK) !== 0 && ack === number,
    `acknowledge ${number}`,
    `ACK of ${number}`,
    (flags & ACK) === 0 ? "no ACK" : `ACK of ${ack} (${diff(ack, number)} away)`,
  ]);
  onSegment("startAt", ({ seq }, number: Seq) => [
    seq === number,
    `start at ${number}`,
    String(number),
    `${seq} (${diff(seq, number)} away)`,
  ]);
  onSegment("endAt", (segment, number: Seq) => {
    const end = segmentEnd(segment);
    return [end === number, `end at ${number}`, String(number), `${end} (${diff(end, number)} away)`];
  });
  onSegment("carryText", ({ text }, expected: string | Uint8Array) => [
    Buffer.compare(text, octets(expected)) === 0,
    `carry ${octets(expected).length} octets of text`,
    Buffer.from(octets(expected)).toString("latin1"),
    Buffer.from(text).toString("latin1"),
  ]);
  onSegment("carryOption", ({ options }, kind: TcpOption["kind"]) => [
    options.some((option) => option.kind === kind),
    `carry the option ${kind}`,
    kind,
    options.map((option) => option.kind).join(", "),
  ]);

  Assertion.addMethod("precede", function (this: Asserting, number: Seq) {
    const own = this._obj as Seq;
    this.assert(
      precedes(own, number),
      `expected ${own} to precede ${number}: it lies ${diff(own, number)} after it`,
      `expected ${own} not to precede ${number}`,
      number,
      own,
    );
  });

  Assertion.addMethod("lieInWindow", function (this: Asserting, start: Seq, size: number) {
    const own = this._obj as Seq;
    this.assert(
      inWindow(own, start, size),
      `expected ${own} to lie in the window of ${size} from ${start}`,
      `expected ${own} not to lie in the window of ${size} from ${start}`,
      start,
      own,
    );
  });

  Assertion.addMethod("keepTheRules", function (this: Asserting, profile: Profile) {
    const trace = this._obj as Trace;
    const found = violations(trace, profile);
    const lines = printTrace(trace);
    const shown = found.map(({ rule, message, event }) => `${rule.id}: ${message}\n    ${lines[event]?.trim() ?? ""}`);
    this.assert(
      found.length === 0,
      `expected the trace to keep the rules, but\n  ${shown.join("\n  ")}`,
      "expected the trace to break a rule",
      [],
      shown,
    );
  });
}
