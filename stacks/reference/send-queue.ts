/** The text that SEND was given and that is not acknowledged yet, with its place in the sequence space (RFC 9293 3.4). */

import { add, diff } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import { append, drop, EMPTY, read } from "./text-queue";
import type { TextQueue } from "./text-queue";

export interface SendQueue {
  /** The sequence number of the first octet held, or of the next one that SEND will bring. */
  readonly first: Seq;
  readonly text: TextQueue;
}

/** Nothing yet; the text begins behind the SYN. */
export function emptySendQueue(iss: Seq): SendQueue {
  return { first: add(iss, 1), text: EMPTY };
}

/** The sequence number behind the last octet: where the next SEND goes on, or the FIN stands. */
export function endOfText(queue: SendQueue): Seq {
  return add(queue.first, queue.text.length);
}

/** The queue with what a SEND brings. */
export function enqueue(queue: SendQueue, text: Uint8Array): SendQueue {
  return { first: queue.first, text: append(queue.text, text) };
}

/** The queue without what lies before `ack`. */
export function forget(queue: SendQueue, ack: Seq): SendQueue {
  const octets = Math.min(diff(ack, queue.first), queue.text.length);
  if (octets <= 0) return queue;
  return { first: add(queue.first, octets), text: drop(queue.text, octets) };
}

/** `length` octets from `start` on, or as many as there are. */
export function textAt(queue: SendQueue, start: Seq, length: number): Uint8Array {
  return read(queue.text, diff(start, queue.first), length);
}
