import type { Failure } from "../harness/port/results";
import { printSeconds } from "../harness/port/time";
import { hasSeveralConnections } from "../harness/port/trace";
import type { PacketEvent, Trace, TraceEvent } from "../harness/port/trace";
import { packetText, spokenEventText } from "./event-text";

/** As much of a failure as a list of packets tells of it. */
export type ToldFailure = Pick<Failure, "step" | "message" | "expected" | "packet">;

/** A datagram of a trace with all that is to be said of it. */
export interface AnnotatedPacket {
  readonly event: PacketEvent;
  /** One remark each, in the order of time. */
  readonly comments: readonly string[];
}

export interface AnnotatedTrace {
  readonly packets: readonly AnnotatedPacket[];
  /** What there was to say where there is no packet to say it of. */
  readonly loose: readonly string[];
}

/**
 * Hangs everything that happened on the datagrams of the trace, so that a list of packets tells the whole of it: what
 * came between two packets stands at the later one, before its own remark; what came after the last one stands there. Last
 * of all stands the failure, at the packet to blame, or at the last one where it is a silence or a call that fails.
 */
export function annotatePackets(trace: Trace, failure?: ToldFailure): AnnotatedTrace {
  const named = hasSeveralConnections(trace);
  const packets: { event: PacketEvent; comments: string[] }[] = [];
  let waiting: [number, TraceEvent][] = [];
  const remarks = (packet: PacketEvent | undefined): string[] =>
    waiting.map(([index, event]) => {
      const what = event.kind === "packet" ? packetText(event, trace.endpoints) : spokenEventText(event);
      return remark(event, [what, trace.notes.get(index)], packet, named);
    });

  for (const [index, event] of trace.events.entries()) {
    waiting.push([index, event]);
    if (event.kind === "packet") {
      packets.push({ event, comments: remarks(event) });
      waiting = [];
    }
  }
  const last = packets.at(-1);
  const rest = remarks(last?.event);
  last?.comments.push(...rest);
  if (failure !== undefined) {
    const blamed = failure.packet === undefined ? last : packets[failure.packet - 1];
    (blamed?.comments ?? rest).push(failureText(failure));
  }
  return { packets, loose: last === undefined ? rest : [] };
}

/**
 * `step 4: user: CLOSE -> ok`, and with the time where it is another than that of the packet: `step 9, t = 1.500 s:
 * stack is in TIME-WAIT - as it should`. Steps count from 1 here, as everywhere in texts.
 */
function remark(
  event: TraceEvent,
  what: readonly (string | undefined)[],
  packet: PacketEvent | undefined,
  named: boolean,
): string {
  const where = [
    `step ${event.step + 1}`,
    event.at === packet?.at ? undefined : `t = ${printSeconds(event.at)} s`,
    named && event.connection !== undefined ? `connection ${event.connection}` : undefined,
  ];
  return [join(where, ", "), join(what, " - ")].filter((text) => text !== "").join(": ");
}

/** `step 6 fails: the stack sent nothing at once - expected [SYN, ACK] Seq=ISS Ack=1 (RCV.NXT)` */
function failureText({ step, message, expected }: ToldFailure): string {
  const where = step < 0 ? "fails" : `step ${step + 1} fails`;
  return `${where}: ${join([message, expected === "" ? undefined : `expected ${expected}`], " - ")}`;
}

function join(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined).join(separator);
}
