/** timerfd_create(2): a clock to the microsecond, where timers of JavaScript are a millisecond off. */

import { close, must, read, systemCall } from "./libc";

/** bits/time.h, bits/timerfd.h */
const CLOCK_MONOTONIC = 1;
const TFD_NONBLOCK = 0o4000;
const TFD_CLOEXEC = 0o2000000;

const create = systemCall<[clock: number, flags: number]>("int timerfd_create(int, int)");
const settime = systemCall<[fd: number, flags: number, value: Uint8Array, old: null]>(
  "int timerfd_settime(int, int, void *, void *)",
);

/** Readable once the time that it was set to has passed. */
export class Timer {
  readonly fd = must("timerfd_create", create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  // struct itimerspec: the interval, 0 for once, and the time, each in seconds and nanoseconds.
  readonly #setting = new BigInt64Array(4);
  readonly #settingBytes = new Uint8Array(this.#setting.buffer);
  readonly #expirations = new Uint8Array(8);

  /** Sets it to `nanoseconds` from now; what it was set to before is forgotten. */
  set(nanoseconds: number): void {
    // A time of 0 would switch it off.
    const whole = Math.max(1, Math.ceil(nanoseconds));
    this.#setting[2] = BigInt(Math.floor(whole / 1e9));
    this.#setting[3] = BigInt(whole % 1e9);
    must("timerfd_settime", settime(this.fd, 0, this.#settingBytes, null));
  }

  /** Makes it unreadable until it is set again. */
  acknowledge(): void {
    read(this.fd, this.#expirations, this.#expirations.length);
  }

  close(): void {
    close(this.fd);
  }
}
