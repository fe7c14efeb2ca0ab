/** The control bits of the TCP header (RFC 9293 3.1; ECE and CWR: RFC 3168 6.1). */

/** Any union of the control bits below: 0 to 255. */
export type Flags = number;

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;
export const URG = 0x20;
export const ECE = 0x40;
export const CWR = 0x80;

export const SYN_ACK = SYN | ACK;
export const FIN_ACK = FIN | ACK;
export const RST_ACK = RST | ACK;
export const PSH_ACK = PSH | ACK;
export const URG_ACK = URG | ACK;

/** Name and bit, in the order in which they are printed, lowest bit first, as Wireshark does. */
export const FLAG_NAMES = [
  ["FIN", FIN],
  ["SYN", SYN],
  ["RST", RST],
  ["PSH", PSH],
  ["ACK", ACK],
  ["URG", URG],
  ["ECE", ECE],
  ["CWR", CWR],
] as const;

/** `SYN | ACK` -> `"SYN, ACK"`; no bit at all -> `"none"`. */
export function printFlags(flags: Flags, separator = ", "): string {
  const names = FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return names.length === 0 ? "none" : names.join(separator);
}
