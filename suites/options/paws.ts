// RFC 7323 5: protection against wrapped sequences (PAWS), segments that are too old by their timestamps.

import {
  ACK,
  DATA,
  isGone,
  MINIMUM_RTO,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SECONDS,
  SND,
  stack,
  SYN,
  timestamps,
  user,
  wait,
  type Step,
} from "../../harness/scenario";
import { established, needs, T } from "./timestamped";

/** Older than any tick by which clocks may be apart. */
const LONG_AGO = T - 100_000;

/** As many seconds are ticks of the slowest clock (RFC 7323 5.4). */
const TWENTY_DAYS = SECONDS.times(1_728_000);

/** RFC 7323 5.3 R1: not taken, and answered where the connection stands; with a right TSval it is taken. */
function isTooOld(tsValue: number, right: number): readonly Step[] {
  return [
    peer.sends(DATA, { text: 10, tsValue }),
    // By their numbers alone the ten octets are right.
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT.minus(10) }),
    peer.sends(DATA, { seq: RCV.NXT.minus(10), text: 10, tsValue: right }),
    stack.acknowledges(),
    user.receives(10),
  ];
}

/** Of the suite options/timestamps. */
export const PAWS = [
  scenario("old-text", "ESTABLISHED: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs,
    from: established(),
    steps: isTooOld(LONG_AGO, T + 1),
  }),

  // RFC 7323 5.5: what was seen last counts for 24 days.
  scenario("old-text-later", "ESTABLISHED, idle for twenty seconds: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs,
    from: established(),
    steps: [wait.past(SECONDS.times(20)), ...isTooOld(LONG_AGO, T + 1)],
  }),

  scenario("old-text-after-a-day", "ESTABLISHED, idle for a day: text with an older TSval -> ACK, not taken", {
    covers: ["7323-5.3-PAWS-R1"],
    needs: ["timestamps", "virtual-time"],
    from: established(),
    steps: [wait.past(SECONDS.times(86_400)), ...isTooOld(LONG_AGO, T + 1)],
  }),

  // RFC 7323 5.5: it is idleness that counts, and not the age of the connection.
  scenario(
    "old-text-after-40-days",
    "ESTABLISHED, for 40 days, never idle for 24: text with an older TSval -> ACK, not taken",
    {
      covers: ["7323-5.3-PAWS-R1", "7323-5.5-PAWS-24DAYS"],
      needs: ["timestamps", "virtual-time"],
      from: established(),
      steps: [
        wait.past(TWENTY_DAYS),
        peer.sends(DATA, { text: 10, tsValue: T + 1_728_000 }),
        stack.acknowledges(),
        user.receives(10),
        wait.past(TWENTY_DAYS),
        isTooOld(T, T + 2 * 1_728_000),
      ],
    },
  ),

  scenario("old-over-the-end", "ESTABLISHED: TSval 2^32-100000 after 5 -> older, ACK, not taken", {
    covers: ["7323-5.3-PAWS-WRAP", "7323-5.3-PAWS-R1"],
    needs,
    from: established(5),
    steps: isTooOld(2 ** 32 - 100_000, 6),
  }),

  scenario("new-over-the-end", "ESTABLISHED: TSval 3 after 2^32-2 -> newer, taken and echoed", {
    covers: ["7323-5.3-PAWS-WRAP"],
    needs,
    from: established(2 ** 32 - 2),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: 3 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: 3 }),
      user.receives(10),
    ],
  }),

  scenario("newer-by-half", "ESTABLISHED: TSval ahead by 2^31-1 -> newer, taken and echoed", {
    covers: ["7323-5.3-PAWS-WRAP"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: T + 2 ** 31 - 1 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 2 ** 31 - 1 }),
      user.receives(10),
    ],
  }),

  scenario("equal", "ESTABLISHED: several segments with one TSval -> all are taken", {
    covers: ["7323-5.3-PAWS-EQUAL"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { text: 10, tsValue: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      stack.acknowledges(),
      user.receives(30),
    ],
  }),

  scenario("old-ack", "ESTABLISHED: ACK with an older TSval -> what it is for goes again", {
    covers: ["7323-5.3-PAWS-ACK"],
    needs,
    from: [
      ...established(),
      user.send(10),
      stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
      stack.resends("the text", { after: MINIMUM_RTO }),
    ],
    steps: [
      peer.sends(ACK, { tsValue: LONG_AGO }),
      stack.resends("the text", { after: MINIMUM_RTO, orLater: true }),
      peer.sends(ACK, { tsValue: T + 1 }),
      user.send(5),
      stack.sends(DATA, { seq: SND.NXT, text: 5 }),
    ],
  }),

  scenario("old-reset", "ESTABLISHED: RST with an older TSval -> CLOSED", {
    covers: ["7323-5.2-PAWS-RST"],
    needs,
    from: established(),
    steps: [peer.sends(RST, { tsValue: LONG_AGO }), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("reset-without", "ESTABLISHED: RST without timestamps -> CLOSED", {
    covers: ["7323-5.2-PAWS-RST"],
    needs,
    from: established(),
    steps: [peer.sends(RST), user.isTold("reset"), stack.isIn("CLOSED"), isGone()],
  }),

  scenario("reset-with-a-wrong-echo", "ESTABLISHED: RST with an echo of what was never sent -> CLOSED, or ignored", {
    covers: ["7323-5.2-RST-TSECR"],
    // It is a MAY, and one or the other has to be.
    level: "IMPLIED",
    needs,
    from: established(),
    steps: [
      peer.sends(RST, { options: [nop, nop, timestamps(T + 1, 123_456)] }),
      oneOf({
        "RFC 7323 5.2: the number alone counts": [user.isTold("reset"), stack.isIn("CLOSED"), ...isGone()],
        "RFC 7323 5.2: TSecr is tested": [
          stack.staysSilent(RTO),
          stack.isIn("ESTABLISHED"),
          peer.sends(DATA, { text: 10, tsValue: T + 1 }),
          stack.sends(ACK, { seq: SND.NXT }),
        ],
      }),
    ],
  }),

  scenario("old-syn", "ESTABLISHED: SYN in the window with an older TSval -> ACK, never a reset", {
    covers: ["7323-5.3-PAWS-FIRST"],
    needs,
    from: established(),
    steps: [
      // RFC 793 would reset for its SYN; but it is not acceptable before anybody looks at that.
      peer.sends(SYN, { seq: RCV.NXT.plus(10), tsValue: LONG_AGO }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { text: 10, tsValue: T + 1 }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: T + 1 }),
      user.receives(10),
    ],
  }),

  scenario("old-and-outside", "ESTABLISHED: text beyond the window with an older TSval -> ACK, TS.Recent stays", {
    covers: ["7323-5.3-PAWS-FIRST"],
    needs,
    from: established(),
    steps: [
      peer.sends(DATA, { seq: RCV.NXT.plus(RCV.WND).plus(1000), text: 10, tsValue: LONG_AGO }),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, tsEcho: T }),
      peer.sends(DATA, { text: 10, tsValue: T }),
      stack.acknowledges(),
      user.receives(10),
    ],
  }),

  scenario("old-after-24-days", "ESTABLISHED: idle for 25 days, text with an older TSval -> it is taken and echoed", {
    covers: ["7323-5.5-PAWS-24DAYS"],
    needs: ["timestamps", "virtual-time"],
    from: established(),
    steps: [
      wait.past(SECONDS.times(25 * 86_400)),
      peer.sends(DATA, { text: 10, tsValue: LONG_AGO }),
      stack.sends(ACK, { ack: RCV.NXT, tsEcho: LONG_AGO }),
      user.receives(10),
    ],
  }),
];
