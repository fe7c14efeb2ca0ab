/** Mistakes that always-on rules see in any exchange that brings them out, or that kill the host. */

import type { Mutant } from "./mutant";

export const WIRE_MUTANTS: readonly Mutant[] = [
  {
    name: "checksum-forgotten",
    breaks: "MUST-2",
    file: "host.ts",
    find: "environment.transmit(encodePacket({ ip, segment }));",
    replace: "environment.transmit(encodePacket({ ip, segment: { ...segment, checksum: 0 } }));",
  },
  {
    name: "checksum-without-the-odd-octet",
    breaks: "MUST-2",
    file: "host.ts",
    find: "environment.transmit(encodePacket({ ip, segment }));",
    replace: `const datagram = encodePacket({ ip, segment });
    if ((segment.text?.length ?? 0) % 2 === 1) datagram[datagram.length - 1] = 0xff & ~(datagram.at(-1) ?? 0);
    environment.transmit(datagram);`,
  },
  {
    name: "checksum-without-the-options",
    breaks: "MUST-2",
    file: "host.ts",
    find: "environment.transmit(encodePacket({ ip, segment }));",
    replace: `const options = segment.options?.some(({ kind }) => kind === "timestamps") === true ? { checksum: 1 } : {};
    environment.transmit(encodePacket({ ip, segment: { ...segment, ...options } }));`,
  },
  {
    name: "padding-of-ones",
    breaks: "MUST-69",
    file: "host.ts",
    find: "environment.transmit(encodePacket({ ip, segment }));",
    replace: `const end = { kind: "end", padding: Uint8Array.of(1, 1, 1) } as const;
    const isLong = (segment.options ?? []).some(({ kind }) => kind === "window-scale");
    environment.transmit(encodePacket({ ip, segment: isLong ? { ...segment, options: [...(segment.options ?? []), end] } : segment }));`,
  },
  {
    name: "acknowledges-across-a-gap",
    breaks: "793-3.3-ACK-CUMULATIVE",
    file: "segment-arrives/synchronized.ts",
    find: "const isEarly = precedes(rcv.nxt, segment.seq);",
    replace: "const isEarly = precedes(rcv.nxt, rcv.nxt);",
  },
  {
    name: "leaves-a-number-out",
    breaks: "793-3.3-SYN-FIN-OCCUPY",
    file: "output.ts",
    find: "tcb.snd.nxt = latest(tcb.snd.nxt, end);",
    replace: "tcb.snd.nxt = add(latest(tcb.snd.nxt, end), length > 0 ? 1 : 0);",
  },
  {
    name: "sends-other-octets-again",
    breaks: "793-3.7-RETX-CONSISTENT",
    file: "retransmission.ts",
    find: "const text = textAt(tcb.queue, start, length);",
    replace: "const text = textAt(tcb.queue, start, length).map((octet) => octet ^ 1);",
  },
  {
    name: "mss-on-every-segment",
    breaks: "MUST-65",
    file: "transmit.ts",
    find: "urgentPointer,\n      options: segmentOptions(tcb, turn.now),",
    replace: "urgentPointer,\n      options: synOptions(tcb, tcb.agreed, turn.now, turn.options),",
  },
  {
    name: "takes-its-ack-back",
    breaks: "793-3.3-ACK-MONOTONIC",
    file: "transmit.ts",
    find: "ack: tcb.rcv.nxt,\n      flags: flags | urg",
    replace: "ack: tcb.closed ? seq : tcb.rcv.nxt,\n      flags: flags | urg",
  },
  {
    name: "dies-of-urgent-data",
    breaks: "MUST-30",
    file: "urgent.ts",
    find: "if ((segment.flags & URG) === 0) return;",
    replace: `if ((segment.flags & URG) === 0) return;
  throw new Error("urgent data");`,
  },
  {
    name: "dies-of-an-early-fin",
    breaks: "793-3.9-SEGARR-ESTAB-FIN",
    file: "reassembly.ts",
    find: "const result: Piece[] = held.slice(0, before);",
    replace: `const result: Piece[] = held.slice(0, before);
  if (held.length > 1) throw new Error("no room for another piece");`,
  },
];
