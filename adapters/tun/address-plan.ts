/**
 * Which addresses a scenario has. Each gets a pair that no earlier one has had, on either side, so that nothing that is
 * left of an older one (TIME-WAIT, cached metrics, a late segment) can have a part in it, and none that runs beside it.
 *
 * The ranges are those set aside for testing network devices: 198.18.0.0/15 (RFC 2544, by RFC 6890) and 2001:2::/48
 * (RFC 5180 8).
 */

import type { Endpoints } from "../../harness/port/stack";
import { PROTOCOL } from "../../harness/wire";
import type { IpVersion } from "../../harness/wire";

/** From 1 to 65534; its octets are the last two of all four addresses. */
export type Serial = number;

/** All addresses of all stacks: the kernel is told that these are its own. */
export const STACK_PREFIXES = {
  4: { address: "198.18.0.0", length: 16 },
  6: { address: "2001:2:0:1::", length: 64 },
} as const;

export function endpointsOf(serial: Serial, version: IpVersion): Endpoints {
  if (version === 4) {
    const host = `${serial >> 8}.${serial & 0xff}`;
    return { stack: `198.18.${host}`, peer: `198.19.${host}` };
  }
  const host = serial.toString(16);
  return { stack: `2001:2:0:1::${host}`, peer: `2001:2:0:2::${host}` };
}

/** The serial after this one; none ends in an octet of 0 or 255, which looks like a network or a broadcast. */
export function nextSerial(serial: Serial): Serial {
  const next = serial >= 0xfffe ? 1 : serial + 1;
  const last = next & 0xff;
  return last === 0 || last === 0xff ? nextSerial(next) : next;
}

/** RFC 792: unreachable, source quench, redirect, time exceeded, parameter problem. */
const ICMP_ERRORS: readonly (number | undefined)[] = [3, 4, 5, 11, 12];
/** RFC 4443 2.1: what is no error has the high bit set. */
const FIRST_ICMPV6_INFORMATION = 128;

/**
 * Whose datagram this is: that of the peer that it goes to, or else of the stack that it comes from, as a stack may be
 * made to answer to an address that is nobody's. 0 when it is no scenario's, or neither TCP nor an ICMP error.
 */
export function serialOf(datagram: Uint8Array): Serial {
  const first = datagram[0] ?? 0;
  const version = first >> 4;
  if (version === 4 && datagram.length >= 20) {
    const [protocol, type] = [datagram[9], datagram[(first & 0xf) * 4]];
    if (protocol !== PROTOCOL.tcp && !(protocol === PROTOCOL.icmp && ICMP_ERRORS.includes(type))) return 0;
    return ipv4Serial(datagram, 16, 19) || ipv4Serial(datagram, 12, 18);
  }
  if (version === 6 && datagram.length >= 40) {
    const [protocol, type = 0] = [datagram[6], datagram[40]];
    if (protocol !== PROTOCOL.tcp && !(protocol === PROTOCOL.icmpv6 && type < FIRST_ICMPV6_INFORMATION)) return 0;
    return ipv6Serial(datagram, 24, 2) || ipv6Serial(datagram, 8, 1);
  }
  return 0;
}

function ipv4Serial(datagram: Uint8Array, at: number, secondOctet: number): Serial {
  return datagram[at] === 198 && datagram[at + 1] === secondOctet ? uint16(datagram, at + 2) : 0;
}

function ipv6Serial(datagram: Uint8Array, at: number, subnet: number): Serial {
  if (uint16(datagram, at) !== 0x2001 || uint16(datagram, at + 2) !== 2 || uint16(datagram, at + 4) !== 0) return 0;
  if (uint16(datagram, at + 6) !== subnet) return 0;
  for (let index = at + 8; index < at + 14; index += 2) if (uint16(datagram, index) !== 0) return 0;
  return uint16(datagram, at + 14);
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
