import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";
import { SEGMENT_ARRIVES } from "./segment-arrives";

/** A departure of v86's that the README tells of under this number. */
interface Deviation {
  readonly number: number;
  readonly reason: string;
  readonly scenarios: Partial<Record<BaselineEntry["verdict"], readonly string[]>>;
}

const DEVIATIONS: readonly Deviation[] = [
  {
    number: 1,
    reason: "there are no timers: nothing is sent again",
    scenarios: {
      fail: [
        "handshake/active/syn-again",
        "close/active/text-again",
        "close/active/fin-again",
        "close/passive/fin-again",
        "retransmission/data/{back-off,synack-then-text,without-end}",
        "retransmission/giving-up/text",
      ],
      nonstrict: [
        "handshake/passive/syn-ack-again",
        "handshake/active/syn-back-off",
        "icmp/path-mtu/as-many-segments",
        "retransmission/data/stops",
        "retransmission/bounds/least",
        "retransmission/giving-up/not-at-once",
      ],
      inconclusive: [
        "retransmission/round-trips/{first,longer,shorter,alike,constant}",
        // There is never a second segment on its way.
        "retransmission/timer/{not-early,starts-again}",
        "retransmission/timer/forgets",
        "retransmission/data/{collapse,karn}",
        "retransmission/bounds/{longest,after-a-lost-syn,after-a-lost-syn-ack}",
        "retransmission/giving-up/syn",
        "congestion/initial-window/lost-syn-{ack,acks}",
        "header/checksum/{wrong,none}-on-{an-ack,the-third-segment}",
        "header/datagrams/again-from-the-address-that-was-called",
        "options/unknown/on-an-ack",
        "close/passive/fin-again-after-another-ack",
        "sequence/far/ack-*",
      ],
    },
  },
  {
    number: 2,
    reason: "every initial sequence number is 1337",
    scenarios: {
      fail: ["isn/advance"],
      nonstrict: ["isn/differ", "isn/differ-when-calling", "isn/unpredictable"],
    },
  },
  {
    number: 3,
    reason: "a reset has the wrong numbers",
    scenarios: {
      fail: [
        "handshake/closed/syn",
        "user-calls/sockets/{closed-to-all,no-callers,listener-beside-crossing-calls}",
        "handshake/closed/syn-with-text",
        "handshake/closed/fin",
        "handshake/closed/ack",
        "handshake/passive/stray-fin",
        "handshake/passive/close-the-listener",
        "handshake/recovery/two-listeners",
        "close/before-established/close-in-syn-sent",
        "close/before-established/abort-in-listen",
        "reset/generation/closed-{text,urgent-text,no-flags,fin-with-text,syn-at-the-wrap,text-across-the-wrap,fin-across-the-wrap,wrong-checksum}",
        "reset/generation/after-the-end",
      ],
    },
  },
  {
    number: 4,
    reason: "a reset is answered with a reset",
    scenarios: {
      fail: [
        "handshake/closed/reset",
        "handshake/passive/stray-reset",
        "close/time-wait/reset",
        "attack/time-wait/reset-{early,late}",
        "reset/never-for-a-reset/*",
        "reset/challenge/limit-for-resets",
      ],
    },
  },
  {
    number: 5,
    reason: "SYN-SENT looks at no number, and takes what comes without SYN for a part of the connection",
    scenarios: {
      fail: [
        "handshake/active/reset-without-ack",
        "handshake/active/reset-with-wrong-ack",
        "handshake/active/stray-fin",
        "handshake/active/stray-ack",
        "handshake/active/send-while-connecting",
        "window/narrow/sent-while-calling",
        "handshake/recovery/syn-ack-for-an-old-syn",
        "handshake/recovery/restarted-caller",
        "reset/generation/syn-sent-*",
        "user-calls/close/syn-sent-with-text",
      ],
    },
  },
  {
    number: 6,
    reason: "there is no SYN-RECEIVED: the connection is there with the SYN",
    scenarios: {
      fail: [
        "handshake/passive/wrong-ack",
        "handshake/passive/ack-of-nothing-new",
        "reset/generation/syn-received-text",
        "user-calls/send/in-syn-received",
      ],
    },
  },
  {
    number: 7,
    reason: "a SYN puts an end to the connection that is there",
    scenarios: {
      fail: [
        "handshake/recovery/restarted-peer-calls",
        "handshake/recovery/syn-in-the-window",
        "handshake/simultaneous/ack",
        "handshake/simultaneous/syn-ack",
        "handshake/simultaneous/reset",
        "close/before-established/{close,abort}-after-crossing-syns",
        "reset/challenge/syn-*",
        "reset/challenge/restarted-peer",
        "attack/blind/syn-corner",
      ],
      nonstrict: ["reset/challenge/limit-for-syns"],
    },
  },
  {
    number: 8,
    reason: "every reset is believed, whatever its number",
    scenarios: {
      fail: [
        "handshake/recovery/reset-left-of-the-window",
        "handshake/recovery/reset-right-of-the-window",
        "reset/believed/syn-received-left",
        "sequence/wrap/reset-{after-one-octet,in-the-text,behind-the-text,at-the-sign}",
      ],
    },
  },
  {
    number: 9,
    reason: "sequence numbers do not go on from 0 after 2^32-1",
    scenarios: {
      fail: [
        "handshake/passive/peer-isn-at-the-wrap",
        "sequence/wrap/*-before-the-text",
        "sequence/wrap/{fin,early,overlap}-{after-one-octet,in-the-text}",
      ],
    },
  },
  {
    number: 10,
    reason: "a FIN counts wherever it stands, and the text before it does not",
    scenarios: {
      fail: [
        "close/active/fin-with-text",
        "close/passive/fin-with-text",
        "close/simultaneous/fin-with-text",
        "close/passive/fin-beyond-a-gap",
        "user-calls/receive/waits-for-an-early-end",
        "close/passive/fin-repeated-in-close-wait",
        "reset/generation/{established,fin-wait-2,close-wait}-stays",
        "reset/believed/after-fin-beyond-a-gap",
        "sequence/reassembly/fin-in-every-order",
        "user-calls/receive/fin-pushes",
      ],
    },
  },
  {
    number: 11,
    reason: "SND.NXT counts nothing before it is acknowledged",
    scenarios: {
      fail: ["close/simultaneous/fins-cross", "attack/blind/ack-loop-outside"],
      // They begin in CLOSING.
      inconclusive: [
        "close/simultaneous/fin-again",
        "close/simultaneous/fin-repeated",
        "close/time-wait/lasts-after-closing",
        "close/time-wait/only-after-our-fin-is-acknowledged",
        "close/abort/closing",
        "close/abort/reset-in-closing",
        "user-calls/open/exists-in-closing",
        "user-calls/{send,receive}/in-closing",
        "user-calls/close/closing",
      ],
    },
  },
  {
    number: 12,
    reason: "any ACK is taken for that of the FIN",
    scenarios: {
      fail: [
        "close/passive/ack-short-of-the-fin",
        "close/passive/fin-repeated-in-last-ack",
        "user-calls/receive/in-last-ack",
      ],
    },
  },
  {
    number: 13,
    reason: "there is no TIME-WAIT",
    scenarios: {
      fail: [
        "close/active/four-segments-after-active-open",
        "close/active/three-segments",
        "close/time-wait/lasts",
        "close/time-wait/starts-again",
        "close/time-wait/ends-after-starting-again",
        "close/time-wait/calls",
        "attack/time-wait/assassination",
        "close/reopening/{beyond,carries-text,reset-later,short,ack}",
        "user-calls/open/exists-in-time-wait",
      ],
      nonstrict: ["close/reopening/old-duplicate"],
    },
  },
  {
    number: 14,
    reason: "the FIN waits until all text is acknowledged",
    scenarios: {
      fail: [
        "close/active/fin-follows-the-text",
        "close/passive/text-from-close-wait",
        "user-calls/send/queue-before-the-fin{,-in-close-wait}",
        "user-calls/close/syn-received-with-text",
        "retransmission/data/fin-behind-text",
      ],
    },
  },
  {
    number: 15,
    reason: "after its own CLOSE the user is not told of the end of the stream",
    scenarios: { fail: ["close/active/text-in-fin-wait-2", "user-calls/receive/in-time-wait"] },
  },
  {
    number: 16,
    reason: "checksums are not looked at",
    scenarios: { fail: ["header/checksum/{wrong,none}-on-{text,a-*}", "reset/believed/wrong-checksum"] },
  },
  {
    number: 17,
    reason: "a data offset that cannot be is taken as it is",
    scenarios: {
      fail: [
        "header/data-offset/text-inside-the-header-{0,1,4}",
        "header/data-offset/syn-{inside-the-header,beyond-the-segment}",
      ],
    },
  },
  {
    number: 18,
    reason: "a call is answered wherever it comes from and whomever it is for",
    scenarios: { fail: ["header/addresses/*"] },
  },
  {
    number: 19,
    reason: "only text that begins at RCV.NXT is taken",
    scenarios: {
      fail: [
        "sequence/overlap/old-and-new-{1,10,19}",
        "sequence/overlap/other-octets-later",
        "sequence/overlap/queued-{same-again,contained,containing,left,right,by-one-octet,bridging,containing-two}",
        "sequence/wrap/overlap-{behind-the-text,at-the-sign}",
        "options/unknown/{length-0,length-1,mss-of-length-0,past-the-header,no-length,mss-too-short,mss-too-long}-on-text",
      ],
      nonstrict: ["congestion/fast-retransmit/gap-filled", "sequence/reassembly/{orders-of-*,from-the-last-octet-on}"],
    },
  },
  {
    number: 20,
    reason: "an ACK is not held against what was sent",
    scenarios: {
      fail: [
        "sequence/far/acks-*",
        "sequence/far/text-with-{wild,old}-ack",
        "reset/challenge/fin-with-wild-ack",
        "attack/blind/ghost-ack-*",
        "attack/blind/{low-ack,injected,ack-loop-unsent}",
        "congestion/fast-retransmit/older",
      ],
    },
  },
  {
    number: 21,
    reason: "neither the peer's MSS nor its window counts, and SYNs have no MSS",
    scenarios: {
      fail: [
        "options/mss/{obeyed,default,found,without-end}*",
        "user-calls/send/no-room*",
        "options/window-scale/not-agreed-on",
        "window/sender/{right-edge,shrunk,shrunk-in-part,shrunk-to-nothing,probes,opens,old-ack,new-ack-closes,silly-window}",
        "window/held-back/{fin-behind-several,text-in-closing,silly-when-idle,older-window}",
        "congestion/slow-start/{peer-window,stretch-ack}",
        // Larger segments than the peer allows, whatever the matter was.
        "close/passive/while-it-sends",
        "reset/believed/while-it-sends",
        "window/sender/{beyond-the-edge,beyond-the-edge-not-timed-out}",
        "window/without-end/{shut,probe-intervals}",
        "window/held-back/ack-of-what-waits",
        "congestion/initial-window/{mss-1095,mss-1096,mss-1440,ack-of-the-syn,without-end}",
        "congestion/slow-start/{one-by-one,split-acks,no-end-by-itself,without-end}",
        "congestion/loss-window/{one-segment,without-end}",
        "congestion/fast-retransmit/{three,without-end,with-text,other-windows,nothing-on-the-way,first-text,beyond-recover}",
        "congestion/idle/restart-after-loss",
        "retransmission/data/{earliest,fin-behind-many}",
        "icmp/source-quench/sends-as-before",
      ],
      nonstrict: ["window/held-back/{fin,silly-at-last}", "options/mss/{offered,of-the-link}-in-a-call"],
    },
  },
  {
    number: 22,
    reason: "text that comes while v86's own is on the way has to come again",
    scenarios: {
      fail: ["congestion/initial-window/mss-536"],
      inconclusive: ["congestion/limited-transmit/window-full"],
    },
  },
  {
    number: 23,
    reason: "the window that is offered is one of two constants",
    scenarios: {
      nonstrict: [
        "segment-arrives/established/all-flags-inside-ack-una-after-active-open",
        "segment-arrives/fin-wait-1/{empty-left-edge-no-ack,text-left-edge-ack-una}-after-active-open",
        "segment-arrives/fin-wait-1/{fin-left-edge-ack-beyond,fin-inside-no-ack,syn-inside-ack-una}-after-active-open",
        "segment-arrives/window/{empty,text}-left-ack-nxt-in-established",
      ],
      inconclusive: [
        "window/receiver/{text,fin,reset,empty}-when-full",
        "window/receiver/{text,reset,ack}-when-stalled",
        "window/receiver/{stays-closed,reopens,tells-that-it-opens,small-reads,small-reads-of-little-room}",
      ],
    },
  },
  {
    number: 1,
    reason: "there are no timers",
    scenarios: { inconclusive: ["acks/arrivals/in-what-is-sent-again"], nonstrict: ["acks/delayed/waits"] },
  },
  {
    number: 10,
    reason: "a FIN counts wherever it stands, and the text before it does not",
    scenarios: { fail: ["acks/arrivals/text-and-fin"] },
  },
  {
    number: 21,
    reason: "neither the peer's MSS nor its window counts",
    scenarios: {
      fail: [
        "window/sender/not-timed-out",
        "window/without-end/{obeyed,probes,shut-on-the-flight}",
        "window/narrow/{fin-waits,probe-is-taken}",
        "push/push/{last-of-many,after-a-closed-window}",
      ],
      nonstrict: ["window/sender/{first-probe,probe-intervals}", "push/push/packed"],
    },
  },
  {
    number: 24,
    reason: "OPEN calls broadcast and multicast addresses",
    scenarios: { fail: ["user-calls/sockets/call-to-*"] },
  },
  {
    number: 25,
    reason: "ICMP errors do not come as far as TCP",
    scenarios: { nonstrict: ["icmp/hard/{syn-sent,protocol-in-syn-sent,eight-octets}"] },
  },
];

