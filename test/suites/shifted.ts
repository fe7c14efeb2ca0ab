import type { Link } from "../../harness/port/link";
import type { Stack } from "../../harness/port/stack";
import {
  ACK,
  add,
  decodePacket,
  diff,
  encodeIcmpError,
  encodePacket,
  RST_ACK,
  sack,
  SYN,
  verifyChecksums,
} from "../../harness/wire";
import type { SackBlock, Segment, Seq } from "../../harness/wire";

/** The datagram with other numbers in its segment. What has no right checksum stays as it is: nobody believes it. */
function renumbered(
  bytes: Uint8Array,
  numbers: (segment: Segment) => Partial<Pick<Segment, "seq" | "ack" | "options">>,
): Uint8Array {
  const packet = decodePacket(bytes);
  if (!packet.ok || packet.value.kind !== "tcp" || !verifyChecksums(bytes).transport) return bytes;
  const { checksum, ...segment } = packet.value.segment;
  return encodePacket({ ip: packet.value.ip, segment: { ...segment, ...numbers({ ...segment, checksum }) } });
}

/** An ICMP error with another number in what it quotes. */
function requoted(bytes: Uint8Array, moved: (number: Seq) => Seq): Uint8Array {
  const packet = decodePacket(bytes);
  if (!packet.ok || packet.value.kind !== "icmp-error") return bytes;
  const { ip, error } = packet.value;
  const { type, code, parameter, quoted } = error;
  if (quoted === undefined) return bytes;
  const quote = error.quote.slice();
  const start = ip.version === 4 ? ((quote[0] ?? 0) & 0xf) * 4 : 40;
  new DataView(quote.buffer).setUint32(start + 4, moved(quoted.seq));
  return encodeIcmpError(ip, { type, code, parameter, quote });
}

/** The same stack, its own sequence numbers moved so that the first SYN after each reset has the number `first`. */
export function shifted(stack: Stack, first: Seq): Stack {
  let by: number | undefined;

  const outwards = ({ seq, flags }: Segment) => {
    if ((flags & SYN) !== 0) by ??= diff(first, seq);
    // Where there was no ACK to take a number from, a reset has 0, which is nobody's number (RFC 9293 3.5.2).
    return flags === RST_ACK && seq === 0 ? {} : { seq: add(seq, by ?? 0) };
  };
  const back = (number: Seq) => add(number, -(by ?? 0));
  const inwards = ({ ack, flags, options }: Segment) => ({
    ...((flags & ACK) !== 0 && { ack: back(ack) }),
    options: options.map((each) => (each.kind === "sack" ? sack(...each.blocks.map(movedBack)) : each)),
  });
  const movedBack = ({ left, right }: SackBlock): SackBlock => ({ left: back(left), right: back(right) });

  const link: Link = {
    send: (datagram) => stack.link.send(requoted(renumbered(datagram, inwards), back)),
    take: () => stack.link.take().map(({ at, bytes }) => ({ at, bytes: renumbered(bytes, outwards) })),
  };
  const { user } = stack;
  return {
    name: stack.name,
    version: stack.version,
    adapter: stack.adapter,
    profile: stack.profile,
    clock: stack.clock,
    link,
    ...(user !== undefined && { user }),
    endpoints: (version) => stack.endpoints(version),
    reset(seed) {
      by = undefined;
      return stack.reset(seed);
    },
    close: () => stack.close(),
  };
}
