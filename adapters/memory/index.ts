/** Puts a TCP that runs in this process under test, in virtual time. */

export type { InProcessEnvironment, InProcessHost, InProcessUser } from "./in-process-host";
export { memoryStack } from "./memory-stack";
export type { MemoryStackDescription } from "./memory-stack";
