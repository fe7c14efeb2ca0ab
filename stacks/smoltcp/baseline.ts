import type { BaselineEntry } from "../../harness/port/baseline";

/** A departure of smoltcp's that the README tells of under this number, in the versions before `mendedIn`. */
interface Deviation {
  readonly number: number;
  readonly reason: string;
  /** The minor version without it: 13 for 0.13; absent while there is none. */
  readonly mendedIn?: number;
  readonly scenarios: readonly (readonly [id: string, verdict: BaselineEntry["verdict"]])[];
}

const DEVIATIONS: readonly Deviation[] = [
  {
    number: 1,
    reason: "a SYN that comes to a connection is dropped without a word",
    scenarios: [
      ["handshake/passive/repeated-syn", "fail"],
      ["handshake/recovery/restarted-peer-calls", "fail"],
      ["handshake/recovery/syn-in-the-window", "fail"],
    ],
  },
  {
    number: 2,
    reason: "after CLOSE in SYN-RECEIVED the FIN has the number of the SYN, or is never sent",
    scenarios: [["close/before-established/close-in-syn-received", "fail"]],
  },
  {
    number: 3,
    reason: "a FIN behind text that is there already is not taken",
    scenarios: [["close/passive/fin-beyond-a-gap", "fail"]],
  },
  {
    number: 4,
    reason: "initial sequence numbers follow no clock",
    scenarios: [["isn/advance", "fail"]],
  },
  {
    number: 5,
    reason: "a segment with neither ACK nor SYN is answered by a reset with the wrong numbers",
    scenarios: [["handshake/closed/fin", "fail"]],
  },
  {
    number: 6,
    reason: "CLOSE in SYN-SENT sends a reset that acknowledges number 0",
    scenarios: [["close/before-established/close-in-syn-sent", "fail"]],
  },
  {
    number: 7,
    reason: "a reset beyond the window is answered",
    mendedIn: 14,
    scenarios: [
      ["handshake/recovery/reset-left-of-the-window", "fail"],
      ["handshake/recovery/reset-right-of-the-window", "fail"],
    ],
  },
  {
    number: 8,
    reason: "the RTO does not double with each retransmission",
    mendedIn: 13,
    scenarios: [
      ["close/active/text-again", "fail"],
      ["close/active/fin-again", "fail"],
      ["close/passive/fin-again", "fail"],
      ["handshake/active/syn-back-off", "nonstrict"],
      ["handshake/passive/syn-ack-again", "nonstrict"],
    ],
  },
  {
    number: 9,
    reason: "any segment that comes stops the retransmission of the FIN in CLOSING and LAST-ACK",
    mendedIn: 13,
    scenarios: [
      ["close/passive/ack-short-of-the-fin", "fail"],
      ["close/simultaneous/fin-again", "fail"],
      ["close/simultaneous/fin-repeated", "fail"],
      ["close/time-wait/only-after-our-fin-is-acknowledged", "fail"],
    ],
  },
  {
    number: 10,
    reason: "SYNs that cross make no connection",
    mendedIn: 12,
    scenarios: [
      ["handshake/simultaneous/ack", "fail"],
      ["handshake/simultaneous/syn-ack", "fail"],
      ["handshake/simultaneous/reset", "fail"],
    ],
  },
  {
    number: 11,
    reason: "a SYN to a group is answered with a reset, and one from a loopback address with a SYN,ACK",
    scenarios: [
      ["header/addresses/syn-from-loopback", "fail"],
      ["header/addresses/syn-to-broadcast", "fail"],
      ["header/addresses/syn-to-multicast", "fail"],
    ],
  },
];

/** Where a version of smoltcp, by its minor number, is known to depart from the standard. */
export function baselineOf(minor: number): readonly BaselineEntry[] {
  return DEVIATIONS.filter(({ mendedIn = Infinity }) => minor < mendedIn).flatMap(({ number, reason, scenarios }) =>
    scenarios.map(([scenario, verdict]) => ({ scenario, verdict, reason: `${reason} (README, deviation ${number})` })),
  );
}
