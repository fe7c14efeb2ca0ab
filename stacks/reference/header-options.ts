/**
 * The TCP options that are put on segments and taken from them (RFC 9293 3.2, 3.7.1).
 *
 * Only MSS so far; window scale and timestamps (RFC 7323) and SACK (RFC 2018) will have their place here. An option that
 * is not understood is passed over (MUST-6), and so is one whose length is not the right one. An impossible length ends
 * the list: what came before counts, what follows does not (MUST-7).
 */

import type { Address, TcpOption } from "../../harness/wire";
import { addressVersion, encodedOptionsLength, mss } from "../../harness/wire";
import type { ReferenceOptions } from "./options";
import type { Tcb } from "./tcb";

const TCP_HEADER = 20;

function ipHeader(address: Address): number {
  return addressVersion(address) === 4 ? 20 : 40;
}

/** What goes on a SYN or SYN,ACK: the MSS always (MAY-3). */
export function synOptions(tcb: Pick<Tcb, "local">, { mtu }: ReferenceOptions): readonly TcpOption[] {
  // RFC 9293 3.7.1, RFC 6691 2: the MTU less the fixed headers, whatever options there will be
  return [mss(mtu - ipHeader(tcb.local.address) - TCP_HEADER)];
}

const NONE: readonly TcpOption[] = [];

/** What goes on every other segment. */
export function segmentOptions(): readonly TcpOption[] {
  return NONE;
}

/** SendMSS, as the options of a SYN tell it. */
export function sendMss(options: readonly TcpOption[], local: Address): number {
  for (const option of options) {
    // A size of 0 would let nothing through.
    if (option.kind === "mss") return Math.max(option.value, 1);
  }
  // MUST-15
  return addressVersion(local) === 4 ? 536 : 1220;
}

/** Eff.snd.MSS: how much text a segment may carry (MUST-16). */
export function effectiveSendMss(tcb: Pick<Tcb, "local" | "snd">, { mtu }: ReferenceOptions): number {
  const mmsS = mtu - ipHeader(tcb.local.address);
  return Math.min(tcb.snd.mss + TCP_HEADER, mmsS) - TCP_HEADER - encodedOptionsLength(segmentOptions());
}
