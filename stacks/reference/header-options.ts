/**
 * The TCP options that are put on segments and taken from them (RFC 9293 3.2, 3.7.1).
 *
 * An option that is not understood is passed over (MUST-6), and so is one whose length is not the right one. An
 * impossible length ends the list: what came before counts, what follows does not (MUST-7).
 */

import { mss, nop, sack, sackPermitted, timestamps, windowScale } from "../../harness/wire/option";
import type { TcpOption } from "../../harness/wire/option";
import type { Time } from "../../harness/port/time";
import type { Agreement } from "./negotiation";
import type { ReferenceOptions } from "./options";
import { blocksToSend, countOfBlocks } from "./sack-blocks";
import { receiveMss } from "./segment-size";
import type { Tcb } from "./tcb";
import { timestampClock } from "./timestamps";
import { shiftFor } from "./window-scale";

type Speaker = Pick<Tcb, "local" | "agreed" | "timestampOrigin" | "snd" | "rcv">;

/** What goes on a SYN, which offers, or on a SYN,ACK, which agrees; the MSS always (MAY-3). */
export function synOptions(tcb: Speaker, those: Agreement, now: Time, options: ReferenceOptions): readonly TcpOption[] {
  const result = [mss(receiveMss(tcb.local.address, options))];
  if (those.sack) result.push(sackPermitted);
  // RFC 7323 3.2: without an ACK there is nothing to echo, and TS.Recent is still 0
  if (those.timestamps) result.push(timestamps(timestampClock(tcb, now), tcb.rcv.tsRecent));
  if (those.windowScale) result.push(nop, windowScale(shiftFor(options.receiveBuffer)));
  return result;
}

const NONE: readonly TcpOption[] = [];

/** What goes on every other segment. */
export function segmentOptions(tcb: Speaker, now: Time): readonly TcpOption[] {
  const hasBlocks = countOfBlocks(tcb) > 0;
  if (!tcb.agreed.timestamps && !hasBlocks) return NONE;
  const result = tcb.agreed.timestamps ? [nop, nop, timestamps(timestampClock(tcb, now), tcb.rcv.tsRecent)] : [];
  // RFC 2018 4: on every segment, as long as anything is held
  if (hasBlocks) result.push(nop, nop, sack(...blocksToSend(tcb)));
  return result;
}

/** What goes on the RST of an ABORT. RFC 7323 5.2: timestamps, if they are in use; 3.2: without an ACK nothing is echoed. */
export function abortOptions(tcb: Speaker, now: Time): readonly TcpOption[] {
  return tcb.agreed.timestamps ? [nop, nop, timestamps(timestampClock(tcb, now), 0)] : NONE;
}
