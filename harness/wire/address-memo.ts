/**
 * Addresses between packets and their texts, remembered: a run has few of them and meets each many times. Both memories
 * are bounded, and what has been forgotten is worked out again.
 */

import { formatAddress, parseAddress } from "./address";
import { read16, read32, write16 } from "./octets";
import type { Address } from "./packet";

const TEXTS_KEPT = 1024;

const bytesByText = new Map<Address, Uint8Array>();

/**
 * Writes the four or sixteen octets of an address at `at`.
 * @throws {TypeError} when the text is no address.
 */
export function writeAddress(address: Address, bytes: Uint8Array, at: number): void {
  const octets = addressBytes(address);
  for (let index = 0; index < octets.length; index += 2) write16(bytes, at + index, read16(octets, index));
}

function addressBytes(address: Address): Uint8Array {
  const known = bytesByText.get(address);
  if (known !== undefined) return known;
  const bytes = parseAddress(address);
  if (bytesByText.size >= TEXTS_KEPT) bytesByText.clear();
  bytesByText.set(address, bytes);
  return bytes;
}

/** One place for each value that the hash can have; a newcomer takes the place of whoever has it. */
interface Place {
  readonly word0: number;
  readonly word1: number;
  readonly word2: number;
  readonly word3: number;
  readonly text: Address;
}

const PLACES = 1024;

function emptyPlaces(length: 4 | 16): Place[] {
  const text = formatAddress(new Uint8Array(length));
  return Array.from({ length: PLACES }, () => ({ word0: 0, word1: 0, word2: 0, word3: 0, text }));
}

const ipv4Places = emptyPlaces(4);
const ipv6Places = emptyPlaces(16);

function placeOf(mixed: number): number {
  return (Math.imul(mixed, 0x9e3779b1) >>> 22) & (PLACES - 1);
}

/** The text of the IPv4 address at `at`. */
export function readIpv4Address(bytes: Uint8Array, at: number): Address {
  const word0 = read32(bytes, at);
  const place = placeOf(word0);
  const known = ipv4Places[place];
  if (known?.word0 === word0) return known.text;
  const text = formatAddress(bytes.subarray(at, at + 4));
  ipv4Places[place] = { word0, word1: 0, word2: 0, word3: 0, text };
  return text;
}

/** The text of the IPv6 address at `at`. */
export function readIpv6Address(bytes: Uint8Array, at: number): Address {
  const word0 = read32(bytes, at);
  const word1 = read32(bytes, at + 4);
  const word2 = read32(bytes, at + 8);
  const word3 = read32(bytes, at + 12);
  const place = placeOf(word0 ^ Math.imul(word1, 3) ^ Math.imul(word2, 5) ^ Math.imul(word3, 7));
  const known = ipv6Places[place];
  if (known?.word3 === word3 && known.word2 === word2 && known.word1 === word1 && known.word0 === word0) {
    return known.text;
  }
  const text = formatAddress(bytes.subarray(at, at + 16));
  ipv6Places[place] = { word0, word1, word2, word3, text };
  return text;
}
