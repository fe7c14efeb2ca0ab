// RFC 9293 3.6, case 2, and figure 12, the right side: the peer closes first.

import {
  ACK,
  answersProbe,
  closeWait,
  DATA,
  established,
  FIN_ACK,
  generated,
  goesOnGenerating,
  IRS,
  ISS,
  isGone,
  lastAck,
  MINIMUM_RTO,
  MSL,
  mss,
  oneOf,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  user,
  wait,
} from "../../harness/scenario";

export const passiveClose = suite("close/passive", [
  scenario("four-segments", "ESTABLISHED: FIN -> ACK, CLOSE-WAIT; CLOSE -> FIN, LAST-ACK; ACK -> CLOSED", {
    covers: ["793-3.5-CLOSE-NORMAL", "793-3.9-CLOSE-CLOSEWAIT", "793-3.9-SEGARR-LASTACK-ACK", "1122-4.2.2.20a"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { seq: RCV.NXT }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), // RCV.NXT counts the FIN by now.
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("LAST-ACK"),
      peer.sends(ACK, { ack: SND.NXT }),
      stack.isIn("CLOSED"),
      // The passive closer has no TIME-WAIT: the next segment draws a reset.
      stack.staysSilent(MINIMUM_RTO.times(4)),
      isGone(),
    ],
  }),

  scenario("three-segments", "ESTABLISHED: FIN, and the user closes at once -> ACK and FIN, in one segment or in two", {
    covers: ["793-3.5-CLOSE-NORMAL", "793-3.9-CLOSE-CLOSEWAIT", "1122-4.2.2.20a"],
    steps: [
      user.listen("discard"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      peer.sends(ACK),
      stack.isIn("ESTABLISHED"),
      peer.sends(FIN_ACK),
      oneOf({
        "RFC 9293 3.6, FIN with the ACK: three segments": [
          stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
        ],
        "RFC 9293 figure 12, FIN after the ACK: four segments": [
          stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
          stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
        ],
      }),
      stack.isIn("LAST-ACK"),
      peer.sends(ACK, { ack: SND.NXT }),
      // The program may well listen for the next caller: it is the wire that tells.
      stack.staysSilent(MINIMUM_RTO.times(4)),
      isGone(),
    ],
  }),

  scenario(
    "while-it-sends",
    "ESTABLISHED: FIN in the middle of text without end -> ACK of the FIN, and the text goes on",
    {
      covers: ["793-3.9-SEGARR-ESTAB-FIN"],
      from: [...generated([mss(400)], 1200), goesOnGenerating, stack.flight({})],
      steps: [
        peer.sends(FIN_ACK),
        stack.acknowledges(),
        oneOf({
          "RFC 9293 3.6, case 2, what the program has sent goes on": [goesOnGenerating],
          "RFC 9293 3.6, the program has closed, and there was no more": [
            stack.sends(FIN_ACK, { seq: SND.NXT, within: RTO }),
          ],
        }),
      ],
    },
  ),

  scenario("fin-with-text", "ESTABLISHED: FIN with text -> one number after both; the text comes before the end", {
    covers: ["793-3.9-SEGARR-ESTAB-FIN", "793-3.3-SYN-FIN-OCCUPY", "793-3.9-RECV-CLOSEWAIT-DATA"],
    from: established(),
    steps: [
      peer.sends(FIN_ACK, { text: 25 }),
      stack.acknowledges(),
      stack.isIn("CLOSE-WAIT"),
      user.receives(25),
      user.isTold("end of stream"),
    ],
  }),

  scenario("fin-on-the-third-segment", "SYN-RECEIVED: ACK with FIN -> CLOSE-WAIT, the user is told of both", {
    covers: ["793-3.9-SEGARR-SYNRCVD-FIN"],
    from: synReceived(),
    steps: [
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: ISS.plus(1), ack: RCV.NXT }),
      user.isTold("established"),
      user.isTold("end of stream"),
      stack.isIn("CLOSE-WAIT"),
      answersProbe(),
    ],
  }),

  scenario(
    "fin-beyond-a-gap",
    "ESTABLISHED: text and FIN beyond a gap -> neither acknowledged nor taken until the gap is filled",
    {
      covers: ["793-3.9-SEGARR-ESTAB-FIN", "793-3.3-ACK-CUMULATIVE"],
      from: established(),
      steps: [
        peer.sends(DATA, { seq: RCV.NXT.plus(10), text: 5 }),
        stack.acknowledges(),
        peer.sends(FIN_ACK, { seq: RCV.NXT.plus(15), text: 5 }),
        stack.acknowledges(),
        stack.isIn("ESTABLISHED"),
        peer.sends(DATA, { seq: RCV.NXT, text: 10 }),
        // A stack that kept what lay beyond the gap is done; one that did not (SHLD-31) gets it again.
        peer.sends(FIN_ACK, { seq: RCV.NXT.minus(11), text: 10 }),
        stack.acknowledges(),
        stack.isIn("CLOSE-WAIT"),
        user.receives(20),
        user.isTold("end of stream"),
      ],
    },
  ),

  scenario("waits-for-the-user", "CLOSE-WAIT: the user does nothing -> no FIN", {
    covers: ["793-3.5-FIN-WAITS-FOR-USER"],
    from: closeWait(),
    steps: [stack.staysSilent(RTO.times(3)), stack.isIn("CLOSE-WAIT"), answersProbe()],
  }),

  scenario(
    "text-from-close-wait",
    "CLOSE-WAIT: SEND -> sent as ever, the ACK covers the FIN; the FIN follows the text",
    {
      covers: ["793-3.5-CLOSE-HALF-SEND", "793-3.9-SEND-CLOSEWAIT", "793-3.9-SEGARR-CLOSEW-ACK"],
      from: closeWait(),
      steps: [
        user.send(40),
        stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text: 40 }),
        peer.sends(ACK),
        // Acknowledged, it comes no more.
        stack.staysSilent(MINIMUM_RTO.times(4)),
        user.send(15),
        user.close(),
        stack.transmits(15),
        stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
        stack.isIn("LAST-ACK"),
        peer.sends(ACK),
        stack.isIn("CLOSED"),
        isGone(),
      ],
    },
  ),

  scenario("fin-repeated-in-close-wait", "CLOSE-WAIT: the peer's FIN again -> the same ACK again", {
    covers: ["793-3.9-SEGARR-CLOSEW-FIN"],
    from: closeWait(),
    steps: [
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      // It is TIME-WAIT that a FIN which comes again makes longer, and that ends.
      wait.past(MSL.times(2)),
      stack.isIn("CLOSE-WAIT"),
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario("fin-again", "LAST-ACK: no ACK -> the same FIN after RTO, and after twice that", {
    covers: ["793-3.9-TIMEOUT-RETX", "6298-5.5-DOUBLE"],
    from: lastAck(),
    steps: [
      stack.resends("the FIN", { after: MINIMUM_RTO }),
      stack.resends("the FIN", { after: MINIMUM_RTO.times(2) }),
      stack.isIn("LAST-ACK"),
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      stack.staysSilent(MINIMUM_RTO.times(5)),
      isGone(),
    ],
  }),

  scenario(
    "fin-again-after-another-ack",
    "LAST-ACK: an ACK that does not cover the FIN -> the FIN goes on going again",
    {
      covers: ["793-3.9-TIMEOUT-RETX"],
      from: [...lastAck(), stack.resends("the FIN", { after: MINIMUM_RTO })],
      steps: [
        peer.sends(ACK, { ack: SND.UNA }),
        stack.resends("the FIN", { after: MINIMUM_RTO, orLater: true }),
        peer.sends(ACK),
        stack.isIn("CLOSED"),
      ],
    },
  ),

  scenario("ack-short-of-the-fin", "LAST-ACK: an ACK that does not cover the FIN -> still LAST-ACK", {
    covers: ["793-3.9-SEGARR-LASTACK-ACK"],
    from: lastAck(),
    steps: [peer.sends(ACK, { ack: SND.UNA }), stack.isIn("LAST-ACK"), peer.sends(ACK), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("fin-repeated-in-last-ack", "LAST-ACK: the peer's FIN again -> the same ACK again, still LAST-ACK", {
    covers: ["793-3.9-SEGARR-LASTACK-FIN"],
    from: lastAck(),
    steps: [
      peer.sends(FIN_ACK, { seq: RCV.NXT.minus(1), ack: SND.UNA }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("LAST-ACK"),
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario("close-twice", "LAST-ACK: CLOSE again -> 'connection closing', nothing new is sent", {
    covers: ["793-3.9-CLOSE-CLOSINGSTATES"],
    from: lastAck(),
    steps: [
      user.close("connection closing", "ok"),
      stack.staysSilent(MINIMUM_RTO.times(0.5)),
      peer.sends(ACK),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario(
    "receive-at-the-end",
    "CLOSE-WAIT: RECEIVE with nothing left -> 'connection closing' or the end of the stream",
    {
      covers: ["793-3.9-RECV-CLOSEWAIT-EMPTY", "MUST-12"],
      from: closeWait(),
      steps: [user.isTold("end of stream"), user.receive("ok", "connection closing"), user.receives(0)],
    },
  ),
]);
