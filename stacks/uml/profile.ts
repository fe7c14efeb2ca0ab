import type { Profile } from "../../harness/port/profile";
import { profileOf } from "../linux/profile";

/** Nobody else is at work, and what happens takes no time. */
const VIRTUAL_TIME = { scheduling: 0, roundTrip: 0 };

/** What a kernel of this release claims, with its settings as they are by default, over what its host says. */
export function withTimers(claimed: Profile): Profile {
  return {
    ...profileOf((_, byDefault) => byDefault, VIRTUAL_TIME),
    capabilities: [...claimed.capabilities, "slow-start", "sack-recovery"],
  };
}
