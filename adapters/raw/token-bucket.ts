import { SECOND } from "../../harness/port/time";
import type { Duration, Time } from "../../harness/port/time";

/** Lets so many things through in a second on the average, and never more than `burst` at once. */
export class TokenBucket {
  readonly #interval: Duration;
  readonly #burst: number;
  /** When the bucket was, or will be, empty of all that has been promised: each thing moves it on by an interval. */
  #paidUntil = -Infinity;

  constructor(perSecond: number, burst: number) {
    this.#interval = SECOND / perSecond;
    this.#burst = burst;
  }

  /** The time at which one more thing may go, `now` or later. It has to go then: it is counted. */
  take(now: Time): Time {
    const full = now - this.#burst * this.#interval;
    this.#paidUntil = Math.max(this.#paidUntil, full) + this.#interval;
    return Math.max(now, this.#paidUntil);
  }
}