/** Where v86's TCP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = [
  ...DEVIATIONS.flatMap(({ number, reason, scenarios }) =>
    (["fail", "nonstrict", "info", "inconclusive"] as const).flatMap((verdict) =>
      (scenarios[verdict] ?? []).map((scenario) => ({
        scenario,
        ip: 4 as const,
        verdict,
        reason: `${reason} (README, deviation ${number})`,
      })),
    ),
  ),
  ...SEGMENT_ARRIVES,
];

/** What fuzzing finds of it. */
export const KNOWN: readonly KnownBreach[] = [
  { breaks: "793-3.4-RSTGEN-CLOSED-SEQ", reason: "a reset has the wrong numbers (README, deviation 3)" },
  { breaks: "793-3.4-RST-NEVER-FOR-RST", reason: "a reset is answered with a reset (README, deviation 4)" },
  {
    breaks: "793-3.3-ACK-CUMULATIVE",
    reason: "a FIN counts wherever it stands, and the text before it does not (README, deviation 10)",
  },
  { breaks: "793-3.3-SYN-FIN-OCCUPY", reason: "an ACK is not held against what was sent (README, deviation 20)" },
  { breaks: "MUST-16", reason: "the peer's MSS does not count (README, deviation 21)" },
  { breaks: "SHLD-14", reason: "the window that it offers is one of two constants (README, deviation 23)" },
  { breaks: "793-3.3-ACK-MONOTONIC", reason: "SYN-SENT looks at no number (README, deviation 5)" },
];
