/** Hosts reached by frames of our own, on an Ethernet link or behind TUN or TAP, or from the kernel's own address. */

export { prepareInetNetwork } from "./open-inet";
export { checkTargets, prepareRawNetwork, TargetRefused, USUAL_RATE } from "./open-network";
export type { PreparedNetwork, RawOptions } from "./open-network";
export { permissionFor } from "./permitted-target";
export type { PortBlock } from "./port-plan";
export type { RawNetwork, Route } from "./raw-network";
