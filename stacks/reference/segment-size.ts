/** How much text a segment may carry: RFC 9293 3.7.1, RFC 6691. */

import { addressVersion } from "../../harness/wire/address";
import type { TcpOption } from "../../harness/wire/option";
import type { Address } from "../../harness/wire/packet";
import type { ReferenceOptions } from "./options";
import { countOfBlocks } from "./sack-blocks";
import type { Tcb } from "./tcb";

const TCP_HEADER = 20;

/** Two NOPs and the option: whole words (RFC 7323 appendix A). */
const TIMESTAMPS_OCTETS = 12;

/** Two NOPs, kind and length; and each block (RFC 2018 3). */
const SACK_HEAD_OCTETS = 4;
const SACK_BLOCK_OCTETS = 8;

function ipHeader(address: Address): number {
  return addressVersion(address) === 4 ? 20 : 40;
}

/** What the MSS option of this host says. RFC 6691 2: the MTU less the fixed headers, whatever options there will be. */
export function receiveMss(local: Address, { mtu }: ReferenceOptions): number {
  return mtu - ipHeader(local) - TCP_HEADER;
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

/** SMSS, the unit of the congestion window (RFC 5681 2): the text of a full segment. */
export function senderMss(tcb: Pick<Tcb, "local" | "snd" | "agreed" | "pathMtu">, { mtu }: ReferenceOptions): number {
  const mmsS = Math.min(mtu, tcb.pathMtu) - ipHeader(tcb.local.address);
  const size = Math.min(tcb.snd.mss + TCP_HEADER, mmsS) - TCP_HEADER - (tcb.agreed.timestamps ? TIMESTAMPS_OCTETS : 0);
  // A peer with room for nothing but options would never get an octet.
  return Math.max(size, 1);
}

/** Eff.snd.MSS: how much text a segment may carry (MUST-16). RFC 6691 2: the options take of its room. */
export function effectiveSendMss(
  tcb: Pick<Tcb, "local" | "snd" | "rcv" | "agreed" | "pathMtu">,
  options: ReferenceOptions,
): number {
  const blocks = countOfBlocks(tcb);
  const octets = blocks === 0 ? 0 : SACK_HEAD_OCTETS + blocks * SACK_BLOCK_OCTETS;
  return Math.max(senderMss(tcb, options) - octets, 1);
}
