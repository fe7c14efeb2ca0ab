import type { Address, IpVersion } from "../wire/packet";
import type { BaselineEntry, KnownBreach } from "./baseline";
import type { Clock } from "./clock";
import type { Link } from "./link";
import type { Profile } from "./profile";
import type { Application, User } from "./user";

/** The two addresses of a scenario. */
export interface Endpoints {
  readonly stack: Address;
  readonly peer: Address;
}

/** Which ports a scenario uses. */
export interface Ports {
  /** Of the stack; another connection beside those of the script has the one after it. */
  readonly stack: number;
  /** Of the peer's first connection; each further one has the next. */
  readonly peer: number;
  /** Where programs listen that do not listen on `stack`. */
  readonly applications: Partial<Readonly<Record<Application, number>>>;
}

/**
 * One TCP implementation, ready to be tested by one scenario at a time. Where many scenarios can run side by side
 * (real time, processes), the adapter hands out several of these.
 */
export interface Stack {
  readonly name: string;
  /** What it calls itself, where `name` only says how to start it. */
  readonly title?: string;
  readonly version: string;
  /** How it is reached: memory, process, tun, raw. */
  readonly adapter: string;
  readonly profile: Profile;
  /** What was set for this run, by the names that its system has for it: `{ "net.ipv4.tcp_sack": "0" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What a host remembers of the way to the peer outlives {@link reset}: no scenario may make it believe what is not so. */
  readonly remembersPaths?: true;
  readonly clock: Clock;
  readonly link: Link;
  /** Absent for a black box. */
  readonly user?: User;
  /** May change with each {@link reset}. */
  endpoints(version: IpVersion): Endpoints;
  /**
   * The ports to be used until the next {@link reset}, where they are not free: seats that share addresses keep to some of
   * their own, and a program that runs already has its port. When left out {@link usualPorts} are used.
   * @param connections how many there are to be at the most
   */
  ports?(connections: number): Ports;
  /**
   * As new: no connection, nothing waiting, clock at 0. All chance in the stack that can be steered follows from `seed`.
   */
  reset(seed: number): Promise<void>;
  close(): Promise<void>;
}

/** What a name on the command line stands for: how to get at a stack. */
export interface StackProvider {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** Its known departures from the standard. */
  readonly baseline?: readonly BaselineEntry[];
  /** And those that show in exchanges that no scenario foresees. */
  readonly known?: readonly KnownBreach[];
  /**
   * Opens up to `seats` stacks of this kind that can be used side by side, each in a scenario of its own. In this process more
   * than one brings nothing where time is virtual.
   * @throws {StackUnavailable} when this machine lacks something.
   */
  open(seats: number): Promise<readonly Stack[]>;
  /** How it is made ready on this machine, where it has to be. */
  readonly preparation?: Preparation;
}

/** What has to be done once, on each machine, before a stack can be opened. */
export interface Preparation {
  /** What is there already, or what is missing; one line. */
  readonly state: () => { readonly ready: boolean; readonly detail: string };
  /**
   * Does it. `say` is given each line that a person may want to see meanwhile.
   * @throws {StackUnavailable} when this machine lacks something.
   */
  readonly prepare: (say: (line: string) => void) => Promise<void>;
}

/** This machine cannot offer the stack; the message says what is missing and `remedy` how to get it. */
export class StackUnavailable extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = "StackUnavailable";
    this.remedy = remedy;
  }
}

/** The stack or its host broke (died, hung, answered nonsense): the scenario's verdict is `error`, the run goes on. */
export class StackFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StackFailed";
  }
}

/** The stack broke and cannot be had again: there is no use in going on with it. */
export class StackLost extends StackFailed {
  constructor(message: string) {
    super(message);
    this.name = "StackLost";
  }
}
