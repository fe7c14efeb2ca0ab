/** Windows beyond 65535 octets: RFC 7323 2. */

import { SYN } from "../../harness/wire/flags";
import type { TcpOption } from "../../harness/wire/option";
import type { Segment } from "../../harness/wire/segment";
import type { Tcb } from "./tcb";

/** What the window field has room for (RFC 9293 3.1). */
export const LARGEST_FIELD = 0xffff;

/** RFC 7323 2.3: windows stay below a quarter of the sequence space. */
const LARGEST_SHIFT = 14;

/** Rcv.Wind.Shift: the least with which all of the buffer can be offered. */
export function shiftFor(receiveBuffer: number): number {
  let shift = 0;
  while (shift < LARGEST_SHIFT && receiveBuffer >>> shift > LARGEST_FIELD) shift += 1;
  return shift;
}

/** Snd.Wind.Shift, as the peer's SYN tells it. */
export function shiftOf(options: readonly TcpOption[]): number {
  for (const option of options) {
    // RFC 7323 2.3: a larger one is taken for 14
    if (option.kind === "window-scale") return Math.min(option.shift, LARGEST_SHIFT);
  }
  return 0;
}

/** The window that a segment offers. RFC 7323 2.2: that of a SYN is never scaled. */
export function offeredWindow({ snd }: Pick<Tcb, "snd">, { flags, window }: Segment): number {
  return (flags & SYN) === 0 ? window << snd.shift : window;
}

/** SEG.WND of a segment that is no SYN: RCV.WND, as much of it as whole units are. */
export function windowField({ rcv }: Pick<Tcb, "rcv">): number {
  return Math.min(rcv.wnd >>> rcv.shift, LARGEST_FIELD);
}
