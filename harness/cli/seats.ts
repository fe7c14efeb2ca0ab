/** Getting at a stack, and leaving it in good order. */

import { url as debuggerUrl } from "node:inspector";
import type { StackDescription } from "../port/results";
import { StackUnavailable, type Stack, type StackProvider } from "../port/stack";
import { CommandError, EXIT } from "./exit-code";
import { endedByInterrupts } from "./interrupt";
import { LIMITS, type Limits } from "./limits";
import { messageOf } from "./message-of";
import { PATIENCE_MS, within } from "./turns";
import { startWatchdog } from "./watchdog";

/** At least one stack of a kind. */
export type Seats = readonly [Stack, ...Stack[]];

/** @throws {CommandError} when this machine cannot offer the stack. */
export async function openSeats(provider: StackProvider, count: number, { openingMs } = LIMITS): Promise<Seats> {
  const [first, ...others] = await opened(provider, count, openingMs);
  if (first !== undefined) return [first, ...others];
  throw new CommandError(`the stack "${provider.name}" has opened nothing`, EXIT.broken);
}

async function opened(provider: StackProvider, count: number, limitMs: number): Promise<readonly Stack[]> {
  try {
    return await within(limitMs, provider.open(count));
  } catch (error) {
    const remedy = error instanceof StackUnavailable ? error.remedy : undefined;
    throw new CommandError(`the stack "${provider.name}" cannot be run here: ${messageOf(error)}`, EXIT.broken, remedy);
  }
}

/** @throws {CommandError} when they cannot be closed. */
export async function closeSeats(provider: StackProvider, seats: Seats, { closingMs } = LIMITS): Promise<void> {
  try {
    await within(closingMs, Promise.all(seats.map((seat) => seat.close())));
  } catch (error) {
    throw new CommandError(`the stack "${provider.name}" cannot be closed: ${messageOf(error)}`, EXIT.broken);
  }
}

/**
 * Opens seats, has the work done on them, and closes them whatever comes of it.
 * @param work is given the milliseconds that a scenario may take
 * @throws {CommandError} when they cannot be opened or closed, and what the work throws.
 */
export async function withSeats<T>(
  provider: StackProvider,
  count: number,
  limits: Limits,
  work: (seats: Seats, scenarioMs: number) => Promise<T>,
): Promise<T> {
  const seats = await endedByInterrupts(openSeats(provider, count, limits));
  const debugged = debuggerUrl() !== undefined;
  const { kind } = seats[0].clock;
  // Who stands at a breakpoint has time.
  const scenarioMs = limits.scenarioMs ?? PATIENCE_MS[debugged ? "real" : kind];
  // Where time is real the system does the waiting, and that may look like going round in circles.
  const callOff = kind === "virtual" && !debugged ? startWatchdog(scenarioMs) : undefined;
  const [worked] = await Promise.allSettled([work(seats, scenarioMs)]);
  const [closed] = await Promise.allSettled([closeSeats(provider, seats, limits)]);
  await callOff?.();
  if (worked.status === "rejected") throw worked.reason;
  if (closed.status === "rejected") throw closed.reason;
  return worked.value;
}

/** The stack as results name it. */
export function describeStack(seat: Stack): StackDescription {
  const { name, title, version, adapter, clock, settings = {}, profile } = seat;
  const titled = title === undefined ? {} : { title };
  const set = Object.keys(settings).length === 0 ? {} : { settings };
  return { name, ...titled, version, adapter, clock: clock.kind, ...set, profile };
}
