import type { Clock } from "../../harness/port/clock";
import type { Arrival, Link } from "../../harness/port/link";
import type { Endpoints } from "../../harness/port/stack";
import type { Time } from "../../harness/port/time";
import type { IpVersion } from "../../harness/wire";
import { endpointsOf } from "./address-plan";
import type { Serial } from "./address-plan";
import type { Sleep } from "./event-pump";
import type { TunNetwork } from "./tun-network";

/** One scenario's place on a TUN network: its addresses, its datagrams and its clock, which is the kernel's. */
export class Seat implements Link, Clock {
  readonly kind = "real";
  readonly #network: TunNetwork;
  #serial: Serial;
  #origin: number;
  #arrivals: Arrival[] = [];
  #told = false;
  #sleep: Sleep | undefined;

  constructor(network: TunNetwork) {
    this.#network = network;
    this.#origin = network.clock.now();
    this.#serial = this.#join();
  }

  endpoints(version: IpVersion): Endpoints {
    return endpointsOf(this.#serial, version);
  }

  /** Moves to fresh addresses, where nothing has arrived yet and it is 0 o'clock. */
  move(): void {
    this.#network.leave(this.#serial);
    this.#arrivals = [];
    this.#told = false;
    this.#network.clock.synchronise();
    this.#origin = this.#network.clock.now();
    this.#serial = this.#join();
  }

  leave(): void {
    this.#network.leave(this.#serial);
  }

  send(datagram: Uint8Array): Promise<Time> {
    return new Promise((resolve) => {
      resolve(this.#network.inject(datagram) - this.#origin);
    });
  }

  take(): readonly Arrival[] {
    this.#network.collect();
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    return arrivals;
  }

  now(): Time {
    return this.#network.clock.now() - this.#origin;
  }

  async pass(deadline: Time): Promise<void> {
    this.#network.pump.turn();
    if (this.#arrivals.length > 0 || this.#told || this.now() >= deadline) return;
    await this.#network.pump.sleep(this.#origin + deadline, (sleep) => {
      this.#sleep = sleep;
    });
    this.#sleep = undefined;
  }

  /** The user has been told something: whoever waits need wait no longer. */
  tell(): void {
    this.#told = true;
    this.#sleep?.wake();
  }

  /** The user has taken note of it. */
  heard(): void {
    this.#told = false;
  }

  #join(): Serial {
    return this.#network.join((bytes, at) => {
      this.#arrivals.push({ at: at - this.#origin, bytes });
      this.#sleep?.wake();
    });
  }
}
