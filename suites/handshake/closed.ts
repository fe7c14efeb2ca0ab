// RFC 9293 3.10.7.1: there is no connection and nobody listens. RFC 9293 3.5.2, group 1: the form of the reset.

import {
  ACK,
  DATA,
  FIN,
  FIN_ACK,
  IRS,
  peer,
  RST,
  RST_ACK,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
} from "../../harness/scenario";

export const closedPort = suite("handshake/closed", [
  scenario("syn", "CLOSED: SYN -> RST,ACK with SEQ=0 and ACK=SEG.SEQ+1", {
    covers: ["793-3.9-SEGARR-CLOSED-NOACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    steps: [peer.sends(SYN, { seq: IRS }), stack.sends(RST_ACK, { seq: 0, ack: IRS.plus(1) })],
  }),

  scenario("syn-with-text", "CLOSED: SYN with text -> the text counts in the ACK of the reset", {
    covers: ["793-3.9-SEGARR-CLOSED-NOACK", "793-3.3-SYN-FIN-OCCUPY"],
    steps: [peer.sends(SYN, { seq: IRS, text: 7 }), stack.sends(RST_ACK, { seq: 0, ack: IRS.plus(8) })],
  }),

  scenario("fin", "CLOSED: FIN without ACK -> RST,ACK with ACK=SEG.SEQ+1", {
    covers: ["793-3.9-SEGARR-CLOSED-FIN", "793-3.9-SEGARR-CLOSED-NOACK"],
    steps: [peer.sends(FIN, { seq: 5000 }), stack.sends(RST_ACK, { seq: 0, ack: 5001 })],
  }),

  scenario("ack", "CLOSED: ACK -> RST with SEQ=SEG.ACK and no ACK", {
    covers: ["793-3.9-SEGARR-CLOSED-ACK", "793-3.4-RSTGEN-CLOSED-SEQ"],
    steps: [
      peer.sends(ACK, { seq: 5000, ack: 90_210 }),
      stack.sends(RST, { seq: 90_210 }),
      peer.sends(DATA, { seq: 5000, ack: 90_211, text: 3 }),
      stack.sends(RST, { seq: 90_211 }),
      peer.sends(FIN_ACK, { seq: 5000, ack: 4_294_967_295 }),
      stack.sends(RST, { seq: 4_294_967_295 }),
      peer.sends(SYN_ACK, { seq: 5000, ack: 0 }),
      stack.sends(RST, { seq: 0 }),
    ],
  }),

  scenario("reset", "CLOSED: RST -> nothing", {
    covers: ["793-3.9-SEGARR-CLOSED-RST", "793-3.4-RST-NEVER-FOR-RST"],
    steps: [
      peer.sends(RST, { seq: IRS }),
      peer.sends(RST_ACK, { seq: IRS, ack: 90_210 }),
      peer.sends(RST | SYN, { seq: IRS }),
      stack.staysSilent(RTO),
      peer.sends(ACK, { seq: IRS, ack: 90_210 }),
      stack.sends(RST, { optionalFlags: ACK, seq: 90_210 }),
    ],
  }),
]);
