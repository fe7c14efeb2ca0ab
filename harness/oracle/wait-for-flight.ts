/** How much is on its way when the stack pauses: what congestion control is judged by (RFC 5681). */

import { MINIMUM_RTO, REACTION, RTO, timingOf } from "../scenario/duration";
import type { FlightPattern, FlightSize } from "../scenario/flight";
import { ACK, RST, SYN } from "../wire/flags";
import { relative } from "../wire/print";
import type { Segment } from "../wire/segment";
import { segmentEnd } from "../wire/segment-length";
import { diff, latest, precedes, precedesOrEquals, type Seq } from "../wire/seq";
import type { Time } from "../port/time";
import { isBareAck, isBesideTheMatter, isRetry } from "./beside-the-matter";
import type { Breach } from "./breach";
import { octetsOfFlight, senderMss } from "./flight";
import {
  afterSending,
  broken,
  latestOf,
  LEAVE,
  namedIn,
  printHeard,
  SKIP,
  type WaitContext,
  type Waiting,
} from "./waiting";

export function waitForFlight(flight: FlightPattern, context: WaitContext, now: Time): Waiting {
  const { profile, ip } = context;
  const smss = senderMss(context.view, ip);
  const octets = (size: FlightSize) => octetsOfFlight(size, smss, profile);
  const pause = latestOf(timingOf(REACTION, profile));
  const shortest = flight.during === undefined ? now : now + timingOf(flight.during, profile).value;
  let since = flight.since === undefined ? undefined : namedIn(context, flight.since);
  let lastHeard = now;
  // RFC 6298 5.3: what goes again from here on may be the timer's doing, however slow we are.
  const { value, early } = timingOf(MINIMUM_RTO, profile);
  const timerMayRunOut = context.acknowledged + value - early;
  let { sndNxt } = context.view;
  let again = 0;

  /** What counts, and what it is called. */
  function outstanding(sndUna: Seq): { readonly octets: number; readonly text: string } {
    if (since === undefined) return { octets: diff(sndNxt, sndUna), text: "outstanding" };
    const acknowledged = diff(sndUna, since.segment.seq);
    return { octets: since.octetsSince - acknowledged, text: `on the way since "${flight.since ?? ""}" was sent last` };
  }

  const asked = (size: FlightSize, bound: "at most" | "at least") =>
    `${bound} ${octets(size)} octets (${size} full-sized segments of ${smss})`;

  function tooMuch(sndUna: Seq): Breach | undefined {
    const seen = outstanding(sndUna);
    if (flight.atMost === undefined || seen.octets <= octets(flight.atMost)) return undefined;
    return {
      kind: "unexpected-segment",
      message: `the stack sent more than the rule allows: ${seen.octets} octets are ${seen.text}`,
      expected: asked(flight.atMost, "at most"),
      actual: `${seen.octets} octets`,
      differences: [],
    };
  }

  const isEnough = () =>
    flight.atLeast === undefined || outstanding(context.view.sndUna).octets >= octets(flight.atLeast);

  return {
    get deadline() {
      // As with text that is waited for: it is the user, or a program above the stack, that takes its time.
      const longest = isEnough() ? now : now + latestOf(timingOf(RTO, profile));
      return Math.max(shortest, lastHeard + pause, longest);
    },
    hear(heard, { view, initials }) {
      const { segment, at, event } = heard;
      if (at > this.deadline) return LEAVE;
      const current = { ...view, sndNxt };
      const isAgain = isRetry(current, heard);
      if (!isAgain && isBareAck(segment) && isBesideTheMatter(current, heard)) return SKIP;
      if (!isAgain && !goesOn(segment, sndNxt))
        return broken({
          kind: "wrong-segment",
          message: "the stack sent something else than its text in order",
          expected: `text from Seq=${relative(sndNxt, initials.stack)}, or some of what is before that again`,
          actual: printHeard(segment, initials),
          differences: [],
          event,
        });
      lastHeard = at;
      if (isAgain && at < timerMayRunOut) again += segment.text.length;
      sndNxt = latest(sndNxt, segmentEnd(segment));
      since = since && afterSending(since, heard);
      if (flight.again !== undefined && again > octets(flight.again))
        return broken({
          kind: "unexpected-segment",
          message: "the stack sent something again that the rule does not let it send again now",
          expected: `${asked(flight.again, "at most")} again`,
          actual: printHeard(segment, initials),
          differences: [],
          event,
        });
      const breach = tooMuch(view.sndUna);
      return breach === undefined ? SKIP : broken({ ...breach, actual: printHeard(segment, initials), event });
    },
    expire({ view }) {
      // What was sent before may be too much already, now that no more of it is allowed.
      const breach = tooMuch(view.sndUna);
      if (breach !== undefined) return breach;
      const seen = outstanding(view.sndUna);
      if (flight.atLeast === undefined || seen.octets >= octets(flight.atLeast)) return undefined;
      return {
        kind: "no-segment",
        message: `the stack did not send what the rule asks for: ${seen.octets} octets are ${seen.text}`,
        expected: asked(flight.atLeast, "at least"),
        actual: `${seen.octets} octets`,
        differences: [],
      };
    },
  };
}

/** Text or a FIN that goes on where everything before it ended; it may begin with some of that. */
export function goesOn(segment: Segment, sndNxt: Seq): boolean {
  const isOfTheStream = (segment.flags & (SYN | RST | ACK)) === ACK;
  return isOfTheStream && precedesOrEquals(segment.seq, sndNxt) && precedes(sndNxt, segmentEnd(segment));
}
