/**
 * One scenario in progress on one stack: what has happened so far, and the means to make more happen. It performs and
 * records; whether things are right is not decided here.
 */

import { usualPorts } from "../port/ports";
import type { Profile } from "../port/profile";
import type { Stack } from "../port/stack";
import { MILLISECOND, type Duration, type Time } from "../port/time";
import type { PacketEvent, Trace, TraceEvent } from "../port/trace";
import type { Application, CallOutcome, ConnectionId, ReceiveOutcome, Status, User } from "../port/user";
import { resolveIp } from "../oracle/ip-header";
import { Origins } from "../oracle/origins";
import { resolveSpec, type PeerSide } from "../oracle/resolve";
import { afterPeer, afterStack } from "../oracle/sequence-view";
import { afterSending, type Heard } from "../oracle/waiting";
import { REACTION, timingOf } from "../scenario/duration";
import { SND } from "../scenario/expression";
import { isLasting } from "../scenario/icmp-report";
import type { SegmentSpec, TextSpec } from "../scenario/segment-spec";
import type { Action, Call } from "../scenario/step";
import { octetsOf } from "../scenario/text";
import { AFTERWARDS, DATA } from "../scenario/vocabulary";
import { encodedIpLength } from "../wire/ip";
import { decodePacket, encodePacket } from "../wire/packet-codec";
import type { Address, IpVersion } from "../wire/packet";
import { segmentEnd } from "../wire/segment-length";
import { precedesOrEquals, type Seq } from "../wire/seq";
import { verifyChecksums } from "../wire/verify-checksums";
import { newConnection, peerIsn, type Connection } from "./connection";
import { FOREIGN } from "./foreign-address";
import type { Floor } from "./floor";
import { encodeReport } from "./icmp-report";
import { Punctuality } from "./punctuality";
import { makeCall, printCall } from "./user-call";

export interface ExchangeOptions {
  readonly ip: IpVersion;
  readonly seed: number;
  /** How many the script has at the most; the first one alone when left out. */
  readonly connections?: number;
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

/** What a program that has nothing else to do needs to read and to write, and no retransmission timer is as short. */
const PROGRAM_TAKES: Duration = 10 * MILLISECOND;

/** RFC 9293 3.7.1, MUST-15: what is sent to those who say nothing. */
const DEFAULT_MSS: Readonly<Record<IpVersion, number>> = { 4: 536, 6: 1220 };

export type Exchange = ReturnType<typeof startExchange>;

/** The stack must have been reset. */
export function startExchange(stack: Stack, { ip, seed, connections: most = 1, unknown, floor }: ExchangeOptions) {
  const endpoints = stack.endpoints(ip);
  const events: TraceEvent[] = [];
  const origins = new Origins();
  const notes = new Map<number, string>();
  const connections = new Map<ConnectionId, Connection>();
  const bySockets = new Map<number, Connection>();
  const ports = stack.ports?.(most) ?? usualPorts(seed);
  const reaction = timingOf(REACTION, stack.profile).value;
  const punctuality = new Punctuality(stack.clock);
  let step = 0;

  const socketsKey = (stackSide: number, peerSide: number) => stackSide * 65_536 + peerSide;

  function stackPort(id: ConnectionId, application?: Application): number {
    const given = application && ports.applications[application];
    return given ?? (id === AFTERWARDS ? ports.stack + 1 : ports.stack);
  }

  function connectionOf(id: ConnectionId, application?: Application): Connection {
    const known = connections.get(id);
    if (known !== undefined) return known;
    const side: PeerSide = {
      stackPort: stackPort(id, application),
      peerPort: ports.peer + connections.size,
      isn: peerIsn(seed, id),
      window: 65_535,
      defaultMss: DEFAULT_MSS[ip],
    };
    const made = newConnection(id, side, application);
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
      const tcp = decoded.ok && decoded.value.kind === "tcp" ? decoded.value : undefined;
      const owner = tcp && bySockets.get(socketsKey(tcp.segment.sourcePort, tcp.segment.destinationPort));
      const event: PacketEvent = { kind: "packet", at, step, direction: "stack->peer", bytes, decoded, ...idOf(owner) };
      if (tcp !== undefined && owner !== undefined) {
        const { view, beforeLast } = owner;
        // What left before the stack had time to react has crossed our last segment.
        const sndUna = at < beforeLast.at + reaction ? beforeLast.sndUna : view.sndUna;
        owner.pending.push({ event: events.length, at, segment: tcp.segment, ip: tcp.ip, sndUna });
      }
      events.push(event);
      origins.note(event);
    }
    for (const { at, connection, kind } of stack.user?.take() ?? []) {
      events.push({ kind: "indication", at, step, connection, indication: kind });
      connections.get(connection)?.told.push(kind);
    }
  }

