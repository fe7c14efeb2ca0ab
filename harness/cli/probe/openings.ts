/** How a stack opens connections: what it offers, and how it insists. */

import { MINUTE, SECOND, type Duration, type Time } from "../../port/time";
import { IRS } from "../../scenario/expression";
import { FIRST_CONNECTION } from "../../scenario/vocabulary";
import { ACK, RST_ACK, SYN, SYN_ACK, type Flags } from "../../wire/flags";
import { mss, sackPermitted, timestamps, windowScale, type TcpOption } from "../../wire/option";
import type { Segment } from "../../wire/segment";
import { answerTiming, printGaps, printRange, seconds, timing, type Finding } from "./finding";
import { hasFlags, OVER, type Sighting, type Watch } from "./watch";

/** Longer than any answer that comes "at once". */
export const SOON = 2 * SECOND;

/** No RTO is that long before the first sending again. */
const LONGEST_RTO = 90 * SECOND;
/** Who still sends after that is not waited for. */
const ENOUGH = { virtual: 60 * MINUTE, real: 8 * MINUTE } as const;

/** The peer's offer of all that is usual. */
export const OFFER: readonly TcpOption[] = [mss(1460), sackPermitted, timestamps(1, 0), windowScale(7)];

/** The same sent again and again. */
export interface Insistence {
  readonly first: Sighting;
  /** The times between one and the next. */
  readonly gaps: readonly Duration[];
  /** How it ended: the user was told, nothing came any more, or nobody waited for the end. */
  readonly end: "told" | "silence" | "none";
  /** When. */
  readonly ended: Time;
}

/** Watches until nothing comes for more than twice as long as the last time. @throws {NotSeen} when nothing comes at all. */
export async function insistence(watch: Watch, flags: Flags): Promise<Insistence> {
  const first = await watch.must(SOON, flags);
  const gaps: Duration[] = [];
  let last = first.at;
  for (;;) {
    const again = await watch.next(patience(gaps), (segment) => hasFlags(segment, flags));
    if (again === undefined) break;
    gaps.push(again.at - last);
    last = again.at;
    if (last - first.at > ENOUGH[watch.clock]) return { first, gaps, end: "none", ended: watch.now() };
  }
  return {
    first,
    gaps,
    end: watch.told().some((kind) => OVER.includes(kind)) ? "told" : "silence",
    ended: watch.now(),
  };
}

function patience(gaps: readonly Duration[]): Duration {
  const last = gaps.at(-1);
  return last === undefined ? LONGEST_RTO : 2.5 * last + SECOND;
}

/**
 * Active OPEN, which nobody answers.
 * @param others what {@link firstRto} has come to at other times
 */
export async function watchCalling(watch: Watch, others: readonly Duration[]): Promise<readonly Finding[]> {
  await watch.call({ name: "connect" });
  const seen = await insistence(watch, SYN);
  const linear = linearOnes(seen.gaps);
  return [
    { about: "options on SYN", seen: printOptions(seen.first.segment) },
    ...(seen.gaps.length === 0
      ? []
      : [
          {
            about: "timers.initialRto",
            claim: timing([...seen.gaps.slice(0, linear + 1), ...others], watch.clock),
            seen: `SYN came again after ${printGaps(seen.gaps)}${alsoAfter(others)}`,
          },
          {
            about: "synLinearRetries",
            claim: linear,
            seen: printLinear(linear, seen.gaps.length),
          },
        ]),
    retries("synRetries", seen),
  ];
}

function alsoAfter(others: readonly Duration[]): string {
  return others.length === 0 ? "" : `; at other moments after ${printRange(others)}`;
}

/** Passive OPEN, whose SYN,ACK nobody answers. */
export async function watchBeingCalled(watch: Watch): Promise<readonly Finding[]> {
  await watch.call({ name: "listen" });
  await watch.send(SYN, { seq: IRS, options: OFFER });
  const seen = await insistence(watch, SYN_ACK);
  return [
    { about: "options on SYN,ACK", seen: printOptions(seen.first.segment) },
    retries("synAckRetries", seen),
    ...(seen.gaps.length === 0
      ? []
      : [{ about: "back-off of SYN,ACK", seen: `it came again after ${printGaps(seen.gaps)}` }]),
  ];
}

/** As many questions as show how long an answer takes. */
const QUESTIONS = 16;

