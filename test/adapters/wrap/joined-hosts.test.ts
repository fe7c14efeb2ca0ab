import { expect } from "chai";
import { joinHosts } from "../../../adapters/wrap";
import type { Impairments } from "../../../adapters/wrap";
import type { InProcessHost } from "../../../adapters/memory";
import { MILLISECOND, SECOND } from "../../../harness/port/time";

/** A host that says a number every second, five times, and keeps what it hears. */
function talker(first: number, heard: (readonly [at: number, number: number])[]) {
  return (environment: { transmit(datagram: Uint8Array): void }): InProcessHost => {
    let said = 0;
    return {
      receive: (datagram, now) => heard.push([now / MILLISECOND, datagram[0] ?? -1]),
      nextTimer: () => (said < 5 ? said * SECOND : Infinity),
      advance() {
        environment.transmit(Uint8Array.of(first + said));
        said += 1;
      },
    };
  };
}

function run(seed: number, fromA: Impairments, fromB: Impairments) {
  const heardByA: (readonly [number, number])[] = [];
  const heardByB: (readonly [number, number])[] = [];
  const sent: number[] = [];
  const hosts = joinHosts(
    {
      addresses: [],
      make: talker(10, heardByA),
      impairments: fromA,
      sends: (datagram) => sent.push(datagram[0] ?? -1),
    },
    { addresses: [], make: talker(20, heardByB), impairments: fromB },
    seed,
  );
  while (hosts.next());
  return { heardByA, heardByB, sent, now: hosts.now() };
}

describe("joinHosts", () => {
  it("brings what each says to the other, in its time, and ends when nothing will happen any more", () => {
    const { heardByA, heardByB, sent, now } = run(1, { delay: 5 * MILLISECOND }, { delay: 7 * MILLISECOND });
    const times = [0, 1000, 2000, 3000, 4000];
    expect(heardByB).to.deep.equal(times.map((time, index) => [time + 5, 10 + index]));
    expect(heardByA).to.deep.equal(times.map((time, index) => [time + 7, 20 + index]));
    expect(sent).to.deep.equal([10, 11, 12, 13, 14]);
    expect(now).to.equal(4 * SECOND + 7 * MILLISECOND);
  });

  it("has weather of its own in each direction, and the same again for the same seed", () => {
    const weather = { loss: 0.4, duplication: 0.4, jitter: 50 * MILLISECOND, corruption: 0.3 };
    expect(run(1, weather, weather)).to.deep.equal(run(1, weather, weather));
    expect(run(1, weather, weather)).to.not.deep.equal(run(2, weather, weather));
    const { heardByA, heardByB } = run(1, { loss: 1 }, {});
    expect([heardByA.length, heardByB.length]).to.deep.equal([5, 0]);
  });
});
