import { expect } from "chai";
import fc from "fast-check";
import { chance } from "../../../harness/port/chance";
import { MILLISECOND, MINUTE } from "../../../harness/port/time";
import type { OpenRequest } from "../../../harness/port/user";
import type { IpVersion } from "../../../harness/wire";
import { DEFAULT_OPTIONS } from "../../../stacks/reference";
import type { ReferenceOptions } from "../../../stacks/reference";
import { ADDRESSES, joinedHosts } from "./joined-hosts";
import type { End, Fate, JoinedHosts } from "./joined-hosts";

const ID = "1";

interface Weather {
  readonly seed: number;
  /** Of 100 datagrams. */
  readonly lost: number;
  readonly delay: number;
  readonly jitter: number;
}

function fates({ seed, lost, delay, jitter }: Weather): () => Fate {
  const next = chance(seed);
  return () => (next() % 100 < lost ? "lost" : (delay + (next() % (jitter + 1))) * MILLISECOND);
}

/** What one user has to say, and how it reads. */
interface Talk {
  readonly texts: readonly Uint8Array[];
  readonly readsAtOnce: number;
}

/** Makes all calls of one user that can be made now. */
function talker(end: End, { texts, readsAtOnce }: Talk) {
  const waiting = [...texts];
  const received: Uint8Array[] = [];
  let isClosed = false;
  return {
    received: () => Buffer.concat(received),
    isClosed: () => isClosed,
    turn(now: number) {
      for (let text = waiting[0]; text !== undefined; text = waiting[0]) {
        if (!end.user.send(ID, text, {}, now).ok) break;
        waiting.shift();
      }
      // A CLOSE before the handshake is over would be the end of it.
      if (waiting.length === 0 && !isClosed && end.told.includes("established")) {
        isClosed = end.user.close(ID, now).ok;
      }
      for (;;) {
        const outcome = end.user.receive(ID, readsAtOnce, now);
        if (!outcome.ok || outcome.text.length === 0) return;
        received.push(outcome.text);
      }
    },
  };
}

function open(hosts: JoinedHosts, ip: IpVersion, isSimultaneous: boolean): void {
  const [addressA, addressB] = ADDRESSES[ip];
  const a = { address: addressA, port: 1000 };
  const b = { address: addressB, port: 2000 };
  const ofB: OpenRequest = { kind: isSimultaneous ? "active" : "passive", local: b, foreign: a };
  expect(hosts.b.user.open(ID, ofB, 0)).to.deep.include({ ok: true });
  expect(hosts.a.user.open(ID, { kind: "active", local: a, foreign: b }, 0)).to.deep.include({ ok: true });
}

/** Runs both until nothing happens any more, and checks that all has arrived and both are gone. */
function converse(hosts: JoinedHosts, talkA: Talk, talkB: Talk): void {
  const a = talker(hosts.a, talkA);
  const b = talker(hosts.b, talkB);
  let turns = 0;
  // A passive user speaks when it has been called, so that SEND does not make the call itself.
  const isCalled = () => hosts.b.user.status(ID).state !== "LISTEN";
  do {
    a.turn(hosts.now());
    if (isCalled()) b.turn(hosts.now());
    turns += 1;
    if (turns > 200_000) throw new Error("this does not end");
  } while (hosts.next());
  expect(Buffer.compare(b.received(), Buffer.concat(talkA.texts)), "A to B").to.equal(0);
  expect(Buffer.compare(a.received(), Buffer.concat(talkB.texts)), "B to A").to.equal(0);
  expect([a.isClosed(), b.isClosed()]).to.deep.equal([true, true]);
  expect(hosts.a.user.status(ID).state).to.equal("CLOSED");
  expect(hosts.b.user.status(ID).state).to.equal("CLOSED");
  for (const { told } of [hosts.a, hosts.b]) expect(told).to.deep.equal(["established", "end of stream"]);
}

