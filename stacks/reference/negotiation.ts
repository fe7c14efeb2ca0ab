/** What the two SYNs agree on: an option is in use when both of them had it. */

import type { TcpOption } from "../../harness/wire/option";
import type { ReferenceOptions } from "./options";

export interface Agreement {
  /** Snd.WS.OK (RFC 7323 2.2) */
  readonly windowScale: boolean;
  /** Snd.TS.OK (RFC 7323 3.2) */
  readonly timestamps: boolean;
  /** RFC 2018 2 */
  readonly sack: boolean;
}

/** Before the peer's SYN is here. */
export const NOTHING_AGREED: Agreement = { windowScale: false, timestamps: false, sack: false };

/** What this host puts on a SYN. */
export function offeredBy({ windowScale, timestamps, sack }: ReferenceOptions): Agreement {
  return { windowScale, timestamps, sack };
}

/** Of what this host offers, that which the peer's SYN has as well. */
export function agreement(ours: Agreement, theirs: readonly TcpOption[]): Agreement {
  const has = (kind: TcpOption["kind"]) => theirs.some((option) => option.kind === kind);
  return {
    windowScale: ours.windowScale && has("window-scale"),
    timestamps: ours.timestamps && has("timestamps"),
    sack: ours.sack && has("sack-permitted"),
  };
}
