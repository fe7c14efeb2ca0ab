/**
 * One scenario in progress on one stack: what has happened so far, and the means to make more happen. It performs and
 * records; whether things are right is not decided here.
 */

import { chance, seedOf } from "../port/chance";
import type { Profile } from "../port/profile";
import type { Stack } from "../port/stack";
import { MILLISECOND, type Duration, type Time } from "../port/time";
import type { PacketEvent, Trace, TraceEvent } from "../port/trace";
import type { CallOutcome, ConnectionId, IndicationKind, OpenRequest, ReceiveOutcome, User } from "../port/user";
import type { Floor } from "./floor";
import { HTTP_PORT } from "../port/http";
import type { TcpState } from "../port/state";
import { resolveSpec, type PeerSide } from "../oracle/resolve";
import { afterPeer, afterStack, NO_CONNECTION, type SequenceView } from "../oracle/sequence-view";
import type { Heard, Named } from "../oracle/waiting";
import { REACTION, timingOf } from "../scenario/duration";
import type { SegmentSpec } from "../scenario/segment-spec";
import type { Action, Call } from "../scenario/step";
import { AFTERWARDS } from "../scenario/vocabulary";
import { octetsOf } from "../scenario/text";
import { decodePacket, encodePacket } from "../wire/packet-codec";
import type { IpVersion } from "../wire/packet";
import { seq, type Seq } from "../wire/seq";
import { verifyChecksums } from "../wire/verify-checksums";

/** One connection of the scenario, as the harness keeps it. */
export interface Connection {
  readonly id: ConnectionId;
  side: PeerSide;
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
}

export interface ExchangeOptions {
  readonly ip: IpVersion;
  readonly seed: number;
  /** Shared with those who act on other stacks at the same time; nobody does when it is left out. */
  readonly floor?: Floor;
  /** What to take for a sequence variable that has no value yet; a mistake in the script when left out. */
  readonly unknown?: Seq;
}

/** The script asks for something that this stack has no means for. */
export class Unsupported extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Unsupported";
  }
}

const OK = { ok: true } as const;
const NOTHING = new Uint8Array(0);
const MOST_RECEIVED = 1 << 20;

export type Exchange = ReturnType<typeof startExchange>;

