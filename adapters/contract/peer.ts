/** The other end of a connection with a stack, played by hand: one that does everything right unless it is told otherwise. */

import type { Ports, Stack } from "../../harness/port/stack";
import type { Duration, Time } from "../../harness/port/time";
import type { ConnectionId, IndicationKind, OpenRequest, SocketAddress, User } from "../../harness/port/user";
import { ACK, decodePacket, encodePacket, latest, segmentEnd, segmentLength, seq, SYN } from "../../harness/wire";
import type { IpVersion, Segment, SegmentToSend, Seq } from "../../harness/wire";

export const STACK_PORT = 4000;
export const PEER_PORT = 5000;
/** The peer's initial sequence number. */
export const IRS = seq(0xffff_fff0);

const NOTHING = new Uint8Array(0);

/** More than any clause has. */
const MOST_CONNECTIONS = 16;

/** The ports that a peer of this stack has to keep to. */
export function portsOf(stack: Stack): Ports {
  return stack.ports?.(MOST_CONNECTIONS) ?? { stack: STACK_PORT, peer: PEER_PORT, applications: {} };
}

/** What came from the stack, and when. */
export interface Heard {
  readonly at: Time;
  readonly segment: Segment;
}

/** Fields of a segment that differ from what would be right now. */
export type Fields = Partial<SegmentToSend>;

export class Peer {
  readonly stack: Stack;
  readonly user: User;
  readonly id: ConnectionId;
  readonly local: SocketAddress;
  readonly foreign: SocketAddress;
  /** What the next segment begins with, and what it acknowledges. */
  next: Seq = IRS;
  acknowledged: Seq = seq(0);
  readonly heard: Heard[] = [];
  readonly told: IndicationKind[] = [];

  constructor(
    stack: Stack,
    version: IpVersion,
    { stack: stackPort, peer: peerPort }: { stack?: number; peer?: number } = {},
  ) {
    if (stack.user === undefined) throw new Error("the stack has no user");
    const endpoints = stack.endpoints(version);
    this.stack = stack;
    this.user = stack.user;
    const ports = portsOf(stack);
    this.local = { address: endpoints.stack, port: stackPort ?? ports.stack };
    this.foreign = { address: endpoints.peer, port: peerPort ?? ports.peer };
    this.id = `${this.local.port}-${this.foreign.port}`;
  }

  /** OPEN on the stack's side. */
  open(kind: OpenRequest["kind"], more: Partial<OpenRequest> = {}): ReturnType<User["open"]> {
    return this.user.open(this.id, { kind, local: this.local, foreign: this.foreign, ...more });
  }

  /** Sends a segment, and hears what comes at once. What takes sequence numbers is counted. */
  async send(flags: number, fields: Fields = {}): Promise<Time> {
    const at = await this.stack.link.send(this.encode(flags, fields));
    if (fields.seq === undefined) this.next = segmentEnd({ seq: this.next, flags, text: fields.text ?? NOTHING });
    this.listen();
    return at;
  }

  encode(flags: number, fields: Fields = {}): Uint8Array {
    return encodePacket({
      ip: { source: this.foreign.address, destination: this.local.address },
      segment: {
        sourcePort: this.foreign.port,
        destinationPort: this.local.port,
        seq: this.next,
        ack: (flags & ACK) === 0 ? seq(0) : this.acknowledged,
        flags,
        window: 65_535,
        ...fields,
      },
    });
  }

  /** Takes what has arrived; the next segment acknowledges it, as if nothing were ever lost. */
  listen(): readonly Heard[] {
    const news: Heard[] = [];
    for (const { at, bytes } of this.stack.link.take()) {
      const decoded = decodePacket(bytes);
      if (!decoded.ok || decoded.value.kind !== "tcp") throw new Error("the stack sent something that is not TCP");
      const { segment } = decoded.value;
      news.push({ at, segment });
      const end = segmentEnd(segment);
      if ((segment.flags & SYN) !== 0) this.acknowledged = end;
      else if (segmentLength(segment) > 0) this.acknowledged = latest(this.acknowledged, end);
    }
    for (const { kind } of this.user.take()) this.told.push(kind);
    this.heard.push(...news);
    return news;
  }

  /** Waits for a segment from the stack. */
  async hear(within: Duration): Promise<Heard> {
    const deadline = this.stack.clock.now() + within;
    for (;;) {
      const [first] = this.listen();
      if (first !== undefined) return first;
      if (this.stack.clock.now() >= deadline) throw new Error("the stack was silent");
      await this.stack.clock.pass(deadline);
    }
  }

  async state(): Promise<string> {
    return (await this.user.status(this.id)).state;
  }

  /** Passive OPEN and the three segments. */
  async establish(more: Partial<OpenRequest> = {}): Promise<void> {
    const opened = await this.open("passive", more);
    if (!opened.ok) throw new Error(opened.detail);
    await this.send(SYN);
    await this.send(ACK);
  }
}

/** A peer for a stack that has just been reset. */
export async function freshPeer(stack: Stack, version: IpVersion = 4): Promise<Peer> {
  await stack.reset(1);
  return new Peer(stack, version);
}
