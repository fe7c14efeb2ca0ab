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
  /** RFC 3168 6.1.1: agreed on with flags */
  readonly ecn: boolean;
}

/** Before the peer's SYN is here. */
export const NOTHING_AGREED: Agreement = { windowScale: false, timestamps: false, sack: false, ecn: false };

/** The options that this host puts on a SYN. */
export function offeredBy({ windowScale, timestamps, sack }: ReferenceOptions): Agreement {
  return { windowScale, timestamps, sack, ecn: false };
}

/** Of what this host offers, that which the peer's SYN has as well; and ECN, which flags tell of. */
export function agreement(ours: Agreement, theirs: readonly TcpOption[], ecn: boolean): Agreement {
  const has = (kind: TcpOption["kind"]) => theirs.some((option) => option.kind === kind);
  return {
    windowScale: ours.windowScale && has("window-scale"),
    timestamps: ours.timestamps && has("timestamps"),
    sack: ours.sack && has("sack-permitted"),
    ecn,
  };
}
