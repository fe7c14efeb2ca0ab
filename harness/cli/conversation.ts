/** What was said last between the harness and a host, in the words of the process protocol. */

import { decodePacket } from "../wire/packet-codec";
import { printPacket } from "../wire/print";

/** So many lines are kept. */
const MOST = 12;
/** Of one line. */
const MOST_LETTERS = 100;

/** Remembers the end of what it is told. */
export function conversation() {
  let lines: string[] = [];
  let earlier = 0;
  return {
    /** A new one begins. */
    begin(): void {
      lines = [];
      earlier = 0;
    },
    overhear(line: string): void {
      lines.push(printLine(line));
      if (lines.length <= MOST) return;
      lines.shift();
      earlier++;
    },
    last: (): readonly string[] => (earlier === 0 ? lines : [`… ${earlier} earlier lines left out`, ...lines]),
  };
}

/** `> packet 45000028…  [SYN] Seq=0 Win=65535 Len=0` */
function printLine(line: string): string {
  const [, beginning, octets] = /^([<>] packet (?=[0-9a-f]))((?:[0-9a-f]{2})+)$/i.exec(line) ?? [];
  if (beginning === undefined || octets === undefined)
    return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS)}…`;
  const packet = decodePacket(Buffer.from(octets, "hex"));
  const shortened = octets.length <= 8 ? octets : `${octets.slice(0, 8)}…`;
  return `${beginning}${shortened}${packet.ok ? `  ${printPacket(packet.value, undefined, { ports: false })}` : ""}`;
}
