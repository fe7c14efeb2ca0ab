/** Watching a stack: the means of an exchange, without any judgement. */

import { type Duration, type Time } from "../../port/time";
import type { Stack } from "../../port/stack";
import type { TcpState } from "../../port/state";
import type { ConnectionId, IndicationKind } from "../../port/user";
import { startExchange, type Exchange } from "../../runner/exchange";
import type { Floor } from "../../runner/floor";
import type { SegmentSpec } from "../../scenario/segment-spec";
import type { Call } from "../../scenario/step";
import { FIRST_CONNECTION } from "../../scenario/vocabulary";
import { printFlags, type Flags } from "../../wire/flags";
import type { Segment } from "../../wire/segment";

/** What a stack has sent, and when. */
export interface Sighting {
  readonly at: Time;
  readonly segment: Segment;
}

/** The stack did not go as far as what was to be watched; the message says where it stopped. */
export class NotSeen extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotSeen";
  }
}

/** One exchange with one stack, over IPv4. */
export interface Watch {
  readonly clock: Stack["clock"]["kind"];
  now(): Time;
  /** @returns when the segment left. */
  send(flags: Flags, spec?: Omit<SegmentSpec, "flags">, id?: ConnectionId): Promise<Time>;
  /** @throws {NotSeen} when the call comes to anything but ok. */
  call(call: Call, id?: ConnectionId): Promise<void>;
  /**
   * The next segment that is wanted; others are passed over. Undefined when the time is up, and when the user is told that the
   * connection is over.
   */
  next(within: Duration, wanted: (segment: Segment) => boolean, id?: ConnectionId): Promise<Sighting | undefined>;
  /** The same. @throws {NotSeen} when there is none. */
  must(within: Duration, flags: Flags, id?: ConnectionId): Promise<Sighting>;
  /** Whether the user is told this in time. */
  isTold(within: Duration, what: IndicationKind, id?: ConnectionId): Promise<boolean>;
  /** What the user was told since it was looked at last. */
  told(id?: ConnectionId): readonly IndicationKind[];
  sleep(duration: Duration): Promise<void>;
  /** Undefined where the stack cannot tell. */
  status(id?: ConnectionId): Promise<TcpState | undefined>;
}

/** What users are told of connections that are over. */
export const OVER: readonly IndicationKind[] = ["timeout", "reset", "refused"];

/** Has the script carried out on the stack as new. */
export async function watch<T>(
  stack: Stack,
  { seed, floor }: { readonly seed: number; readonly floor: Floor },
  script: (watch: Watch) => Promise<T>,
): Promise<T> {
  await floor.take("begins");
  try {
    await stack.reset(seed);
    return await script(watchOf(startExchange(stack, { ip: 4, seed, floor })));
  } finally {
    floor.yield();
  }
}

function watchOf(exchange: Exchange): Watch {
  /** Goes on until the look is worth something or the time is up. */
  async function until<T>(within: Duration, look: () => T | undefined): Promise<T | undefined> {
    const deadline = exchange.now() + within;
    for (;;) {
      const seen = look();
      if (seen !== undefined) return seen;
      if (exchange.now() >= deadline) return undefined;
      await exchange.pass(deadline);
    }
  }

  const self: Watch = {
    clock: exchange.stack.clock.kind,
    now: exchange.now,

    async send(flags, spec = {}, id = FIRST_CONNECTION) {
      await exchange.perform({ kind: "peer-sends", connection: id, segment: { flags, ...spec } });
      const sent = exchange.trace.events.findLast(
        (event) => event.kind === "packet" && event.direction === "peer->stack",
      );
      return sent?.at ?? exchange.now();
    },

    async call(call, id = FIRST_CONNECTION) {
      const outcome = await exchange.perform({ kind: "call", connection: id, call });
      if (outcome?.ok === false && call.name === "connect" && outcome.error === "not supported")
        throw new NotSeen("the stack has no active OPEN");
      if (outcome?.ok === false) throw new NotSeen(`${call.name.toUpperCase()} came to "${outcome.error}"`);
    },

    async next(within, wanted, id = FIRST_CONNECTION) {
      const connection = exchange.connection(id);
      const found = await until(within, () => {
        for (let heard = connection.pending.shift(); heard !== undefined; heard = connection.pending.shift()) {
          exchange.consume(connection, heard);
          if (wanted(heard.segment)) return { at: heard.at, segment: heard.segment };
        }
        return connection.told.some((kind) => OVER.includes(kind)) ? "over" : undefined;
      });
      return found === "over" ? undefined : found;
    },

    async must(within, flags, id) {
      const seen = await this.next(within, (segment) => hasFlags(segment, flags), id);
      if (seen === undefined) throw new NotSeen(`no ${printFlags(flags, ",")} came`);
      return seen;
    },

    async isTold(within, what, id = FIRST_CONNECTION) {
      const { told } = exchange.connection(id);
      return (await until(within, () => (told.includes(what) ? true : undefined))) ?? false;
    },

    told: (id = FIRST_CONNECTION) => exchange.connection(id).told.splice(0),
    sleep: (duration) => exchange.sleep(exchange.now() + duration),
    status: async (id = FIRST_CONNECTION) => (await exchange.status(exchange.connection(id)))?.state,
  };
  return self;
}

/** SYN, FIN, RST and ACK are just these. */
export function hasFlags(segment: Segment, flags: Flags): boolean {
  return (segment.flags & 0x17) === flags;
}
