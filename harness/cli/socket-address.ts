import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { SocketAddress } from "../port/user";
import { canonicalAddress } from "../wire/address";

/** `192.0.2.7:7793`, `[2001:db8::7]:7793`. @throws {InvalidArgumentError} */
export function socketAddress(text: string): SocketAddress {
  const [, ipv6, ipv4, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const address = canonical(ipv6 ?? ipv4 ?? "");
  if (address !== undefined && port >= 1 && port <= 65_535) return { address, port };
  throw new InvalidArgumentError("It must be an address and a port: 192.0.2.7:7793 or [2001:db8::7]:7793.");
}

/** An address, or those before it and one more. @throws {InvalidArgumentError} */
export function anAddress(text: string, before: readonly string[] = []): readonly string[] {
  const address = canonical(text);
  if (address !== undefined) return [...before, address];
  throw new InvalidArgumentError("It must be the address of one host: 192.0.2.7 or 2001:db8::7.");
}

function canonical(text: string): string | undefined {
  try {
    return canonicalAddress(text);
  } catch {
    return undefined;
  }
}
