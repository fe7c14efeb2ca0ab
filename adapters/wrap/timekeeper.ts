import { MILLISECOND } from "../../harness/port/time";
import type { Duration, Time } from "../../harness/port/time";

/** Time that passes by itself, and somebody to be woken by. A test may hand in one that it moves by hand. */
export interface Timekeeper {
  /** Nanoseconds since some fixed time; never goes back. */
  now(): Time;
  /**
   * Calls back once after `wait`, never before the current turn of the event loop is over, maybe a little early or late.
   * @returns what calls it off.
   */
  after(wait: Duration, wake: () => void): () => void;
}

/** The longest time that a timer of JavaScript can be set to, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** The time of this machine, from 0 on. Timers keep the process alive. */
export function realTime(): Timekeeper {
  const origin = performance.now();
  return {
    now: () => Math.round((performance.now() - origin) * MILLISECOND),
    after(wait, wake) {
      const timer = setTimeout(wake, Math.min(Math.ceil(wait / MILLISECOND), LONGEST));
      return () => {
        clearTimeout(timer);
      };
    },
  };
}

/** One alarm, set again and again. */
export interface Alarm {
  /** Goes off at `at` and no earlier; what it was set to before is forgotten. Infinity switches it off. */
  set(at: Time): void;
}

/** An alarm that calls `ring`. A time that moves to later costs no new timer. */
export function alarm(time: Timekeeper, ring: () => void): Alarm {
  let wanted: Time = Infinity;
  let armed: Time = Infinity;
  let cancel: (() => void) | undefined;

  function arm(): void {
    cancel?.();
    armed = wanted;
    cancel = time.after(Math.max(0, wanted - time.now()), () => {
      cancel = undefined;
      armed = Infinity;
      if (wanted > time.now()) {
        set(wanted);
        return;
      }
      wanted = Infinity;
      ring();
    });
  }

  function set(at: Time): void {
    wanted = at;
    if (at === Infinity) {
      cancel?.();
      cancel = undefined;
      armed = Infinity;
    } else if (at < armed) arm();
  }

  return { set };
}
