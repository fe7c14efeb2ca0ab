/** Expectations on segments: how each hears what the stack sends, and what it makes of silence. */

import { MILLISECOND, printSeconds, type Time } from "../port/time";
import { DELAYED_ACK, REACTION, RTO, timingOf } from "../scenario/duration";
import type { SegmentPattern } from "../scenario/segment-spec";
import { lengthOf, octetsOf } from "../scenario/text";
import { ACK, FIN, PSH, RST, SYN } from "../wire/flags";
import { relative } from "../wire/print";
import { add, diff } from "../wire/seq";
import { isBareAck, isBesideTheMatter, isOwedAck, isRetry } from "./beside-the-matter";
import type { Breach } from "./breach";
import { ipDifferences, printIpFields } from "./ip-header";
import { differences, isFreeOfText, printPatternLine } from "./match";
import { waitForFlight } from "./wait-for-flight";
import { waitForResending } from "./wait-for-resending";
import {
  broken,
  latestOf,
  LEAVE,
  MET,
  printHeard,
  SKIP,
  type Heard,
  type SegmentExpectation,
  type WaitContext,
  type Waiting,
} from "./waiting";
/** @throws {Error} when a `resends` or a `flight` speaks of a segment that no step has named. */
export function waitFor(step: SegmentExpectation, context: WaitContext, now: Time): Waiting {
  switch (step.kind) {
    case "stack-sends":
      return waitForSegment(step.pattern, context, now);
    case "stack-resends":
      return waitForResending(step, context);
    case "stack-acknowledges":
      return waitForAcknowledgment(context, now);
    case "stack-transmits":
      return waitForText(step, context, now);
    case "stack-flight":
      return waitForFlight(step.flight, context, now);
    case "stays-silent":
      return waitForSilence(step, context, now);
  }
}

function waitForSegment(pattern: SegmentPattern, context: WaitContext, now: Time): Waiting {
  const { profile } = context;
  // A bare ACK may be held back (RFC 9293 3.8.6.3); everything else is due at once.
  const isBare = (pattern.flags & (ACK | SYN | FIN | RST | PSH)) === ACK && pattern.text === undefined;
  const mayWait = isBare && pattern.within === undefined;
  const delayed = mayWait ? latestOf(timingOf(DELAYED_ACK, profile)) : 0;
  const deadline = now + latestOf(timingOf(pattern.within ?? REACTION, profile)) + delayed;
  let nearest: Heard | undefined;
  const differencesOf = (heard: Heard, at: WaitContext) => [
    ...differences(pattern, heard.segment, at),
    ...ipDifferences(pattern.ip ?? {}, heard, at),
  ];
  const print = (heard: Heard, { initials }: WaitContext) =>
    [printHeard(heard.segment, initials), ...printIpFields(pattern.ip ?? {}, heard, context)].join(" ");
  return {
    deadline,
    hear(heard, current) {
      const found = differencesOf(heard, current);
      if (found.length === 0) return heard.at <= deadline ? MET : broken(tooLate(heard, current));
      if (pattern.isNext !== true && isBesideTheMatter(current.view, heard)) {
        nearest = heard;
        return SKIP;
      }
      return broken({
        kind: "wrong-segment",
        message: `the stack sent another segment than the rule asks for: ${found.map(({ field }) => field).join(", ")}`,
        expected: printPatternLine(pattern, current),
        actual: print(heard, current),
        differences: found,
        event: heard.event,
      });
    },
    expire(after) {
      const expected = printPatternLine(pattern, after);
      const within = deadline === now ? "at once" : `within ${printSeconds(deadline - now)} s`;
      if (nearest === undefined)
        return {
          kind: "no-segment",
          message: `the stack sent nothing ${within}`,
          expected,
          actual: "silence",
          differences: [],
        };
      return {
        kind: "no-segment",
        message: `the stack did not send it ${within}: only ACKs and repetitions, which it always may`,
        expected,
        actual: print(nearest, after),
        differences: differencesOf(nearest, after),
        event: nearest.event,
      };
    },
  };

  function tooLate(heard: Heard, current: WaitContext): Breach {
    return {
      kind: "wrong-time",
      message: "the right segment came too late",
      expected: `by ${printSeconds(deadline)} s`,
      actual: `${print(heard, current)} at ${printSeconds(heard.at)} s`,
      differences: [],
      event: heard.event,
    };
  }
}

