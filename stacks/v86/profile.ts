import type { Profile } from "../../harness/port/profile";
import { DEFAULT_PROFILE } from "../../harness/port/default-profile";

/** A TCP without timers does everything at once or not at all; when it should do the rest the RFCs say. */
export const PROFILE: Profile = {
  ...DEFAULT_PROFILE,
  // No "status": what v86 keeps for its own use says ESTABLISHED before the handshake is over, which would stand before all else.
  // Port 80 is taken: v86 fetches pages from there by itself.
  capabilities: [
    "user-calls",
    "active-open",
    "half-close",
    "simultaneous-open",
    "application-echo",
    "application-discard",
    "application-chargen",
  ],
  ipVersions: [4],
  // Nothing is ever sent again.
  synRetries: 0,
  synAckRetries: 0,
};
