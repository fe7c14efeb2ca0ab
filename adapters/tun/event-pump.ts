import { StackFailed } from "../../harness/port/stack";
import { Epoll, EPOLLIN } from "../native/epoll";
import { Readiness } from "../native/readiness";
import { Timer } from "../native/timer";
import type { KernelClock } from "./kernel-clock";

/** Somebody who waits; `wake` ends it before its time. */
export interface Sleep {
  wake(): void;
}

interface Sleeper {
  readonly deadline: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Everything on one device waits here: one epoll set with all its descriptors, one timer for the earliest deadline, and
 * a single handle in node's event loop, which keeps node alive only while somebody sleeps.
 */
export class EventPump {
  readonly #clock: KernelClock;
  readonly #epoll = new Epoll();
  readonly #timer = new Timer();
  readonly #readiness: Readiness;
  readonly #handlers = new Map<number, (events: number) => void>();
  readonly #sleepers = new Set<Sleeper>();
  #lastKey = 0;
  #armed = Infinity;
  #broken: StackFailed | undefined;
  #closed = false;

  constructor(clock: KernelClock) {
    this.#clock = clock;
    this.#readiness = new Readiness(this.#epoll.fd, () => {
      this.#turnInEventLoop();
    });
    this.watch(this.#timer.fd, EPOLLIN, () => {
      this.#timer.acknowledge();
      this.#armed = Infinity;
      this.#wakeInTime();
    });
  }

  /** Calls `handle` in a turn when the descriptor is ready for one of `events`; returns what ends it. */
  watch(fd: number, events: number, handle: (events: number) => void): () => void {
    // A key is never used twice: an event may have been fetched when its descriptor is closed and the number goes round.
    const key = ++this.#lastKey;
    this.#handlers.set(key, handle);
    this.#epoll.add(fd, events, key);
    return () => {
      if (this.#handlers.delete(key) && !this.#closed) this.#epoll.remove(fd);
    };
  }

  /**
   * Sees to everything that is ready now.
   * @throws {StackFailed} when that went wrong, now or earlier.
   */
  turn(): void {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      this.#epoll.drain((key, events) => this.#handlers.get(key)?.(events));
    } catch (error) {
      this.#broken = new StackFailed(error instanceof Error ? error.message : String(error));
      for (const sleeper of [...this.#sleepers]) this.#end(sleeper).reject(this.#broken);
      throw this.#broken;
    }
  }

  /** Sleeps until `deadline` by the kernel clock, or until it is woken. `keep` is given what wakes it. */
  sleep(deadline: number, keep: (sleep: Sleep) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { deadline, resolve, reject };
      this.#sleepers.add(sleeper);
      if (this.#sleepers.size === 1) this.#readiness.keepAlive(true);
      this.#arm(deadline);
      keep({
        wake: () => {
          if (this.#sleepers.has(sleeper)) this.#end(sleeper).resolve();
        },
      });
    });
  }

  close(): void {
    this.#closed = true;
    this.#readiness.close();
    this.#timer.close();
    this.#epoll.close();
  }

  #turnInEventLoop(): void {
    if (this.#closed) return;
    try {
      this.#clock.synchronise();
      this.turn();
    } catch {
      // The sleepers have been told, and whoever comes next will be.
    }
  }

  /** Wakes whoever has slept long enough, in the order of their deadlines, and sets the timer for the next one. */
  #wakeInTime(): void {
    const now = this.#clock.now();
    const due: Sleeper[] = [];
    let earliest = Infinity;
    for (const sleeper of this.#sleepers) {
      if (sleeper.deadline <= now) due.push(sleeper);
      else earliest = Math.min(earliest, sleeper.deadline);
    }
    for (const sleeper of due.sort((a, b) => a.deadline - b.deadline)) this.#end(sleeper).resolve();
    this.#arm(earliest);
  }

  /** A timer that goes off for somebody who has been woken before does no harm. */
  #arm(deadline: number): void {
    if (deadline >= this.#armed) return;
    this.#armed = deadline;
    this.#timer.set(deadline - this.#clock.now());
  }

  #end(sleeper: Sleeper): Sleeper {
    this.#sleepers.delete(sleeper);
    if (this.#sleepers.size === 0) this.#readiness.keepAlive(false);
    return sleeper;
  }
}
