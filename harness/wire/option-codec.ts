/** TCP options between bytes and values (RFC 9293 3.2). */

import { requireFit } from "./fit";
import { read16, read32, read8, view, write16, write32 } from "./octets";
import { nop, sackPermitted } from "./option";
import type { SackBlock, TcpOption } from "./option";
import { seq } from "./seq";

/** The numbers of the kinds, as IANA keeps them. */
export const OPTION_KIND = {
  end: 0,
  nop: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
  md5: 19,
  userTimeout: 28,
  authentication: 29,
  fastOpen: 34,
} as const;

/** The lengths that the RFCs lay down, kind and length octets included. */
const LENGTH = {
  mss: 4,
  windowScale: 3,
  sackPermitted: 2,
  timestamps: 10,
  md5: 18,
  userTimeout: 4,
} as const;

/** Kind and length, which stand before the data of all options but two. */
const HEAD = 2;
const SACK_BLOCK = 8;
const KEY_IDS = 2;
const MINUTES = 0x8000;

/** No options. Shared, so that a header without any costs no allocation. */
export const NO_OPTIONS: readonly TcpOption[] = Object.freeze([]);

/** Octets that the options take, before they are filled up to a whole word. */
export function encodedOptionsLength(options: readonly TcpOption[]): number {
  let length = 0;
  for (const option of options) length += encodedOptionLength(option);
  return length;
}

function encodedOptionLength(option: TcpOption): number {
  switch (option.kind) {
    case "end":
      return 1 + option.padding.length;
    case "nop":
      return 1;
    case "mss":
      return LENGTH.mss;
    case "window-scale":
      return LENGTH.windowScale;
    case "sack-permitted":
      return LENGTH.sackPermitted;
    case "sack":
      return HEAD + SACK_BLOCK * option.blocks.length;
    case "timestamps":
      return LENGTH.timestamps;
    case "md5":
      return HEAD + option.digest.length;
    case "user-timeout":
      return LENGTH.userTimeout;
    case "authentication":
      return HEAD + KEY_IDS + option.mac.length;
    case "fast-open":
      return HEAD + option.cookie.length;
    case "unknown":
      return HEAD + option.data.length;
    case "malformed":
      return option.bytes.length;
  }
}

/** The octets of the options, one after the other and nothing else. */
export function encodeOptions(options: readonly TcpOption[]): Uint8Array {
  const bytes = new Uint8Array(encodedOptionsLength(options));
  encodeOptionsInto(options, bytes, 0);
  return bytes;
}

/**
 * Writes the options at `at` and returns where they end.
 * @throws {RangeError} when a value has no room in its field.
 */
export function encodeOptionsInto(options: readonly TcpOption[], bytes: Uint8Array, at: number): number {
  for (const option of options) at = encodeOption(option, bytes, at);
  return at;
}

/** Writes one option at `at` and returns where it ends. */
function encodeOption(option: TcpOption, bytes: Uint8Array, at: number): number {
  const data = at + HEAD;
  switch (option.kind) {
    case "end":
      bytes[at] = OPTION_KIND.end;
      bytes.set(option.padding, at + 1);
      return at + 1 + option.padding.length;
    case "nop":
      bytes[at] = OPTION_KIND.nop;
      return at + 1;
    case "mss":
      requireFit("MSS", option.value, 16);
      write16(bytes, data, option.value);
      return encodeHead(bytes, at, OPTION_KIND.mss, LENGTH.mss);
    case "window-scale":
      requireFit("window scale", option.shift, 8);
      bytes[data] = option.shift;
      return encodeHead(bytes, at, OPTION_KIND.windowScale, LENGTH.windowScale);
    case "sack-permitted":
      return encodeHead(bytes, at, OPTION_KIND.sackPermitted, LENGTH.sackPermitted);
    case "sack":
      encodeSackBlocks(option.blocks, bytes, data);
      return encodeHead(bytes, at, OPTION_KIND.sack, HEAD + SACK_BLOCK * option.blocks.length);
    case "timestamps":
      requireFit("timestamp value", option.value, 32);
      requireFit("timestamp echo", option.echo, 32);
      write32(bytes, data, option.value);
      write32(bytes, data + 4, option.echo);
      return encodeHead(bytes, at, OPTION_KIND.timestamps, LENGTH.timestamps);
    case "md5":
      bytes.set(option.digest, data);
      return encodeHead(bytes, at, OPTION_KIND.md5, HEAD + option.digest.length);
    case "user-timeout":
      requireFit("user timeout", option.value, 15);
      // RFC 5482 3: the first bit tells minutes from seconds.
      write16(bytes, data, option.unit === "minutes" ? option.value | MINUTES : option.value);
      return encodeHead(bytes, at, OPTION_KIND.userTimeout, LENGTH.userTimeout);
    case "authentication":
      requireFit("key id", option.keyId, 8);
      requireFit("next key id", option.nextKeyId, 8);
      bytes[data] = option.keyId;
      bytes[data + 1] = option.nextKeyId;
      bytes.set(option.mac, data + KEY_IDS);
      return encodeHead(bytes, at, OPTION_KIND.authentication, HEAD + KEY_IDS + option.mac.length);
    case "fast-open":
      bytes.set(option.cookie, data);
      return encodeHead(bytes, at, OPTION_KIND.fastOpen, HEAD + option.cookie.length);
    case "unknown":
      requireFit("option kind", option.code, 8);
      bytes.set(option.data, data);
      return encodeHead(bytes, at, option.code, HEAD + option.data.length);
    case "malformed":
      bytes.set(option.bytes, at);
      return at + option.bytes.length;
  }
}

