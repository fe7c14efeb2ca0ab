/** Judgement on the clocks that a stack's timestamps show (RFC 7323 4.1, 5.4, 7.1). */

import type { Profile } from "../port/profile";
import { SECOND, type Duration, type Time } from "../port/time";
import type { Trace } from "../port/trace";
import type { ClockProperty } from "../scenario/step";
import { RST } from "../wire/flags";
import type { Breach } from "./breach";
import { flowKey } from "./rules/flow";

/** TSval of one segment. */
export interface ClockReading {
  readonly at: Time;
  /** The pair of sockets. */
  readonly key: string;
  readonly value: number;
  readonly event: number;
}

/** RFC 7323 5.4: 59 ns, with an MSL of 255 s, to a second. */
const SHORTEST_TICK: Duration = 59;
const LONGEST_TICK: Duration = SECOND;

/** Every TSval that the stack has sent, but on resets, which need not belong to a connection. */
export function clockReadings(trace: Trace): readonly ClockReading[] {
  return trace.events.flatMap((event, index): readonly ClockReading[] => {
    if (event.kind !== "packet" || event.direction === "peer->stack") return [];
    const key = flowKey(event);
    if (key === undefined || !event.decoded.ok || event.decoded.value.kind !== "tcp") return [];
    const { flags, options } = event.decoded.value.segment;
    if ((flags & RST) !== 0) return [];
    return options.flatMap((option) =>
      option.kind === "timestamps" ? [{ at: event.at, key, value: option.value, event: index }] : [],
    );
  });
}

/** Undefined: the property holds, as far as the readings can tell. */
export function judgeClocks(property: ClockProperty, trace: Trace, profile: Profile): Breach | undefined {
  const readings = clockReadings(trace);
  switch (property) {
    case "advance":
      return judgeAdvance(readings);
    case "go with time":
      return judgeRate(readings, profile);
    case "differ":
      return judgeOffsets(readings);
  }
}

function statistics(message: string, expected: string, actual: string, event?: number): Breach {
  return { kind: "statistics", message, expected, actual, differences: [], ...(event === undefined ? {} : { event }) };
}

/** How far `b` lies ahead of `a`, modulo 2^32. */
const ahead = (a: ClockReading, b: ClockReading) => (b.value - a.value) | 0;

/** No reading lies behind the last one on its connection, and in two of the longest ticks the clock has moved. */
function judgeAdvance(readings: readonly ClockReading[]): Breach | undefined {
  const last = new Map<string, ClockReading>();
  /** The first reading of the present value. */
  const since = new Map<string, ClockReading>();
  for (const reading of readings) {
    const { key, at, event } = reading;
    const before = last.get(key);
    last.set(key, reading);
    const step = before === undefined ? 1 : ahead(before, reading);
    if (step < 0) return statistics("TSval went back", "the last one, or more", `${-step} less`, event);
    const from = since.get(key);
    if (step > 0 || from === undefined) since.set(key, reading);
    else if (at - from.at >= 2 * LONGEST_TICK)
      return statistics("TSval stands still", "a tick within two seconds", String(reading.value), event);
  }
  return undefined;
}

/** All readings of the one connection lie on a line, but for a tick and for how slow a stack is to react. */
function judgeRate(readings: readonly ClockReading[], { timers }: Profile): Breach | undefined {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 5 * LONGEST_TICK)
    return statistics("too few timestamps to judge by", "five seconds of them", `${readings.length} timestamps`);
  const rate = (ahead(first, last) >>> 0) / (last.at - first.at);
  const perSecond = `${(rate * SECOND).toFixed(3)} a second`;
  // One tick more or less than the time between two readings makes.
  const grain = 1 / (last.at - first.at);
  if (rate > 1 / SHORTEST_TICK + grain || rate < 1 / LONGEST_TICK - grain)
    return statistics("the clock of TSval is out of range", "a tick of 59 ns to 1 s", perSecond, last.event);
  const { value, early, late } = timers.reaction;
  const tolerance = 2 + rate * (value + early + late) + 0.02 * rate * (last.at - first.at);
  const astray = readings.find((each) => {
    const expected = rate * (each.at - first.at);
    return Math.abs((ahead(first, each) >>> 0) - expected) > tolerance;
  });
  if (astray === undefined) return undefined;
  const seconds = (astray.at - first.at) / SECOND;
  return statistics(
    "TSval does not go with time",
    `${(rate * (astray.at - first.at)).toFixed(0)} in ${seconds.toFixed(3)} s, at ${perSecond}`,
    String(ahead(first, astray) >>> 0),
    astray.event,
  );
}

/**
 * As near to each other as clocks come that tick up to 16 million times a second and are read within one. Offsets drawn at random
 * are, all eight of a scenario, once in 10^14.
 */
const NEAR = 2 ** 24;

/** The first readings of connections that began within a second: not one clock for all. */
function judgeOffsets(readings: readonly ClockReading[]): Breach | undefined {
  const firsts = [...new Map([...readings].reverse().map((each) => [each.key, each])).values()];
  const [one] = firsts;
  if (one === undefined || firsts.length < 8)
    return statistics("too few connections to judge by", "eight", String(firsts.length));
  if (firsts.some((each) => Math.abs(ahead(one, each)) > NEAR)) return undefined;
  const values = firsts.map(({ value }) => value);
  return statistics(
    "the timestamps of all connections come from one clock, with one offset",
    "an offset of each connection's own",
    `TSval ${Math.min(...values)} to ${Math.max(...values)}`,
    one.event,
  );
}
