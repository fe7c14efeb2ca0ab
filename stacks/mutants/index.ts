/** Wrong TCPs, for the tests and for those who want to see what a failure looks like. */

import type { StackProvider } from "../../harness/port/stack";
import { ATTACK_MUTANTS } from "./attack";
import { ARRIVAL_MUTANTS } from "./arrivals";
import { ACK_MUTANTS } from "./acks";
import { CLOSE_MUTANTS } from "./close";
import { ECN_MUTANTS } from "./ecn";
import { CONGESTION_MUTANTS } from "./congestion";
import { HANDSHAKE_MUTANTS } from "./handshake";
import { HEADER_MUTANTS } from "./header";
import { IP_MUTANTS } from "./ip";
import { ICMP_MUTANTS } from "./icmp";
import { ISN_MUTANTS } from "./isn";
import { KEEP_ALIVE_MUTANTS } from "./keep-alive";
import { loadMutant } from "./load";
import type { Mutant } from "./mutant";
import { OPTION_MUTANTS } from "./options";
import { ORDINARY_MUTANTS } from "./ordinary";
import { RECEIVER_MUTANTS } from "./receiver";
import { RESET_MUTANTS } from "./resets";
import { SEQUENCE_MUTANTS } from "./sequence";
import { USER_CALL_MUTANTS } from "./user-calls";
import { SEGMENT_ARRIVES_MUTANTS } from "./segment-arrives";
import { RETRANSMISSION_MUTANTS } from "./retransmission";
import { TIMESTAMP_MUTANTS } from "./timestamps";
import { WINDOW_MUTANTS } from "./window";
import { WIRE_MUTANTS } from "./wire";

export { loadMutant, mutated } from "./load";
export type { Mutant } from "./mutant";
export {
  CLOSE_MUTANTS,
  HANDSHAKE_MUTANTS,
  HEADER_MUTANTS,
  ISN_MUTANTS,
  OPTION_MUTANTS,
  SEGMENT_ARRIVES_MUTANTS,
  WIRE_MUTANTS,
};

export const MUTANTS: readonly Mutant[] = [
  ...HANDSHAKE_MUTANTS,
  ...CLOSE_MUTANTS,
  ...ISN_MUTANTS,
  ...ARRIVAL_MUTANTS,
  ...ORDINARY_MUTANTS,
  ...WIRE_MUTANTS,
  ...HEADER_MUTANTS,
  ...OPTION_MUTANTS,
  ...SEQUENCE_MUTANTS,
  ...RESET_MUTANTS,
  ...ACK_MUTANTS,
  ...RECEIVER_MUTANTS,
  ...USER_CALL_MUTANTS,
  ...SEGMENT_ARRIVES_MUTANTS,
  ...WINDOW_MUTANTS,
  ...CONGESTION_MUTANTS,
  ...RETRANSMISSION_MUTANTS,
  ...TIMESTAMP_MUTANTS,
  ...ECN_MUTANTS,
  ...IP_MUTANTS,
  ...ICMP_MUTANTS,
  ...KEEP_ALIVE_MUTANTS,
  ...ATTACK_MUTANTS,
];

/** The stack for `mutant:<name>`; undefined for a name that no mutant has. @throws {Error} when it cannot be made. */
export function mutantNamed(name: string): StackProvider | undefined {
  const mutant = MUTANTS.find((each) => each.name === name);
  return mutant === undefined ? undefined : loadMutant(mutant);
}
