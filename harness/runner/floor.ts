import type { Stack } from "../port/stack";

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

/** The floor as one scenario has it, which can be taken from it when it does not come back. */
export interface Lease extends Floor {
  /** Nobody acts on it any more: what it holds is free, and who asks for the floor by it waits for ever. */
  end(): void;
}

export function leaseOf(floor: Floor): Lease {
  let holds = false;
  let ended = false;
  const isOver = () => ended;
  const giveBack = (): void => {
    if (holds) floor.yield();
    holds = false;
  };
  return {
    async take(who) {
      if (!isOver()) {
        await floor.take(who);
        holds = true;
        // It can have ended while it waited.
        if (isOver()) giveBack();
      }
      if (isOver()) await new Promise<never>(() => undefined);
    },
    yield: giveBack,
    end() {
      giveBack();
      ended = true;
    },
  };
}

/** Which floor a seat acts on: all on one where time is real; in virtual time no stack notices how long others act. */
export function floorsOfSeats(): (seat: Stack) => Floor {
  const shared = sharedFloor();
  return ({ clock }) => (clock.kind === "real" ? shared : sharedFloor());
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