/** The stack must have been reset. */
export function startExchange(stack: Stack, { ip, seed, unknown, floor }: ExchangeOptions) {
  const endpoints = stack.endpoints(ip);
  const events: TraceEvent[] = [];
  const notes = new Map<number, string>();
  const connections = new Map<ConnectionId, Connection>();
  const bySockets = new Map<number, Connection>();
  const stackPort = 10_000 + (seedOf(seed, "stack port") % 20_000);
  const firstPeerPort = 40_000 + (seedOf(seed, "peer port") % 10_000);
  let step = 0;

  const socketsKey = (stackSide: number, peerSide: number) => stackSide * 65_536 + peerSide;

  function connectionOf(id: ConnectionId, application?: string): Connection {
    const known = connections.get(id);
    if (known !== undefined) return known;
    const side: PeerSide = {
      stackPort: application === "http" ? HTTP_PORT : id === AFTERWARDS ? stackPort + 1 : stackPort,
      peerPort: firstPeerPort + connections.size,
      isn: peerIsn(seed, id),
      window: 65_535,
    };
    const made: Connection = {
      id,
      side,
      view: NO_CONNECTION,
      pending: [],
      userText: NOTHING,
      received: NOTHING,
      delivered: 0,
      told: [],
      named: new Map(),
      lastSent: undefined,
      beforeLast: { at: 0, sndUna: NO_CONNECTION.sndUna },
    };
    connections.set(id, made);
    bySockets.set(socketsKey(side.stackPort, side.peerPort), made);
    return made;
  }

  function userOf(): User {
    if (stack.user === undefined) throw new Unsupported(`${stack.name} has no user calls here`);
    return stack.user;
  }

  /** Takes in what the stack has for us. */
  function collect(): void {
    for (const { at, bytes } of stack.link.take()) {
      const decoded = decodePacket(bytes);
      const tcp = decoded.ok && decoded.value.kind === "tcp" ? decoded.value.segment : undefined;
      const owner = tcp && bySockets.get(socketsKey(tcp.sourcePort, tcp.destinationPort));
      const event: PacketEvent = { kind: "packet", at, step, direction: "stack->peer", bytes, decoded, ...idOf(owner) };
      if (tcp !== undefined && owner !== undefined) {
        const { view, beforeLast } = owner;
        const sndUna = at < beforeLast.at ? beforeLast.sndUna : view.sndUna;
        owner.pending.push({ event: events.length, at, segment: tcp, sndUna });
      }
      events.push(event);
    }
    for (const { at, connection, kind } of stack.user?.take() ?? []) {
      events.push({ kind: "indication", at, step, connection, indication: kind });
      connections.get(connection)?.told.push(kind);
    }
  }

  /** Lets time pass until the deadline or until there is news. */
  async function pass(deadline: Time): Promise<void> {
    floor?.yield();
    await stack.clock.pass(deadline);
    await floor?.take("goes on");
    collect();
  }

  async function transmit(connection: Connection, bytes: Uint8Array): Promise<void> {
    const decoded = decodePacket(bytes);
    const record = (at: Time): void => {
      events.push({ kind: "packet", at, step, direction: "peer->stack", bytes, decoded, connection: connection.id });
    };
    let at: Time;
    try {
      // The link owns what it is given; the trace keeps its own.
      at = await stack.link.send(bytes.slice());
    } catch (error) {
      // What broke the stack belongs into the trace more than anything.
      record(stack.clock.now());
      throw error;
    }
    record(at);
    connection.lastSent = bytes;
    connection.beforeLast = { at, sndUna: connection.view.sndUna };
    if (decoded.ok && decoded.value.kind === "tcp" && verifyChecksums(bytes).transport)
      connection.view = afterPeer(connection.view, decoded.value.segment);
    collect();
  }

  async function sendSegment(connection: Connection, spec: SegmentSpec): Promise<void> {
    const segment = resolveSpec(spec, connection.view, connection.side, unknown);
    const bytes = encodePacket({ ip: { source: endpoints.peer, destination: endpoints.stack }, segment });
    if (spec.checksum === "wrong") spoilChecksum(bytes);
    connection.side = { ...connection.side, window: segment.window };
    await transmit(connection, bytes);
  }

  async function performCall(connection: Connection, call: Call): Promise<CallOutcome | ReceiveOutcome> {
    const user = userOf();
    const { id, side } = connection;
    const open = (kind: OpenRequest["kind"], application?: OpenRequest["application"]): Promise<CallOutcome> =>
      user.open(id, {
        kind,
        local: { address: endpoints.stack, port: side.stackPort },
        foreign: { address: endpoints.peer, port: side.peerPort },
        ...(application === undefined ? {} : { application }),
      });
    switch (call.name) {
      case "listen":
        return open("passive", call.application);
      case "connect":
        return open("active");
      case "send":
        return user.send(id, octetsOf(call.text, connection.userText.length), { urgent: call.urgent ?? false });
      case "receive":
        return user.receive(id, MOST_RECEIVED);
      case "close":
        return user.close(id);
      case "abort":
        return user.abort(id);
    }
  }

  async function callUser(connection: Connection, call: Call): Promise<CallOutcome | ReceiveOutcome> {
    const at = stack.clock.now();
    const answered = await performCall(connection, call);
    // Only RECEIVE has anything to bring, whatever a stack adds to its answers.
    const outcome: CallOutcome | ReceiveOutcome = answered.ok && call.name !== "receive" ? OK : answered;
    const text = call.name === "send" ? octetsOf(call.text, connection.userText.length) : undefined;
    events.push({
      kind: "call",
      at,
      step,
      connection: connection.id,
      call: printCall(call),
      outcome,
      ...(text === undefined ? {} : { text }),
    });
    if (outcome.ok && text !== undefined) connection.userText = joined(connection.userText, text);
    if (answered.ok && call.name === "receive" && "endOfStream" in answered)
      connection.received = joined(connection.received, answered.text);
    collect();
    return outcome;
  }

  return {
    stack,
    /** What happened so far. It grows as the exchange goes on. */
    trace: { events, notes } satisfies Trace as Trace,
    now: (): Time => stack.clock.now(),
    collect,

    /** Everything from now on belongs to this step. */
    beginStep(index: number): void {
      step = index;
    },
    step: () => step,
    note(event: number, text: string): void {
      notes.set(event, text);
    },
    connection: connectionOf,
    connections: () => connections.values(),

    pass,

    /** Lets all of the time pass, news or not. */
    async sleep(deadline: Time): Promise<void> {
      while (stack.clock.now() < deadline) await pass(deadline);
    },

    /** @returns what a call came to; undefined for an action that has no outcome. */
    async perform(action: Action): Promise<CallOutcome | ReceiveOutcome | undefined> {
      switch (action.kind) {
        case "call": {
          const application = action.call.name === "listen" ? action.call.application : undefined;
          return callUser(connectionOf(action.connection, application), action.call);
        }
        case "peer-sends":
          await sendSegment(connectionOf(action.connection), action.segment);
          return undefined;
        case "peer-resends": {
          const connection = connectionOf(action.connection);
          if (connection.lastSent === undefined) throw new Error("peer.resends() comes before anything was sent");
          await transmit(connection, connection.lastSent);
          return undefined;
        }
        case "wait": {
          await this.sleep(stack.clock.now() + lengthOfWait(action, stack.profile));
          return undefined;
        }
      }
    },

    /** RECEIVE, for its octets. */
    receive: (connection: Connection) => callUser(connection, { name: "receive" }),

    /** Undefined where the stack cannot tell. */
    async status(connection: Connection): Promise<TcpState | undefined> {
      if (stack.user === undefined || !stack.profile.capabilities.includes("status")) return undefined;
      const { state } = await stack.user.status(connection.id);
      collect();
      return state;
    },
    recordState(connection: Connection, state: TcpState): void {
      events.push({ kind: "state", at: stack.clock.now(), step, connection: connection.id, state });
    },

    /** A step has dealt with the segment: from now on the variables count it. */
    consume(connection: Connection, heard: Heard): void {
      connection.view = afterStack(connection.view, heard.segment);
      for (const [name, { segment }] of connection.named)
        if (segment.seq === heard.segment.seq && heard.segment.flags === segment.flags)
          connection.named.set(name, { segment, lastSent: heard.at });
    },
  };
}

