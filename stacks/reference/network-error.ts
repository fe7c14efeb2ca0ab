/** What ICMP errors mean to TCP: RFC 9293 3.9.2.2, RFC 5461 2. */

import type { IcmpError } from "../../harness/wire/icmp";
import type { IpVersion } from "../../harness/wire/packet";
import type { Seq } from "../../harness/wire/seq";

/** `seq` is that of the segment that the error quotes. */
export type NetworkError =
  | { readonly kind: "hard"; readonly type: number; readonly code: number; readonly seq: Seq }
  | { readonly kind: "soft"; readonly type: number; readonly code: number; readonly seq: Seq }
  /** `mtu` is 0 where a router from before RFC 1191 did not say. */
  | { readonly kind: "too big"; readonly mtu: number; readonly seq: Seq };

/** The error, if it is one of those that TCP acts on. Source Quench is not (MUST-55). */
export function networkError(
  version: IpVersion,
  { type, code, parameter, quoted }: IcmpError,
): NetworkError | undefined {
  if (quoted === undefined) return undefined;
  const { seq } = quoted;
  return version === 4 ? errorOfIpv4(type, code, parameter, seq) : errorOfIpv6(type, code, parameter, seq);
}

function errorOfIpv4(type: number, code: number, parameter: number, seq: Seq): NetworkError | undefined {
  switch (type) {
    case 3:
      if (code === 4) return { kind: "too big", mtu: parameter & 0xffff, seq };
      return { kind: code === 2 || code === 3 ? "hard" : "soft", type, code, seq };
    case 11:
    case 12:
      return { kind: "soft", type, code, seq };
    default:
      return undefined;
  }
}

function errorOfIpv6(type: number, code: number, parameter: number, seq: Seq): NetworkError | undefined {
  switch (type) {
    case 1:
      // RFC 5461 2: administratively prohibited, port unreachable
      return { kind: code === 1 || code === 4 ? "hard" : "soft", type, code, seq };
    case 2:
      return { kind: "too big", mtu: parameter, seq };
    case 3:
    case 4:
      return { kind: "soft", type, code, seq };
    default:
      return undefined;
  }
}
