import type { OpenRequest } from "../../../harness/port/user";
import type { Address } from "../../../harness/wire";

/** The addresses that were named: of the tested host, and of the harness. */
export interface Named {
  readonly targets: readonly Address[];
  readonly sources: readonly Address[];
}

/** Ports that take no privilege. */
const LEAST_PORT = 1024;

const UNSPECIFIED: readonly Address[] = ["0.0.0.0", "::"];

/**
 * Why an agent does not make an OPEN; undefined when it does. Connections are between the addresses that were named, and from
 * ports that are anybody's. A listener may take whoever calls.
 */
export function wrongSockets(
  { kind, local, foreign }: Pick<OpenRequest, "kind" | "local" | "foreign">,
  { targets, sources }: Named,
): string | undefined {
  if (!targets.includes(local.address)) return `${local.address} was not named as an address of this host`;
  const isAnybody = kind === "passive" && UNSPECIFIED.includes(foreign.address);
  if (!isAnybody && !sources.includes(foreign.address))
    return `${foreign.address} was not named as an address of the harness`;
  if (local.port < LEAST_PORT) return `port ${local.port} takes a privilege`;
  return undefined;
}
