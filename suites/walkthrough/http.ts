// The story that a tutorial tells: a connection, a page, a goodbye. RFC 9293 3.5 and 3.6, figures 6 and 12.

import {
  ACK,
  DATA,
  FIN_ACK,
  HTTP_ANSWER,
  HTTP_REQUEST,
  IRS,
  ISS,
  mss,
  peer,
  RCV,
  scenario,
  settles,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
} from "../../harness/scenario";

export const walkthrough = suite("walkthrough", [
  scenario("http", "a web page, from the first SYN to the last ACK", {
    covers: ["793-3.4-FIG7-3WHS", "793-3.5-CLOSE-NORMAL"],
    steps: [
      user.listen("http"),

      // Three segments open the connection.
      peer.sends(SYN, { seq: IRS, options: [mss(1460)] }),
      stack.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
      peer.sends(ACK, { seq: IRS.plus(1), ack: ISS.plus(1) }),
      stack.isIn("ESTABLISHED"),

      // The request goes one way, the page the other.
      peer.sends(DATA, { seq: IRS.plus(1), text: HTTP_REQUEST }),
      stack.acknowledges(),
      stack.transmits(HTTP_ANSWER),
      peer.sends(ACK),

      // Four segments close it: the server has said all that it had to say.
      settles("793-3.5-CLOSE-NORMAL"),
      stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT }),
      peer.sends(ACK),
      stack.isIn("FIN-WAIT-2"),
      peer.sends(FIN_ACK),
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("TIME-WAIT"),
    ],
  }),
]);
