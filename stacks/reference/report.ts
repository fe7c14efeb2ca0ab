/** Asynchronous reports: RFC 9293 3.9.1.8. That of urgent data is an indication of the port. */

import type { NetworkError } from "./network-error";

/** What may be of interest to a user and to the IP below, and ends nothing (MUST-47). */
export type Report =
  /** SHLD-25 */
  | { readonly kind: "network error"; readonly error: NetworkError }
  /** R1 is reached: the user may want to know (SHLD-9), and IP to look for another gateway (MUST-20 (b)). */
  | { readonly kind: "excessive retransmission" };
