/** Puts a TCP in any language under test: a program that speaks the process protocol (docs/process-protocol.md). */

export { HOST_CHECKS } from "./checks";
export type { HostCheck } from "./checks";
export { HOST_LIMITS, startHost } from "./host-process";
export type { Answer, HostLimits, HostProcess } from "./host-process";
export { HostNotStarted } from "./not-started";
export type { HostCommand } from "./process-group";
export { processProvider } from "./process-stack";
export type { ProcessStackDescription } from "./process-stack";
