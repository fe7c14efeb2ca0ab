/**
 * Who may act. Many scenarios wait side by side in real time, but they act one after the other: were a handshake
 * interleaved with sixty others, the stack would measure our own slowness as the round trip, and its timers would follow.
 */
export interface Floor {
  /** Waits until nobody else acts. Those who are in the middle of a scenario go before those who only begin one. */
  take(who: "begins" | "goes on"): Promise<void>;
  /** To be called before waiting for anything that takes time, and at the end. */
  yield(): void;
}

export function sharedFloor(): Floor {
  let taken = false;
  const waiting = { begins: [] as (() => void)[], "goes on": [] as (() => void)[] };
  return {
    take(who) {
      if (taken) return new Promise((resolve) => waiting[who].push(resolve));
      taken = true;
      return Promise.resolve();
    },
    yield() {
      const next = waiting["goes on"].shift() ?? waiting.begins.shift();
      if (next === undefined) taken = false;
      else next();
    },
  };
}
