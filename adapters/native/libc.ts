/**
 * Functions of libc, called through koffi on the calling thread, in the manner of bare system calls: the result is what
 * the call returned, or the negative errno where that was below 0. Nothing is loaded before the first call, so that this
 * folder can be imported where there is no such libc.
 */

import { errno, load } from "koffi";
import type { LibraryHandle } from "koffi";
import { constants } from "node:os";

/** What can be handed to libc: numbers, memory that it reads or writes, strings, and nothing. */
export type Argument = number | bigint | Uint8Array | string | null;

export type SystemCall<Arguments extends readonly Argument[]> = (...values: Arguments) => number;

let library: LibraryHandle | undefined;

/** The C library that node itself runs on, glibc or musl. */
export function libc(): LibraryHandle {
  return (library ??= load(null));
}

/** `systemCall<[fd: number]>("int close(int)")`. koffi knows no ssize_t: it is a `long` on every Linux. */
export function systemCall<Arguments extends readonly Argument[]>(prototype: string): SystemCall<Arguments> {
  let bound: SystemCall<Arguments> | undefined;
  return (...values) => {
    bound ??= libc().func(prototype) as unknown as SystemCall<Arguments>;
    const result = bound(...values);
    return result < 0 ? -errno() : result;
  };
}

/** The numbers of errno(3), as this platform has them. */
export const ERRNO = constants.errno;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(ERRNO)
    // EWOULDBLOCK and EOPNOTSUPP are second names of EAGAIN and ENOTSUP.
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** `104` -> `"ECONNRESET"`; also for the negative result of a call. */
export function errnoName(number: number): string {
  return NAMES.get(Math.abs(number)) ?? `errno ${Math.abs(number)}`;
}

/** A system call that had no business to fail. */
export class SystemCallFailed extends Error {
  readonly call: string;
  /** Positive, as in errno(3). */
  readonly errno: number;
  constructor(call: string, number: number) {
    super(`${call}: ${errnoName(number)}`);
    this.name = "SystemCallFailed";
    this.call = call;
    this.errno = Math.abs(number);
  }
}

/**
 * The result of a call that cannot rightly fail.
 * @throws {SystemCallFailed} when it is negative.
 */
export function must(call: string, result: number): number {
  if (result < 0) throw new SystemCallFailed(call, result);
  return result;
}

/** read(2), into the beginning of `buffer`. */
export const read = systemCall<[fd: number, buffer: Uint8Array, length: number]>("long read(int, void *, size_t)");

/** write(2) */
export const write = systemCall<[fd: number, buffer: Uint8Array, length: number]>("long write(int, void *, size_t)");

/** close(2) */
export const close = systemCall<[fd: number]>("int close(int)");

/** ioctl(2) with a pointer to memory; variadic in C, which makes no difference for pointers on Linux. */
export const ioctl = systemCall<[fd: number, request: number, memory: Uint8Array]>("int ioctl(int, ulong, void *)");
