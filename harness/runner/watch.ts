/** What it is to watch an expectation: a look after all that happens, and an end. */

import type { Breach } from "../oracle/breach";
import type { Time } from "../port/time";
import { REACTION, timingOf } from "../scenario/duration";
import type { Exchange } from "./exchange";

/** How an expectation ended: with nothing to object to, or a breach. */
export type Meeting = Breach | undefined;

/** How far a look at an expectation brings us, with what has happened until now. */
export type Look =
  { readonly kind: "met" } | { readonly kind: "open" } | { readonly kind: "broken"; readonly breach: Breach };

export const MET: Look = { kind: "met" };
export const OPEN: Look = { kind: "open" };

/** An expectation at work: looked at again after all that happens, until it is met, broken, or its time is up. */
export interface Watch {
  readonly deadline: Time;
  look(): Promise<Look> | Look;
  expire(): Meeting;
}

/** When what happens at once has happened. */
export function soon(exchange: Exchange): Time {
  const { value, late } = timingOf(REACTION, exchange.stack.profile);
  return exchange.now() + value + late;
}
