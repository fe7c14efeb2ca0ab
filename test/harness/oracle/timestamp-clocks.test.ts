import { expect } from "chai";
import { clockReadings, judgeClocks } from "../../../harness/oracle/timestamp-clocks";
import { chance } from "../../../harness/port/chance";
import type { PacketEvent } from "../../../harness/port/trace";
import type { ClockProperty } from "../../../harness/scenario/step";
import { ACK, RST, SYN, SYN_ACK } from "../../../harness/wire/flags";
import { timestamps } from "../../../harness/wire/option";
import { seq } from "../../../harness/wire/seq";
import { peer, PROFILE, stack, trace } from "./conversation";

/** An ACK of the stack at each of these times, with the TSval of that time. */
const acks = (clock: (at: number) => number, ...times: readonly number[]): readonly PacketEvent[] =>
  times.map((at) => stack(ACK, { at, options: [timestamps(seq(clock(at)), 7)] }));

const judge = (property: ClockProperty, ...events: readonly PacketEvent[]) =>
  judgeClocks(property, trace(...events), PROFILE)?.message ?? "holds";

/** So near to its end that every clock goes over it. */
const ORIGIN = 2 ** 32 - 500;

describe("clock readings", () => {
  it("are the TSvals of what the stack sends, but for resets", () => {
    const option = { options: [timestamps(5, 6)] };
    const events = [
      peer(SYN, { seq: 0, ...option }),
      stack(SYN_ACK, { seq: 0, at: 1, ...option }),
      stack(ACK),
      stack(RST, option),
    ];
    expect(clockReadings(trace(...events))).to.deep.equal([
      { at: 1_000_000_000, key: "192.0.2.1:80 192.0.2.2:4000", value: 5, event: 1 },
    ]);
  });
});

describe("timestamps that advance", () => {
  it("stay or go on, over the end of the numbers as well", () => {
    expect(judge("advance", ...acks((at) => ORIGIN + at * 1000, 0, 0, 0.4, 0.6, 3))).to.equal("holds");
    expect(judge("advance", ...acks((at) => ORIGIN + Math.floor(at), 0, 1.9, 2.1, 3.9))).to.equal("holds");
  });

  it("go back by one", () => {
    expect(judge("advance", ...acks((at) => ORIGIN - at, 0, 1))).to.equal("TSval went back");
  });

  it("stand still for two seconds", () => {
    expect(judge("advance", ...acks(() => ORIGIN, 0, 1, 1.9))).to.equal("holds");
    expect(judge("advance", ...acks(() => ORIGIN, 0, 1, 2))).to.equal("TSval stands still");
  });

  it("are those of each connection by itself", () => {
    const events = [5, 4, 3].map((value, port) => stack(SYN_ACK, { seq: 0, port, options: [timestamps(value, 0)] }));
    expect(judge("advance", ...events)).to.equal("holds");
  });
});

describe("timestamps that go with time", () => {
  const TIMES = [0, 0.5, 1.7, 3.3, 8];
  const at = (ticks: number) => judge("go with time", ...acks((time) => ORIGIN + Math.floor(time * ticks), ...TIMES));

  it("tick as fast as they like, from once a second to once in 59 ns", () => {
    expect([1, 10, 1000, 1_000_000, 16_900_000].map(at)).to.deep.equal(new Array(5).fill("holds"));
  });

  it("are too fast, and come round within an MSL, or too slow", () => {
    const outOfRange = "the clock of TSval is out of range";
    expect([17_100_000, 0.3, 0].map(at)).to.deep.equal([outOfRange, outOfRange, outOfRange]);
  });

  it("jump, or slow down", () => {
    const bent = (clock: (time: number) => number) => judge("go with time", ...acks(clock, ...TIMES));
    expect(bent((time) => ORIGIN + Math.floor(time * time * 100))).to.equal("TSval does not go with time");
    expect(bent((time) => ORIGIN + (time < 3 ? 0 : 5000 + time * 100))).to.equal("TSval does not go with time");
  });

  it("are too few to tell", () => {
    expect(judge("go with time", ...acks((time) => time * 1000, 0, 4.9))).to.equal("too few timestamps to judge by");
    expect(judge("go with time")).to.equal("too few timestamps to judge by");
  });
});

describe("timestamps that differ", () => {
  const calls = (values: readonly number[]) =>
    judge(
      "differ",
      ...values.map((value, port) =>
        stack(SYN_ACK, { seq: 0, port, at: port / 100, options: [timestamps(seq(value), 0)] }),
      ),
    );

  it("have offsets drawn at random", () => {
    for (const seed of [1, 2, 3]) {
      const next = chance(seed);
      expect(calls(Array.from({ length: 8 }, next))).to.equal("holds");
    }
  });

  it("differ in one offset at the least", () => {
    expect(calls([1, 2, 3, 4, 5, 6, 7, 2 ** 31])).to.equal("holds");
  });

  it("are those of one clock, and may lie over the end", () => {
    const one = /come from one clock/;
    expect(calls([5, 5, 5, 5, 5, 5, 5, 5])).to.match(one);
    expect(calls([0, 1, 2, 3, 4, 5, 6, 7].map((i) => ORIGIN + i * 10_000))).to.match(one);
  });

  it("are too few to tell", () => {
    expect(calls([1, 2 ** 20, 2 ** 30])).to.equal("too few connections to judge by");
  });
});
