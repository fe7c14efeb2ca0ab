/** A host in user space on a TUN device: an IP link for it whose other end is the kernel's TCP, in a namespace of its own. */

export { openTunLink } from "./tun-link";
export type { TunLink } from "./tun-link";