function lengthOfWait({ length, duration }: Extract<Action, { kind: "wait" }>, profile: Profile): Duration {
  const { value, early, late } = timingOf(duration, profile);
  if (length === "past") return value + late;
  return Math.max(0, value - early - timingOf(REACTION, profile).value - MILLISECOND);
}

const idOf = (connection: Connection | undefined) => (connection === undefined ? {} : { connection: connection.id });

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (b.length === 0) return a;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** A quarter of all scenarios have the peer's numbers wrap around within their first few segments. */
function peerIsn(seed: number, id: ConnectionId): Seq {
  const next = chance(seedOf(seed, `peer isn ${id}`));
  const drawn = next();
  return next() % 4 === 0 ? seq(-1 - (drawn % 64)) : seq(drawn);
}

/** Where the checksum stands in a datagram that we have made ourselves, without IP options or extension headers. */
function spoilChecksum(bytes: Uint8Array): void {
  const at = ((bytes[0] ?? 0) >>> 4 === 4 ? 20 : 40) + 17;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

function printCall(call: Call): string {
  switch (call.name) {
    case "listen":
      return call.application === undefined ? "OPEN (passive)" : `OPEN (passive, ${call.application} server)`;
    case "connect":
      return "OPEN (active)";
    case "send":
      return `SEND (${typeof call.text === "number" ? call.text : call.text.length} octets)`;
    case "receive":
    case "close":
    case "abort":
      return call.name.toUpperCase();
  }
}
