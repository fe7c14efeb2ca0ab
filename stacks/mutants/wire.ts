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
    file: "segment-arrives/synchronized.ts",
    find: "noteUrgent(turn.tcb, segment);",
    replace: `noteUrgent(turn.tcb, segment);
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