  /** Lets time pass until the deadline or until there is news. */
  async function pass(deadline: Time): Promise<void> {
    const until = Math.max(deadline, stack.clock.now());
    const known = events.length;
    floor?.yield();
    await stack.clock.pass(deadline);
    await floor?.take("goes on");
    collect();
    punctuality.expect(Math.min(until, ...events.slice(known).map(({ at }) => at)));
  }

  /** Resolves with the time at which the datagram has left. */
  async function transmitDatagram(connection: Connection, bytes: Uint8Array): Promise<Time> {
    const decoded = decodePacket(bytes);
    const record = (at: Time): void => {
      const direction = "peer->stack";
      const event: PacketEvent = { kind: "packet", at, step, direction, bytes, decoded, connection: connection.id };
      events.push(event);
      origins.note(event);
    };
    let at: Time;
    punctuality.meet();
    try {
      // The link owns what it is given; the trace keeps its own.
      at = await stack.link.send(bytes.slice());
    } catch (error) {
      // What broke the stack belongs into the trace more than anything.
      record(stack.clock.now());
      throw error;
    }
    record(at);
    punctuality.done();
    return at;
  }

  async function transmit(connection: Connection, bytes: Uint8Array, isOfConnection = true): Promise<void> {
    const at = await transmitDatagram(connection, bytes);
    const decoded = decodePacket(bytes);
    connection.lastSent = bytes;
    connection.beforeLast = { at, sndUna: connection.view.sndUna };
    if (isOfConnection && decoded.ok && decoded.value.kind === "tcp" && verifyChecksums(bytes).transport)
      connection.view = afterPeer(connection.view, decoded.value.segment);
    noteAcknowledgment(connection, at);
    collect();
  }

  async function sendSegment(connection: Connection, spec: SegmentSpec): Promise<void> {
    const resolved = resolveSpec(spec, connection.view, connection.side, unknown);
    const segment = spec.source === "stack" ? { ...resolved, sourcePort: connection.side.stackPort } : resolved;
    const source = sourceOf(spec);
    const destination = spec.destination === undefined ? endpoints.stack : FOREIGN[spec.destination][ip];
    const header = { source, destination, ...resolveIp(spec.ip ?? {}, ip) };
    const bytes = encodePacket({ ip: header, segment });
    const start = encodedIpLength(header, ip);
    if (spec.checksum === "wrong") spoilChecksum(bytes, start);
    if (spec.checksum === "none") leaveChecksumOut(bytes, start);
    connection.side = { ...connection.side, window: segment.window };
    const isOfConnection = spec.source === undefined && spec.destination === undefined;
    await transmit(connection, bytes, isOfConnection);
  }

  function sourceOf({ source }: SegmentSpec): Address {
    if (source === undefined) return endpoints.peer;
    return source === "stack" ? endpoints.stack : FOREIGN[source][ip];
  }

