/** What every adapter and every host has to keep to, and a peer to try it with. */

export { clausesFor, CONTRACT, ContractBroken } from "./contract";
export type { Clause } from "./contract";
export { freshPeer, Peer } from "./peer";
