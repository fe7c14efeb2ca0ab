/** The socket calls: socket(2), socket(7), and the numbers that all families share. */

import { must, systemCall } from "./libc";

/** bits/socket.h */
export const AF_UNSPEC = 0;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

/** bits/socket_type.h */
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;

/** asm-generic/socket.h: as on x86, Arm and RISC-V. */
export const SOL_SOCKET = 1;
export const SO_REUSEADDR = 2;
export const SO_ERROR = 4;
export const SO_KEEPALIVE = 9;
export const SO_OOBINLINE = 10;
export const SO_LINGER = 13;
export const SO_DOMAIN = 39;

/** socket(2), in the network namespace of the calling thread. */
export const socket = systemCall<[family: number, type: number, protocol: number]>("int socket(int, int, int)");

export const bind = systemCall<[fd: number, address: Uint8Array, length: number]>("int bind(int, void *, uint)");

export const send = systemCall<[fd: number, buffer: Uint8Array, length: number, flags: number]>(
  "long send(int, void *, size_t, int)",
);

export const recv = systemCall<[fd: number, buffer: Uint8Array, length: number, flags: number]>(
  "long recv(int, void *, size_t, int)",
);

const setsockopt = systemCall<[fd: number, level: number, option: number, value: Uint8Array, length: number]>(
  "int setsockopt(int, int, int, void *, uint)",
);

const getsockopt = systemCall<[fd: number, level: number, option: number, value: Uint8Array, length: Uint8Array]>(
  "int getsockopt(int, int, int, void *, void *)",
);

/** An option whose value is one int or a structure of ints. */
export function setOption(fd: number, level: number, option: number, ...values: readonly number[]): void {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  must("setsockopt", setsockopt(fd, level, option, bytes, bytes.length));
}

const optionLength = new Uint32Array(1);
const optionLengthBytes = new Uint8Array(optionLength.buffer);

/** Reads the beginning of an option, as much as `value` has room for. */
export function getOption(fd: number, level: number, option: number, value: Uint8Array): void {
  optionLength[0] = value.length;
  must("getsockopt", getsockopt(fd, level, option, value, optionLengthBytes));
}