  async function callUser(connection: Connection, call: Call): Promise<CallOutcome | ReceiveOutcome> {
    const at = stack.clock.now();
    punctuality.meet();
    const answered = await makeCall(userOf(), { ip, endpoints }, connection, call, stack.profile);
    punctuality.done();
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

  /** What the program is sent it gives back. The segment acknowledges nothing new, so that it says no more than that. */
  async function sendByEcho(connection: Connection, spec: TextSpec): Promise<CallOutcome> {
    const text = octetsOf(spec, connection.userText.length);
    await sendSegment(connection, { flags: DATA, ack: SND.UNA, text: String.fromCharCode(...text) });
    connection.userText = joined(connection.userText, text);
    if (stack.clock.kind === "real") await untilEchoed(connection);
    return OK;
  }

  /** The program has written: it shows, or is kept back by the stack, and then nothing shows. */
  async function untilEchoed({ pending }: Connection): Promise<void> {
    const deadline = stack.clock.now() + PROGRAM_TAKES;
    const before = pending.length;
    const isEchoed = () => pending.slice(before).some(({ segment }) => segment.text.length > 0);
    while (!isEchoed() && stack.clock.now() < deadline) await pass(deadline);
  }

  return {
    stack,
    ip,
    /** What happened so far. It grows as the exchange goes on. */
    trace: { events, notes, endpoints } satisfies Trace as Trace,
    origins,
    now: (): Time => stack.clock.now(),
    /** How late the peer was, at the worst, for what there was to do. */
    lateness: () => punctuality.worst,
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
          const { call } = action;
          const application = call.name === "listen" ? call.application : undefined;
          const connection = connectionOf(action.connection, application);
          const isEchoed = call.name === "send" && connection.application === "echo";
          return isEchoed ? sendByEcho(connection, call.text) : callUser(connection, call);
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
        case "router-reports": {
          const connection = connectionOf(action.connection);
          const { error, report } = action;
          if (stack.remembersPaths && isLasting(error))
            throw new Unsupported("the host would remember this of its way to us, in what comes after as well");
          await transmitDatagram(connection, encodeReport(error, report, connection, events, endpoints, ip));
          collect();
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
    async status(connection: Connection): Promise<Status | undefined> {
      if (stack.user === undefined || !stack.profile.capabilities.includes("status")) return undefined;
      const status = await stack.user.status(connection.id);
      collect();
      return status;
    },
    recordStatus(connection: Connection, status: Status): void {
      events.push({ kind: "state", at: stack.clock.now(), step, connection: connection.id, ...status });
    },

    /** A step has dealt with the segment: from now on the variables count it. */
    consume(connection: Connection, heard: Heard): void {
      connection.view = afterStack(connection.view, heard.segment);
      for (const [name, known] of connection.named) connection.named.set(name, afterSending(known, heard));
    },
  };
}

/** What the peer's latest segment has acknowledged. */
function noteAcknowledgment(connection: Connection, at: Time): void {
  const { beforeLast, view, named } = connection;
  if (view.sndUna === beforeLast.sndUna) return;
  connection.acknowledged = at;
  for (const [name, known] of named)
    if (known.acknowledged === undefined && precedesOrEquals(segmentEnd(known.segment), view.sndUna))
      named.set(name, { ...known, acknowledged: at });
}

/** How long a wait is on a stack with this profile. */
export function lengthOfWait({ length, duration }: Extract<Action, { kind: "wait" }>, profile: Profile): Duration {
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

/** The last octet of the checksum, from the beginning of the segment. */
const LAST_OF_CHECKSUM = 17;

function spoilChecksum(bytes: Uint8Array, start: number): void {
  const at = start + LAST_OF_CHECKSUM;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
}

/** In ones' complement 0 is right for one segment in 32768. */
function leaveChecksumOut(bytes: Uint8Array, start: number): void {
  const at = start + LAST_OF_CHECKSUM;
  bytes.fill(0, at - 1, at + 1);
  if (verifyChecksums(bytes).transport) bytes[at] = 1;
}
