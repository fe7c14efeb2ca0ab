// RFC 9293 3.8.6.1: how a stack may ask whether a window is still closed.

import { ACK, DATA, oneOf, peer, RTO, SND, stack, type Step } from "../../harness/scenario";

/** How a stack may ask for the window; `answer` is what it hears, and where the octet may have been taken. */
export function probed(patience: number, refused: readonly Step[], taken: readonly Step[]): Step {
  const within = RTO.times(patience);
  return oneOf({
    "RFC 9293 3.8.6.1, the first octet beyond the window": [stack.sends(DATA, { seq: SND.UNA, within }), ...taken],
    "an octet that is acknowledged already, which draws an ACK as well": [
      stack.sends(DATA, { seq: SND.UNA.minus(1), within }),
      ...refused,
    ],
    "an empty segment left of the window, which draws an ACK as well": [
      stack.sends(ACK, { seq: SND.UNA.minus(1), within }),
      ...refused,
    ],
  });
}

/** It is asked for, and is what it was. */
export const STILL_CLOSED = [peer.sends(ACK, { ack: SND.UNA, window: 0 })];

/** Longer than the time between two probes, or retransmissions, of the first minutes. */
export const PATIENCE = RTO.times(256);

/** However a stack asks for a window that has closed on what is in flight, and the same answer each time. */
export const askedInFlight: readonly Step[] = [
  oneOf({
    "MUST-35, what is in flight goes again, or an octet of it": [
      stack.sends(DATA, { seq: SND.UNA, within: PATIENCE }),
      ...STILL_CLOSED,
    ],
    "an octet left of the window, which draws an ACK": [
      stack.sends(DATA, { seq: SND.UNA.minus(1), within: PATIENCE }),
      ...STILL_CLOSED,
    ],
    "an empty segment left of the window, which draws an ACK": [
      stack.sends(ACK, { seq: SND.UNA.minus(1), within: PATIENCE }),
      ...STILL_CLOSED,
    ],
    "an empty segment right of the window, which draws an ACK": [
      stack.sends(ACK, { seq: SND.NXT, within: PATIENCE }),
      ...STILL_CLOSED,
    ],
  }),
];