const talk: fc.Arbitrary<Talk> = fc.record({
  texts: fc.array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 5000 }).map((length) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251)),
    ),
    { maxLength: 6 },
  ),
  readsAtOnce: fc.constantFrom(1000, 65535),
});

const weather = fc.record({
  seed: fc.nat(),
  lost: fc.constantFrom(0, 5, 20),
  delay: fc.constantFrom(0, 10, 300),
  jitter: fc.constantFrom(0, 50),
});

const options: fc.Arbitrary<ReferenceOptions> = fc
  .record({
    nagle: fc.boolean(),
    windowScale: fc.boolean(),
    initialWindow: fc.constantFrom("rfc5681", "rfc6928"),
    timestamps: fc.boolean(),
    sack: fc.boolean(),
    ecn: fc.constantFrom("off", "accept", "request"),
    keepAlive: fc.boolean(),
    delayedAck: fc.constantFrom(0, 200 * MILLISECOND),
    receiveBuffer: fc.constantFrom(200, 1500, 5000, 65535, 1_000_000),
    sendBuffer: fc.constantFrom(9000, 65535),
    mtu: fc.constantFrom(576, 1500, 9000),
    // Bad weather may take longer than anybody's patience.
    userTimeout: fc.constant(1e6 * MINUTE),
    // And many retransmissions.
    softErrors: fc.constant(false),
    synRetries: fc.constant(1000),
    synAckRetries: fc.constant(1000),
    dataRetries: fc.constant(1000),
  })
  .map((choices) => ({ ...DEFAULT_OPTIONS, ...choices }));

describe("two references joined back to back", () => {
  it("bring all text across and close, whatever the link does", function () {
    this.timeout(300_000);
    fc.assert(
      fc.property(
        options,
        options,
        weather,
        talk,
        talk,
        fc.constantFrom<IpVersion>(4, 6),
        fc.boolean(),
        (choices, choicesOfB, sky, talkA, talkB, ip, isSimultaneous) => {
          const hosts = joinedHosts(choices, sky.seed, fates(sky), choicesOfB);
          open(hosts, ip, isSimultaneous);
          converse(hosts, talkA, talkB);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("bring long texts across a bad link, where recoveries follow each other", function () {
    this.timeout(300_000);
    const badWeather = fc.record({
      seed: fc.nat(),
      lost: fc.constantFrom(1, 3, 10),
      delay: fc.constant(20),
      jitter: fc.constantFrom(0, 0, 20),
    });
    const large = { receiveBuffer: 300_000, sendBuffer: 300_000 };
    const long = Array.from({ length: 20 }, (_, index) => new Uint8Array(10_000).fill(index));
    fc.assert(
      fc.property(options, options, badWeather, (choices, choicesOfB, sky) => {
        const hosts = joinedHosts({ ...choices, ...large }, sky.seed, fates(sky), { ...choicesOfB, ...large });
        open(hosts, 4, false);
        converse(hosts, { texts: long, readsAtOnce: 65535 }, { texts: [], readsAtOnce: 65535 });
      }),
      { numRuns: 60 },
    );
  });

  it("do so through a window of one octet", () => {
    const hosts = joinedHosts({ ...DEFAULT_OPTIONS, receiveBuffer: 1 }, 1, () => 10 * MILLISECOND);
    open(hosts, 4, false);
    const text = { texts: [Buffer.from("octet by octet")], readsAtOnce: 1 };
    converse(hosts, text, text);
  });

  it("send the same bytes at the same times, given the same seed", () => {
    const sky: Weather = { seed: 3, lost: 10, delay: 20, jitter: 50 };
    const text = { texts: [new Uint8Array(20_000)], readsAtOnce: 1000 };
    const run = (seed: number) => {
      const hosts = joinedHosts(DEFAULT_OPTIONS, seed, fates(sky));
      open(hosts, 4, false);
      converse(hosts, text, text);
      return hosts.sent;
    };
    expect(run(5)).to.deep.equal(run(5));
    expect(run(5)).to.not.deep.equal(run(6));
  });
});
