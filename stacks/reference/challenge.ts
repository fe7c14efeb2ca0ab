/** Challenge ACKs: what tells an honest peer the right number, and a host that sends too many is a tool (RFC 5961 7). */

import type { Time } from "../../harness/port/time";
import type { ReferenceOptions } from "./options";
import { sendAck } from "./transmit";
import type { Turn } from "./turn";

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, while there are any left in this interval. */
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

/** RFC 5961 7: so many in each interval, for all connections together. */
export function challengeLimit({ challenges, challengeInterval }: ReferenceOptions): ChallengeLimit {
  let interval = -1;
  let left = challenges;
  return {
    leftAt(now) {
      const current = Math.floor(now / challengeInterval);
      if (current !== interval) left = challenges;
      interval = current;
      return left;
    },
    keep(rest) {
      left = rest;
    },
  };
}
