/** What the harness keeps of each connection while a scenario goes on. */

import { chance, seedOf } from "../port/chance";
import type { Time } from "../port/time";
import type { Application, ConnectionId, IndicationKind } from "../port/user";
import type { PeerSide } from "../oracle/resolve";
import { NO_CONNECTION, type SequenceView } from "../oracle/sequence-view";
import type { Heard, Named } from "../oracle/waiting";
import { seq, type Seq } from "../wire/seq";

/** One connection of the scenario, as the harness keeps it. */
export interface Connection {
  readonly id: ConnectionId;
  side: PeerSide;
  /** The program above the stack, where there is one. */
  readonly application?: Application;
  view: SequenceView;
  /** What the stack has sent and no step has dealt with. */
  readonly pending: Heard[];
  /** What the user has given the stack to send. */
  userText: Uint8Array;
  /** What RECEIVE has brought and no step has asked for. */
  received: Uint8Array;
  /** How many octets were received and asked for. */
  delivered: number;
  /** What the user was told and no step has asked for. */
  readonly told: IndicationKind[];
  readonly named: Map<string, Named>;
  lastSent: Uint8Array | undefined;
  /** When the peer sent last, and SND.UNA before it did: an answer can have crossed that on the way. */
  beforeLast: { readonly at: Time; readonly sndUna: Seq };
  /** When the peer acknowledged something new last; 0 when it never did. */
  acknowledged: Time;
}

const NOTHING = new Uint8Array(0);

/** Nothing has happened on it yet. */
export function newConnection(id: ConnectionId, side: PeerSide, application?: Application): Connection {
  return {
    id,
    side,
    ...(application !== undefined && { application }),
    view: NO_CONNECTION,
    pending: [],
    userText: NOTHING,
    received: NOTHING,
    delivered: 0,
    told: [],
    named: new Map(),
    lastSent: undefined,
    beforeLast: { at: 0, sndUna: NO_CONNECTION.sndUna },
    acknowledged: 0,
  };
}

/** A quarter of all scenarios have the peer's numbers wrap around within their first few segments. */
export function peerIsn(seed: number, id: ConnectionId): Seq {
  const next = chance(seedOf(seed, `peer isn ${id}`));
  const drawn = next();
  return next() % 4 === 0 ? seq(-1 - (drawn % 64)) : seq(drawn);
}
