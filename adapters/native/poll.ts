/** poll(2) */

import { must, systemCall } from "./libc";

/** bits/poll.h */
const POLLPRI = 0x002;

const poll = systemCall<[fds: Uint8Array, count: number, timeout: number]>("int poll(void *, ulong, int)");

// struct pollfd: the descriptor, the events that are asked for, those that there are.
const request = new Uint8Array(8);
const fields = new DataView(request.buffer);

/** Whether urgent octets have arrived that are not yet read. */
export function hasUrgentText(fd: number): boolean {
  fields.setInt32(0, fd, true);
  fields.setInt16(4, POLLPRI, true);
  must("poll", poll(request, 1, 0));
  return (fields.getInt16(6, true) & POLLPRI) !== 0;
}
