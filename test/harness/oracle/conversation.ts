/**
 * Conversations written down as people talk about them: each side's numbers count from its own initial one, which lie just
 * before the end of the sequence space, so that every test runs over it.
 */

import type { PacketEvent, Trace, TraceEvent } from "../../../harness/port/trace";
import { SECOND } from "../../../harness/port/time";
import type { CallOutcome } from "../../../harness/port/user";
import type { Profile } from "../../../harness/port/profile";
import { Origins, type Initials } from "../../../harness/oracle/origins";
import { afterPeer, afterStack, NO_CONNECTION, type SequenceView } from "../../../harness/oracle/sequence-view";
import { octetsOf } from "../../../harness/scenario/text";
import { ACK, type Flags } from "../../../harness/wire/flags";
import type { TcpOption } from "../../../harness/wire/option";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import type { IpToSend, TcpPacket } from "../../../harness/wire/packet";
import type { Segment } from "../../../harness/wire/segment";
import { add, seq } from "../../../harness/wire/seq";

export const ISS = seq(-1);
export const IRS = seq(-3);

const SOCKET = { stack: { address: "192.0.2.1", port: 80 }, peer: { address: "192.0.2.2", port: 4000 } } as const;

/** What is left out: SEQ is 1, ACK is 1 where the flag is set, and the window is 1000. */
export interface Fields {
  /** From the sender's own initial number. */
  readonly seq?: number;
  /** From the other's. */
  readonly ack?: number;
  readonly window?: number;
  /** A number: so many octets of the running text, from their place. */
  readonly text?: number | string;
  readonly options?: readonly TcpOption[];
  readonly urgentPointer?: number;
  readonly reserved?: number;
  readonly checksum?: number;
  /** In seconds; 0 when left out. */
  readonly at?: number;
  /** Another connection of the same two hosts. */
  readonly port?: number;
  /** What is unusual about the IP header. */
  readonly ip?: Partial<IpToSend>;
  /** A sequence number as it stands in the header. */
  readonly exactly?: number;
  /** A last touch to the octets. */
  readonly spoil?: (bytes: Uint8Array) => void;
}

function packet(direction: PacketEvent["direction"], flags: Flags, fields: Fields): PacketEvent {
  const { seq: from = 1, ack = 1, window = 1000, text = 0, at = 0, port = 0, ip, exactly, spoil, ...rest } = fields;
  const [source, destination] = direction === "peer->stack" ? [SOCKET.peer, SOCKET.stack] : [SOCKET.stack, SOCKET.peer];
  const [own, other] = direction === "peer->stack" ? [IRS, ISS] : [ISS, IRS];
  const bytes = encodePacket({
    ip: { source: source.address, destination: destination.address, ...ip },
    segment: {
      sourcePort: source.port + (direction === "peer->stack" ? port : 0),
      destinationPort: destination.port + (direction === "peer->stack" ? 0 : port),
      seq: exactly === undefined ? add(own, from) : seq(exactly),
      ack: (flags & ACK) === 0 ? seq(0) : add(other, ack),
      flags,
      window,
      text: octetsOf(text, Math.max(0, from - 1)),
      ...rest,
    },
  });
  spoil?.(bytes);
  return {
    kind: "packet",
    at: at * SECOND,
    step: 0,
    connection: String(1 + port),
    direction,
    bytes,
    decoded: decodePacket(bytes),
  };
}

export const peer = (flags: Flags, fields: Fields = {}): PacketEvent => packet("peer->stack", flags, fields);
export const stack = (flags: Flags, fields: Fields = {}): PacketEvent => packet("stack->peer", flags, fields);

/** A user call on the first connection. */
export function call(name: string, at = 0, outcome: CallOutcome = { ok: true }): TraceEvent {
  return { kind: "call", at: at * SECOND, step: 0, connection: "1", call: name, outcome };
}

export function trace(...events: readonly TraceEvent[]): Trace {
  return { events, notes: new Map() };
}

/** The segment and the header before it. @throws {Error} for an event that is no segment. */
export function packetOf(event: TraceEvent): TcpPacket {
  if (event.kind !== "packet" || !event.decoded.ok || event.decoded.value.kind !== "tcp")
    throw new Error(`no segment: ${JSON.stringify(event)}`);
  return event.decoded.value;
}

/** @throws {Error} for an event that is no segment. */
export function segmentOf(event: TraceEvent): Segment {
  return packetOf(event).segment;
}

/** What texts count from after these segments. */
export function initialsOf(events: readonly PacketEvent[]): Initials {
  const origins = new Origins();
  for (const event of events) origins.note(event);
  return origins.between({ stackPort: SOCKET.stack.port, peerPort: SOCKET.peer.port });
}

/** The view after these segments. */
export function viewAfter(...events: readonly PacketEvent[]): SequenceView {
  return events.reduce(
    (view, event) => (event.direction === "peer->stack" ? afterPeer : afterStack)(view, segmentOf(event)),
    NO_CONNECTION,
  );
}

const exactly = (seconds: number) => ({ value: seconds * SECOND, early: 0, late: 0 });

/** A stack in virtual time: RTO 1 s, ACKs held back for 0.2 s at most, everything else at once. */
export const PROFILE: Profile = {
  capabilities: [],
  timers: {
    msl: exactly(120),
    initialRto: exactly(1),
    minimumRto: exactly(1),
    delayedAck: exactly(0.2),
    reaction: exactly(0),
    answerSpacing: exactly(0),
  },
  synRetries: 5,
  synAckRetries: 5,
};
