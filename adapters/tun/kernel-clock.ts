import { realtime } from "../native/realtime";

/**
 * One clock for what JavaScript sees and what the kernel stamps: nanoseconds of CLOCK_MONOTONIC since the process began.
 *
 * The kernel stamps packets by CLOCK_REALTIME. Both clocks run at the same pace (the adjustments of adjtimex(2) apply to
 * both), so that one number converts them, until somebody sets the time: {@link synchronise} finds the number afresh.
 * Whatever happens, a converted stamp is neither before the one before it nor in the future.
 */
export class KernelClock {
  /** Whole seconds, as nanoseconds since 1970 are too many for a number. */
  readonly #epoch = Math.floor(Date.now() / 1000);
  #offset = 0;
  #latest = 0;

  constructor() {
    this.synchronise();
  }

  now(): number {
    return Math.round(performance.now() * 1e6);
  }

  /** Reads both clocks; of three tries the quickest counts, as it was interrupted least. */
  synchronise(): void {
    let least = Infinity;
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = this.now();
      const time = realtime(this.#epoch);
      const after = this.now();
      if (after - before >= least) continue;
      least = after - before;
      this.#offset = time - Math.round((before + after) / 2);
    }
  }

  /** Whatever is stamped from here on is not before now. */
  mark(): void {
    this.#latest = Math.max(this.#latest, this.now());
  }

  /** A stamp of the kernel's. They have to be converted in the order in which they were made. */
  fromStamp(seconds: number, nanoseconds: number): number {
    const time = (seconds - this.#epoch) * 1e9 + nanoseconds - this.#offset;
    this.#latest = Math.max(this.#latest, Math.min(time, this.now()));
    return this.#latest;
  }
}
