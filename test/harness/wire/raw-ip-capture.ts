/** Just enough of the classic pcap format for tshark to read our datagrams. Not for keeping: reports/ writes captures. */

const MAGIC = 0xa1b2c3d4;
const LINKTYPE_RAW = 101;
const GREATEST_DATAGRAM = 65575;

function header(words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

/** The content of a capture file with these datagrams, all of them at time 0. Readers find out the order of octets. */
export function rawIpCapture(datagrams: readonly Uint8Array[]): Uint8Array {
  const version = header([0]);
  new Uint16Array(version.buffer).set([2, 4]);
  const records = datagrams.flatMap((bytes) => [header([0, 0, bytes.length, bytes.length]), bytes]);
  return Buffer.concat([header([MAGIC]), version, header([0, 0, GREATEST_DATAGRAM, LINKTYPE_RAW]), ...records]);
}
