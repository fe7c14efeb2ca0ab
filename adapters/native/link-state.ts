/** What kind of interface it is, and whether anything can be sent on it: rtnetlink(7), linux/if_arp.h, linux/if.h. */

import { SystemCallFailed } from "./libc";
import { Netlink } from "./netlink";
import { NETLINK_ROUTE } from "./routing";

const RTM_GETLINK = 18;

/** struct ifinfomsg, and where its members stand. */
const MESSAGE_LENGTH = 16;
const TYPE = 2;
const INDEX = 4;
const FLAGS = 8;

const ARPHRD_ETHER = 1;
const ARPHRD_NONE = 0xfffe;
const IFF_UP = 1 << 0;
const IFF_LOWER_UP = 1 << 16;

export interface LinkState {
  /** What stands in front of a datagram: an Ethernet header (also on TAP), nothing (TUN), or something else. */
  readonly header: "ethernet" | "none" | "other";
  readonly isUp: boolean;
  /** There is somebody at the other end: a cable, or the program that holds a TUN or TAP device. */
  readonly hasCarrier: boolean;
}

/** Of an interface in the network namespace of the calling thread. */
export function linkState(interfaceIndex: number): LinkState {
  const netlink = new Netlink(NETLINK_ROUTE);
  try {
    const message = new Uint8Array(MESSAGE_LENGTH);
    new DataView(message.buffer).setInt32(INDEX, interfaceIndex, true);
    const answer = netlink.ask(RTM_GETLINK, message);
    if (typeof answer === "number") throw new SystemCallFailed("look at the interface", answer);
    const fields = new DataView(answer.buffer, answer.byteOffset);
    const type = fields.getUint16(TYPE, true);
    const flags = fields.getUint32(FLAGS, true);
    return {
      header: type === ARPHRD_ETHER ? "ethernet" : type === ARPHRD_NONE ? "none" : "other",
      isUp: (flags & IFF_UP) !== 0,
      hasCarrier: (flags & IFF_LOWER_UP) !== 0,
    };
  } finally {
    netlink.close();
  }
}
