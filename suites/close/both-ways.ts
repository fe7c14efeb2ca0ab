// RFC 9293 3.6.1: CLOSE may end reading as well. Then a reset has to show what is lost on the user.

import {
  ACK,
  DATA,
  established,
  FIN_ACK,
  finWait2,
  HTTP_ANSWER,
  HTTP_REQUEST,
  IRS,
  isGone,
  ISS,
  mss,
  oneOf,
  peer,
  RCV,
  RST,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

const ONE_SIDED = "RFC 9293 3.6.1: the user may still receive";
const BOTH_WAYS = "RFC 9293 3.6.1 (MAY-1, SHLD-3): CLOSE ends reading, and a reset shows what is lost";

/** MAY-1 leaves the choice; whoever takes it should follow SHLD-3. */
const RULES = { covers: ["MAY-1", "SHLD-3"], level: "SHOULD" } as const;

const RESETS: readonly Step[] = [stack.sends(RST, { optionalFlags: ACK }), ...isGone()];

export const closesBothWays = suite("close/both-ways", [
  scenario("text-after-close", "FIN-WAIT-2: text after CLOSE -> the user receives it, or RST", {
    ...RULES,
    from: finWait2(),
    steps: [
      peer.sends(DATA, { text: 10 }),
      oneOf({ [ONE_SIDED]: [stack.acknowledges(), user.receives(10)], [BOTH_WAYS]: RESETS }),
    ],
  }),

  scenario("unread-at-close", "ESTABLISHED: CLOSE with text that nobody has read -> the user receives it, or RST", {
    ...RULES,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      user.close(),
      oneOf({
        [ONE_SIDED]: [stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }), peer.sends(ACK), user.receives(10)],
        [BOTH_WAYS]: RESETS,
      }),
    ],
  }),

  scenario("text-after-the-page", "FIN-WAIT-2: text for a web server that has closed -> taken, or RST", {
    ...RULES,
    steps: [
      user.listen("http"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { text: HTTP_REQUEST }),
      stack.acknowledges(),
      stack.transmits(HTTP_ANSWER),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
      peer.sends(ACK),
      peer.sends(DATA, { text: 10 }),
      oneOf({ [ONE_SIDED]: [stack.acknowledges()], [BOTH_WAYS]: RESETS }),
    ],
  }),
]);
