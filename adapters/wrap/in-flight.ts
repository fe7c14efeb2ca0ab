/** What is on its way, in the order in which it will arrive. */

import type { Time } from "../../harness/port/time";

export interface InFlight<T extends { readonly at: Time }> {
  add(item: T): void;
  /** When the next one arrives; Infinity when nothing is on its way. */
  next(): Time;
  /** Takes out the first one that has arrived by `now`. Of two that arrive together, the one that was added first. */
  takeDue(now: Time): T | undefined;
  clear(): void;
}

export function inFlight<T extends { readonly at: Time }>(): InFlight<T> {
  let items: T[] = [];
  return {
    add(item) {
      // Nearly everything comes last.
      let index = items.length;
      for (let before = items[index - 1]; before !== undefined && before.at > item.at; before = items[index - 1])
        index--;
      items.splice(index, 0, item);
    },
    next: () => items[0]?.at ?? Infinity,
    takeDue: (now) => ((items[0]?.at ?? Infinity) <= now ? items.shift() : undefined),
    clear() {
      items = [];
    },
  };
}
