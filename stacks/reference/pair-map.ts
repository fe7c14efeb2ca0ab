/** Values by their pair of sockets. Each segment is looked up here: no text is put together for it. */

import type { SocketAddress } from "../../harness/port/user";
import type { Address } from "../../harness/wire/packet";

export interface PairMap<T> {
  get(local: SocketAddress, foreign: SocketAddress): T | undefined;
  set(local: SocketAddress, foreign: SocketAddress, value: T): void;
  delete(local: SocketAddress, foreign: SocketAddress): void;
}

/** Of one pair of addresses, by both ports in one number. */
type ByPorts<T> = Map<number, T>;

export function pairMap<T>(): PairMap<T> {
  const byLocal = new Map<Address, Map<Address, ByPorts<T>>>();

  function portsOf(local: SocketAddress, foreign: SocketAddress): number {
    return (local.port << 16) | foreign.port;
  }

  return {
    get: (local, foreign) => byLocal.get(local.address)?.get(foreign.address)?.get(portsOf(local, foreign)),
    set(local, foreign, value) {
      const byForeign = byLocal.get(local.address) ?? new Map<Address, ByPorts<T>>();
      const byPorts = byForeign.get(foreign.address) ?? new Map<number, T>();
      byLocal.set(local.address, byForeign);
      byForeign.set(foreign.address, byPorts);
      byPorts.set(portsOf(local, foreign), value);
    },
    delete(local, foreign) {
      const byForeign = byLocal.get(local.address);
      const byPorts = byForeign?.get(foreign.address);
      byPorts?.delete(portsOf(local, foreign));
      if (byPorts?.size === 0) byForeign?.delete(foreign.address);
    },
  };
}
