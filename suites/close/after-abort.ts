import {
  ACK,
  answersProbe,
  DATA,
  isGone,
  oneOf,
  peer,
  RCV,
  RST,
  SND,
  stack,
  type DurationExpression,
  type Step,
} from "../../harness/scenario";

/**
 * RFC 9293 3.10.5 ends in CLOSED; 3.5.2 would rather have the side that resets rest in TIME-WAIT. An octet that was there
 * before tells them apart, also on a stack without STATUS. Nothing is sent again either way.
 * @param silence in which whatever the stack goes on trying would be sent again
 */
export const staysAborted = (silence: DurationExpression): readonly Step[] => [
  peer.sends(DATA, { seq: RCV.NXT.minus(1), text: 1 }),
  oneOf({
    "RFC 9293 3.10.5: CLOSED": [
      stack.sends(RST, { optionalFlags: ACK, seq: SND.NXT }),
      stack.isIn("CLOSED"),
      stack.staysSilent(silence),
      ...isGone(),
    ],
    "RFC 9293 3.5.2: TIME-WAIT": [
      stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
      stack.isIn("TIME-WAIT"),
      stack.staysSilent(silence),
      ...answersProbe(),
    ],
  }),
];
