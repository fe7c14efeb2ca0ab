import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";
import { isBefore } from "./version";

/** A departure of smoltcp's that the README tells of under this number. */
interface Deviation {
  readonly number: number;
  readonly reason: string;
  /** The first version with it; absent where the oldest one has it. */
  readonly since?: string;
  /** The first version without it; absent while there is none. */
  readonly mendedIn?: string;
  /** The version of IP that shows it; both when left out. */
  readonly ip?: BaselineEntry["ip"];
  /** By id or glob; in two deviations, the first one counts. */
  readonly scenarios: readonly (readonly [id: string, verdict: BaselineEntry["verdict"]])[];
}

const CONNECTED = "{syn-received,established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack,time-wait}";
/** Those that a reset ends for certain. */
const UNFINISHED = "{syn-received,established,fin-wait-1,fin-wait-2,close-wait,closing,last-ack}";
const RECEIVING = "{established,fin-wait-1,fin-wait-2}";
const ANYTHING = "{empty,text,fin,fin-with-text,urgent}";

const DEVIATIONS: readonly Deviation[] = [
  {
    number: 10,
    reason: "SYNs that cross make no connection",
    mendedIn: "0.12.0",
    scenarios: [
      ["segment-arrives/*/*-after-crossing-syns", "inconclusive"],
      ["close/before-established/*-after-crossing-syns", "inconclusive"],
      ["segment-arrives/syn-sent/{syn,syn-with-text}-isn-no-ack", "fail"],
    ],
  },
  {
    number: 2,
    reason: "after CLOSE in SYN-RECEIVED the FIN has the number of the SYN, or is never sent",
    scenarios: [
      ["close/before-established/close-in-syn-received", "fail"],
      ["close/before-established/close-after-crossing-syns", "fail"],
      // The way into the state.
      ["segment-arrives/fin-wait-1/*-after-syn-received", "inconclusive"],
    ],
  },
  {
    number: 1,
    reason: "a SYN that comes to a connection is dropped without a word",
    scenarios: [
      ["handshake/passive/repeated-syn", "fail"],
      ["handshake/recovery/restarted-peer-calls", "fail"],
      ["handshake/recovery/syn-in-the-window", "fail"],
      [`segment-arrives/${CONNECTED}/syn-{left,right}-no-ack*`, "fail"],
      [`segment-arrives/${CONNECTED}/syn-{left-edge,inside,right-edge}-{no-ack,ack-una,ack-nxt}*`, "fail"],
      ["reset/challenge/syn-{far-left,just-left,far-right,in-close-wait}", "fail"],
      ["reset/challenge/restarted-peer", "fail"],
      ["attack/blind/syn-corner", "fail"],
      ["reset/challenge/limit-for-syns", "nonstrict"],
    ],
  },
  {
    number: 3,
    reason: "a FIN behind text that is there already is not taken",
    scenarios: [
      ["close/passive/fin-beyond-a-gap", "fail"],
      [`segment-arrives/${RECEIVING}/fin-with-text-inside-ack-{una,nxt}`, "fail"],
      ["sequence/overlap/old-text-new-fin", "fail"],
    ],
  },
  {
    number: 4,
    reason: "initial sequence numbers follow no clock",
    scenarios: [["isn/advance", "fail"]],
  },
  {
    number: 5,
    reason: "a segment with neither ACK nor SYN is answered by a reset with the wrong numbers",
    scenarios: [
      ["handshake/closed/fin", "fail"],
      [`segment-arrives/closed/${ANYTHING}-seq-*-{no-ack,stray-ack}*`, "fail"],
      ["reset/generation/closed-{text,urgent-text,no-flags,fin-with-text,fin-across-the-wrap}", "fail"],
    ],
  },
  {
    number: 6,
    reason: "an ACK of some of the text does not start the timer again",
    mendedIn: "0.13.0",
    scenarios: [
      ["retransmission/timer/not-early", "fail"],
      ["retransmission/timer/starts-again", "nonstrict"],
    ],
  },
  {
    number: 7,
    reason: "a reset beyond the window is answered",
    mendedIn: "0.14.0",
    scenarios: [
      ["handshake/recovery/reset-left-of-the-window", "fail"],
      ["handshake/recovery/reset-right-of-the-window", "fail"],
      [
        `segment-arrives/${CONNECTED}/{rst,rst-with-text}-{left,right,next-to-the-right}-{no-ack,ack-una,ack-nxt}*`,
        "fail",
      ],
      ["sequence/wrap/reset-*", "fail"],
      ["reset/never-for-a-reset/established", "fail"],
      ["reset/believed/syn-received-left", "fail"],
    ],
  },
  {
    number: 8,
    reason: "the RTO does not double with each retransmission",
    mendedIn: "0.13.0",
    scenarios: [
      ["close/active/text-again", "fail"],
      ["close/active/fin-again", "fail"],
      ["close/passive/fin-again", "fail"],
      ["retransmission/data/{back-off,collapse,karn,without-end}", "fail"],
      ["retransmission/bounds/longest", "fail"],
      ["handshake/active/syn-back-off", "nonstrict"],
      ["handshake/passive/syn-ack-again", "nonstrict"],
    ],
  },
  {
    number: 9,
    reason: "any segment that comes stops the retransmission of the FIN in CLOSING and LAST-ACK",
    mendedIn: "0.13.0",
    scenarios: [
      ["close/passive/fin-again-after-another-ack", "fail"],
      ["close/simultaneous/fin-again", "fail"],
    ],
  },
  {
    number: 10,
    reason: "SYNs that cross make no connection",
    mendedIn: "0.12.0",
    scenarios: [
      ["handshake/simultaneous/ack", "fail"],
      ["handshake/simultaneous/syn-ack", "fail"],
      ["handshake/simultaneous/reset", "fail"],
      ["user-calls/sockets/listener-beside-crossing-calls", "fail"],
      ["options/window-scale/not-agreed-on-by-crossing-syns", "fail"],
    ],
  },
  {
    number: 11,
    reason: "a SYN to a group is answered with a reset, and one from a loopback address with a SYN,ACK",
    scenarios: [
      ["header/addresses/syn-from-loopback", "fail"],
      ["header/addresses/syn-to-broadcast", "fail"],
    ],
  },
  {
    number: 11,
    reason: "a SYN to a group is answered with a reset",
    ip: 6,
    scenarios: [["header/addresses/syn-to-multicast", "fail"]],
  },
  {
    number: 11,
    reason: "a SYN to a group is answered with a reset",
    since: "0.12.0",
    ip: 4,
    scenarios: [["header/addresses/syn-to-multicast", "fail"]],
  },
  {
    number: 12,
    reason: "a segment with two of SYN, FIN and RST is dropped as malformed",
    scenarios: [
      ["segment-arrives/*/syn-fin-*", "fail"],
      ["segment-arrives/syn-sent/{rst-syn,all-flags}-seq-0-ack-nxt", "fail"],
      [`segment-arrives/${UNFINISHED}/{rst-syn,all-flags}-{left-edge,inside,right-edge}-*`, "fail"],
      ["reset/believed/fin-in-{established,close-wait}", "fail"],
    ],
  },
  {
    number: 13,
    reason: "text and FIN with an old ACK are not taken",
    scenarios: [
      [`segment-arrives/${RECEIVING}/{text,fin,fin-with-text,urgent}-left-edge-ack-old`, "fail"],
      ["sequence/far/text-with-old-ack", "fail"],
      ["attack/blind/low-ack", "fail"],
      ["attack/blind/ghost-ack-*", "fail"],
    ],
  },
  {
    number: 14,
    reason: "SYN-SENT resets a wrong ACK only if there is nothing else in the segment",
    scenarios: [["segment-arrives/syn-sent/{text,fin,fin-with-text,urgent}-isn-ack-{old,una,beyond}", "fail"]],
  },
  {
    number: 15,
    reason: "text behind the peer's FIN is taken",
    scenarios: [
      ["segment-arrives/{close-wait,closing}/{text,urgent}-left-edge-ack-{una,new,nxt}*", "fail"],
      ["segment-arrives/last-ack/{text,urgent}-left-edge-ack-new", "fail"],
    ],
  },
  {
    number: 16,
    reason: "LAST-ACK does not read the ACK of a segment with FIN",
    scenarios: [["segment-arrives/last-ack/{fin,fin-with-text}-left-edge-ack-nxt*", "fail"]],
  },
  {
    number: 17,
    reason: "a FIN behind text that was there in part is not taken",
    mendedIn: "0.12.0",
    scenarios: [[`segment-arrives/${RECEIVING}/fin-with-text-across-left-edge-ack-{una,nxt}`, "fail"]],
  },
  {
    number: 15,
    reason: "text behind the peer's FIN is taken",
    mendedIn: "0.13.0",
    scenarios: [["segment-arrives/last-ack/{text,urgent}-left-edge-ack-una*", "fail"]],
  },
  {
    number: 18,
    reason: "without an MSS option segments have 536 octets over IPv6 as well",
    ip: 6,
    scenarios: [
      ["options/mss/default", "fail"],
      ["options/mss/default-for-the-caller", "fail"],
    ],
  },
  {
    number: 19,
    reason: "a FIN alone that comes early is not kept",
    scenarios: [["sequence/reassembly/fin-in-every-order", "nonstrict"]],
  },
  {
    number: 20,
    reason: "OPEN is taken in TIME-WAIT, and the connection forgotten",
    scenarios: [["user-calls/open/exists-in-time-wait", "fail"]],
  },
  {
    number: 21,
    reason: "the user timeout ends connections on which nothing is outstanding",
    scenarios: [["user-calls/time-outs/nothing-outstanding", "fail"]],
  },
  {
    number: 22,
    reason: "a closed window is not probed",
    mendedIn: "0.13.0",
    scenarios: [
      ["window/sender/{probes,shrunk-to-nothing,not-timed-out}", "fail"],
      ["close/abort/at-a-closed-window", "fail"],
      ["window/narrow/probe-is-taken", "fail"],
      ["window/without-end/probes", "fail"],
      ["window/{sender,without-end}/probe-intervals", "nonstrict"],
    ],
  },
  {
    number: 23,
    reason: "a SYN from 0.0.0.0 ends the program",
    mendedIn: "0.13.1",
    ip: 4,
    scenarios: [["header/addresses/syn-from-unspecified", "error"]],
  },
  {
    number: 24,
    reason: "after a SYN that was sent twice text starts with an RTO of 2 s",
    scenarios: [["retransmission/bounds/after-a-lost-syn", "fail"]],
  },
  {
    number: 25,
    reason: "IPv6 knows no destination options",
    ip: 6,
    scenarios: [["header/ip/behind-{destination-options,both-kinds-of-options}", "fail"]],
  },
  {
    number: 26,
    reason: "as it is built there is no congestion control",
    scenarios: [
      ["congestion/initial-window/*", "fail"],
      ["congestion/slow-start/one-by-one", "fail"],
      ["congestion/slow-start/{stretch-ack,split-acks,no-end-by-itself,without-end}", "inconclusive"],
      ["congestion/loss-window/{one-segment,without-end}", "fail"],
      ["congestion/idle/restart-after-loss", "nonstrict"],
    ],
  },
  {
    number: 27,
    reason: "an ACK of text that was not sent yet is taken",
    scenarios: [["window/held-back/ack-of-what-waits", "fail"]],
  },
  {
    number: 28,
    reason: "the window opens by every octet that is read",
    scenarios: [
      ["window/receiver/small-reads", "fail"],
      ["window/receiver/small-reads-of-little-room", "nonstrict"],
    ],
  },
  {
    number: 29,
    reason: "three answers to probes of a window that has closed on text are taken for a loss, and it asks no more",
    scenarios: [["window/sender/beyond-the-edge-not-timed-out", "nonstrict"]],
  },
  {
    number: 30,
    reason: "an ACK that is due takes small text with it",
    scenarios: [["window/sender/nagle-waits", "nonstrict"]],
  },
  {
    number: 31,
    reason: "OPEN calls broadcast and multicast addresses",
    scenarios: [["user-calls/sockets/call-to-*", "fail"]],
  },
  {
    number: 32,
    reason: "ICMP errors do not come as far as TCP",
    scenarios: [["icmp/hard/{syn-sent,protocol-in-syn-sent,eight-octets}", "nonstrict"]],
  },
  {
    number: 33,
    reason: "a keep-alive is sent when keep-alives are chosen",
    scenarios: [
      [
        "keepalive/probes/{interval,on-and-off,off-unless-chosen,text-begins-it-anew,ack-begins-it-anew,one-goes-astray,none-in-time-wait}",
        "fail",
      ],
    ],
  },
  {
    number: 34,
    reason: "keep-alives bring an octet",
    scenarios: [["keepalive/probes/without-text", "nonstrict"]],
  },
  {
    number: 35,
    reason: "what lies outside the window and has no ACK draws no answer",
    scenarios: [[`segment-arrives/${CONNECTED}/{empty,text}-{left,right}-no-ack*`, "nonstrict"]],
  },
  {
    number: 36,
    reason: "an ACK tells of one block of text beyond a gap, and a segment with text of none",
    scenarios: [
      ["options/sack/{blocks-are-repeated,on-text}", "nonstrict"],
      ["options/sack-examples/every-other", "nonstrict"],
    ],
  },
  {
    number: 37,
    reason: "the RTO is worked out in a way of its own",
    mendedIn: "0.13.0",
    scenarios: [
      ["retransmission/round-trips/first", "fail"],
      ["retransmission/round-trips/{longer,shorter,alike}", "nonstrict"],
      ["retransmission/bounds/least", "nonstrict"],
    ],
  },
  {
    number: 38,
    reason: "silly windows are filled when nothing is on its way",
    scenarios: [["window/held-back/silly-when-idle", "fail"]],
  },
  {
    number: 39,
    reason: "the window of an older segment is taken for the latest",
    scenarios: [["window/held-back/older-window", "fail"]],
  },
  {
    number: 40,
    reason: "nobody gives up on a peer that refuses text and goes on talking",
    scenarios: [["retransmission/giving-up/of-a-peer-that-talks", "fail"]],
  },
  {
    number: 41,
    reason: "a window that closes on text without acknowledging any of it is never asked for",
    scenarios: [["window/without-end/shut-on-the-flight", "fail"]],
  },
];

/** Where a version of smoltcp is known to depart from the standard. */
export function baselineOf(version: string): readonly BaselineEntry[] {
  const known = DEVIATIONS.filter(
    ({ since = version, mendedIn }) =>
      !isBefore(version, since) && (mendedIn === undefined || isBefore(version, mendedIn)),
  );
  return known.flatMap(({ number, reason, ip, scenarios }) =>
    scenarios.map(([scenario, verdict]) => ({
      scenario,
      ...(ip !== undefined && { ip }),
      verdict,
      reason: `${reason} (README, deviation ${number})`,
    })),
  );
}

/** What fuzzing finds of it. */
export const KNOWN: readonly KnownBreach[] = [
  {
    breaks: "793-3.4-RSTGEN-CLOSED-SEQ",
    reason: "a segment with neither ACK nor SYN is answered by a reset with the wrong numbers (README, deviation 5)",
  },
  { breaks: "793-3.3-ACK-CUMULATIVE", reason: "text behind the peer's FIN is taken (README, deviation 15)" },
  { breaks: "793-3.3-SYN-FIN-OCCUPY", reason: "an ACK of text that was not sent yet is taken (README, deviation 27)" },
];
