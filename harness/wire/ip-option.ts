/** Options of the IP header: RFC 791 3.1 in IPv4, RFC 8200 4.2 in IPv6, where they stand in headers of their own. */

import { PROTOCOL } from "./protocol";

/** One octet of padding (No Operation in IPv4, Pad1 in IPv6), or an option with its type and data. */
export type IpOption = "padding" | { readonly type: number; readonly data: Uint8Array };

/** An option of any type, known or not; the right length is set before its data. */
export const ipOption = (type: number, ...data: readonly number[]): IpOption => ({ type, data: Uint8Array.from(data) });

const IPV4_NO_OPERATION = 1;
const IPV6_PAD_1 = 0;
/** The unit in which the length of an extension header of IPv6 is counted, the first one left out. */
const UNIT = 8;

/** For the IPv4 header: the length of an option counts its type and itself. */
export function encodeIpv4Options(options: readonly IpOption[]): Uint8Array {
  return Uint8Array.from(
    options.flatMap((each) =>
      each === "padding" ? [IPV4_NO_OPERATION] : [each.type, each.data.length + 2, ...each.data],
    ),
  );
}

/** A header of Hop-by-Hop or Destination Options before the one that `next` names, filled up with single octets. */
function encodeIpv6Options(options: readonly IpOption[], next: number): readonly number[] {
  const octets = options.flatMap((each) =>
    each === "padding" ? [IPV6_PAD_1] : [each.type, each.data.length, ...each.data],
  );
  const units = Math.ceil((octets.length + 2) / UNIT);
  const padding = Array.from({ length: units * UNIT - octets.length - 2 }, () => IPV6_PAD_1);
  return [next, units - 1, ...octets, ...padding];
}

/** The extension headers that hold these options, before a segment; each list without options has no header. */
export function encodeIpv6Extensions(
  hopByHop: readonly IpOption[],
  destination: readonly IpOption[],
): { readonly extensions: Uint8Array; readonly nextHeader: number } {
  const behind = destination.length === 0 ? [] : encodeIpv6Options(destination, PROTOCOL.tcp);
  const second = destination.length === 0 ? PROTOCOL.tcp : PROTOCOL.destinationOptions;
  if (hopByHop.length === 0) return { extensions: Uint8Array.from(behind), nextHeader: second };
  const front = encodeIpv6Options(hopByHop, second);
  return { extensions: Uint8Array.from([...front, ...behind]), nextHeader: PROTOCOL.hopByHopOptions };
}
