// RFC 9293 3.6, case 1, and figure 12, the left side: the user of the stack closes first.

import {
  ACK,
  answersProbe,
  DATA,
  established,
  establishedActively,
  FIN_ACK,
  finWait1,
  finWait2,
  isGone,
  MINIMUM_RTO,
  MSL,
  peer,
  RCV,
  scenario,
  settles,
  SND,
  stack,
  suite,
  URG,
  user,
  wait,
} from "../../harness/scenario";

export const activeClose = suite("close/active", [
  scenario("four-segments", "ESTABLISHED: CLOSE -> FIN,ACK; four segments later TIME-WAIT, 2 MSL later CLOSED", {
    covers: ["793-3.5-CLOSE-NORMAL", "793-3.9-CLOSE-ESTAB", "793-3.9-SEGARR-FINW1-ACK", "793-3.9-SEGARR-FINW2-FIN"],
    from: established(),
    steps: [
      user.close(),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK, { ack: SND.NXT }), // SND.NXT counts the FIN by now.
      stack.isIn("FIN-WAIT-2"),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("TIME-WAIT"),
      wait.past(MSL.times(2)),
      stack.isIn("CLOSED"),
      isGone(),
    ],
  }),

  scenario(
    "four-segments-after-active-open",
    "ESTABLISHED by an active OPEN: the same four segments, the same states",
    {
      covers: ["793-3.5-CLOSE-NORMAL", "793-3.9-CLOSE-ESTAB"],
      from: establishedActively(),
      steps: [
        user.close(),
        stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
        stack.isIn("FIN-WAIT-1"),
        peer.sends(ACK),
        stack.isIn("FIN-WAIT-2"),
        peer.sends(FIN_ACK),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        stack.isIn("TIME-WAIT"),
        // TIME-WAIT is there to acknowledge the FIN once more; a connection that is gone would reset.
        peer.resends(),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      ],
    },
  ),

  scenario("three-segments", "FIN-WAIT-1: FIN that acknowledges ours -> ACK, TIME-WAIT at once", {
    covers: ["793-3.9-SEGARR-FINW1-FIN", "793-3.9-SEGARR-FINW1-ACK"],
    from: finWait1(),
    steps: [
      peer.sends(FIN_ACK, { seq: RCV.NXT, ack: SND.NXT }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("TIME-WAIT"),
      // Acknowledged, our FIN comes no more; a repeated FIN of the peer's shows that the stack is listening.
      stack.staysSilent(MINIMUM_RTO.times(4)),
      peer.resends(),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    ],
  }),

  scenario(
    "fin-follows-the-text",
    "ESTABLISHED: SEND and CLOSE -> the text, then FIN with the number after its last octet",
    {
      covers: [
        "793-3.5-CLOSE-DELIVERS-QUEUE",
        "793-3.3-SYN-FIN-OCCUPY",
        "793-3.9-CLOSE-ESTAB",
        "793-3.9-SEGARR-FINW1-ACK",
      ],
      from: established(),
      steps: [
        user.send(100),
        user.close(),
        stack.transmits(100),
        stack.sends(FIN_ACK, { seq: SND.NXT, as: "the FIN" }),
        stack.isIn("FIN-WAIT-1"),
        // An ACK of the text alone does not cover the FIN.
        settles("793-3.9-SEGARR-FINW1-ACK"),
        peer.sends(ACK, { ack: SND.NXT.minus(1) }),
        stack.isIn("FIN-WAIT-1"),
        peer.sends(ACK, { ack: SND.NXT }),
        stack.isIn("FIN-WAIT-2"),
        stack.staysSilent(MINIMUM_RTO.times(5)),
        answersProbe(),
      ],
    },
  ),

  scenario(
    "text-again",
    "ESTABLISHED: no ACK of the text -> the same octets after RTO; the FIN has its place behind them",
    {
      covers: ["793-3.9-TIMEOUT-RETX", "793-3.7-RETX-CONSISTENT", "793-3.3-SYN-FIN-OCCUPY"],
      from: established(),
      steps: [
        user.send(20),
        stack.sends(DATA, { seq: SND.NXT, text: 20, as: "the text" }),
        stack.resends("the text", { after: MINIMUM_RTO }),
        stack.resends("the text", { after: MINIMUM_RTO.times(2) }),
        peer.sends(ACK),
        settles("793-3.3-SYN-FIN-OCCUPY"),
        user.close(),
        stack.sends(FIN_ACK, { seq: SND.NXT }),
      ],
    },
  ),

  scenario("fin-again", "FIN-WAIT-1: no ACK -> the same FIN after RTO, and after twice that", {
    covers: ["793-3.9-TIMEOUT-RETX", "793-3.7-RETX-CONSISTENT", "6298-5.5-DOUBLE"],
    from: finWait1(),
    steps: [
      stack.resends("the FIN", { after: MINIMUM_RTO }),
      stack.resends("the FIN", { after: MINIMUM_RTO.times(2) }),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      stack.staysSilent(MINIMUM_RTO.times(5)),
      answersProbe(),
    ],
  }),

  scenario("text-in-fin-wait-1", "FIN-WAIT-1: text -> acknowledged and delivered: only our half is closed", {
    covers: ["793-3.9-SEGARR-FINW1-TEXT", "793-3.5-CLOSE-HALF-RECV"],
    needs: ["half-close"],
    from: finWait1(),
    steps: [
      peer.sends(DATA, { ack: SND.UNA, text: 30 }),
      stack.acknowledges(),
      user.receives(30),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
    ],
  }),

  scenario("text-in-fin-wait-2", "FIN-WAIT-2: text -> acknowledged and delivered, then FIN -> TIME-WAIT", {
    covers: ["793-3.9-SEGARR-FINW2-TEXT", "793-3.5-CLOSE-HALF-RECV"],
    needs: ["half-close"],
    from: finWait2(),
    steps: [
      peer.sends(DATA, { text: 30 }),
      stack.acknowledges(),
      user.receives(30),
      stack.isIn("FIN-WAIT-2"),
      peer.sends(DATA, { text: 20 }),
      stack.acknowledges(),
      user.receives(20),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      user.isTold("end of stream"),
      stack.isIn("TIME-WAIT"),
    ],
  }),

  scenario("urgent-text-in-fin-wait-1", "FIN-WAIT-1: urgent text -> acknowledged, the user is told of it", {
    covers: ["793-3.9-SEGARR-FINW1-URG"],
    needs: ["half-close"],
    from: finWait1(),
    steps: [
      peer.sends(DATA | URG, { ack: SND.UNA, text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      stack.isIn("FIN-WAIT-1"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
    ],
  }),

  scenario("urgent-text-in-fin-wait-2", "FIN-WAIT-2: urgent text -> acknowledged, the user is told of it", {
    covers: ["793-3.9-SEGARR-FINW2-URG"],
    needs: ["half-close"],
    from: finWait2(),
    steps: [
      peer.sends(DATA | URG, { text: 10, urgentPointer: 10 }),
      stack.acknowledges(),
      user.isTold("urgent data"),
      stack.isIn("FIN-WAIT-2"),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("TIME-WAIT"),
    ],
  }),

  scenario("fin-with-text", "FIN-WAIT-2: FIN with text -> both acknowledged, the text is delivered, TIME-WAIT", {
    covers: ["793-3.9-SEGARR-FINW2-FIN", "793-3.3-SYN-FIN-OCCUPY"],
    needs: ["half-close"],
    from: finWait2(),
    steps: [peer.sends(FIN_ACK, { text: 12 }), stack.acknowledges(), stack.isIn("TIME-WAIT"), user.receives(12)],
  }),

  scenario("close-twice", "FIN-WAIT-1 and FIN-WAIT-2: CLOSE again -> no second FIN", {
    covers: ["793-3.9-CLOSE-FINWAIT"],
    from: finWait1(),
    steps: [
      user.close("ok", "connection closing"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      user.close("ok", "connection closing"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      stack.isIn("FIN-WAIT-2"),
      answersProbe(),
    ],
  }),

  scenario("send-after-close", "FIN-WAIT-1 and FIN-WAIT-2: SEND -> 'connection closing', nothing is sent", {
    covers: ["793-3.9-SEND-CLOSINGSTATES"],
    from: finWait1(),
    steps: [
      user.send(10, "connection closing"),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      user.send(10, "connection closing"),
      stack.staysSilent(MINIMUM_RTO.times(4)),
      answersProbe(),
    ],
  }),
]);
