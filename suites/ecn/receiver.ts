// RFC 3168 6.1.3 to 6.1.6: what a receiver tells of the marks on the datagrams that come, and how its ACKs travel.

import {
  ACK,
  ANSWER_SPACING,
  CWR,
  DATA,
  ECE,
  peer,
  RCV,
  scenario,
  settles,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  wait,
  type Step,
} from "../../harness/scenario";
import { agreed, CALL, MARKED, NOT_ECT, UNMARKED } from "./agreed";

/** The ACK of everything tells of a mark, or does not. */
const tells = stack.sends(ACK | ECE, { ack: RCV.NXT });
const tellsNothing = stack.sends(ACK, { ack: RCV.NXT, withoutFlags: ECE });

const unmarked: readonly Step[] = [peer.sends(DATA, { text: 10, ...UNMARKED })];
const marked: readonly Step[] = [peer.sends(DATA, { text: 10, ...MARKED })];
/** The peer has halved its window. */
const reduced: readonly Step[] = [peer.sends(DATA | CWR, { text: 10, ...UNMARKED })];

export const ecnReceiver = suite("ecn/receiver", [
  scenario("mark", "ESTABLISHED: text with CE -> ECE on its ACK and on every one after that", {
    covers: ["3168-6.1.1-CE-PROCESS", "3168-6.1.3-ECE-SET"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [
      [...unmarked, tellsNothing],
      [...marked, tells],
      [...unmarked, tells],
      [...unmarked, tells],
      [...unmarked, tells],
    ],
  }),

  scenario("mark-among-others", "ESTABLISHED: CE on the first of two segments -> the ACK of both has ECE", {
    covers: ["3168-6.1.3-ECE-SET"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [marked, unmarked, tells],
  }),

  scenario("reduced", "ESTABLISHED: CWR on new text -> no ECE on later ACKs, until there is another CE", {
    covers: ["3168-6.1.3-ECE-CLEAR", "3168-6.1.3-ECE-SET"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [
      [...marked, tells],
      // RFC 3168 6.1.3: what the ACK of this very segment says is left open.
      [...reduced, stack.acknowledges()],
      [...unmarked, tellsNothing],
      settles("3168-6.1.3-ECE-SET"),
      [...marked, tells],
      [...unmarked, tells],
    ],
  }),

  scenario("reduced-and-marked", "ESTABLISHED: CWR and CE on one segment -> ECE on its ACK and on those that follow", {
    covers: ["3168-6.1.3-ECE-CLEAR"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [[...marked, tells], peer.sends(DATA | CWR, { text: 10, ...MARKED }), tells, [...unmarked, tells]],
  }),

  scenario("not-agreed", "ESTABLISHED without ECN: text with CE -> taken, and no ECE", {
    covers: ["3168-6.1.1-NONEG-CE"],
    steps: [
      user.listen("discard"),
      peer.sends(SYN, CALL),
      stack.sends(SYN_ACK, { ack: RCV.NXT }),
      peer.sends(ACK),
      [...marked, tellsNothing],
      [...unmarked, tellsNothing],
    ],
  }),

  scenario("pure-ack", "ESTABLISHED: ACKs without text are not ECT, whether they tell of a mark or not", {
    covers: ["3168-6.1.4-PUREACK"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [
      [...unmarked, stack.sends(ACK, { ack: RCV.NXT, ip: NOT_ECT })],
      [...marked, stack.sends(ACK, { ack: RCV.NXT, ip: NOT_ECT })],
    ],
  }),

  scenario("old-text", "ESTABLISHED: CE on text left of the window -> an ACK without ECE", {
    covers: ["3168-6.1.5-OOW-CE"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [
      [...unmarked, tellsNothing],
      peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10, ...MARKED }),
      tellsNothing,
      [...unmarked, tellsNothing],
    ],
  }),

  scenario("far-text", "ESTABLISHED: CE on text right of the window -> an ACK without ECE", {
    covers: ["3168-6.1.5-OOW-CE"],
    needs: ["ecn"],
    from: agreed("discard"),
    steps: [
      [...unmarked, tellsNothing],
      wait.past(ANSWER_SPACING),
      peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).plus(RCV.WND), text: 10, ...MARKED }),
      tellsNothing,
      [...unmarked, tellsNothing],
    ],
  }),

  scenario("probe", "ESTABLISHED, the window full: CE on a probe -> ECE on the answer", {
    covers: ["3168-6.1.6-PROBE-RCV"],
    needs: ["ecn"],
    from: [...agreed(), peer.fillsWindow()],
    steps: [
      wait.past(ANSWER_SPACING),
      // RFC 9293 3.8.6.1: one octet, of which there is no room.
      peer.sends(DATA, { text: 1, ...MARKED }),
      stack.sends(ACK | ECE, { ack: RCV.NXT }),
    ],
  }),
]);
