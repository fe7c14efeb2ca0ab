import { expect } from "chai";
import fc from "fast-check";
import type { Impairments } from "../../../adapters/wrap";
import { MILLISECOND, MINUTE } from "../../../harness/port/time";
import type { IpVersion } from "../../../harness/wire";
import { DEFAULT_OPTIONS } from "../../../stacks/reference";
import type { ReferenceOptions } from "../../../stacks/reference";
import { converse, userOf } from "./conversation";
import type { Conversation } from "./conversation";

/** How many conversations; continuous integration has more time than you. */
const RUNS = Number(process.env.TCPSPEC_CONVERSATIONS ?? 200);

const impairments: fc.Arbitrary<Impairments> = fc.record({
  loss: fc.constantFrom(0, 0.05, 0.3),
  duplication: fc.constantFrom(0, 0.02, 0.5),
  reordering: fc.constantFrom(0, 0.05, 0.5),
  corruption: fc.constantFrom(0, 0.01, 0.2),
  holdBack: fc.constantFrom(1, 30, 2000).map((milliseconds) => milliseconds * MILLISECOND),
  delay: fc.constantFrom(0, 10, 300).map((milliseconds) => milliseconds * MILLISECOND),
  jitter: fc.constantFrom(0, 40).map((milliseconds) => milliseconds * MILLISECOND),
  rate: fc.constantFrom(64_000, 10_000_000, Infinity),
});

/** Bad weather may take longer than anybody's patience: nobody gives up here. */
const options: fc.Arbitrary<ReferenceOptions> = fc
  .record({
    nagle: fc.boolean(),
    delayedAck: fc.constantFrom(0, 200 * MILLISECOND),
    receiveBuffer: fc.constantFrom(2000, 65535),
    sendBuffer: fc.constantFrom(3000, 65535),
    mtu: fc.constantFrom(576, 1500),
    userTimeout: fc.constant(1e5 * MINUTE),
    synRetries: fc.constant(1000),
    synAckRetries: fc.constant(1000),
    dataRetries: fc.constant(1000),
    // Of trouble on the way nobody needs to hear (SHLD-20).
    softErrors: fc.constant(false),
  })
  .map((choices) => ({ ...DEFAULT_OPTIONS, ...choices }));

const text = fc
  .tuple(fc.constantFrom(0, 1, 100, 40_000), fc.nat(250))
  .map(([length, first]) => Uint8Array.from({ length }, (_, index) => (first + index * 7) % 251));

const conversation: fc.Arbitrary<Conversation> = fc.record({
  ip: fc.constantFrom<IpVersion>(4, 6),
  options,
  seed: fc.nat(),
  fromA: impairments,
  fromB: impairments,
  textOfA: text,
  textOfB: text,
});

describe("two references on a bad link", () => {
  it(`hear all that was said, in order, close, and leave nothing behind (${RUNS} conversations)`, function () {
    this.timeout(0);
    fc.assert(
      fc.property(conversation, (each) => {
        const { heardByA, heardByB, toldToA, toldToB, hosts, opens } = converse(each);
        expect(Buffer.compare(heardByB, each.textOfA), "A to B").to.equal(0);
        expect(Buffer.compare(heardByA, each.textOfB), "B to A").to.equal(0);
        expect([toldToA, toldToB]).to.deep.equal([
          ["established", "end of stream"],
          ["established", "end of stream"],
        ]);
        for (const end of ["a", "b"] as const) {
          const user = userOf(hosts[end]);
          expect(user.status("1"), end).to.include({ state: "CLOSED" });
          expect(hosts[end].nextTimer(), end).to.equal(Infinity);
          // The name and the pair of sockets are free again.
          expect(user.open("1", { ...opens[end], kind: "passive" }, hosts.now())).to.deep.equal({ ok: true });
        }
      }),
      { numRuns: RUNS },
    );
  });
});
