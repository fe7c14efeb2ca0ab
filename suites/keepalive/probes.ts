// RFC 9293 3.8.4: keep-alives, which only come when they were asked for and nothing else has come for long.

import {
  ACK,
  answersProbe,
  connection,
  DATA,
  established,
  FIN_ACK,
  oneOf,
  peer,
  RCV,
  REACTION,
  RST,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

const second = connection("second");

/** Short, since clocks are real on some stacks; in whole seconds, as some interfaces have it. */
const INTERVAL = SECONDS.times(3);

const chosen = user.chooses({ keepAliveInterval: INTERVAL, keepAlive: true });

/** Left of the window, so that the peer has to answer; when it comes, beyond the interval, is the stack's affair. */
const PROBE = { seq: SND.NXT.minus(1), ack: RCV.NXT } as const;

const probeWithin = (within: typeof INTERVAL): Step =>
  oneOf({
    "RFC 9293 3.8.4, SHLD-12: a probe without text": [stack.sends(ACK, { ...PROBE, within })],
    "RFC 9293 3.8.4, MAY-6: a probe with an octet of garbage": [
      stack.sends(DATA, { ...PROBE, within, textAtMost: { v4: 1, v6: 1 } }),
    ],
  });

const probe = probeWithin(INTERVAL.times(2));

/**
 * Nothing but what is owed. Where clocks are real the harness may be late in beginning to count, so it stops well before the
 * interval is over.
 */
const idleFor = (interval: typeof INTERVAL): Step => stack.staysSilent(interval.times(0.9));

/** Nothing for a whole interval, then a probe. */
const probed: readonly Step[] = [idleFor(INTERVAL), probe];

export const keepAlives = suite("keepalive/probes", [
  scenario("interval", "ESTABLISHED: another interval -> the next probe comes after that", {
    covers: ["MUST-27"],
    from: established(),
    steps: [
      chosen,
      ...probed,
      peer.sends(ACK),
      user.chooses({ keepAliveInterval: INTERVAL.times(2) }),
      idleFor(INTERVAL.times(2)),
      probe,
      peer.sends(ACK),
      ...answersProbe(),
    ],
  }),

  scenario("on-and-off", "two ESTABLISHED: keep-alives on one -> probes there; off again -> none", {
    covers: ["MUST-24", "MAY-5"],
    from: [...established(), ...established("second")],
    steps: [
      chosen,
      ...probed,
      second.stack.sendsNothing(REACTION),
      peer.sends(ACK),
      user.chooses({ keepAlive: false }),
      stack.sendsNothing(INTERVAL.times(2)),
      ...answersProbe(),
      second.stack.sendsNothing(REACTION),
      ...second.answersProbe(),
    ],
  }),

  scenario("off-unless-chosen", "ESTABLISHED: an interval chosen, and nothing else -> no probe", {
    covers: ["MUST-25"],
    from: established(),
    steps: [
      user.chooses({ keepAliveInterval: INTERVAL }),
      stack.sendsNothing(INTERVAL.times(3)),
      ...answersProbe(),
      user.chooses({ keepAlive: true }),
      wait.past(INTERVAL),
      probe,
      peer.sends(ACK),
      ...answersProbe(),
    ],
  }),

  scenario("off-for-hours", "ESTABLISHED: idle for three hours, nothing chosen -> no probe", {
    covers: ["MUST-25"],
    // Without them it would prove nothing.
    needs: ["choose-keep-alive", "virtual-time"],
    from: established(),
    steps: [stack.sendsNothing(SECONDS.times(3 * 3600)), ...answersProbe()],
  }),

  scenario("two-hours", "ESTABLISHED: keep-alives on, no interval chosen -> no probe in two hours, then one", {
    covers: ["MUST-28"],
    needs: ["virtual-time"],
    from: established(),
    steps: [
      user.chooses({ keepAlive: true }),
      stack.staysSilent(SECONDS.times(2 * 3600 - 1)),
      probeWithin(SECONDS.times(24 * 3600)),
      peer.sends(ACK),
      ...answersProbe(),
    ],
  }),

  ...[
    { name: "text", segment: peer.sends(DATA, { text: 10 }) },
    { name: "ack", segment: peer.sends(ACK) },
  ].map(({ name, segment }) =>
    scenario(`${name}-begins-it-anew`, `ESTABLISHED: ${name} within the interval -> a whole interval until the probe`, {
      covers: ["MUST-26"],
      from: established(),
      steps: [chosen, stack.sendsNothing(INTERVAL.times(0.6)), segment, ...probed, peer.sends(ACK), ...answersProbe()],
    }),
  ),

  scenario(
    "not-while-text-is-out",
    "ESTABLISHED: text that nobody acknowledges -> it is repeated, and nothing is probed",
    {
      covers: ["MUST-26"],
      from: [...established(), user.send(100), stack.transmits(100)],
      steps: [
        chosen,
        stack.staysSilent(INTERVAL.times(3)),
        peer.sends(ACK),
        ...probed,
        peer.sends(ACK),
        ...answersProbe(),
      ],
    },
  ),

  // RFC 9293 3.10.7.4, eighth: TIME-WAIT begins with all other timers turned off.
  scenario("none-in-time-wait", "FIN-WAIT-2, keep-alives on: FIN -> its ACK in TIME-WAIT, and no probe any more", {
    covers: ["793-3.9-SEGARR-FINW2-FIN"],
    from: established(),
    steps: [
      chosen,
      ...probed,
      peer.sends(ACK),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.sendsNothing(INTERVAL.times(3)),
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1) }),
      oneOf({
        "RFC 9293 3.10.7.4: TIME-WAIT answers the FIN": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT })],
        "RFC 9293 3.10.7.1: 2 MSL are over": [stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT })],
      }),
    ],
  }),

  scenario("one-goes-astray", "ESTABLISHED: a probe without an answer -> another one, and the connection is there", {
    covers: ["MUST-29"],
    from: established(),
    steps: [
      chosen,
      ...probed,
      probe,
      user.isNotTold("timeout", "reset"),
      peer.sends(ACK),
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      ...answersProbe(),
    ],
  }),

  scenario("without-text", "ESTABLISHED: keep-alives chosen -> the probe has no text", {
    covers: ["SHLD-12"],
    from: established(),
    steps: [chosen, stack.sends(ACK, { ...PROBE, within: INTERVAL.times(3) }), peer.sends(ACK), ...answersProbe()],
  }),
]);
