import { expect } from "chai";
import fc from "fast-check";
import { impairment } from "../../../adapters/wrap";
import type { Delivery, Impairments } from "../../../adapters/wrap";
import { MICROSECOND, MILLISECOND, SECOND } from "../../../harness/port/time";

const LENGTH = 100;

/** Datagrams that tell their number, one every millisecond. */
function sent(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = new Uint8Array(LENGTH);
    new DataView(bytes.buffer).setUint32(0, index);
    return bytes;
  });
}

const numberOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);

function run(seed: number, impairments: Impairments, count: number): readonly Delivery[] {
  const impair = impairment(seed, impairments);
  return sent(count).flatMap((datagram, index) => impair(datagram, index * MILLISECOND));
}

/** As they arrive. */
const inTime = (deliveries: readonly Delivery[]) => [...deliveries].sort((a, b) => a.at - b.at);

const numbers = (deliveries: readonly Delivery[]) => inTime(deliveries).map(({ bytes }) => numberOf(bytes));

function differingBits(a: Uint8Array, b: Uint8Array): number {
  let bits = 0;
  for (const [index, octet] of a.entries()) {
    for (let rest = octet ^ (b[index] ?? 0); rest > 0; rest >>= 1) bits += rest & 1;
  }
  return bits;
}

const probability = fc.constantFrom(0, 0.01, 0.3, 1);
const seeds = fc.nat();

const anything: fc.Arbitrary<Impairments> = fc.record({
  loss: probability,
  duplication: probability,
  reordering: probability,
  corruption: probability,
  delay: fc.nat(20 * MILLISECOND),
  jitter: fc.nat(20 * MILLISECOND),
});

describe("impairment", () => {
  it("brings everything at once and as it was when nothing is wrong", () => {
    const deliveries = run(1, {}, 100);
    expect(deliveries).to.deep.equal(sent(100).map((bytes, index) => ({ at: index * MILLISECOND, bytes })));
  });

  it("does the same again with the same seed, and something else with another", () => {
    fc.assert(
      fc.property(seeds, anything, (seed, impairments) => {
        expect(run(seed, impairments, 50)).to.deep.equal(run(seed, impairments, 50));
      }),
    );
    expect(run(1, { loss: 0.5 }, 50)).to.not.deep.equal(run(2, { loss: 0.5 }, 50));
  });

  it("brings nothing before it was sent", () => {
    fc.assert(
      fc.property(seeds, anything, (seed, impairments) => {
        const impair = impairment(seed, impairments);
        for (const [index, datagram] of sent(50).entries()) {
          for (const { at } of impair(datagram, index)) expect(at).to.be.at.least(index + (impairments.delay ?? 0));
        }
      }),
    );
  });

  it("loses nothing without loss, and everything when it is certain", () => {
    fc.assert(
      fc.property(seeds, anything, (seed, impairments) => {
        const all = new Set(numbers(run(seed, { ...impairments, corruption: 0, loss: 0 }, 50)));
        expect(all.size).to.equal(50);
        expect(run(seed, { ...impairments, loss: 1 }, 50)).to.deep.equal([]);
      }),
    );
  });

  it("keeps the order without reordering, whatever the jitter", () => {
    fc.assert(
      fc.property(seeds, anything, (seed, impairments) => {
        const arrived = numbers(run(seed, { ...impairments, corruption: 0, reordering: 0 }, 50));
        expect(arrived).to.deep.equal([...arrived].sort((a, b) => a - b));
      }),
    );
  });

  it("flips just one bit of what it corrupts, and none of anything else", () => {
    fc.assert(
      fc.property(seeds, anything, (seed, impairments) => {
        const impair = impairment(seed, impairments);
        for (const datagram of sent(20)) {
          const original = datagram.slice();
          for (const { bytes } of impair(datagram, 0)) {
            const flipped = differingBits(original, bytes);
            if (impairments.corruption === 1) expect(flipped).to.equal(1);
            else if (impairments.corruption === 0) expect(flipped).to.equal(0);
            else expect(flipped).to.be.at.most(1);
          }
        }
      }),
    );
  });

  it("does each as often as it says", () => {
    // Of 20,000 with p = 0.05 there are 1000, give or take 31 (one standard deviation): five of them are allowed for.
    const count = 20_000;
    const isClose = (seen: number) => expect(seen).to.be.within(1000 - 155, 1000 + 155);
    for (const seed of [1, 2, 3]) {
      isClose(count - run(seed, { loss: 0.05 }, count).length);
      isClose(run(seed, { duplication: 0.05 }, count).length - count);
      const held = run(seed, { reordering: 0.05 }, count).filter(
        ({ at, bytes }) => at === numberOf(bytes) * MILLISECOND + 10 * MILLISECOND,
      );
      isClose(held.length);
      const originals = sent(count);
      const corrupted = run(seed, { corruption: 0.05 }, count).filter(
        ({ bytes }, index) => differingBits(originals[index] ?? bytes, bytes) > 0,
      );
      isClose(corrupted.length);
    }
  });

  it("loses the same ones and more when it loses more", () => {
    const few = new Set(numbers(run(7, { loss: 0.2 }, 1000)));
    const fewer = numbers(run(7, { loss: 0.4 }, 1000));
    expect(fewer.length).to.be.lessThan(few.size);
    expect(fewer.every((number) => few.has(number))).to.equal(true);
  });

  it("lets what is behind overtake what is held back", () => {
    const arrived = numbers(run(1, { reordering: 0.1, holdBack: 3.5 * MILLISECOND }, 1000));
    const late = arrived.filter((number, index) => (arrived[index - 1] ?? -1) > number);
    expect(late.length).to.be.within(50, 150);
  });

  it("makes datagrams wait for each other at a limited rate", () => {
    // 800 bits at 400 kbit/s take 2 ms.
    const impair = impairment(1, { rate: 400_000, delay: 100 * MICROSECOND });
    const arrivals = sent(3).flatMap((datagram) => impair(datagram, 0).map(({ at }) => at / MILLISECOND));
    expect(arrivals).to.deep.equal([2.1, 4.1, 6.1]);
    const [late] = impair(new Uint8Array(LENGTH), SECOND);
    expect(late?.at).to.equal(SECOND + 2.1 * MILLISECOND);
  });

  it("refuses what cannot be", () => {
    for (const wrong of [{ loss: 1.1 }, { corruption: -1 }, { reordering: NaN }, { delay: -1 }, { rate: 0 }]) {
      expect(() => impairment(1, wrong), JSON.stringify(wrong)).to.throw(RangeError);
    }
  });
});
