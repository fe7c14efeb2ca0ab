import type { Time } from "./time";

/** An IP datagram that the stack has sent, and when. */
export interface Arrival {
  readonly at: Time;
  readonly bytes: Uint8Array;
}

/** IP datagrams to and from the stack: the only thing that every stack has. */
export interface Link {
  /**
   * Hands one datagram to the stack and resolves with the time at which it really left us. What the stack answers at
   * once (with no time passing) is waiting in {@link take} by then. The bytes belong to the link from now on.
   */
  send(datagram: Uint8Array): Promise<Time>;
  /** What the stack has sent since the last call, oldest first. The bytes belong to the caller. */
  take(): readonly Arrival[];
}
