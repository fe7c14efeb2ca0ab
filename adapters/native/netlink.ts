/** Netlink messages: netlink(7). Numbers are in the machine's byte order, which is little-endian wherever koffi runs. */

import { close, must, SystemCallFailed } from "./libc";
import { AF_NETLINK, recv, send, SOCK_CLOEXEC, SOCK_RAW, socket } from "./sockets";

/** linux/netlink.h */
const NLM_F_REQUEST = 0x1;
const NLM_F_ACK = 0x4;
const NLMSG_ERROR = 2;
const HEADER_LENGTH = 16;
const ALIGNMENT = 4;
const NLA_F_NESTED = 0x8000;

/** An attribute: type, then the value, which may be further attributes. */
export function attribute(type: number, value: Uint8Array): Uint8Array {
  const length = 4 + value.length;
  const bytes = new Uint8Array(Math.ceil(length / ALIGNMENT) * ALIGNMENT);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, length, true);
  view.setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

export function nested(type: number, ...attributes: readonly Uint8Array[]): Uint8Array {
  return attribute(type | NLA_F_NESTED, joined(attributes));
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** One netlink socket, asked one thing at a time; the kernel has answered when `send` returns. */
export class Netlink {
  readonly #fd: number;
  readonly #answer = new Uint8Array(8192);
  #sequence = 0;

  /** In the network namespace of the calling thread. */
  constructor(family: number) {
    this.#fd = must("socket AF_NETLINK", socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family));
  }

  /**
   * Has something done, and waits for the kernel's word that it is.
   * @throws {SystemCallFailed} when the kernel refuses; `what` names the deed.
   */
  order(what: string, type: number, flags: number, body: Uint8Array): void {
    const answer = this.#exchange(type, flags | NLM_F_ACK, body);
    if (answer.type !== NLMSG_ERROR) throw new Error(`${what}: answered by message type ${answer.type}`);
    if (answer.error !== 0) throw new SystemCallFailed(what, answer.error);
  }

  /** Asks for one thing: the body of the answer, or the negative errno. */
  ask(type: number, body: Uint8Array): Uint8Array | number {
    const answer = this.#exchange(type, 0, body);
    return answer.type === NLMSG_ERROR ? answer.error : answer.body;
  }

  close(): void {
    close(this.#fd);
  }

  #exchange(type: number, flags: number, body: Uint8Array): { type: number; error: number; body: Uint8Array } {
    const message = new Uint8Array(HEADER_LENGTH + body.length);
    const header = new DataView(message.buffer);
    header.setUint32(0, message.length, true);
    header.setUint16(4, type, true);
    header.setUint16(6, flags | NLM_F_REQUEST, true);
    header.setUint32(8, ++this.#sequence, true);
    message.set(body, HEADER_LENGTH);
    must("send to netlink", send(this.#fd, message, message.length, 0));
    const length = must("recv from netlink", recv(this.#fd, this.#answer, this.#answer.length, 0));
    const view = new DataView(this.#answer.buffer, 0, length);
    if (length < HEADER_LENGTH + 4 || view.getUint32(8, true) !== this.#sequence) {
      throw new Error(`netlink answered ${length} octets that are no answer`);
    }
    return {
      type: view.getUint16(4, true),
      error: view.getInt32(HEADER_LENGTH, true),
      body: this.#answer.subarray(HEADER_LENGTH, view.getUint32(0, true)),
    };
  }
}
