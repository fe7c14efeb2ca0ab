// RFC 9293 3.1, Data Offset: where the text begins, in words. Five are the least, and all that there are the most.

import {
  ACK,
  AFTERWARDS,
  connection,
  DATA,
  established,
  IRS,
  ISS,
  isGone,
  listening,
  mss,
  nop,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

/** Whatever the stack made of the segment that cannot be read: its text was not taken, and another connection can be made. */
function survives(): Step {
  const goesOn = [peer.sends(DATA, { text: 20 }), stack.acknowledges(), user.receives(20)];
  const { user: someone, peer: caller, stack: host } = connection(AFTERWARDS);
  return oneOf({
    "RFC 9293 3.1, dropped without a word": [stack.staysSilent(RTO), ...goesOn],
    "RFC 9293 3.10.7.4, answered as outside the window": [stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }), ...goesOn],
    "MUST-7, the reaction to a broken header is a reset": [
      stack.sends(RST, { optionalFlags: ACK }),
      ...isGone(),
      someone.listen(),
      caller.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      host.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
    ],
  });
}

export const dataOffset = suite("header/data-offset", [
  ...[0, 1, 4].map((words) =>
    scenario(`text-inside-the-header-${words}`, `ESTABLISHED: text with data offset ${words} -> not taken`, {
      covers: ["793-3.1-HDR-DATAOFFSET"],
      from: established(),
      steps: [peer.sends(DATA, { text: 10, dataOffset: words }), survives()],
    }),
  ),

  scenario("text-beyond-the-segment", "ESTABLISHED: text with a data offset past its end -> not taken", {
    covers: ["793-3.1-HDR-DATAOFFSET"],
    from: established(),
    // 20 octets of header and 10 of text are seven words and a half.
    steps: [peer.sends(DATA, { text: 10, dataOffset: 8 }), survives()],
  }),

  ...[
    { name: "inside-the-header", offset: 4, options: [] },
    { name: "beyond-the-segment", offset: 15, options: [mss(1460)] },
  ].map(({ name, offset, options }) =>
    scenario(`syn-${name}`, `LISTEN: SYN with data offset ${offset} -> no connection`, {
      covers: ["793-3.1-HDR-DATAOFFSET"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options, dataOffset: offset }),
        stack.staysSilent(RTO.times(2)),
        stack.isIn("LISTEN"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      ],
    }),
  ),

  scenario("each-length", "ESTABLISHED: text behind 5 to 15 words of header -> taken from where it begins", {
    covers: ["793-3.1-HDR-DATAOFFSET", "MUST-5"],
    from: established(),
    steps: Array.from({ length: 11 }, (_, words) => [
      peer.sends(DATA, { text: 7, options: Array.from({ length: 4 * words }, () => nop) }),
      stack.acknowledges(),
      user.receives(7),
    ]),
  }),
]);
