import { expect } from "chai";
import { decodePacket } from "../../../../harness/wire";
import { createTcp } from "../../../../stacks/reference/socket";
import { virtualTime } from "./virtual-time";

/** The numbers of the SYNs of two hosts that call the same peer from the same port at the same time. */
function twice(seed?: number): readonly number[] {
  const numbers: number[] = [];
  for (let i = 0; i < 2; i++) {
    const link = {
      send(bytes: Uint8Array) {
        const packet = decodePacket(bytes);
        if (packet.ok && packet.value.kind === "tcp") numbers.push(packet.value.segment.seq);
      },
      onDatagram: () => undefined,
      close: () => undefined,
    };
    const tcp = createTcp({ link, addresses: ["192.0.2.1"], time: virtualTime(), ...(seed !== undefined && { seed }) });
    tcp.connect({ address: "192.0.2.2", port: 7, localPort: 5000 }).catch(() => undefined);
    tcp.close();
  }
  return numbers;
}

describe("the secret behind initial sequence numbers (RFC 6528 3, 4)", () => {
  it("is another one each time, unless a seed is given", () => {
    const [a, b] = twice();
    expect(a).to.not.equal(b);
    const [c, d] = twice(7);
    expect(c).to.equal(d);
  });
});
