/** What initial sequence numbers go by. */

import { SECOND, type Duration, type Time } from "../../port/time";
import { IRS } from "../../scenario/expression";
import { FIRST_CONNECTION } from "../../scenario/vocabulary";
import { RST, SYN, SYN_ACK } from "../../wire/flags";
import type { Seq } from "../../wire/seq";
import { seconds, type Finding } from "./finding";
import { SOON } from "./openings";
import { hasFlags, NotSeen, type Watch } from "./watch";

/** Of different lengths: what counts connections does not go with them. */
const PAUSES: readonly Duration[] = [SECOND, 3 * SECOND, SECOND / 2];
const OTHERS = 8;

interface Number {
  readonly at: Time;
  readonly iss: Seq;
}

/** The number that the stack answers a call with; the call is taken back. */
async function called(watch: Watch, id = FIRST_CONNECTION): Promise<Number> {
  const isSynAck = (segment: Parameters<typeof hasFlags>[0]) => hasFlags(segment, SYN_ACK);
  await watch.send(SYN, { seq: IRS }, id);
  let seen = await watch.next(SOON, (segment) => isSynAck(segment) || (segment.flags & RST) !== 0, id);
  if (seen !== undefined && !isSynAck(seen.segment)) {
    // Some listeners are there for one call only.
    await watch.call({ name: "listen" }, id);
    await watch.send(SYN, { seq: IRS }, id);
    seen = await watch.next(SOON, isSynAck, id);
  }
  if (seen === undefined) throw new NotSeen("no SYN,ACK came");
  await watch.send(RST, {}, id);
  return { at: seen.at, iss: seen.segment.seq };
}

const stepBetween = (from: Number, to: Number) => (to.iss - from.iss) >>> 0;

export async function watchIsns(watch: Watch): Promise<readonly Finding[]> {
  await watch.call({ name: "listen" });
  const numbers = [await called(watch)];
  for (const pause of PAUSES) {
    await watch.sleep(pause);
    numbers.push(await called(watch));
  }
  const others: Number[] = [];
  for (let i = 0; i < OTHERS; i++) {
    await watch.call({ name: "listen" }, `other ${i}`);
    others.push(await called(watch, `other ${i}`));
  }
  return [clockOf(numbers, watch), tuplesOf(others)];
}

function clockOf(numbers: readonly Number[], { clock }: Watch): Finding {
  const steps = numbers.slice(1).map((number, i) => {
    const before = numbers[i] ?? number;
    return {
      ticks: stepBetween(before, number),
      lasting: number.at - before.at,
    };
  });
  const seen = steps.map(({ ticks, lasting }) => `${ticks} in ${seconds(lasting)} s`).join(", ");
  const rates = steps.map(({ ticks, lasting }) => (ticks * SECOND) / lasting);
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const about = "isnTicksPerSecond";
  if (most > 1.02 * least || most === 0)
    return { about, claim: null, seen: `no clock on one pair of sockets: ${seen}` };
  const middle = Math.round((least + most) / 2);
  // Ticks are whole: between two moments lies one more or less than the time between them makes.
  const isExact = steps.every(({ ticks, lasting }) => Math.abs(ticks - (middle * lasting) / SECOND) <= 1);
  if (clock === "virtual" && isExact) return { about, claim: middle, seen: `on one pair of sockets ${seen}` };
  return {
    about,
    claim: { least: Math.floor(least * 0.98), most: Math.ceil(most * 1.02) },
    seen: `on one pair of sockets ${seen}; 2 % are allowed for`,
  };
}

/** RFC 6528 3: each pair of sockets has an offset of its own. */
function tuplesOf(others: readonly Number[]): Finding {
  const about = "ISNs of other pairs of sockets";
  const steps = others.slice(1).map((number, i) => stepBetween(others[i] ?? number, number));
  // Among so many at random, that all lie within a 256th of the space is one chance in 10^16.
  const isNear = steps.every((step) => step < 2 ** 24 || step > 2 ** 32 - 2 ** 24);
  return {
    about,
    seen: isNear
      ? `close to each other: ${steps.join(", ")} apart`
      : `far from each other (${others.length} were looked at)`,
  };
}