function waitForAcknowledgment({ profile }: WaitContext, now: Time): Waiting {
  const deadline = now + latestOf(timingOf(REACTION, profile)) + latestOf(timingOf(DELAYED_ACK, profile));
  return {
    deadline,
    hear(heard, { view, initials }) {
      const { segment, event } = heard;
      if ((segment.flags & RST) !== 0)
        return broken({
          kind: "wrong-segment",
          message: "the stack reset the connection instead of acknowledging",
          expected: `Ack=${relative(view.rcvNxt, initials.peer)} (RCV.NXT)`,
          actual: printHeard(segment, initials),
          differences: [],
          event,
        });
      const bare = isBareAck(segment);
      if ((segment.flags & ACK) !== 0 && segment.ack === view.rcvNxt)
        return bare ? MET : { kind: "met-in-part", text: 0 };
      return bare && isBesideTheMatter(view, heard) ? SKIP : LEAVE;
    },
    expire: ({ view, initials }) =>
      view.acknowledged === view.rcvNxt
        ? undefined
        : {
            kind: "no-segment",
            message: "what the peer sent was not acknowledged",
            expected: `Ack=${relative(view.rcvNxt, initials.peer)} (RCV.NXT)`,
            actual: `the last one was Ack=${relative(view.acknowledged, initials.peer)}`,
            differences: [],
          },
  };
}

function waitForText(
  step: Extract<SegmentExpectation, { kind: "stack-transmits" }>,
  context: WaitContext,
  now: Time,
): Waiting {
  const { view, profile, userText, program } = context;
  const isFree = typeof step.text === "number" && isFreeOfText(program);
  const start = view.sndNxt;
  const position = view.iss === undefined ? 0 : diff(start, add(view.iss, 1));
  const given = userText.subarray(position, position + lengthOf(step.text));
  // Of a program above the stack we have not heard what it gave: it is the running text as well.
  const isGiven = typeof step.text === "number" && given.length === step.text;
  const expected = isGiven ? given : octetsOf(step.text, position);
  let heardOctets = 0;
  return {
    // It is the user, or a program above the stack, that takes its time here, and not the stack.
    deadline: now + latestOf(timingOf(RTO, profile)),
    hear(heard, current) {
      const { segment, event } = heard;
      if (isRetry(current.view, heard)) return SKIP;
      if (isBareAck(segment) && isBesideTheMatter(current.view, heard)) return SKIP;
      const next = add(start, heardOctets);
      // What went before may go again with what is new (RFC 9293 3.8.1, MAY-4 and 3.10.8).
      const again = Math.max(diff(next, segment.seq), 0);
      const brings = segment.text.subarray(again, again + expected.length - heardOctets);
      const isInOrder = add(segment.seq, again) === next && brings.length > 0;
      const wrong = isInOrder && !isFree ? brings.findIndex((octet, i) => octet !== expected[heardOctets + i]) : -1;
      if (!isInOrder || wrong >= 0)
        return broken({
          kind: wrong >= 0 ? "wrong-text" : "wrong-segment",
          message:
            wrong >= 0
              ? `octet ${heardOctets + wrong} of the text is not what the user sent`
              : "the stack sent something else than the text in order",
          expected: `${expected.length - heardOctets} octets more, from Seq=${relative(next, current.initials.stack)}`,
          actual: printHeard(segment, current.initials),
          differences: [],
          event,
        });
      heardOctets += brings.length;
      if (heardOctets < expected.length) return SKIP;
      const taken = again + brings.length;
      const more = taken < segment.text.length || (segment.flags & FIN) !== 0;
      return more ? { kind: "met-in-part", text: taken } : MET;
    },
    expire: () =>
      heardOctets === expected.length
        ? undefined
        : {
            kind: "no-segment",
            message: "the text did not come, or not all of it",
            expected: `${expected.length} octets`,
            actual: `${heardOctets} octets`,
            differences: [],
          },
  };
}

function waitForSilence(
  step: Extract<SegmentExpectation, { kind: "stays-silent" }>,
  { profile }: WaitContext,
  now: Time,
): Waiting {
  const { value, early } = timingOf(step.duration, profile);
  const deadline = now + (step.strictly === true ? value - early : value);
  return {
    deadline,
    hear(heard, { view, initials }) {
      const { segment, event, at } = heard;
      if (step.strictly !== true && (isRetry(view, heard) || isOwedAck(view, segment))) return SKIP;
      if (at > deadline) return LEAVE;
      return broken({
        kind: "unexpected-segment",
        message: "the stack sent a segment where the rule asks for none",
        expected: `silence for ${printSeconds(Math.max(deadline - now, MILLISECOND))} s`,
        actual: printHeard(segment, initials),
        differences: [],
        event,
      });
    },
    expire: () => undefined,
  };
}
