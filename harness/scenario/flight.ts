/** How much a stack has outstanding, in full-sized segments: congestion windows as they show from outside (RFC 5681 2). */

import type { DurationExpression } from "./duration";

/**
 * What the profile says of the initial window: `IW` is that of RFC 5681 3.1 or of RFC 6928 2, `IW1` what is left of it after a
 * SYN or SYN,ACK was sent twice.
 */
const INITIAL_WINDOWS = ["IW", "IW1"] as const;

export type InitialWindowName = (typeof INITIAL_WINDOWS)[number];

/** So many full-sized segments, not always a whole number; or the initial window, and so many more. */
export type FlightSize = number | InitialWindowName | `${InitialWindowName}+${number}`;

/** `IW+2` -> the initial window, and two segments; a number -> no initial window, and so many segments. */
export function partsOf(size: FlightSize): { readonly initial?: InitialWindowName; readonly segments: number } {
  if (typeof size === "number") return { segments: size };
  const [name, more = "0"] = size.split("+");
  const initial = INITIAL_WINDOWS.find((each) => each === name);
  return { ...(initial === undefined ? {} : { initial }), segments: Number(more) };
}

/** Everything that a stack sends until it pauses, and how much lies between SND.UNA and SND.NXT then. */
export interface FlightPattern {
  /** That much may be outstanding, and no octet more. Sending less is always right (RFC 5681 3). */
  readonly atMost?: FlightSize;
  /** For rules that ask for something to be sent. A program above the stack may take an RTO to write it. */
  readonly atLeast?: FlightSize;
  /**
   * The name of a segment: instead of what is outstanding, what was sent since that one was sent last, itself included, whether
   * for the first time or again, less what was acknowledged since. For windows after a loss.
   */
  readonly since?: string;
  /** That much of it, at the most, had been sent before; what the retransmission timer may send does not count. */
  readonly again?: number;
  /** How long to listen at the least; until the pause when left out. */
  readonly during?: DurationExpression;
}
