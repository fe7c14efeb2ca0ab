/** The text of addresses and the bytes behind it: IPv4 in dotted decimal, IPv6 as RFC 5952 wants it. */

import { read16, write16 } from "./octets";

/** An IPv4 address in dotted decimal or an IPv6 address in the canonical text of RFC 5952. */
export type Address = string;

export type IpVersion = 4 | 6;

const IPV4_LENGTH = 4;
const IPV6_LENGTH = 16;
const IPV6_GROUPS = 8;

/** Which IP an address is of, by its looks; {@link parseAddress} tells whether it is one at all. */
export function addressVersion(address: Address): IpVersion {
  return address.includes(":") ? 6 : 4;
}

/**
 * Four octets or sixteen.
 * @throws {TypeError} when the text is no address.
 */
export function parseAddress(address: Address): Uint8Array {
  const bytes = addressVersion(address) === 4 ? parseIpv4(address) : parseIpv6(address);
  if (bytes === undefined) throw new TypeError(`"${address}" is neither an IPv4 nor an IPv6 address`);
  return bytes;
}

/**
 * The one text that four or sixteen octets have.
 * @throws {TypeError} when there are fewer or more.
 */
export function formatAddress(bytes: Uint8Array): Address {
  switch (bytes.length) {
    case IPV4_LENGTH:
      return bytes.join(".");
    case IPV6_LENGTH:
      return formatIpv6(bytes);
    default:
      throw new TypeError(`an address has 4 or 16 octets, not ${bytes.length}`);
  }
}

/**
 * `"2001:DB8:0::1"` -> `"2001:db8::1"`: the text that the decoder would give.
 * @throws {TypeError} when the text is no address.
 */
export function canonicalAddress(address: Address): Address {
  return formatAddress(parseAddress(address));
}

/** A leading zero is refused, as some programs read octal there. */
const DECIMAL_OCTET = /^(?:0|[1-9]\d{0,2})$/;

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== IPV4_LENGTH || !parts.every((part) => DECIMAL_OCTET.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

const HEXADECIMAL_GROUP = /^[0-9a-f]{1,4}$/i;

function parseIpv6(text: string): Uint8Array | undefined {
  const [before = "", after, ...more] = text.split("::");
  if (more.length > 0) return undefined;
  const head = parseGroups(before, after === undefined);
  const tail = parseGroups(after ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  // RFC 4291 2.2: "::" stands for one group of zeros or more, so it cannot stand in an address that is complete.
  const missing = IPV6_GROUPS - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(IPV6_LENGTH);
  head.forEach((group, index) => {
    write16(bytes, 2 * index, group);
  });
  tail.forEach((group, index) => {
    write16(bytes, 2 * (head.length + missing + index), group);
  });
  return bytes;
}

/** `last`: these groups end the address, so the last of them may be an IPv4 address (RFC 4291 2.2, third form). */
function parseGroups(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (HEXADECIMAL_GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = last && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (ipv4 === undefined) return undefined;
    groups.push(read16(ipv4, 0), read16(ipv4, 2));
  }
  return groups;
}

function formatIpv6(bytes: Uint8Array): Address {
  const groups = Array.from({ length: IPV6_GROUPS }, (_, index) => read16(bytes, 2 * index));
  // RFC 5952 5: an address that is known to hold an IPv4 one shows it.
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join(".")}`;
  }
  // RFC 5952 4.1 and 4.3: no leading zeros, lower case.
  const texts = groups.map((group) => group.toString(16));
  const { start, length } = longestZeros(groups);
  // RFC 5952 4.2.2: a single group of zeros is written out.
  if (length < 2) return texts.join(":");
  return `${texts.slice(0, start).join(":")}::${texts.slice(start + length).join(":")}`;
}

/** RFC 5952 4.2.3: the longest run of zero groups, and the first of several that are equally long. */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}
