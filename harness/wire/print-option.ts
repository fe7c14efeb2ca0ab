import { printHex } from "./octets";
import type { TcpOption } from "./option";
import type { Seq } from "./seq";

/** RFC 7323 2.3: a shift above this is illegal. */
const GREATEST_SHIFT = 14;

/**
 * An option as Wireshark's Info column has it: `MSS=1460`. Empty for padding, which tells nothing. `edge` makes the
 * number that a SACK edge is shown as.
 */
export function printOption(option: TcpOption, edge: (edge: Seq) => number): string {
  switch (option.kind) {
    case "end":
      return option.padding.every((octet) => octet === 0) ? "" : `EOL=${printHex(option.padding)}`;
    case "nop":
      return "";
    case "mss":
      return `MSS=${option.value}`;
    case "window-scale":
      return option.shift <= GREATEST_SHIFT ? `WS=${1 << option.shift}` : `WS=2^${option.shift}`;
    case "sack-permitted":
      return "SACK_PERM";
    case "sack":
      return option.blocks.map(({ left, right }) => `SLE=${edge(left)} SRE=${edge(right)}`).join(" ");
    case "timestamps":
      return `TSval=${option.value} TSecr=${option.echo}`;
    case "md5":
      return `MD5=${printHex(option.digest)}`;
    case "user-timeout":
      return `UTO=${option.value}${option.unit === "seconds" ? "s" : "min"}`;
    case "authentication":
      return `AO=${option.keyId},${option.nextKeyId},${printHex(option.mac)}`;
    case "fast-open":
      return option.cookie.length === 0 ? "TFO=R" : `TFO=${printHex(option.cookie)}`;
    case "unknown":
      return `Option${option.code}${option.data.length === 0 ? "" : `=${printHex(option.data)}`}`;
    case "malformed":
      return `Malformed=${printHex(option.bytes)}`;
  }
}
