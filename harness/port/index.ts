/** The small interfaces between the harness and everything that can be put under test. */

export type { BaselineEntry } from "./baseline";
export type { Clock } from "./clock";
export type { Arrival, Link } from "./link";
export { CAPABILITIES, type Capability, type Profile, type Timing } from "./profile";
export { StackFailed, StackLost, StackUnavailable, type Endpoints, type Stack, type StackProvider } from "./stack";
export { STATES, type TcpState } from "./state";
export { MICROSECOND, MILLISECOND, MINUTE, SECOND, type Duration, type Time } from "./time";
export type * from "./trace";
export type * from "./user";
