/** Bytes and values: IP, TCP, ICMP. What other folders may use of this one. */

export * from "./address";
export { internetChecksum } from "./checksum";
export type { Decoded, DecodeError, DecodeErrorCode } from "./decoded";
export * from "./flags";
export * from "./icmp";
export * from "./ip-option";
export { encodeIcmpError } from "./icmp-codec";
export { printHex } from "./octets";
export * from "./option";
export { decodeOptions, encodedOptionsLength, encodeOptions, OPTION_KIND } from "./option-codec";
export * from "./packet";
export * from "./packet-codec";
export * from "./print";
export { PROTOCOL } from "./protocol";
export * from "./segment";
export * from "./segment-length";
export * from "./seq";
export * from "./traffic-class";
export * from "./verify-checksums";
