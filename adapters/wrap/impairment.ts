/** What a bad link does to datagrams, as a function: which of them arrive, when, and with which bit flipped. */

import { chance } from "../../harness/port/chance";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { Duration, Time } from "../../harness/port/time";

/** How bad the link is, in one direction. What is left out does not happen; `{}` is a wire without faults. */
export interface Impairments {
  /** Probability that a datagram is lost, 0 to 1, as are all probabilities here. */
  readonly loss?: number;
  /** Probability that a datagram which is not lost arrives twice. Each copy has a fate of its own. */
  readonly duplication?: number;
  /** Probability that a datagram is held back, so that those behind it overtake it. All others keep their order. */
  readonly reordering?: number;
  /** How long it is held back; 10 ms unless given. */
  readonly holdBack?: Duration;
  /** Probability that one bit of the datagram arrives flipped, any bit, that of the IP header included. */
  readonly corruption?: number;
  /** What every datagram takes. */
  readonly delay?: Duration;
  /** What a datagram takes beyond that: anything up to this. It reorders nothing. */
  readonly jitter?: Duration;
  /** Bits per second; datagrams wait for those before them, in a queue without end. Not limited unless given. */
  readonly rate?: number;
}

/** A datagram at the far end of the link. */
export interface Delivery {
  readonly at: Time;
  readonly bytes: Uint8Array;
}

/** The deliveries of one datagram that is sent `now`: none, one or two. Times of calls never go back. */
export type Impairment = (datagram: Uint8Array, now: Time) => readonly Delivery[];

const DEFAULT_HOLD_BACK = 10 * MILLISECOND;
const DICE = 2 ** 32;

/**
 * One direction of a link. The same seed, options and calls give the same deliveries. Every datagram rolls the same number
 * of dice, so one that is lost changes nothing for those behind it, and a link that loses more loses the same ones too.
 * The bytes of the first delivery are those that were sent, flipped in place where they are; copies are copies.
 * @throws {RangeError} when a probability is not between 0 and 1, a duration negative or a rate not positive.
 */
export function impairment(seed: number, impairments: Impairments): Impairment {
  check(impairments);
  const { loss = 0, duplication = 0, reordering = 0, corruption = 0 } = impairments;
  const { holdBack = DEFAULT_HOLD_BACK, delay = 0, jitter = 0, rate = Infinity } = impairments;
  const roll = chance(seed);
  let lineIsFree: Time = 0;
  /** The latest arrival of those that keep their order. */
  let latest: Time = 0;

  function happens(probability: number): boolean {
    return roll() < probability * DICE;
  }

  /** Rolls for one delivery, and makes it unless it is not to be. */
  function deliver(isMade: boolean, bytes: () => Uint8Array, sentAt: Time): readonly Delivery[] {
    const isCorrupted = happens(corruption);
    const bit = roll();
    const isHeldBack = happens(reordering);
    const longer = Math.floor((roll() / DICE) * (jitter + 1));
    if (!isMade) return [];
    let at = sentAt + delay + longer;
    if (isHeldBack) at += holdBack;
    else latest = at = Math.max(at, latest);
    const delivered = bytes();
    if (isCorrupted) flip(delivered, bit);
    return [{ at, bytes: delivered }];
  }

  return (datagram, now) => {
    const isLost = happens(loss);
    const isDoubled = happens(duplication);
    // A lost datagram has had its place on the line.
    lineIsFree = Math.max(now, lineIsFree) + Math.ceil((datagram.length * 8 * SECOND) / rate);
    const second = isDoubled && !isLost ? datagram.slice() : undefined;
    const first = deliver(!isLost, () => datagram, lineIsFree);
    return [...first, ...deliver(second !== undefined, () => second ?? datagram, lineIsFree)];
  };
}

function flip(bytes: Uint8Array, dice: number): void {
  const bit = dice % (bytes.length * 8);
  const index = bit >> 3;
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7));
}

function check({ loss, duplication, reordering, corruption, holdBack, delay, jitter, rate }: Impairments): void {
  for (const [name, value = 0] of Object.entries({ loss, duplication, reordering, corruption })) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} is a probability and cannot be ${value}`);
  }
  for (const [name, value = 0] of Object.entries({ holdBack, delay, jitter })) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is a duration and cannot be ${value}`);
  }
  if (rate !== undefined && !(rate > 0)) throw new RangeError(`a rate of ${rate} bits per second lets nothing through`);
}