/** Writes kind and length of the option at `at` and returns where it ends. */
function encodeHead(bytes: Uint8Array, at: number, kind: number, length: number): number {
  requireFit("option length", length, 8);
  bytes[at] = kind;
  bytes[at + 1] = length;
  return at + length;
}

function encodeSackBlocks(blocks: readonly SackBlock[], bytes: Uint8Array, at: number): void {
  for (const { left, right } of blocks) {
    write32(bytes, at, left);
    write32(bytes, at + 4, right);
    at += SACK_BLOCK;
  }
}

/**
 * The options between `start` and `end`. Every octet finds its place in one of them, so that encoding gives back the
 * same octets. Octet strings in them are views of `bytes`, not copies.
 */
export function decodeOptions(bytes: Uint8Array, start = 0, end = bytes.length): readonly TcpOption[] {
  if (start >= end) return NO_OPTIONS;
  // Counted first, as an array that grows takes several times the room.
  const options = new Array<TcpOption>(countOptions(bytes, start, end));
  let at = start;
  for (let index = 0; index < options.length; index += 1) {
    const next = optionEnd(bytes, at, end);
    options[index] = decodeOption(bytes, at, next);
    at = next;
  }
  return options;
}

function countOptions(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at = optionEnd(bytes, at, end)) count += 1;
  return count;
}

/** Where the option at `at` ends, which is `end` for one that nothing can stand behind. */
function optionEnd(bytes: Uint8Array, at: number, end: number): number {
  switch (read8(bytes, at)) {
    case OPTION_KIND.end:
      return end;
    case OPTION_KIND.nop:
      return at + 1;
    default: {
      const length = at + 1 < end ? read8(bytes, at + 1) : 0;
      // MUST-7 (RFC 9293 3.1): an impossible length is to be survived. Nobody can tell where the next option begins.
      return length < HEAD || at + length > end ? end : at + length;
    }
  }
}

/** The option from `at` to `end`. */
function decodeOption(bytes: Uint8Array, at: number, end: number): TcpOption {
  const kind = read8(bytes, at);
  if (kind === OPTION_KIND.nop) return nop;
  if (kind === OPTION_KIND.end) return { kind: "end", padding: view(bytes, at + 1, end) };
  const length = end - at;
  if (length < HEAD || read8(bytes, at + 1) !== length) return { kind: "malformed", bytes: view(bytes, at, end) };
  const data = at + HEAD;
  switch (kind) {
    case OPTION_KIND.mss:
      if (length === LENGTH.mss) return { kind: "mss", value: read16(bytes, data) };
      break;
    case OPTION_KIND.windowScale:
      if (length === LENGTH.windowScale) return { kind: "window-scale", shift: read8(bytes, data) };
      break;
    case OPTION_KIND.sackPermitted:
      if (length === LENGTH.sackPermitted) return sackPermitted;
      break;
    case OPTION_KIND.sack:
      if (length > HEAD && (length - HEAD) % SACK_BLOCK === 0) {
        return { kind: "sack", blocks: decodeSackBlocks(bytes, data, end) };
      }
      break;
    case OPTION_KIND.timestamps:
      if (length === LENGTH.timestamps) {
        return { kind: "timestamps", value: read32(bytes, data), echo: read32(bytes, data + 4) };
      }
      break;
    case OPTION_KIND.md5:
      if (length === LENGTH.md5) return { kind: "md5", digest: view(bytes, data, end) };
      break;
    case OPTION_KIND.userTimeout:
      if (length === LENGTH.userTimeout) {
        const word = read16(bytes, data);
        return { kind: "user-timeout", unit: word & MINUTES ? "minutes" : "seconds", value: word & ~MINUTES };
      }
      break;
    case OPTION_KIND.authentication:
      if (length >= HEAD + KEY_IDS) {
        const mac = view(bytes, data + KEY_IDS, end);
        return { kind: "authentication", keyId: read8(bytes, data), nextKeyId: read8(bytes, data + 1), mac };
      }
      break;
    case OPTION_KIND.fastOpen:
      if (isCookieLength(length - HEAD)) return { kind: "fast-open", cookie: view(bytes, data, end) };
      break;
  }
  return { kind: "unknown", code: kind, data: view(bytes, data, end) };
}

function decodeSackBlocks(bytes: Uint8Array, start: number, end: number): readonly SackBlock[] {
  const blocks: SackBlock[] = [];
  for (let at = start; at < end; at += SACK_BLOCK) {
    blocks.push({ left: seq(read32(bytes, at)), right: seq(read32(bytes, at + 4)) });
  }
  return blocks;
}

/** RFC 7413 4.1.1: none, or an even number from 4 to 16. */
function isCookieLength(length: number): boolean {
  return length === 0 || (length >= 4 && length <= 16 && length % 2 === 0);
}
