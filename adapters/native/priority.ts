/** setpriority(2) by way of node. */

import { constants, setPriority } from "node:os";

/**
 * Puts this process, and the threads that it begins from now on, before others where it may. A stack in real time takes the
 * time that its peer needs for the network's, and a peer that has to wait for a processor breaks its timers.
 */
export function goFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch {
    // Only root may; everybody else is as quick as the machine lets them.
  }
}
