import type { Time } from "./time";

/**
 * The time of one scenario; it stands at 0 after `Stack.reset()`.
 *
 * A virtual clock moves only inside {@link Clock.pass}, from timer to timer of the stack, and costs nothing. A real one
 * moves by itself, and `pass` waits.
 */
export interface Clock {
  readonly kind: "virtual" | "real";
  now(): Time;
  /**
   * Lets time pass until `deadline`, or until the stack has something for us (a datagram in `Link.take`, an indication in
   * `User.take`), whichever comes first. Resolves at once if something is waiting already. A deadline in the past is
   * the same as now. Afterwards `now()` is at most `deadline` with a virtual clock, and at least that or the time of the
   * news with a real one.
   */
  pass(deadline: Time): Promise<void>;
}
