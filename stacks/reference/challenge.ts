/** Challenge ACKs: what tells an honest peer the right number, and a host that sends too many is a tool (RFC 5961 7). */

import type { Time } from "../../harness/port/time";
import { SECOND } from "../../harness/port/time";
import { sendAck } from "./transmit";
import type { Turn } from "./turn";

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, while there are any left in this second. */
export function sendChallenge(turn: Turn): void {
  if (turn.challengesLeft <= 0) return;
  turn.challengesLeft -= 1;
  sendAck(turn);
}

/** How many challenge ACKs a host may still send. */
export interface ChallengeLimit {
  leftAt(now: Time): number;
  /** What is left of them after an event. */
  keep(left: number): void;
}

/** RFC 5961 7: so many in each second, for all connections together. */
export function challengeLimit(perSecond: number): ChallengeLimit {
  let second = -1;
  let left = perSecond;
  return {
    leftAt(now) {
      const current = Math.floor(now / SECOND);
      if (current !== second) left = perSecond;
      second = current;
      return left;
    },
    keep(rest) {
      left = rest;
    },
  };
}
