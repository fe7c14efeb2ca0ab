import { expect } from "chai";
import fc from "fast-check";
import { MICROSECOND, SECOND } from "../../../harness/port/time";
import { diff } from "../../../harness/wire";
import { initialSequenceNumber, isnKey, timestampOrigin } from "../../../stacks/reference/isn";

const LOCAL = { address: "192.0.2.1", port: 80 };
const FOREIGN = { address: "192.0.2.2", port: 4000 };

describe("initial sequence numbers (RFC 9293 3.4.1, RFC 6528 3)", () => {
  it("advance by one every 4 microseconds on one pair of sockets", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000 * SECOND), fc.nat(1000 * SECOND), (seed, now, later) => {
        const key = isnKey(seed);
        const first = initialSequenceNumber(key, now, LOCAL, FOREIGN);
        const second = initialSequenceNumber(key, now + later, LOCAL, FOREIGN);
        expect(diff(second, first)).to.be.within(
          Math.floor(later / (4 * MICROSECOND)),
          Math.ceil(later / (4 * MICROSECOND)),
        );
      }),
    );
  });

  it("have a space of their own for each pair of sockets", () => {
    const key = isnKey(1);
    const sockets = [
      [LOCAL, FOREIGN],
      [FOREIGN, LOCAL],
      [LOCAL, { ...FOREIGN, port: 4001 }],
      [{ ...LOCAL, port: 81 }, FOREIGN],
      [LOCAL, { ...FOREIGN, address: "192.0.2.3" }],
      [{ ...LOCAL, address: "192.0.2.4" }, FOREIGN],
    ] as const;
    const numbers = sockets.map(([local, foreign]) => initialSequenceNumber(key, 0, local, foreign));
    expect(new Set(numbers).size).to.equal(sockets.length);
  });

  it("cannot be worked out without the secret (MUST-9)", () => {
    const { origin } = isnKey(1);
    const numbers = ["one", "two", "three"].map((secret) =>
      initialSequenceNumber({ secret, origin }, SECOND, LOCAL, FOREIGN),
    );
    expect(new Set(numbers).size).to.equal(3);
  });

  it("follow from all of a secret that is a text", () => {
    const long = "0123456789abcdef".repeat(8);
    expect(isnKey(long).secret).to.not.equal(isnKey(`${long.slice(1)}0`).secret);
  });

  it("timestamps begin somewhere else for each pair of sockets (RFC 7323 5.4, 7.1)", () => {
    const key = isnKey(1);
    const origins = [4000, 4001, 4002].map((port) => timestampOrigin(key, LOCAL, { ...FOREIGN, port }));
    expect(new Set(origins).size).to.equal(3);
    expect(timestampOrigin(isnKey(2), LOCAL, FOREIGN)).to.not.equal(origins[0]);
  });

  it("follow from the seed, clock included", () => {
    expect(isnKey(5)).to.deep.equal(isnKey(5));
    expect(isnKey(5).secret).to.not.equal(isnKey(6).secret);
    expect(isnKey(5).origin).to.not.equal(isnKey(6).origin);
  });
});
