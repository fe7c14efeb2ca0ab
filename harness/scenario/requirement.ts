import type { Level } from "../port/verdict";

/** One rule of a standard: a row of the catalogue in suites/requirements. */
export interface Requirement {
  /** `MUST-13`, `793-3.9-SEGARR-LISTEN-SYN`: the RFC's own number where it has one. */
  readonly id: string;
  /** The number of the RFC, without "RFC". */
  readonly rfc: string;
  readonly section: string;
  readonly level: Level;
  /** In our own words. */
  readonly summary: string;
  /**
   * `yes`: a listener, discard or echo application suffices; `needs-socket-api`: timed user calls are needed; `no`: it cannot be
   * seen from outside.
   */
  readonly testable: "yes" | "needs-socket-api" | "no";
  /** How a test can settle it, and where a careless one would accuse a right stack. */
  readonly how: string;
}

/** `RFC 9293 3.6.1` */
export function citation(requirement: Requirement): string {
  return `RFC ${requirement.rfc} ${requirement.section}`;
}

/** Where the section can be read. */
export function link(requirement: Requirement): string {
  const section = /^(\d+(?:\.\d+)*)/.exec(requirement.section)?.[1];
  const anchor = section === undefined ? "" : `#section-${section}`;
  return `https://www.rfc-editor.org/rfc/rfc${requirement.rfc}.html${anchor}`;
}
