/** Waits for what a step expects, and says whether it came. */

import type { Breach } from "../oracle/breach";
import { judgeIsns } from "../oracle/isns";
import { judgeClocks } from "../oracle/timestamp-clocks";
import { textInOrder } from "../oracle/sequence-view";
import { waitFor } from "../oracle/wait-for";
import { asNamed, type Heard, type SegmentExpectation, type WaitContext, type Waiting } from "../oracle/waiting";
import { USUAL_MTU, type Profile } from "../port/profile";
import type { Trace } from "../port/trace";
import type { Expectation, OneOf, Step } from "../scenario/step";
import { FIN } from "../wire/flags";
import { add } from "../wire/seq";
import type { Connection } from "./connection";
import type { Exchange } from "./exchange";
import { MET, OPEN, type Meeting, type Watch } from "./watch";
import { watchIndication, watchNoIndication, watchReceived, watchState, watchStatus } from "./watch-user";

export async function meet(exchange: Exchange, step: Expectation): Promise<Meeting> {
  const watch = watchFor(exchange, step);
  for (;;) {
    const seen = await watch.look();
    if (seen.kind === "met") return undefined;
    if (seen.kind === "broken") return seen.breach;
    if (exchange.now() >= watch.deadline) return watch.expire();
    await exchange.pass(watch.deadline);
  }
}

/** The alternative that was taken, its leading expectation apart from the rest, or why none was. */
export type Choice =
  | { readonly kind: "taken"; readonly name: string; readonly first: Expectation; readonly rest: readonly Step[] }
  | { readonly kind: "none"; readonly breach: Breach };

/**
 * Which of several continuations the stack takes: the first whose leading expectation is met. An alternative whose leading
 * expectation is broken is out.
 * @throws {Error} when an alternative does not begin with something to expect.
 * @throws {Unsupported} when the state would have to tell, and the stack cannot.
 */
export async function choose(exchange: Exchange, step: OneOf): Promise<Choice> {
  let candidates = step.alternatives.map(({ name, steps }) => {
    const [first, ...rest] = steps;
    if (first === undefined || !isExpectation(first))
      throw new Error(`the alternative "${name}" does not begin with an expectation`);
    return { name, first, rest, watch: watchFor(exchange, first, true) };
  });
  const breaches: Breach[] = [];
  const taken = ({ name, first, rest }: (typeof candidates)[number]): Choice => ({ kind: "taken", name, first, rest });
  for (;;) {
    const left: typeof candidates = [];
    for (const candidate of candidates) {
      const seen = await candidate.watch.look();
      if (seen.kind === "met") return taken(candidate);
      if (seen.kind === "broken") breaches.push(seen.breach);
      else if (exchange.now() < candidate.watch.deadline) left.push(candidate);
      else {
        const breach = candidate.watch.expire();
        if (breach === undefined) return taken(candidate);
        breaches.push(breach);
      }
    }
    candidates = left;
    if (candidates.length === 0) return { kind: "none", breach: combined(step, breaches) };
    await exchange.pass(Math.min(...candidates.map(({ watch }) => watch.deadline)));
  }
}

function combined(step: OneOf, breaches: readonly Breach[]): Breach {
  const telling = breaches.find(({ event }) => event !== undefined) ?? breaches[0];
  return {
    kind: telling?.kind ?? "no-segment",
    message: "the stack did none of the things that the rules allow here",
    expected: step.alternatives.map(({ name }) => name).join("; or "),
    actual: telling?.actual ?? "nothing",
    differences: telling?.differences ?? [],
    ...(telling?.event === undefined ? {} : { event: telling.event }),
  };
}

const OTHERS: ReadonlySet<Step["kind"]> = new Set([
  "call",
  "peer-sends",
  "peer-resends",
  "router-reports",
  "peer-fills-window",
  "wait",
  "one-of",
  "settles",
]);

export function isExpectation(step: Step): step is Expectation {
  return !OTHERS.has(step.kind);
}

