/** Two TCPs on one link, in virtual time. For tests of this folder. */

import type { Impairments } from "../../../../adapters/wrap";
import { createTcp } from "../../../../stacks/reference/socket";
import type { Tcp } from "../../../../stacks/reference/socket";
import type { ReferenceOptions } from "../../../../stacks/reference";
import { linkEnds, virtualTime } from "./virtual-time";
import type { VirtualTime } from "./virtual-time";

export const SERVER = "192.0.2.1";
export const SERVER_6 = "2001:db8::1";

export interface TwoTcps {
  readonly time: VirtualTime;
  /** At {@link SERVER} and {@link SERVER_6}. */
  readonly server: Tcp;
  readonly client: Tcp;
}

export function twoTcps(impairments: Impairments = {}, options: Partial<ReferenceOptions> = {}): TwoTcps {
  const time = virtualTime();
  const [a, b] = linkEnds(time, impairments);
  return {
    time,
    server: createTcp({ link: a, addresses: [SERVER, SERVER_6], options, time, seed: 1 }),
    client: createTcp({ link: b, addresses: ["192.0.2.2", "2001:db8::2"], options, time, seed: 2 }),
  };
}
