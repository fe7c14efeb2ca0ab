import { release } from "node:os";
import type { Profile } from "../../harness/port/profile";
import type { Endpoints, Stack } from "../../harness/port/stack";
import type { IpVersion } from "../../harness/wire";
import type { SocketDiagnosis } from "../../adapters/native/socket-diag";
import { endpointsOf } from "../../adapters/tun/address-plan";
import type { Serial } from "../../adapters/tun/address-plan";
import { Seat } from "../../adapters/tun/seat";
import type { TunNetwork } from "../../adapters/tun/tun-network";
import type { Applications } from "./applications";
import type { KernelSettings } from "./kernel-settings";
import { SocketUser } from "./socket-user";

/** What all seats on one network share. */
export interface Shared {
  readonly name: string;
  readonly network: TunNetwork;
  readonly diagnosis: SocketDiagnosis;
  readonly applications: Applications;
  readonly profile: Profile;
  readonly settings: KernelSettings;
}

/** The kernel's TCP as one scenario sees it: a seat on the network, and the sockets above. */
export class LinuxStack implements Stack {
  readonly name: string;
  readonly version = release();
  readonly adapter = "tun";
  readonly profile: Profile;
  readonly settings: KernelSettings;
  readonly clock: Seat<Serial>;
  readonly link: Seat<Serial>;
  readonly user: SocketUser;
  readonly #seat: Seat<Serial>;
  readonly #closed: () => Promise<void>;
  #open = true;

  /** `closed` is called once, when this one is. */
  constructor(shared: Shared, closed: () => Promise<void>) {
    const { network, diagnosis, applications } = shared;
    this.#seat = new Seat(network);
    this.clock = this.#seat;
    this.link = this.#seat;
    this.user = new SocketUser(network, diagnosis, applications, this.#seat);
    this.name = shared.name;
    this.profile = shared.profile;
    this.settings = shared.settings;
    this.#closed = closed;
  }

  endpoints(version: IpVersion): Endpoints {
    return endpointsOf(this.#seat.place, version);
  }

  /** The kernel's chance cannot be steered, so there is nothing to do with a seed. */
  async reset(): Promise<void> {
    await this.user.reset();
    this.#seat.move();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.user.reset();
    this.#seat.leave();
    await this.#closed();
  }
}
