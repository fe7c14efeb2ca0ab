// RFC 9293 3.8.6, 3.10.7.4 first: a receiver whose buffer fills up, and one that is full. 3.8.6.2.2: when it says that it is not.

import {
  ACK,
  answersProbe,
  ANSWER_SPACING,
  DATA,
  established,
  FIN_ACK,
  IRS,
  isGone,
  ISS,
  MSL,
  mss,
  oneOf,
  peer,
  RCV,
  REACTION,
  RMSS,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  URG,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

/** The user does not read, and there is no room left. */
const full: readonly Step[] = [...established(), peer.fillsWindow()];

const SIZE = 400;

/**
 * No room is left, since the program cannot send what it has read: one octet of it is on its way, which fills the peer's window
 * and is not acknowledged.
 */
const stalledEcho: readonly Step[] = [
  user.listen("echo"),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK, { window: 1 }),
  peer.sends(DATA, { text: 1 }),
  stack.transmits(1),
  peer.fillsWindow({ ack: SND.UNA }),
];

/** The octet of the echo server that is on its way; the time after this one is far off. */
const goesAgain: readonly Step[] = [
  stack.staysSilent(REACTION),
  stack.sends(DATA, { seq: SND.UNA, within: RTO.times(8) }),
];

const isFull = stack.sends(ACK, { ack: RCV.NXT, window: 0 });

/** An octet that came long ago draws an ACK (RFC 9293 3.10.7.4, first), which tells the window. */
const asked: readonly Step[] = [wait.past(ANSWER_SPACING), peer.sends(ACK, { seq: RCV.NXT.minus(1), text: 1 })];

const EMPTY = { name: "empty", title: "without text", text: 0 } as const;
const REFUSED = { name: "text", title: "with text that is refused", text: 1 } as const;

const repeated = (times: number, ...steps: readonly Step[]): readonly Step[] =>
  Array.from({ length: times }, () => steps).flat();

/** Less than this is a silly step for any window. */
const SILLY = 100;

const opens = (octets: number): Step => stack.sends(ACK, { ack: RCV.NXT, opensBy: octets });

/** Less room than for a segment; the user does not read. */
const ROOM = SIZE - SILLY;

const nearlyFull: readonly Step[] = [
  user.listen(),
  peer.sends(SYN, { seq: IRS, options: [mss(SIZE)] }),
  stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
  peer.sends(ACK),
  user.isTold("established"),
  peer.fillsWindow({ leaving: ROOM }),
];

/** The user takes a few octets at a time, for as long as that moves no edge of the window. */
function readsLittle(times: number, window: number): readonly Step[] {
  if (times === 0) return [user.receivesAll(), ...asked, opens(SILLY)];
  const stays = stack.sends(ACK, { ack: RCV.NXT, window });
  return [
    user.receiveAtMost(10),
    ...asked,
    oneOf({
      "RFC 9293 3.8.6.2.2, it stays as it is": [stays, ...readsLittle(times - 1, window)],
      "RFC 9293 3.8.6.2.2, it opens by a good piece": [opens(SILLY)],
    }),
  ];
}

