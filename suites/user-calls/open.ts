// RFC 9293 3.9.1.1 and 3.10.1: OPEN in the states that suites/handshake does not go through.

import {
  ACK,
  answersProbe,
  IRS,
  isGone,
  ISS,
  lastAck,
  listening,
  MINIMUM_RTO,
  mss,
  oneOf,
  peer,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  WAYS,
  type Step,
  type TcpState,
} from "../../harness/scenario";

/** The ACK of the FIN counts as it does without the call. */
const finIsAcknowledged = (state: TcpState): readonly Step[] =>
  [peer.sends(ACK), stack.isIn(state), state === "CLOSED" ? isGone() : answersProbe()].flat();

/** States in which OPEN finds a connection, and what shows that it goes on as before. */
const EXISTS: readonly (readonly [state: TcpState, goesOn: readonly Step[]])[] = [
  ["SYN-RECEIVED", [peer.sends(ACK), user.isTold("established"), ...answersProbe()]],
  ["FIN-WAIT-1", finIsAcknowledged("FIN-WAIT-2")],
  ["FIN-WAIT-2", answersProbe()],
  ["CLOSE-WAIT", answersProbe()],
  ["CLOSING", finIsAcknowledged("TIME-WAIT")],
  ["LAST-ACK", finIsAcknowledged("CLOSED")],
  ["TIME-WAIT", answersProbe()],
];

export const openCall = suite("user-calls/open", [
  ...EXISTS.map(([state, goesOn]) =>
    scenario(`exists-in-${state.toLowerCase()}`, `${state}: OPEN -> 'connection already exists', nothing changes`, {
      covers: ["793-3.9-OPEN-OTHER"],
      needs: ["half-close"], // Else who has closed may have no name left for the connection.
      from: Object.values(WAYS[state])[0]?.() ?? [],
      steps: [
        user.connect("connection already exists"),
        stack.staysSilent(MINIMUM_RTO.times(0.25)),
        stack.isIn(state),
        goesOn,
      ],
    }),
  ),

  // With the foreign socket, as this OPEN has it, a listener becomes a caller; many interfaces know no such call.
  scenario("on-a-listener", "LISTEN: active OPEN -> SYN, SYN-SENT; or an error, and still LISTEN", {
    covers: ["793-3.9-OPEN-LISTEN-ACTIVE"],
    from: listening(),
    steps: [
      user.connect("ok", "connection already exists", "connection illegal for this process", "other"),
      oneOf({
        "RFC 9293 3.10.1: SYN-SENT": [
          stack.sends(SYN, { seq: ISS }),
          stack.isIn("SYN-SENT"),
          peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
          stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
          stack.isIn("ESTABLISHED"),
        ],
        "no such call, and LISTEN as before": [
          stack.staysSilent(RTO.times(0.5)),
          stack.isIn("LISTEN"),
          peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
          stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
        ],
      }),
    ],
  }),

  scenario("again-after-the-end", "CLOSED after LAST-ACK: OPEN -> a SYN of its own, and a connection like the first", {
    covers: ["793-3.9-OPEN-CLOSED-ACTIVE", "793-3.9-SEGARR-LASTACK-ACK"],
    from: lastAck(),
    steps: [
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      // Which shows as well that nothing of the first one is left.
      isGone(),
      user.connect(),
      stack.sends(SYN),
      stack.isIn("SYN-SENT"),
      peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
      stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
    ],
  }),
]);
