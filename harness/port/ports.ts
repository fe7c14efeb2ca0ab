import { seedOf } from "./chance";
import { HTTP_PORT } from "./http";
import type { Ports } from "./stack";

/** The ports of a scenario on a stack that has no wishes: as chance has them, but a web server's (RFC 9110 4.2.1). */
export function usualPorts(seed: number): Ports {
  return {
    stack: 10_000 + (seedOf(seed, "stack port") % 20_000),
    peer: 40_000 + (seedOf(seed, "peer port") % 10_000),
    applications: { http: HTTP_PORT },
  };
}