/** SYNs for ports where nobody listens. */
export async function watchAnswers(watch: Watch): Promise<readonly Finding[]> {
  const took: Duration[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const id = `question ${i}`;
    const sent = await watch.send(SYN, { seq: IRS }, id);
    took.push((await watch.must(SOON, RST_ACK, id)).at - sent);
  }
  return [
    {
      about: "timers.reaction",
      claim: answerTiming(Math.max(...took), watch.clock),
      seen: `${QUESTIONS} resets came after ${seconds(Math.max(...took))} s at the latest`,
    },
  ];
}

/** How many of the first gaps are alike before they begin to double; the first is the initial RTO either way. */
function linearOnes(gaps: readonly Duration[]): number {
  const [first = 0] = gaps;
  const longer = gaps.findIndex((gap) => gap > 1.3 * first);
  if (longer >= 0) return longer - 1;
  return gaps.length > 1 ? gaps.length : 0;
}

function printLinear(linear: number, gaps: number): string {
  if (linear === 0) return gaps === 1 ? "it was sent again only once" : "longer from the second time on";
  return linear === gaps ? `${gaps} equal times, and none longer` : `${linear + 1} equal times, then longer`;
}

/** R2 of the SYN of an active OPEN: so long the stack has to go on with it (RFC 9293 3.8.3, MUST-23). */
const LEAST_R2 = 3 * MINUTE;

/** What makes it doubtful that this is meant. */
function doubt(about: string, gaps: readonly Duration[], lasted: Duration): string {
  if (about === "synRetries" && lasted < LEAST_R2) return "; RFC 9293 3.8.3 wants at least 3 minutes of it (MUST-23)";
  return gaps.length === 0 ? "; RFC 9293 3.8.1 wants what nobody acknowledges sent again" : "";
}

function retries(about: string, { gaps, end, first, ended }: Insistence): Finding {
  const after = `${seconds(ended - first.at)} s after the first`;
  if (end === "none") return { about, seen: `still sending ${after}` };
  const again = ["never sent again", "sent again once"][gaps.length] ?? `sent again ${gaps.length} times`;
  const how = end === "told" ? `the user was told ${after}` : `nothing more came until ${after}`;
  // Of who says nothing no more is known than that it has waited for twice as long as the last time.
  const lasted = end === "told" ? ended - first.at : total(gaps) + 2 * (gaps.at(-1) ?? 0);
  return { about, claim: gaps.length, seen: `${again}; ${how}${doubt(about, gaps, lasted)}` };
}

const total = (gaps: readonly Duration[]): Duration => gaps.reduce((sum, gap) => sum + gap, 0);

function printOptions({ options }: Segment): string {
  const printed = options.flatMap((option) => {
    switch (option.kind) {
      case "mss":
        return [`mss ${option.value}`];
      case "window-scale":
        return [`window scale ${option.shift}`];
      case "nop":
      case "end":
        return [];
      case "unknown":
        return [`kind ${option.code}`];
      default:
        return [option.kind];
    }
  });
  return printed.length === 0 ? "none" : printed.join(", ");
}

/** The three-way handshake, the peer calling. @throws {NotSeen} when it comes to nothing. */
export async function establish(watch: Watch, id = FIRST_CONNECTION): Promise<void> {
  await watch.call({ name: "listen" }, id);
  await watch.send(SYN, { seq: IRS, options: [mss(1460)] }, id);
  await watch.must(SOON, SYN_ACK, id);
  await watch.send(ACK, {}, id);
  await watch.isTold(SOON, "established", id);
}

/**
 * How long after the first a SYN comes again that is sent so long after something else: timers may go by ticks, and begin to do
 * so with the first connection. @throws {NotSeen}
 */
export async function firstRto(watch: Watch, offset: Duration): Promise<Duration> {
  await establish(watch, "before");
  await watch.sleep(offset);
  await watch.call({ name: "connect" });
  const first = await watch.must(SOON, SYN);
  const again = await watch.must(LONGEST_RTO, SYN);
  return again.at - first.at;
}

/** What the user is told of a call that is answered by a reset. */
export async function watchRefusal(watch: Watch): Promise<readonly Finding[]> {
  await watch.call({ name: "connect" });
  await watch.must(SOON, SYN);
  await watch.send(RST_ACK, { seq: 0 });
  await watch.sleep(SOON / 10);
  const told = watch.told();
  return [
    {
      about: "an active OPEN that the peer refuses",
      seen: told.length === 0 ? "the user is told nothing" : `the user is told "${told.join(", ")}"`,
    },
  ];
}
