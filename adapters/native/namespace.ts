/** Network namespaces: network_namespaces(7), unshare(2), setns(2). */

import { closeSync, fstatSync, openSync } from "node:fs";
import { must, systemCall } from "./libc";

/** linux/sched.h */
const CLONE_NEWNET = 0x40000000;

const unshare = systemCall<[flags: number]>("int unshare(int)");
const setns = systemCall<[fd: number, type: number]>("int setns(int, int)");

/** The namespace of the calling thread, which is the only one that node's synchronous calls run on. */
const CURRENT = "/proc/thread-self/ns/net";

/**
 * A network namespace of our own. The process stays where it was; what has to be made inside (sockets, devices) is made
 * {@link within}, and a socket goes on living there wherever the thread is. Nothing names the namespace in the file
 * system: with the last descriptor that belongs to it, and so with the process however it ends, it is gone.
 */
export class NetworkNamespace {
  readonly #home: number;
  readonly #inside: number;

  private constructor(home: number, inside: number) {
    this.#home = home;
    this.#inside = inside;
  }

  /**
   * @throws {SystemCallFailed} EPERM without CAP_SYS_ADMIN over both the present namespace and the new one.
   */
  static create(): NetworkNamespace {
    const home = openSync(CURRENT, "r");
    try {
      // The way back is tried before the way out: inside a user namespace that has no network namespace of its own it
      // is barred, and the thread would be left stranded.
      must("setns", setns(home, CLONE_NEWNET));
      must("unshare", unshare(CLONE_NEWNET));
      const inside = openSync(CURRENT, "r");
      must("setns", setns(home, CLONE_NEWNET));
      return new NetworkNamespace(home, inside);
    } catch (error) {
      closeSync(home);
      throw error;
    }
  }

  /** Runs `make` inside. It has to be synchronous: the thread is brought back when it returns. */
  within<T>(make: () => T): T {
    must("setns", setns(this.#inside, CLONE_NEWNET));
    try {
      return make();
    } finally {
      must("setns", setns(this.#home, CLONE_NEWNET));
    }
  }

  close(): void {
    closeSync(this.#inside);
    closeSync(this.#home);
  }
}

/** The network namespace that the calling thread is in now, to come back to wherever the thread is then. */
export function presentNamespace(): Pick<NetworkNamespace, "within" | "close"> {
  const inside = openSync(CURRENT, "r");
  return {
    within(make) {
      const home = openSync(CURRENT, "r");
      // Whoever is there already needs no privilege.
      const isThere = fstatSync(home).ino === fstatSync(inside).ino;
      try {
        if (!isThere) must("setns", setns(inside, CLONE_NEWNET));
        return make();
      } finally {
        if (!isThere) must("setns", setns(home, CLONE_NEWNET));
        closeSync(home);
      }
    },
    close() {
      closeSync(inside);
    },
  };
}