export const receiveWindow = suite("window/receiver", [
  scenario(
    "text-when-full",
    "ESTABLISHED: text at the left edge of a closed window, again and again -> an ACK, window 0",
    {
      covers: ["793-3.9-SEGARR-SEQ-LNW0", "793-3.7-ZWND-ACK"],
      from: full,
      steps: [1, 2, 3].flatMap(() => [
        peer.sends(DATA, { text: 1 }),
        isFull,
        wait.past(ANSWER_SPACING),
        wait.past(RTO),
      ]),
    },
  ),

  scenario(
    "text-when-stalled",
    "ESTABLISHED: text for an echo server that cannot send -> an ACK, window 0, each time",
    {
      covers: ["793-3.9-SEGARR-SEQ-LNW0", "793-3.7-ZWND-ACK"],
      from: stalledEcho,
      steps: [1, 2, 3].flatMap(() => [
        peer.sends(DATA, { ack: SND.UNA, text: 1 }),
        isFull,
        wait.past(ANSWER_SPACING),
        wait.past(RTO),
      ]),
    },
  ),

  scenario("fin-when-full", "ESTABLISHED: FIN at the left edge of a closed window -> it is refused, or taken", {
    covers: ["793-3.9-SEGARR-SEQ-LNW0"],
    from: full,
    steps: [
      peer.sends(FIN_ACK),
      oneOf({
        "RFC 9293 3.4, table 6: refused": [stack.sends(ACK, { ack: RCV.NXT })],
        "a FIN needs no room in any buffer: taken": [stack.sends(ACK, { ack: RCV.NXT.plus(1) })],
      }),
    ],
  }),

  scenario("stays-closed", "ESTABLISHED: nobody reads for long -> the window is closed still, or has opened", {
    covers: ["MAY-8"],
    level: "IMPLIED",
    from: full,
    steps: [
      wait.past(MSL),
      asked,
      oneOf({
        "MAY-8, it is closed": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, window: 0 })],
        "RFC 9293 3.8.6, there is room": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT, opensBy: 1 })],
      }),
    ],
  }),

  scenario("reopens", "ESTABLISHED: the user reads all of a full buffer -> the window is open, and text is taken", {
    covers: ["793-3.9-RECV-WINDOWACK", "793-3.7-ZWND-RESUME", "793-3.9-SEGARR-SEQ-LNW0"],
    from: full,
    steps: [
      peer.sends(DATA, { text: 1 }),
      isFull,
      user.receivesAll(),
      asked,
      opens(1),
      // What was refused has to come again, and comes but once.
      peer.sends(DATA, { text: 1 }),
      stack.acknowledges(),
      user.receives(1),
    ],
  }),

  scenario("tells-that-it-opens", "ESTABLISHED: the user reads all of a full buffer -> a window update, unasked", {
    covers: ["793-3.7-ZWND-RESUME"],
    level: "SHOULD",
    from: full,
    steps: [user.receivesAll(), opens(1)],
  }),

  scenario(
    "small-reads",
    "ESTABLISHED: the user reads a full buffer by ten octets -> the window does not open by ten",
    {
      covers: ["MUST-39"],
      from: full,
      steps: readsLittle(3, 0),
    },
  ),

  scenario(
    "small-reads-of-little-room",
    "ESTABLISHED, room for less than a segment: the user reads by ten octets -> the window does not open by ten",
    {
      covers: ["MUST-39"],
      // That there is an algorithm is a MUST; 3.8.6.2.2 suggests one that does so whether the window is closed or not.
      level: "SHOULD",
      from: nearlyFull,
      steps: readsLittle(3, ROOM),
    },
  ),

  scenario(
    "edge",
    "ESTABLISHED: small segments, early ones, large ones, and a user who reads -> the right edge never recedes",
    {
      covers: ["SHLD-14"],
      from: established(),
      steps: [
        repeated(20, peer.sends(DATA, { text: 1 }), stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 })),
        peer.sends(DATA, { seq: RCV.NXT.plus(100), text: 100 }),
        peer.sends(DATA, { seq: RCV.NXT.plus(300), text: 1 }),
        asked,
        stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 }),
        peer.sends(DATA, { text: 400 }),
        stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 }),
        repeated(4, peer.sends(DATA, { text: RMSS }), stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 })),
        user.receivesAll(),
        asked,
        stack.sends(ACK, { ack: RCV.NXT, opensBy: 0 }),
      ],
    },
  ),

  scenario("reset-when-full", "ESTABLISHED: RST at the left edge of a closed window -> reset", {
    covers: ["MUST-66", "793-3.9-SEGARR-SEQ-W0-ALLOW"],
    from: full,
    steps: [peer.sends(RST), user.isTold("reset"), isGone()],
  }),

  scenario("reset-when-stalled", "ESTABLISHED: RST for an echo server that cannot send -> the connection is gone", {
    covers: ["MUST-66", "793-3.9-SEGARR-SEQ-W0-ALLOW"],
    from: [...stalledEcho, ...goesAgain],
    steps: [peer.sends(RST), isGone()],
  }),

  ...[EMPTY, REFUSED].map(({ name, title, text }) =>
    scenario(`urgent-${name}-when-full`, `ESTABLISHED: URG ${title}, the window closed -> the user is told`, {
      covers: ["MUST-66", "793-3.9-SEGARR-SEQ-W0-ALLOW"],
      from: full,
      steps: [
        peer.sends(ACK | URG, { urgentPointer: 5, text }),
        // Some interfaces tell of it only when that octet is there, which comes without URG.
        user.receivesAll(),
        asked,
        opens(SILLY),
        peer.sends(DATA, { text: 20 }),
        stack.acknowledges(),
        user.isTold("urgent data"),
        answersProbe(),
      ],
    }),
  ),

  scenario("empty-when-full", "ESTABLISHED: ACKs beside the edge of a closed window -> an ACK, window 0", {
    covers: ["793-3.9-SEGARR-SEQ-L0W0", "793-3.7-ZWND-ACK"],
    from: full,
    steps: [RCV.NXT.minus(1), RCV.NXT.plus(1)].flatMap((seq) => [
      wait.past(ANSWER_SPACING),
      peer.sends(ACK, { seq }),
      isFull,
    ]),
  }),

  scenario(
    "ack-when-stalled",
    "ESTABLISHED: new ACKs beyond and at the edge of a closed window -> only the last one counts",
    {
      covers: ["793-3.9-SEGARR-SEQ-L0W0", "793-3.9-SEGARR-SEQ-W0-ALLOW"],
      from: [...stalledEcho, ...goesAgain],
      steps: [
        peer.sends(ACK, { seq: RCV.NXT.plus(1) }),
        // And again.
        stack.sends(DATA, { seq: SND.NXT.minus(1), within: RTO.times(20) }),
        peer.sends(ACK),
        // There is room for the next octet: a silly window, which need not be filled at once (RFC 9293 3.8.6.2.1).
        stack.sends(DATA, { seq: SND.NXT, within: RTO.times(8) }),
      ],
    },
  ),
]);
