import type { BaselineEntry } from "../../harness/port/baseline";

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
      ],
      nonstrict: ["handshake/passive/syn-ack-again", "handshake/active/syn-back-off"],
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
        "handshake/closed/syn-with-text",
        "handshake/closed/fin",
        "handshake/closed/ack",
        "handshake/passive/stray-fin",
        "handshake/passive/close-the-listener",
        "handshake/recovery/two-listeners",
        "close/before-established/close-in-syn-sent",
        "close/before-established/abort-in-listen",
      ],
    },
  },
  {
    number: 4,
    reason: "a reset is answered with a reset",
    scenarios: {
      fail: ["handshake/closed/reset", "handshake/passive/stray-reset", "close/time-wait/reset"],
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
        "handshake/recovery/syn-ack-for-an-old-syn",
        "handshake/recovery/restarted-caller",
      ],
    },
  },
  {
    number: 6,
    reason: "there is no SYN-RECEIVED: the connection is there with the SYN",
    scenarios: {
      fail: ["handshake/passive/wrong-ack", "handshake/passive/ack-of-nothing-new"],
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
      ],
    },
  },
  {
    number: 8,
    reason: "every reset is believed, whatever its number",
    scenarios: {
      fail: ["handshake/recovery/reset-left-of-the-window", "handshake/recovery/reset-right-of-the-window"],
    },
  },
  {
    number: 9,
    reason: "sequence numbers do not go on from 0 after 2^32-1",
    scenarios: { fail: ["handshake/passive/peer-isn-at-the-wrap"] },
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
        "close/passive/fin-repeated-in-close-wait",
      ],
    },
  },
  {
    number: 11,
    reason: "SND.NXT does not count the FIN before it is acknowledged",
    scenarios: {
      fail: ["close/simultaneous/fins-cross"],
      // They begin in CLOSING.
      inconclusive: [
        "close/simultaneous/fin-again",
        "close/simultaneous/fin-repeated",
        "close/time-wait/lasts-after-closing",
        "close/time-wait/only-after-our-fin-is-acknowledged",
        "close/abort/closing",
        "close/abort/reset-in-closing",
      ],
    },
  },
  {
    number: 12,
    reason: "any ACK is taken for that of the FIN",
    scenarios: {
      fail: ["close/passive/ack-short-of-the-fin", "close/passive/fin-repeated-in-last-ack"],
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
      ],
    },
  },
  {
    number: 14,
    reason: "the FIN waits until all text is acknowledged",
    scenarios: {
      fail: ["close/active/fin-follows-the-text", "close/passive/text-from-close-wait"],
    },
  },
  {
    number: 15,
    reason: "after its own CLOSE the user is not told of the end of the stream",
    scenarios: { fail: ["close/active/text-in-fin-wait-2"] },
  },
  {
    number: 16,
    reason: "checksums are not looked at",
    scenarios: { fail: ["header/checksum/*"] },
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
];

/** Where v86's TCP is known to depart from the standard; the README has each one's story. */
export const BASELINE: readonly BaselineEntry[] = DEVIATIONS.flatMap(({ number, reason, scenarios }) =>
  (["fail", "nonstrict", "inconclusive"] as const).flatMap((verdict) =>
    (scenarios[verdict] ?? []).map((scenario) => ({
      scenario,
      ip: 4 as const,
      verdict,
      reason: `${reason} (README, deviation ${number})`,
    })),
  ),
);
