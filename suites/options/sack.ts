// RFC 2018, RFC 2883: what is told of text beyond a gap, and what is made of being told.

import {
  ACK,
  answersProbe,
  connection,
  DATA,
  established as establishedPlainly,
  FIN_ACK,
  IRS,
  isGone,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  sackPermitted,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

const SIZE = 1000;

const another = connection("another");

/** A connection whose sides may use SACK, or whose stack may not. */
function established(options: readonly [] | readonly [typeof sackPermitted] = [sackPermitted]): readonly Step[] {
  return [
    user.listen(),
    peer.sends(SYN, { seq: IRS, options: [mss(SIZE), ...options] }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    peer.sends(ACK),
    user.isTold("established"),
    stack.isIn("ESTABLISHED"),
  ];
}

/** Text beyond RCV.NXT, which stays where it is. */
const early = (from: number, to: number): Step => peer.sends(DATA, { seq: RCV.NXT.plus(from), text: to - from });

/** The block that the ACK of it begins with. */
const block = (from: number, to: number) => [RCV.NXT.plus(from), RCV.NXT.plus(to)] as const;

const needs = ["sack"] as const;

/** Text of so many segments, or more if some room is kept for blocks; nothing of it is acknowledged yet. */
const flight = (count: number): readonly Step[] => [user.send(count * SIZE), stack.transmits(count * SIZE)];

/** An ACK that stands still, and says that the segments from one to another are there. */
const hasArrived = (from: number, to: number): Step =>
  peer.sends(ACK, { ack: SND.UNA, sack: [[SND.UNA.plus(from * SIZE), SND.UNA.plus(to * SIZE)]] });

export const selectiveAcknowledgment = suite("options/sack", [
  scenario("permitted-in-an-answer", "LISTEN: SYN that permits SACK -> SYN,ACK that permits it", {
    covers: ["2018-4-SACK-CONSISTENT"],
    needs,
    from: listening(),
    steps: [
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE), sackPermitted] }),
      stack.sends(SYN_ACK, { ack: RCV.NXT, options: ["sack-permitted"] }),
    ],
  }),

  scenario("permitted-on-syns-alone", "a connection from its SYN to its FIN -> no permission behind the SYN,ACK", {
    covers: ["2018-2-SACKPERM-SYNONLY"],
    needs,
    steps: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(SIZE), sackPermitted] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, options: ["sack-permitted"] }),
      peer.sends(ACK),
      peer.sends(DATA, { seq: RCV.NXT.plus(2), text: "llo" }),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(2, 5)], without: ["sack-permitted"] }),
      peer.sends(DATA, { text: "he" }),
      stack.transmits("hello"),
      peer.sends(FIN_ACK),
      stack.sends(FIN_ACK, { ack: RCV.NXT, without: ["sack-permitted"], within: RTO }),
      peer.sends(ACK),
      isGone(),
    ],
  }),

  scenario("not-unless-permitted", "ESTABLISHED without SACK: text beyond a gap -> ACK without SACK", {
    covers: ["2018-4-NO-SACK-UNLESS"],
    from: established([]),
    steps: [
      early(10, 20),
      stack.acknowledges(),
      early(30, 40),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, without: ["sack"] }),
    ],
  }),

  scenario(
    "first-block",
    "ESTABLISHED: text beyond gaps, one after the other -> the block of the last one comes first",
    {
      covers: ["2018-4-FIRSTBLOCK", "2018-3-BLOCKFORM", "2018-4-ACK-EVERY"],
      needs,
      from: established(),
      steps: [
        early(10, 20),
        stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 20)] }),
        early(40, 50),
        stack.sends(ACK, { ack: RCV.NXT, sack: [block(40, 50)] }),
        // It grows to the left and to the right, and is still one.
        early(20, 25),
        stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 25)] }),
        early(35, 40),
        stack.sends(ACK, { ack: RCV.NXT, sack: [block(35, 50)] }),
        // And what lies between makes one of two.
        early(25, 35),
        stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 50)] }),
      ],
    },
  ),

  scenario("beside-text", "ESTABLISHED, text beyond a gap: text of the stack's -> blocks and text fit into the MSS", {
    covers: ["6691-2-SENDER-REDUCE", "MUST-16"],
    needs,
    from: [
      ...established(),
      early(10, 20),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 20)] }),
      early(30, 40),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(30, 40)] }),
    ],
    // How large they are is watched over in every scenario.
    steps: [user.send(3 * SIZE), stack.flight({ atLeast: 1 }), peer.sends(ACK), stack.flight({}), answersProbe()],
  }),

  scenario("blocks-are-repeated", "ESTABLISHED: text beyond two gaps -> both blocks, the last one first", {
    covers: ["2018-4-REPEAT", "2018-4-MAXBLOCKS"],
    needs,
    from: established(),
    steps: [
      early(10, 20),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 20)] }),
      early(30, 40),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(30, 40), block(10, 20)] }),
    ],
  }),

  scenario("gap-is-filled", "ESTABLISHED: the gap is filled -> ACK of all of it, without SACK", {
    covers: ["2018-3-BLOCKFORM"],
    needs,
    from: established(),
    steps: [
      early(10, 20),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 20)] }),
      peer.sends(DATA, { text: 10 }),
      stack.sends(ACK, { ack: RCV.NXT, without: ["sack"] }),
      user.receives(20),
    ],
  }),

  scenario("on-text", "ESTABLISHED: SEND while there is a gap -> text with SACK", {
    covers: ["2018-4-SACK-ALLACKS"],
    needs,
    from: established(),
    steps: [
      early(10, 20),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 20)] }),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text: 5, sack: [block(10, 20)] }),
    ],
  }),

  scenario("text-twice", "ESTABLISHED: text that is acknowledged comes again -> the first block tells of it, once", {
    covers: ["2883-4-DSACK-FIRST", "2883-4-DSACK-ONCE"],
    level: "SHOULD",
    needs: ["sack", "d-sack"],
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10 }),
      stack.acknowledges(),
      peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10 }),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(-10, 0)] }),
      peer.sends(DATA, { text: 10 }),
      stack.sends(ACK, { ack: RCV.NXT, without: ["sack"] }),
    ],
  }),

  scenario("text-twice-beyond-a-gap", "ESTABLISHED: a part of what is held comes again -> that part, then all of it", {
    covers: ["2883-4-DSACK-SECOND", "2883-4-DSACK-FIRST", "2883-4-DSACK-EDGES"],
    level: "SHOULD",
    needs: ["sack", "d-sack"],
    from: established(),
    steps: [
      early(10, 40),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(10, 40)] }),
      early(20, 30),
      stack.sends(ACK, { ack: RCV.NXT, sack: [block(20, 30), block(10, 40)] }),
    ],
  }),

  scenario(
    "only-the-gap-goes-again",
    "ESTABLISHED: SACK of all but the first segment -> that one goes again, no other",
    {
      covers: ["2018-5-SKIP-SACKED", "6675-4-NEXTSEG"],
      needs,
      from: established(),
      steps: [
        flight(4),
        hasArrived(1, 2),
        hasArrived(1, 3),
        hasArrived(1, 4),
        stack.sends(DATA, { seq: SND.UNA, within: MINIMUM_RTO.times(0.5) }),
        // Another that went again would be acknowledged by this, and would come before what follows.
        peer.sends(ACK, { ack: SND.NXT }),
        stack.staysSilent(MINIMUM_RTO.times(4)),
        user.send(5),
        stack.sends(DATA, { seq: SND.NXT, text: 5 }),
      ],
    },
  ),

  scenario("kept-until-acknowledged", "ESTABLISHED: the peer drops what it had SACKed -> every octet goes again", {
    covers: ["2018-5-KEEP-UNTIL-ACK", "2018-5-RETX-LEFT"],
    needs,
    // Only where text goes again at all does it say something that this does.
    from: [
      ...establishedPlainly("another"),
      another.user.send(10),
      another.stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      another.stack.resends("the text", { after: MINIMUM_RTO }),
      another.peer.sends(ACK),
      ...established(),
    ],
    steps: [
      flight(3),
      hasArrived(1, 3),
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE) }),
      stack.sends(DATA, { seq: SND.UNA, within: RTO.times(2) }),
      peer.sends(ACK, { ack: SND.UNA.plus(SIZE) }),
      stack.sends(DATA, { seq: SND.UNA, within: RTO.times(4) }),
      peer.sends(ACK),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),
]);
