/** Everything that a suite is written with. */

export { HTTP_ANSWER, HTTP_REQUEST } from "../port/http";
export type { Capability } from "../port/profile";
export { STATES, type TcpState } from "../port/state";
export type { Application } from "../port/user";
export * from "../wire/flags";
export { ipOption } from "../wire/ip-option";
export {
  endOfOptions,
  malformedOption,
  mss,
  nop,
  sack,
  sackPermitted,
  timestamps,
  unknownOption,
  windowScale,
  type TcpOption,
} from "../wire/option";
export {
  ANSWER_SPACING,
  DELAYED_ACK,
  LONGEST_ACK_DELAY,
  MINIMUM_RTO,
  MSL,
  REACTION,
  RTO,
  SECONDS,
  type DurationExpression,
} from "./duration";
export { IRS, ISS, isExpression, RCV, RMSS, SND, type SeqValue } from "./expression";
export type { FlightPattern, FlightSize } from "./flight";
export {
  HOP_LIMIT_EXCEEDED,
  HOST_UNREACHABLE,
  NETWORK_UNREACHABLE,
  PARAMETER_PROBLEM,
  PORT_UNREACHABLE,
  PROHIBITED,
  PROTOCOL_UNREACHABLE,
  REASSEMBLY_TIME_EXCEEDED,
  SOURCE_QUENCH,
  SOURCE_ROUTE_FAILED,
  TOO_BIG,
  UNRECOGNIZED_OPTION,
} from "./icmp-report";
export * from "./preambles";
export { rtoAfter } from "./sampled-rto";
export type { IpPattern, SegmentPattern, SegmentSpec } from "./segment-spec";
export { scenario, suite, type Scenario, type Suite } from "./scenario";
export type { Step } from "./step";
export {
  AFTERWARDS,
  answersProbe,
  connection,
  DATA,
  isGone,
  isns,
  oneOf,
  peer,
  router,
  settles,
  timestampClocks,
  stack,
  user,
  wait,
} from "./vocabulary";
