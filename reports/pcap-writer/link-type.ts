/** What the first octet of a packet is the start of: the numbers of the LINKTYPE_ registry (draft-ietf-opsawg-pcaplinktype). */

/** 0 to 65535. */
export type LinkType = number;

/** LINKTYPE_ETHERNET: an Ethernet frame without preamble and frame check sequence. */
export const ETHERNET: LinkType = 1;

/** LINKTYPE_RAW: an IPv4 or IPv6 header; its first four bits tell which. */
export const RAW_IP: LinkType = 101;
