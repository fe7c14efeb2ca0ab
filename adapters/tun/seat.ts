import type { Clock } from "../../harness/port/clock";
import type { Arrival, Link } from "../../harness/port/link";
import type { Time } from "../../harness/port/time";
import type { EventPump, Sleep } from "./event-pump";
import type { KernelClock } from "./kernel-clock";

/** Takes the datagrams of one scenario. The bytes are its own. */
export type Receiver = (datagram: Uint8Array, at: number) => void;

/** What seats are on. A place is what one scenario has to itself there: addresses, or ports. */
export interface Network<Place> {
  readonly clock: KernelClock;
  readonly pump: EventPump;
  /** Sends one datagram, and says when it left by the clock. */
  inject(datagram: Uint8Array): number | Promise<number>;
  /** A fresh place, with room for so many connections (one when left out), and what comes to it. */
  join(receiver: Receiver, connections?: number): Place;
  /** What still comes there is dropped. */
  leave(place: Place): void;
  /** Gives the receivers what has come since the last time. @throws {StackFailed} when what came to this place is of no use. */
  collect(place: Place): void;
}

/** One scenario's place on a network: its datagrams and its clock, which is the kernel's. */
export class Seat<Place> implements Link, Clock {
  readonly kind = "real";
  readonly #network: Network<Place>;
  #place: Place;
  #origin: number;
  #arrivals: Arrival[] = [];
  #told = false;
  #sleep: Sleep | undefined;

  constructor(network: Network<Place>) {
    this.#network = network;
    this.#origin = network.clock.now();
    this.#place = this.#join();
  }

  get place(): Place {
    return this.#place;
  }

  /** Moves to a fresh place with room for so many connections, where nothing has arrived yet and it is 0 o'clock. */
  move(connections?: number): void {
    this.#network.leave(this.#place);
    this.#arrivals = [];
    this.#told = false;
    this.#network.clock.synchronise();
    this.#origin = this.#network.clock.now();
    this.#place = this.#join(connections);
  }

  leave(): void {
    this.#network.leave(this.#place);
  }

  async send(datagram: Uint8Array): Promise<Time> {
    return (await this.#network.inject(datagram)) - this.#origin;
  }

  take(): readonly Arrival[] {
    this.#network.collect(this.#place);
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

  #join(connections?: number): Place {
    return this.#network.join((bytes, at) => {
      this.#arrivals.push({ at: at - this.#origin, bytes });
      this.#sleep?.wake();
    }, connections);
  }
}
