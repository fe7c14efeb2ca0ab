import type { IpHeader } from "./packet";

/** A datagram with its IP header read and its payload still in bytes. */
export interface IpDatagram {
  readonly header: IpHeader;
  /** What the payload is: a number of `PROTOCOL` or another. */
  readonly protocol: number;
  /** Where the payload begins; it ends with the datagram. */
  readonly payloadStart: number;
}
