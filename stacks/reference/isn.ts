/** Initial sequence numbers: RFC 9293 3.4.1 and RFC 6528 3. */

import { hash } from "node:crypto";
import { MICROSECOND } from "../../harness/port/time";
import type { Duration, Time } from "../../harness/port/time";
import type { SocketAddress } from "../../harness/port/user";
import { add, seq } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";

/** RFC 9293 3.4.1: one tick every 4 microseconds. */
const TICK: Duration = 4 * MICROSECOND;

/** What the numbers of one host follow from. */
export interface IsnKey {
  /** Nobody outside may know it (RFC 6528 3). */
  readonly secret: string;
  /** What the clock of the numbers stands at when the time is 0. */
  readonly origin: Duration;
}

/**
 * A key that follows from a seed, as no two boots of a host have the same. It is as hard to guess as the seed: a number is
 * for what has to be repeated, a text may be a secret.
 */
export function isnKey(seed: number | string): IsnKey {
  const secret = hash("sha256", `tcpspec reference ${seed}`, "hex");
  // 40 bits of nanoseconds are 18 minutes, so that the sum with any scenario's time stays a whole number.
  return { secret, origin: Number.parseInt(secret.slice(0, 10), 16) };
}

/** ISN = M + F(local socket, foreign socket, secret), M being the clock. */
export function initialSequenceNumber(key: IsnKey, now: Time, local: SocketAddress, foreign: SocketAddress): Seq {
  const m = seq(Math.floor((key.origin + now) / TICK));
  const sockets = `${local.address} ${local.port} ${foreign.address} ${foreign.port}`;
  const f = Number.parseInt(hash("sha256", `${sockets} ${key.secret}`, "hex").slice(0, 8), 16);
  return add(m, f);
}

/** Where the timestamps of a connection begin: nobody outside can tell how long the host has been up (RFC 7323 7.1). */
export function timestampOrigin(key: IsnKey, local: SocketAddress, foreign: SocketAddress): number {
  const sockets = `${local.address} ${local.port} ${foreign.address} ${foreign.port}`;
  return Number.parseInt(hash("sha256", `timestamps ${sockets} ${key.secret}`, "hex").slice(0, 8), 16);
}
