/** Who has to be woken next, in time that does not grow with the number of connections. */

import type { Time } from "../../harness/port/time";

/** Somebody who wants to be woken. Only the agenda writes `wakeAt`. */
export interface Sleeper {
  /** When, by now; Infinity for not at all. */
  deadline(): Time;
  /** The time of the one entry that counts; Infinity when there is none. */
  wakeAt: Time;
}

interface Entry<T> {
  readonly at: Time;
  /** Of two entries for the same time the older one comes first, so that runs can be repeated. */
  readonly order: number;
  readonly sleeper: T;
}

export interface Agenda<T extends Sleeper> {
  /** The deadline of the sleeper may have changed. */
  update(sleeper: T): void;
  /** The earliest deadline of all; Infinity if there is none. */
  next(): Time;
  /** Takes out somebody whose deadline is not after `now`. */
  takeDue(now: Time): T | undefined;
}

/**
 * A binary heap with one entry for each sleeper. A deadline that moves to later, as that of the retransmission timer
 * does with every ACK, changes nothing in it: the entry is looked at when its time comes, and put back.
 */
export function agenda<T extends Sleeper>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let made = 0;

  function push(sleeper: T, at: Time): void {
    sleeper.wakeAt = at;
    heap.push({ at, order: made++, sleeper });
    rise(heap, heap.length - 1);
  }

  function pop(): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    sink(heap);
  }

  /** The first entry whose time is the deadline of its sleeper. */
  function first(): Entry<T> | undefined {
    for (;;) {
      const top = heap[0];
      if (top === undefined) return undefined;
      const { at, sleeper } = top;
      const isCurrent = at === sleeper.wakeAt;
      const deadline = sleeper.deadline();
      if (isCurrent && at === deadline) return top;
      pop();
      if (!isCurrent) continue;
      sleeper.wakeAt = Number.POSITIVE_INFINITY;
      if (deadline !== Number.POSITIVE_INFINITY) push(sleeper, deadline);
    }
  }

  return {
    update(sleeper) {
      const deadline = sleeper.deadline();
      if (deadline < sleeper.wakeAt) push(sleeper, deadline);
    },
    next: () => first()?.at ?? Number.POSITIVE_INFINITY,
    takeDue(now) {
      const top = first();
      if (top === undefined || top.at > now) return undefined;
      pop();
      top.sleeper.wakeAt = Number.POSITIVE_INFINITY;
      return top.sleeper;
    },
  };
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function rise<T>(heap: Entry<T>[], index: number): void {
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!swapIfBefore(heap, index, parent)) return;
    index = parent;
  }
}

function sink<T>(heap: Entry<T>[]): void {
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    const a = heap[left];
    const b = heap[right];
    if (a === undefined) return;
    const child = b !== undefined && isBefore(b, a) ? right : left;
    if (!swapIfBefore(heap, child, index)) return;
    index = child;
  }
}

/** Whether the lower one had to go up. */
function swapIfBefore<T>(heap: Entry<T>[], lower: number, upper: number): boolean {
  const a = heap[lower];
  const b = heap[upper];
  if (a === undefined || b === undefined || !isBefore(a, b)) return false;
  heap[lower] = b;
  heap[upper] = a;
  return true;
}
