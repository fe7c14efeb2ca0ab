/** The other end of a memory stack's link, by hand. For tests of this folder. */

import type { Stack } from "../../../harness/port/stack";
import type { OpenRequest, User } from "../../../harness/port/user";
import { ACK, add, decodePacket, encodePacket, mss, seq, SYN } from "../../../harness/wire";
import type { IpVersion, Segment, SegmentToSend, Seq } from "../../../harness/wire";

export const ID = "1";
export const IRS = seq(1000);

/** The first stack of a provider. */
export async function firstOf(stacks: Promise<readonly Stack[]>): Promise<Stack & { readonly user: User }> {
  const [stack] = await stacks;
  if (stack?.user === undefined) throw new Error("a stack with user calls was to be there");
  return { ...stack, user: stack.user };
}

export function sockets(stack: Stack, ip: IpVersion = 4): Pick<OpenRequest, "local" | "foreign"> {
  const ends = stack.endpoints(ip);
  return { local: { address: ends.stack, port: 80 }, foreign: { address: ends.peer, port: 4000 } };
}

export function datagram(stack: Stack, segment: Partial<SegmentToSend>, ip: IpVersion = 4): Uint8Array {
  const { local, foreign } = sockets(stack, ip);
  return encodePacket({
    ip: { source: foreign.address, destination: local.address },
    segment: { sourcePort: foreign.port, destinationPort: local.port, seq: IRS, flags: 0, window: 65535, ...segment },
  });
}

/** Sends a segment and resolves with what comes back at once. */
export async function exchange(
  stack: Stack,
  segment: Partial<SegmentToSend>,
  ip: IpVersion = 4,
): Promise<readonly Segment[]> {
  await stack.link.send(datagram(stack, segment, ip));
  return heard(stack);
}

/** What the stack has sent. */
export function heard(stack: Stack): readonly Segment[] {
  return stack.link.take().map(({ bytes }) => {
    const packet = decodePacket(bytes);
    if (!packet.ok || packet.value.kind !== "tcp") throw new Error("a stack sends segments");
    return packet.value.segment;
  });
}

/** The peer calls a listener that is there; resolves with SND.NXT. */
export async function call(stack: Stack, ip: IpVersion = 4): Promise<Seq> {
  const [synAck] = await exchange(stack, { flags: SYN, options: [mss(1460)] }, ip);
  if (synAck === undefined) throw new Error("nobody listens");
  const ack = add(synAck.seq, 1);
  await exchange(stack, { flags: ACK, seq: add(IRS, 1), ack }, ip);
  return ack;
}
