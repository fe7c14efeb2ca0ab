// RFC 9293 3.3.2, 3.10.7.2 and 3.10.7.4: calls that nobody means. What becomes of them is a stack's own choice; a connection that is
// there and a caller who comes later are no part of it.

import {
  ACK,
  answersProbe,
  connection,
  DATA,
  established,
  IRS,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  wait,
  RTO,
  type Step,
} from "../../harness/scenario";

const CALL = { seq: IRS, options: [mss(1460)] } as const;

const listener = connection("a listener");
const caller = connection("an honest caller");

/** More half-open connections than most listeners have room for. */
const MANY = 64;

/** Call upon call until the listener has no room for more, or there are many; `thenEach` comes after that, for each call. */
function flood(thenEach: (call: ReturnType<typeof connection>) => readonly Step[], from = 1): readonly Step[] {
  if (from > MANY) return [];
  const call = connection(`call ${from}`);
  return [
    call.peer.sends(SYN, CALL),
    oneOf({
      "there is room": [call.stack.sends(SYN_ACK, { ack: RCV.NXT }), ...flood(thenEach, from + 1), ...thenEach(call)],
      "there is none: the call is dropped": [call.stack.staysSilent(RTO.times(0.5))],
    }),
  ];
}

/** A connection, and beside it a listener that takes anybody. */
const BOTH: readonly Step[] = [...established(), listener.user.listenToAnybody()];

const CONNECTION_GOES_ON: readonly Step[] = [
  peer.sends(DATA, { text: 10 }),
  stack.acknowledges(),
  user.receives(10),
  user.send(10),
  stack.transmits(10),
  peer.sends(ACK),
  ...answersProbe(),
];

const CALLER_IS_HEARD: readonly Step[] = [
  caller.peer.sends(SYN, CALL),
  caller.stack.sends(SYN_ACK, { ack: RCV.NXT }),
  caller.peer.sends(ACK),
  ...caller.answersProbe(),
];

export const calls = suite("attack/calls", [
  scenario("flood", "ESTABLISHED, and as many half-open connections beside it as there is room for -> it goes on", {
    covers: ["793-3.1-HDR-PORTDEMUX"],
    from: BOTH,
    steps: [flood(() => []), CONNECTION_GOES_ON],
  }),

  // RFC 9293 3.10.7.4, second: a reset brings a listener back what the call has taken.
  scenario("flood-is-over", "LISTEN: calls until there is no room, then all are reset -> the next caller is answered", {
    covers: ["793-3.9-SEGARR-SYNRCVD-RST", "793-3.9-SEGARR-LISTEN-SYN"],
    from: BOTH,
    steps: [flood((call) => [call.peer.sends(RST)]), CALLER_IS_HEARD, CONNECTION_GOES_ON],
  }),

  // "Land": the answer, if there is one, goes to the stack itself.
  scenario("land", "LISTEN: SYN from the stack's own socket -> the next caller is answered", {
    covers: ["793-3.9-SEGARR-LISTEN-SYN", "793-3.1-HDR-PORTDEMUX"],
    from: BOTH,
    steps: [peer.sends(SYN, { ...CALL, source: "stack" }), wait.past(RTO), CALLER_IS_HEARD, CONNECTION_GOES_ON],
  }),
]);
