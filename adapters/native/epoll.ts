/** epoll(7): readiness of many descriptors, itself a descriptor. */

import { close, must, systemCall } from "./libc";

/** sys/epoll.h */
const EPOLL_CLOEXEC = 0o2000000;
const EPOLL_CTL_ADD = 1;
const EPOLL_CTL_DEL = 2;
export const EPOLLIN = 0x001;
export const EPOLLPRI = 0x002;
export const EPOLLOUT = 0x004;
export const EPOLLERR = 0x008;
export const EPOLLHUP = 0x010;
export const EPOLLRDHUP = 0x2000;
export const EPOLLET = 0x8000_0000;

/** struct epoll_event is packed on x86-64 only. */
const DATA_OFFSET = process.arch === "x64" ? 4 : 8;
const EVENT_SIZE = DATA_OFFSET + 8;
const EVENTS_AT_ONCE = 64;

const create = systemCall<[flags: number]>("int epoll_create1(int)");
const control = systemCall<[fd: number, operation: number, target: number, event: Uint8Array]>(
  "int epoll_ctl(int, int, int, void *)",
);
const wait = systemCall<[fd: number, events: Uint8Array, count: number, timeout: number]>(
  "int epoll_wait(int, void *, int, int)",
);

/** A set of descriptors, each known by a number of the caller's choice. */
export class Epoll {
  readonly fd = must("epoll_create1", create(EPOLL_CLOEXEC));
  readonly #events = new Uint8Array(EVENTS_AT_ONCE * EVENT_SIZE);
  readonly #fields = new DataView(this.#events.buffer);
  readonly #event = new Uint8Array(EVENT_SIZE);
  readonly #eventFields = new DataView(this.#event.buffer);

  add(fd: number, events: number, key: number): void {
    this.#eventFields.setUint32(0, events, true);
    this.#eventFields.setUint32(DATA_OFFSET, key, true);
    must("epoll_ctl", control(this.fd, EPOLL_CTL_ADD, fd, this.#event));
  }

  remove(fd: number): void {
    must("epoll_ctl", control(this.fd, EPOLL_CTL_DEL, fd, this.#event));
  }

  /** Shows everything that is ready now to `visit`; does not wait. */
  drain(visit: (key: number, events: number) => void): void {
    for (;;) {
      const count = must("epoll_wait", wait(this.fd, this.#events, EVENTS_AT_ONCE, 0));
      for (let at = 0; at < count * EVENT_SIZE; at += EVENT_SIZE) {
        visit(this.#fields.getUint32(at + DATA_OFFSET, true), this.#fields.getUint32(at, true));
      }
      if (count < EVENTS_AT_ONCE) return;
    }
  }

  close(): void {
    close(this.fd);
  }
}
