/** What was said last between the harness and a host, in the words of the process protocol. */

import { decodePacket } from "../wire/packet-codec";
import { printPacket } from "../wire/print";

/** So many lines are shown. */
const MOST = 12;
/** Of one line. */
const MOST_LETTERS = 100;

/** A command and what came of it, up to now. */
type Exchange = string[];

/** Remembers what it is told. */
export function conversation() {
  let exchanges: Exchange[] = [];
  return {
    /** A new one begins. */
    begin(): void {
      exchanges = [];
    },
    /** @param line with `> ` before the harness's and `< ` before the host's */
    overhear(line: string): void {
      if (line.startsWith("> ")) exchanges.push([]);
      exchanges.at(-1)?.push(line);
    },
    /** The last dozen lines. Of looks one after the other that nothing came of, the last of its kind is all that stands there. */
    last(): readonly string[] {
      const lines = exchanges.filter((_, i) => !isRepeated(exchanges, i)).flat();
      const shown = lines.slice(-MOST).map(printLine);
      const earlier = lines.length - shown.length;
      return earlier === 0 ? shown : [`… ${earlier} earlier lines left out`, ...shown];
    },
  };
}

const LOOKS = ["> advance ", "> receive ", "> status "];

/** The way that the command begins, where nothing came of it but its answer. */
function look([command = "", ...said]: Exchange): string | undefined {
  return said.length > 1 ? undefined : LOOKS.find((each) => command.startsWith(each));
}

/** Whether the same is asked again before anything else is said. */
function isRepeated(exchanges: readonly Exchange[], i: number): boolean {
  const own = look(exchanges[i] ?? []);
  if (own === undefined) return false;
  const later = exchanges.slice(i + 1).map(look);
  const end = later.indexOf(undefined);
  return later.slice(0, end < 0 ? undefined : end).includes(own);
}

/** `> packet 45000028…  192.0.2.2 → 192.0.2.1 TCP [SYN] Seq=0 Win=65535 Len=0` */
function printLine(line: string): string {
  const [, beginning, octets] = /^([<>] packet (?=[0-9a-f]))((?:[0-9a-f]{2})+)$/i.exec(line) ?? [];
  if (beginning === undefined || octets === undefined)
    return line.length <= MOST_LETTERS ? line : `${line.slice(0, MOST_LETTERS)}…`;
  const packet = decodePacket(Buffer.from(octets, "hex"));
  const shortened = octets.length <= 8 ? octets : `${octets.slice(0, 8)}…`;
  return `${beginning}${shortened}${packet.ok ? `  ${printPacket(packet.value)}` : ""}`;
}
