// RFC 6298 2.1, 2.4, 2.5 and 5.7: how short the RTO may get, and how long it has to be able to.

import {
  ACK,
  DATA,
  IRS,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  synSent,
  SYN_ACK,
  user,
} from "../../harness/scenario";
import { connected, echoed, quickTrips, unmeasured } from "./echo";

export const rtoBounds = suite("retransmission/bounds", [
  scenario("least", "ESTABLISHED: round trips of no length -> text goes again after a second, or later", {
    covers: ["6298-2.4-MIN1S", "1122-4.2.3.1-RTO-BOUNDS"],
    from: connected,
    steps: [quickTrips, echoed("the text"), stack.resends("the text", { after: SECONDS, orLater: true })],
  }),

  scenario("longest", "ESTABLISHED: text goes again and again -> the time between is no less than a minute at last", {
    covers: ["6298-2.5-MAX60", "1122-4.2.3.1-RTO-BOUNDS"],
    needs: ["virtual-time"],
    // A stack that gives up before that puts the question to nobody.
    from: [
      ...unmeasured,
      ...echoed("the text"),
      ...Array.from({ length: 6 }, () => stack.resends("the text", { after: RTO, orLater: true })),
    ],
    // Twice a second, six times over, is more.
    steps: [stack.resends("the text", { after: SECONDS.times(60), orLater: true })],
  }),

  scenario(
    "after-a-lost-syn",
    "SYN-SENT: the SYN went twice -> the first text goes again after three seconds, or later",
    {
      covers: ["6298-5.7-SYN3S"],
      from: [...synSent(), stack.resends("the SYN", { after: RTO })],
      steps: [
        peer.sends(SYN_ACK, { seq: IRS, options: [mss(1460)] }),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        user.isTold("established"),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
        stack.resends("the text", { after: SECONDS.times(3), orLater: true }),
      ],
    },
  ),

  scenario(
    "after-a-lost-syn-ack",
    "SYN-RECEIVED: the SYN,ACK went twice -> three seconds for the first text as well, or not",
    {
      covers: ["6298-5.7-SYN3S"],
      from: unmeasured,
      steps: [
        echoed("the text"),
        oneOf({
          "RFC 6298 5.7, of any SYN": [stack.resends("the text", { after: SECONDS.times(3), orLater: true })],
          "RFC 6298 5.7, of the SYN of an active OPEN": [stack.resends("the text", { after: RTO, orLater: true })],
        }),
      ],
    },
  ),
]);
