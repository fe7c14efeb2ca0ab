/** Classic BPF on sockets: linux/filter.h, Documentation/networking/filter.rst. */

import { struct } from "koffi";
import { errnoName, libc } from "./libc";
import { SOL_SOCKET } from "./sockets";

/** asm-generic/socket.h */
const SO_ATTACH_FILTER = 26;

/** linux/bpf_common.h: load a word or an octet, jump if equal, return a constant. */
const LOAD_WORD = 0x20;
const LOAD_OCTET = 0x30;
const JUMP_IF_EQUAL = 0x15;
const RETURN = 0x06;
/** linux/filter.h: what the kernel knows of a packet beside its octets. */
const ANCILLARY = 0xfffff000;

/** A condition on one word or octet of a packet; offsets count from the network header, for sockets of SOCK_DGRAM. */
export type Condition =
  | { readonly word: number; readonly is: number }
  | { readonly octet: number; readonly is: number }
  | { readonly etherType: number };

const INSTRUCTION_SIZE = 8;
const EVERYTHING = 0xffff_ffff;

/** Lets through what meets all conditions of at least one of the lists. */
export function encodeFilter(alternatives: readonly (readonly Condition[])[]): Uint8Array {
  const length = alternatives.reduce((sum, conditions) => sum + 2 * conditions.length + 1, 0) + 1;
  const bytes = new Uint8Array(length * INSTRUCTION_SIZE);
  const fields = new DataView(bytes.buffer);
  let at = 0;
  const put = (code: number, ifFalse: number, value: number): void => {
    fields.setUint16(at, code, true);
    fields.setUint8(at + 3, ifFalse);
    fields.setUint32(at + 4, value, true);
    at += INSTRUCTION_SIZE;
  };
  for (const conditions of alternatives) {
    for (const [index, condition] of conditions.entries()) {
      const { code, offset, value } = loadOf(condition);
      put(code, 0, offset);
      // On to the next alternative: the other conditions and the return are passed over.
      put(JUMP_IF_EQUAL, 2 * (conditions.length - index - 1) + 1, value);
    }
    put(RETURN, 0, EVERYTHING);
  }
  put(RETURN, 0, 0);
  return bytes;
}

function loadOf(condition: Condition): { readonly code: number; readonly offset: number; readonly value: number } {
  if ("etherType" in condition) return { code: LOAD_WORD, offset: ANCILLARY, value: condition.etherType };
  if ("word" in condition) return { code: LOAD_WORD, offset: condition.word, value: condition.is };
  return { code: LOAD_OCTET, offset: condition.octet, value: condition.is };
}

type Attach = (
  fd: number,
  level: number,
  option: number,
  program: { readonly len: number; readonly filter: Uint8Array },
  length: number,
) => number;

const PROGRAM_SIZE = 16;
let attach: Attach | undefined;

/** Lets nothing through to the socket but what the filter does; the one before it is forgotten. */
export function attachFilter(fd: number, filter: Uint8Array): void {
  // struct sock_fprog, which has a pointer in it.
  attach ??= libc().func("setsockopt", "int", [
    "int",
    "int",
    "int",
    `${struct("sock_fprog", { len: "uint16_t", filter: "const void *" }).name} *`,
    "uint",
  ]) as unknown as Attach;
  const program = { len: filter.length / INSTRUCTION_SIZE, filter };
  if (attach(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, PROGRAM_SIZE) < 0)
    throw new Error(`setsockopt SO_ATTACH_FILTER: ${errnoName(0)}`);
}
