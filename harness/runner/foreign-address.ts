/** The addresses that no caller can have, and that nobody can be called at, by the version of IP. */

import type { ForeignAddress } from "../scenario/segment-spec";
import type { Address, IpVersion } from "../wire/packet";

export const FOREIGN: Readonly<Record<ForeignAddress, Readonly<Record<IpVersion, Address>>>> = {
  broadcast: { 4: "255.255.255.255", 6: "ff02::1" },
  multicast: { 4: "224.0.0.1", 6: "ff02::1" },
  loopback: { 4: "127.0.0.1", 6: "::1" },
  unspecified: { 4: "0.0.0.0", 6: "::" },
};
