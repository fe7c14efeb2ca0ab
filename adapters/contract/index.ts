/** What every adapter and every host has to keep to, and a peer to try it with. */

export { clausesFor, CONTRACT } from "./clauses";
export type { Clause } from "./clauses";
export { ContractBroken } from "./demands";
export { freshPeer, Peer } from "./peer";
