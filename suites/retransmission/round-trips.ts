// RFC 6298 2.2, 2.3 and 4: from round-trip times to the RTO. A sender may be slower than that, and never faster (1).

import {
  ACK,
  DATA,
  IRS,
  ISS,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  rtoAfter,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  wait,
  type Step,
} from "../../harness/scenario";
import { echoed, unmeasured } from "./echo";

/** A round trip of somewhat less than so many times the least RTO. */
const roundTrip = (name: string, factor: number): readonly Step[] => [
  ...echoed(name),
  wait.shortOf(MINIMUM_RTO.times(factor)),
  peer.sends(ACK),
];

/** Text that nobody acknowledges goes again when these round trips have it so, or later. */
const isLost = (...trips: readonly string[]): readonly Step[] => [
  ...echoed("the text"),
  stack.resends("the text", { after: rtoAfter(...trips), orLater: true }),
];

/** The clock of a peer with timestamps. */
const T = 1_000_000;

const FORTY = Array.from({ length: 40 }, (_, i) => `trip ${i + 1}`);

export const roundTrips = suite("retransmission/round-trips", [
  scenario("first", "ESTABLISHED: one round trip -> text goes again after three of that, or later", {
    covers: ["6298-2.2-FIRST", "6298-1-NOTAGGRESSIVE", "6298-5-NOTEARLY"],
    from: unmeasured,
    steps: [roundTrip("a trip", 0.7), isLost("a trip")],
  }),

  scenario("longer", "ESTABLISHED: a longer round trip -> its deviation from the SRTT before it counts", {
    covers: ["6298-2.3-UPDATE", "6298-2.3-GAINS"],
    // The order is a MUST, but the gains that it is told by are not.
    level: "SHOULD",
    from: unmeasured,
    steps: [roundTrip("a trip", 0.5), roundTrip("a longer one", 1.2), isLost("a trip", "a longer one")],
  }),

  scenario("shorter", "ESTABLISHED: a shorter round trip -> SRTT comes down by an eighth of the difference", {
    covers: ["6298-2.3-GAINS"],
    from: unmeasured,
    steps: [roundTrip("a trip", 0.9), roundTrip("a shorter one", 0.45), isLost("a trip", "a shorter one")],
  }),

  scenario("alike", "ESTABLISHED: two round trips alike -> RTTVAR comes down by a quarter", {
    covers: ["6298-2.3-GAINS"],
    from: unmeasured,
    steps: [roundTrip("a trip", 0.8), roundTrip("another", 0.8), isLost("a trip", "another")],
  }),

  scenario("constant", "ESTABLISHED: forty round trips alike, RTTVAR all but gone -> no earlier than a round trip", {
    covers: ["6298-4-GRANULARITY", "6298-1-NOTAGGRESSIVE"],
    from: unmeasured,
    // RFC 6298 4: the clock's own grain keeps the RTO above them.
    steps: [FORTY.map((name) => roundTrip(name, 1.1)).flat(), isLost(...FORTY)],
  }),

  // RFC 7323 4.1: every ACK of something new tells of a round trip, that of the SYN,ACK as well.
  scenario("by-timestamps", "ESTABLISHED with timestamps: two round trips alike -> the RTO is theirs, or longer", {
    covers: ["6298-2.3-UPDATE", "6298-3-ONEPERRTT"],
    // The gains decide how long it is.
    level: "SHOULD",
    needs: ["timestamps"],
    from: [
      user.listen("echo"),
      peer.sends(SYN, { seq: IRS, options: [mss(1460)], tsValue: T }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, as: "the SYN+ACK" }),
      wait.shortOf(MINIMUM_RTO.times(0.7)),
      peer.sends(ACK, { tsValue: T + 1 }),
    ],
    steps: [
      peer.sends(DATA, { text: 100, tsValue: T + 2 }),
      stack.sends(DATA, { seq: SND.NXT, as: "a trip", within: RTO }),
      wait.shortOf(MINIMUM_RTO.times(0.7)),
      peer.sends(DATA, { text: 100, tsValue: T + 3 }),
      stack.sends(DATA, { seq: SND.NXT, as: "the text", within: RTO }),
      stack.resends("the text", { after: rtoAfter("the SYN+ACK", "a trip"), orLater: true }),
    ],
  }),
]);
