/** clock_gettime(2) */

import { must, systemCall } from "./libc";

/** bits/time.h: the clock of the kernel's packet time stamps. */
const CLOCK_REALTIME = 0;

const gettime = systemCall<[clock: number, time: Uint8Array]>("int clock_gettime(int, void *)");

const time = new BigInt64Array(2);
const timeBytes = new Uint8Array(time.buffer);

/** Nanoseconds since the second `epoch` of CLOCK_REALTIME; exact for 104 days around it. */
export function realtime(epoch: number): number {
  must("clock_gettime", gettime(CLOCK_REALTIME, timeBytes));
  return (Number(time[0]) - epoch) * 1e9 + Number(time[1]);
}
