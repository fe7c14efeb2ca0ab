/** prctl(2) */

import { must, systemCall } from "./libc";

/** linux/prctl.h */
const PR_SET_PDEATHSIG = 1;
/** signal(7) */
const SIGKILL = 9;

const prctl = systemCall<[option: number, value: number]>("int prctl(int, ulong)");

/** The kernel kills this process when the one that started it dies, however that comes about. */
export function dieWithParent(): void {
  must("prctl", prctl(PR_SET_PDEATHSIG, SIGKILL));
}
