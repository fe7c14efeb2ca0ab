/** Pairs of virtual Ethernet devices: veth(4), rtnetlink(7), linux/if_link.h, linux/veth.h. */

import { attribute, joined, nested, uint32 } from "./netlink";
import type { Netlink } from "./netlink";

const RTM_NEWLINK = 16;
const NLM_F_EXCL = 0x200;
const NLM_F_CREATE = 0x400;
const INTERFACE_MESSAGE_LENGTH = 16;

const IFLA_IFNAME = 3;
const IFLA_LINKINFO = 18;
const IFLA_NET_NS_FD = 28;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const VETH_INFO_PEER = 1;
const IFLA_GSO_MAX_SEGS = 40;

/** One end of a cable. */
export interface CableEnd {
  readonly name: string;
  /** A descriptor of the network namespace that it is in. */
  readonly namespace: number;
}

/** Has the kernel hand an interface one segment at a time: no device cuts them up on the way. */
export function forgoSegmentationOffload(netlink: Netlink, interfaceIndex: number): void {
  const message = new Uint8Array(INTERFACE_MESSAGE_LENGTH);
  message.set(uint32(interfaceIndex), 4);
  const body = joined([message, attribute(IFLA_GSO_MAX_SEGS, uint32(1))]);
  netlink.order("have one segment to a frame", RTM_NEWLINK, 0, body);
}

/** Joins two network namespaces by a cable, which is gone when either of them is. */
export function addVeth(netlink: Netlink, one: CableEnd, other: CableEnd): void {
  const kind = attribute(IFLA_INFO_KIND, new TextEncoder().encode("veth"));
  const peer = attribute(VETH_INFO_PEER, endAttributes(other));
  const info = nested(IFLA_LINKINFO, kind, nested(IFLA_INFO_DATA, peer));
  netlink.order("make a veth pair", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, joined([endAttributes(one), info]));
}

function endAttributes({ name, namespace }: CableEnd): Uint8Array {
  const text = attribute(IFLA_IFNAME, new TextEncoder().encode(`${name}\0`));
  return joined([new Uint8Array(INTERFACE_MESSAGE_LENGTH), text, attribute(IFLA_NET_NS_FD, uint32(namespace))]);
}
