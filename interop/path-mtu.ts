/** The way becomes narrower while a connection lasts (RFC 1191, RFC 8201): the router tells, and the transfer goes on. */

import { closedProperly, wanted } from "./case";
import type { Case } from "./case";
import { openDistantHost } from "./hop";
import { connect, kernelReads, referenceReads } from "./kernel-socket";
import { sha256, text } from "./text";
import { kernelIsDone } from "./world";

/** A part for the wide way, and one for the narrow one. */
const PART = 1_000_000;
const WIDE = 1500;
const NARROW = 1300;

export const PATH_MTU: Case = {
  name: "the way becomes narrower",
  isUpload: false,
  async play({ tcp, link }, { ip, seed }) {
    const start = performance.now();
    const body = text(seed, 2 * PART);
    const host = openDistantHost(link);
    try {
      const { reference, kernel } = await connect(tcp, host, ip);
      const read = kernelReads(kernel);
      await reference.write(body.subarray(0, PART));
      host.narrow(NARROW);
      await reference.end(body.subarray(PART));
      const isAll = (await read) === sha256(body);
      kernel.end();
      await referenceReads(reference);
      await reference.closed;
      await kernelIsDone(host);
      const seconds = (performance.now() - start) / 1000;
      return { octets: body.length, seconds, complaints: wanted("all arrives", isAll) };
    } finally {
      host.close();
    }
  },
  look(summary) {
    const { tooBig, largest, isMtuKept } = summary;
    return [
      ...closedProperly(summary),
      ...wanted(`first the reference sends datagrams of ${WIDE} octets`, largest === WIDE),
      ...wanted(`a router says that ${NARROW} are the most`, tooBig.join() === String(NARROW)),
      ...wanted("the reference sends nothing larger afterwards", isMtuKept),
    ];
  },
};
