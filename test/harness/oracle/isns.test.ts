import { expect } from "chai";
import { isnSamples, judgeIsns } from "../../../harness/oracle/isns";
import { chance } from "../../../harness/port/chance";
import type { PacketEvent } from "../../../harness/port/trace";
import type { IsnProperty } from "../../../harness/scenario/step";
import { ACK, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { ISS, peer, PROFILE, stack, trace } from "./conversation";

/** One connection after the other from ports of their own, with these numbers (counted from ISS). */
const calls = (numbers: readonly number[]): readonly PacketEvent[] =>
  numbers.map((seq, port) => stack(SYN_ACK, { seq, port, at: port / 1000 }));

/** The same pair of sockets again and again, each ended by the peer's reset. */
const again = (samples: readonly (readonly [seq: number, at: number])[]): readonly PacketEvent[] =>
  samples.flatMap(([seq, at]) => [stack(SYN_ACK, { seq, at }), peer(RST, { at })]);

const TICKING = { ...PROFILE, isnTicksPerSecond: { least: 250_000, most: 250_000 } };

function judge(property: IsnProperty, events: readonly PacketEvent[], profile = PROFILE): string {
  return judgeIsns(property, trace(...events), profile)?.message ?? "holds";
}

const random = (seed: number, count: number): readonly number[] => {
  const next = chance(seed);
  return Array.from({ length: count }, next);
};
const steps = (count: number, step: number): readonly number[] => Array.from({ length: count }, (_, i) => i * step);

describe("ISN samples", () => {
  const numbers = (...events: readonly PacketEvent[]) =>
    isnSamples(trace(...events)).map(({ iss }) => (iss - ISS) >>> 0);

  it("are the stack's SYNs, in the order of time, with the sockets that they are for", () => {
    const samples = isnSamples(trace(peer(SYN, { seq: 0 }), ...calls([5, 9]), stack(ACK, { seq: 6 })));
    expect(samples.map(({ at, event }) => [at, event])).to.deep.equal([
      [0, 1],
      [1_000_000, 2],
    ]);
    expect(samples.map(({ key }) => key)).to.deep.equal(["192.0.2.1:80 192.0.2.2:4000", "192.0.2.1:80 192.0.2.2:4001"]);
  });

  it("leave out a SYN that is repeated", () => {
    expect(numbers(stack(SYN, { seq: 5 }), stack(SYN, { seq: 5 }), stack(SYN_ACK, { seq: 5 }))).to.deep.equal([5]);
  });

  it("have a number twice when a reset of the peer lies between: it was chosen anew", () => {
    expect(
      numbers(
        ...again([
          [5, 0],
          [5, 1],
          [7, 2],
        ]),
      ),
    ).to.deep.equal([5, 5, 7]);
  });
});

describe("isns(differ)", () => {
  it("holds for numbers of which no two are the same", () => {
    expect(judge("differ", calls([0, 1, 2, 2 ** 31]))).to.equal("holds");
  });

  it("does not hold when two connections got the same, however far apart", () => {
    expect(judge("differ", calls([7, 1, 2, 3, 7]))).to.equal("two connections got the same initial sequence number");
    expect(judge("differ", calls([7, 7 + 2 ** 32]))).not.to.equal("holds");
  });

  it("says nothing of one pair of sockets that gets a number twice", () => {
    expect(
      judge(
        "differ",
        again([
          [5, 0],
          [5, 1],
        ]),
      ),
    ).to.equal("holds");
  });
});

describe("isns(advance)", () => {
  const HOUR = 3600 * 250_000;

  it("holds for numbers that go with the clock, over the end of the space as well", () => {
    expect(
      judge(
        "advance",
        again([
          [0, 0],
          [250_000, 1],
          [HOUR, 3600],
        ]),
        TICKING,
      ),
    ).to.equal("holds");
    expect(
      judge(
        "advance",
        again([
          [-5, 0],
          [250_000 - 5, 1],
        ]),
        TICKING,
      ),
    ).to.equal("holds");
  });

  it("holds for a clock of whole ticks between which the time does not fall", () => {
    // 0.6 s and a little are 150000.25 ticks of 4 microseconds: 150000 or 150001 of them have passed.
    for (const seen of [150_000, 150_001])
      expect(
        judge(
          "advance",
          again([
            [0, 0],
            [seen, 0.600_001],
          ]),
          TICKING,
        ),
        String(seen),
      ).to.equal("holds");
    for (const seen of [149_999, 150_002])
      expect(
        judge(
          "advance",
          again([
            [0, 0],
            [seen, 0.600_001],
          ]),
          TICKING,
        ),
        String(seen),
      ).not.to.equal("holds");
  });

  it("does not hold for a constant, nor for numbers that go backwards, clock or none", () => {
    for (const profile of [PROFILE, TICKING]) {
      expect(
        judge(
          "advance",
          again([
            [5, 0],
            [5, 1],
          ]),
          profile,
        ),
      ).to.equal("the initial sequence number did not advance");
      expect(
        judge(
          "advance",
          again([
            [250_000, 0],
            [0, 1],
          ]),
          profile,
        ),
      ).to.equal("the initial sequence number did not advance");
    }
  });

  it("does not hold for a clock of another speed, where the profile names one", () => {
    const halfSpeed = again([
      [0, 0],
      [125_000, 1],
    ]);
    expect(judge("advance", halfSpeed, TICKING)).to.equal("the initial sequence number does not go with the clock");
    expect(judge("advance", halfSpeed)).to.equal("holds");
    expect(judge("advance", halfSpeed, { ...PROFILE, isnTicksPerSecond: { least: 100_000, most: 200_000 } })).to.equal(
      "holds",
    );
  });

  it("looks at each pair of sockets by itself", () => {
    expect(judge("advance", calls([900, 500, 100]), TICKING)).to.equal("holds");
  });
});

describe("isns(unpredictable)", () => {
  it("holds for numbers by chance", () => {
    expect(judge("unpredictable", calls(random(1, 256)))).to.equal("holds");
  });

  it("has too little to judge by in fewer than 200", () => {
    expect(judge("unpredictable", calls(random(1, 199)))).to.equal("too few numbers to judge by");
    expect(judge("unpredictable", calls(random(1, 200)))).to.equal("holds");
  });

  it("does not hold for a constant, and for steps of any size", () => {
    for (const step of [0, 1, 64_000, 128_000, 2 ** 31, 2 ** 32 - 64_000])
      expect(judge("unpredictable", calls(steps(256, step))), String(step)).to.equal(
        "the next initial sequence number can be guessed from the last two",
      );
  });

  it("does not hold for steps that are blurred a little", () => {
    const blur = random(1, 256);
    const numbers = steps(256, 128_000).map((number, i) => number + ((blur[i] ?? 0) % 1000));
    expect(judge("unpredictable", calls(numbers))).to.contain("can be guessed");
  });

  describe("when the last number and the last step give away the next", () => {
    /** Numbers by chance, but that the steps before these places come again, off by so much. */
    const guessable = (misses: Readonly<Record<number, number>>) => {
      const numbers = [...random(1, 256)];
      for (const [place, miss] of Object.entries(misses)) {
        const at = Number(place);
        const [before = 0, last = 0] = numbers.slice(at - 2, at);
        numbers[at] = (last + (last - before) + miss) >>> 0;
      }
      return judge("unpredictable", calls(numbers));
    };

    it("holds when that happens once, as it may by chance", () => {
      expect(guessable({ 2: 0 })).to.equal("holds");
      expect(guessable({ 255: 0 })).to.equal("holds");
    });

    it("does not hold when it happens twice, from the third number to the last", () => {
      expect(guessable({ 2: 0, 255: 0 })).to.contain("can be guessed");
    });

    it("counts what is off by less than 4096 either way, and no more", () => {
      for (const miss of [4095, -4095])
        expect(guessable({ 50: 0, 100: miss }), String(miss)).to.contain("can be guessed");
      for (const miss of [4096, -4096]) expect(guessable({ 50: 0, 100: miss }), String(miss)).to.equal("holds");
    });
  });

  it("does not hold when one step in five is short, though none can be guessed", () => {
    // 255 steps, 51 of them in the first sixteenth on top of the 13 that chance would put there.
    const chosen = random(4, 512);
    const numbers = [0];
    for (let i = 1; i < 256; i++) {
      const step = i % 5 === 0 ? (chosen[i] ?? 0) >>> 4 : (chosen[i] ?? 0);
      numbers.push(((numbers.at(-1) ?? 0) + step) >>> 0);
    }
    expect(judge("unpredictable", calls(numbers))).to.contain("their distances are not spread evenly");
  });

  it("does not hold for numbers that are near each other, even when the next cannot be guessed", () => {
    // 24 bits of chance: a step is less than 2^24 either way, and within 4096 of the one before about once in 4096 times.
    const numbers = random(3, 256).map((number) => number >>> 8);
    expect(judge("unpredictable", calls(numbers))).to.contain("their distances are not spread evenly");
  });
});

describe("a stack that chooses by chance", () => {
  it("is accused of nothing, in 1000 runs", () => {
    // Events cost more than numbers: the SYNs of one run serve for all.
    const template = calls(steps(256, 1));
    for (let seed = 0; seed < 1000; seed++) {
      const numbers = random(seed, 256);
      const events = template.map((event, i): PacketEvent => {
        if (!event.decoded.ok || event.decoded.value.kind !== "tcp") throw new Error("no segment");
        const { value } = event.decoded;
        const segment = { ...value.segment, seq: (numbers[i] ?? 0) as typeof value.segment.seq };
        return { ...event, decoded: { ok: true, value: { ...value, segment } } };
      });
      expect(judge("unpredictable", events), String(seed)).to.equal("holds");
      expect(judge("differ", events.slice(0, 12)), String(seed)).to.equal("holds");
    }
  });
});

describe("isns(exceed)", () => {
  /** Five octets of text after the SYN,ACK, and then another SYN,ACK with this number, for another caller. */
  const reopened = (seq: number) => [
    stack(SYN_ACK, { seq: 0 }),
    stack(PSH_ACK, { text: 5 }),
    stack(RST, { seq: 900 }),
    stack(SYN_ACK, { seq, ack: 5000, at: 1 }),
  ];

  it("holds for a number beyond all that were used, resets apart", () => {
    expect(judge("exceed", reopened(6))).to.equal("holds");
    expect(judge("exceed", reopened(100_000))).to.equal("holds");
    expect(judge("exceed", [stack(SYN_ACK, { seq: 0 }), stack(SYN_ACK, { seq: 0, at: 1 })])).to.equal("holds");
  });

  it("does not hold for one that was used, nor for the same as before", () => {
    for (const seq of [5, 1, 0, -1])
      expect(judge("exceed", reopened(seq)), String(seq)).to.match(/^the initial .* lies among/);
  });

  it("asks nothing of connections from other ports", () => {
    expect(judge("exceed", calls([9, 5, 5, 1]))).to.equal("holds");
  });
});