function watchFor(exchange: Exchange, step: Expectation, peek = false): Watch {
  switch (step.kind) {
    case "stack-sends":
    case "stack-resends":
    case "stack-acknowledges":
    case "stack-transmits":
    case "stack-flight":
    case "stays-silent":
      return watchSegments(exchange, step, peek);
    case "status-tells":
      return watchStatus(exchange, step);
    case "is-in":
      return watchState(exchange, step, peek);
    case "user-is-told":
      return watchIndication(exchange, step, peek);
    case "user-is-not-told":
      return watchNoIndication(exchange, step);
    case "user-receives":
      return watchReceived(exchange, exchange.connection(step.connection), step.text);
    case "user-receives-all": {
      const connection = exchange.connection(step.connection);
      return watchReceived(exchange, connection, textInOrder(connection.view) - connection.delivered);
    }
    case "isns":
      return watchTrace(exchange, (trace, profile) => judgeIsns(step.property, trace, profile));
    case "timestamp-clocks":
      return watchTrace(exchange, (trace, profile) => judgeClocks(step.property, trace, profile));
  }
}

function contextOf({ ip, stack, origins }: Exchange, connection: Connection): WaitContext {
  const { view, userText, application, named, acknowledged } = connection;
  const { profile } = stack;
  const { mtu = USUAL_MTU } = profile;
  const { stack: address } = stack.endpoints(ip);
  const program = application === undefined ? {} : { program: application };
  const initials = origins.between(connection.side);
  return { view, initials, userText, ...program, named, acknowledged, ip, address, mtu, profile };
}

/**
 * Hears the pending segments in order. With `peek`, what is skipped stays pending, since another alternative may want it;
 * only a segment that meets the expectation is taken, with those before it.
 */
function watchSegments(exchange: Exchange, step: SegmentExpectation, peek: boolean): Watch {
  const connection = exchange.connection(step.connection);
  const waiting: Waiting = waitFor(step, contextOf(exchange, connection), exchange.now());
  /** The first pending segment that was not heard yet, or was left. */
  let next = 0;
  let skipped: Heard[] = [];
  function take(heard: Heard): void {
    connection.pending.splice(connection.pending.indexOf(heard), 1);
    exchange.consume(connection, heard);
  }
  return {
    get deadline() {
      return waiting.deadline;
    },
    look() {
      for (let heard = connection.pending[next]; heard !== undefined; heard = connection.pending[next]) {
        const hearing = waiting.hear(heard, contextOf(exchange, connection));
        switch (hearing.kind) {
          case "met":
            skipped.forEach(take);
            take(heard);
            exchange.note(heard.event, `as step ${exchange.step() + 1} expects`);
            if (step.kind === "stack-sends" && step.pattern.as !== undefined)
              connection.named.set(step.pattern.as, asNamed(heard));
            return MET;
          case "met-in-part": {
            skipped.forEach(take);
            const rest = withoutText(heard, hearing.text);
            connection.pending[connection.pending.indexOf(heard)] = rest;
            exchange.consume(connection, { ...heard, segment: onlyText(heard.segment, hearing.text) });
            exchange.note(heard.event, `as step ${exchange.step() + 1} expects`);
            return MET;
          }
          case "skip":
            if (peek) {
              skipped.push(heard);
              next++;
            } else take(heard);
            break;
          case "leave":
            next++;
            break;
          case "broken":
            exchange.note(heard.event, "not allowed here");
            return { kind: "broken", breach: hearing.breach };
        }
      }
      return OPEN;
    },
    expire() {
      const breach = waiting.expire(contextOf(exchange, connection));
      if (breach === undefined) skipped.forEach(take);
      skipped = [];
      return breach;
    },
  };
}

/** What is left of a segment when its first octets have been dealt with. */
function withoutText(heard: Heard, octets: number): Heard {
  const { segment } = heard;
  return { ...heard, segment: { ...segment, seq: add(segment.seq, octets), text: segment.text.subarray(octets) } };
}

function onlyText(segment: Heard["segment"], octets: number): Heard["segment"] {
  return { ...segment, flags: segment.flags & ~FIN, text: segment.text.subarray(0, octets) };
}

/** A judgement on all that has happened so far. */
function watchTrace(exchange: Exchange, judge: (trace: Trace, profile: Profile) => Breach | undefined): Watch {
  return {
    deadline: exchange.now(),
    look() {
      const breach = judge(exchange.trace, exchange.stack.profile);
      return breach === undefined ? MET : { kind: "broken", breach };
    },
    expire: () => undefined,
  };
}
