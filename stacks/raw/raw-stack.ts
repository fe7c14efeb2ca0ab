import type { Profile } from "../../harness/port/profile";
import type { Endpoints, Ports, Stack } from "../../harness/port/stack";
import { StackFailed } from "../../harness/port/stack";
import type { User } from "../../harness/port/user";
import { addressVersion } from "../../harness/wire";
import type { IpVersion } from "../../harness/wire";
import type { PortBlock, RawNetwork } from "../../adapters/raw";
import { Seat } from "../../adapters/tun/seat";
import { withProgram } from "./black-box-user";
import type { BlackBox } from "./black-box-user";

/** Who makes the calls for one seat. */
export interface SeatUser extends User {
  /** Forgets all connections, and has the host forget them. */
  reset(): Promise<void>;
}

/** What all seats share. */
export interface Shared {
  readonly name: string;
  readonly network: RawNetwork;
  readonly profile: Profile;
  /** What is known of the host beside its address. */
  readonly version: string;
  readonly box?: BlackBox | undefined;
}

/** A host on a link as one scenario sees it: some ports of ours, and who makes calls on it, if anybody does. */
export class RawStack implements Stack {
  readonly name: string;
  readonly version: string;
  readonly adapter = "raw";
  readonly profile: Profile;
  /** All scenarios share its address and ours. */
  readonly remembersPaths = true;
  readonly clock: Seat<PortBlock>;
  readonly link: Seat<PortBlock>;
  readonly user: SeatUser;
  readonly #shared: Shared;
  readonly #closed: () => Promise<void>;
  #open = true;

  /** `userOf` is given the seat that is to be told; `closed` is called once, when this one is. */
  constructor(shared: Shared, userOf: (seat: Seat<PortBlock>) => SeatUser, closed: () => Promise<void>) {
    const seat = new Seat<PortBlock>(shared.network);
    this.clock = seat;
    this.link = seat;
    this.user = userOf(seat);
    this.name = shared.name;
    this.version = shared.version;
    this.profile = shared.profile;
    this.#shared = shared;
    this.#closed = closed;
  }

  endpoints(version: IpVersion): Endpoints {
    const route = this.#shared.network.routes.find(({ target }) => addressVersion(target) === version);
    if (route === undefined) throw new StackFailed(`no target of IPv${version} is named`);
    return { stack: route.target, peer: route.source };
  }

  ports(connections: number): Ports {
    if (connections > this.link.place.width) this.link.move(connections);
    const { stack, peer } = this.link.place;
    return withProgram({ stack, peer }, this.#shared.box);
  }

  /** The host's chance cannot be steered, so there is nothing to do with a seed. */
  async reset(): Promise<void> {
    await this.#abandon();
    this.link.move();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      await this.#abandon();
    } catch (error) {
      // Who has broken or gone is closed all the same.
      if (!(error instanceof StackFailed)) throw error;
    } finally {
      this.link.leave();
      await this.#closed();
    }
  }

  /** Nothing is to be left on a host that is not ours. */
  async #abandon(): Promise<void> {
    await this.user.reset();
    await this.#shared.network.abandon(this.link.place);
  }
}
