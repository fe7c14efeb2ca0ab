/** Around a stack, a host or a link: links that lose, double, reorder, flip, delay and slow down. */

export { impairedLink } from "./impaired-link";
export type { ImpairedLinkOptions } from "./impaired-link";
export { impairedStack } from "./impaired-stack";
export type { LinkImpairments } from "./impaired-stack";
export { impairment } from "./impairment";
export type { Delivery, Impairment, Impairments } from "./impairment";
export type { IpLink } from "./ip-link";
export { joinHosts } from "./joined-hosts";
export type { HostPlan, JoinedHosts } from "./joined-hosts";
export { alarm, realTime } from "./timekeeper";
export type { Alarm, Timekeeper } from "./timekeeper";
