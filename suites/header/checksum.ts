// RFC 9293 3.1, Checksum: a segment that fails is dropped, as if the network had lost it (MUST-3).

import {
  ACK,
  DATA,
  established,
  FIN_ACK,
  IRS,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
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
  synReceived,
  user,
} from "../../harness/scenario";

/** One bit is wrong, and no checksum at all, which only UDP knows. */
const BAD = { wrong: "a wrong checksum", none: "the checksum 0" } as const;

const CHECKSUMS = ["wrong", "none"] as const;

export const checksums = suite(
  "header/checksum",
  CHECKSUMS.flatMap((checksum) => [
    scenario(`${checksum}-on-text`, `ESTABLISHED: text with ${BAD[checksum]} -> nothing; the same with the right one`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(DATA, { text: 11, checksum }),
        stack.staysSilent(RTO),
        // Had the octets been taken, these would be old ones.
        peer.sends(DATA, { text: 25 }),
        stack.acknowledges(),
        user.receives(25),
      ],
    }),

    scenario(`${checksum}-on-a-syn`, `LISTEN: SYN with ${BAD[checksum]} -> nothing, still LISTEN`, {
      covers: ["MUST-3"],
      from: listening(),
      steps: [
        peer.sends(SYN, { seq: IRS, options: [mss(1460)], checksum }),
        stack.staysSilent(RTO.times(2)),
        stack.isIn("LISTEN"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      ],
    }),

    scenario(`${checksum}-on-the-third-segment`, `SYN-RECEIVED: ACK with ${BAD[checksum]} -> the SYN,ACK again`, {
      covers: ["MUST-3"],
      from: synReceived(),
      steps: [
        peer.sends(ACK, { checksum }),
        stack.resends("the SYN+ACK", { after: RTO }),
        peer.sends(ACK),
        user.isTold("established"),
        stack.isIn("ESTABLISHED"),
      ],
    }),

    scenario(`${checksum}-on-an-ack`, `ESTABLISHED: ACK with ${BAD[checksum]} -> what it is for goes again`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10, as: "the text" }),
        peer.sends(ACK, { checksum }),
        stack.resends("the text", { after: MINIMUM_RTO }),
        peer.sends(ACK),
        user.send(5),
        stack.sends(DATA, { seq: SND.NXT, text: 5 }),
      ],
    }),

    scenario(`${checksum}-on-a-fin`, `ESTABLISHED: FIN with ${BAD[checksum]} -> nothing, still ESTABLISHED`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(FIN_ACK, { checksum }),
        stack.staysSilent(RTO),
        stack.isIn("ESTABLISHED"),
        peer.sends(FIN_ACK),
        stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
        user.isTold("end of stream"),
      ],
    }),

    scenario(`${checksum}-on-a-reset`, `ESTABLISHED: RST with ${BAD[checksum]} -> nothing, still ESTABLISHED`, {
      covers: ["MUST-3"],
      from: established(),
      steps: [
        peer.sends(RST, { checksum }),
        stack.staysSilent(RTO),
        stack.isIn("ESTABLISHED"),
        peer.sends(DATA, { text: 10 }),
        stack.acknowledges(),
        user.receives(10),
      ],
    }),
  ]),
);
