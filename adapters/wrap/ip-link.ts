/** A way for IP datagrams in and out, by itself and in real time: a TUN device, or what stands before one. */
export interface IpLink {
  /** Sends one datagram. The bytes belong to the link from now on. What cannot be sent is lost, as on any link. */
  send(datagram: Uint8Array): void;
  /** Says who gets the datagrams that come in; one at a time, bytes included. There is one receiver, the latest. */
  onDatagram(receive: (datagram: Uint8Array) => void): void;
  /** Nothing is sent or received after this, and nothing keeps the process alive. */
  close(): void;
}
