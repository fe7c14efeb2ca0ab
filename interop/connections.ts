/**
 * Many connections, one after the other, between two reference hosts in virtual time, over a link with a few faults: what a
 * host keeps of those that are over must be nothing.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { joinHosts } from "../adapters/wrap";
import type { HostPlan } from "../adapters/wrap";
import type { InProcessHost, InProcessUser } from "../adapters/memory";
import { MILLISECOND, MINUTE, SECOND } from "../harness/port/time";
import type { ConnectionId, IndicationKind } from "../harness/port/user";
import { DEFAULT_OPTIONS, referenceHost } from "../stacks/reference";
import { wanted } from "./case";
import type { Result } from "./case";

/** The heap is looked at after each round, when all connections are over and no timer runs. */
const ROUNDS = 5;
/**
 * Octets that the heap may have grown by for each connection after the first round, in which code is compiled and caches
 * fill: less than the least that could be left of one, a key in a map.
 */
const GROWTH = 16;
/** Octets that code and caches may still add after a first round of few connections. */
const STILL_FILLING = 1e6;
const AT_A_TIME = 100;

const OPTIONS = {
  ...DEFAULT_OPTIONS,
  msl: SECOND,
  userTimeout: 1000 * MINUTE,
  dataRetries: 100,
  backlog: AT_A_TIME,
  softErrors: false,
};
const IMPAIRMENTS = { loss: 0.02, reordering: 0.02, duplication: 0.02, corruption: 0.01, delay: 5 * MILLISECOND };
const CALLER = "192.0.2.1";
const LISTENER = "192.0.2.2";
const PORT = 7;
const FIRST_PORT = 10_000;
const PORTS = 50_000;
const TEXT = new Uint8Array(100);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function userOf({ user }: InProcessHost): InProcessUser {
  if (user === undefined) throw new TypeError("the reference has user calls");
  return user;
}

/** Two hosts, of which one calls and the other listens. Each end says something, closes, and hears what the other says. */
function callerAndListener(seed: number) {
  let opened = 0;
  let wantedInAll = 0;
  let over = 0;
  let failed = 0;

  const plan = (address: string, tell: HostPlan["tell"]): HostPlan => ({
    addresses: [address],
    make: (environment) => referenceHost(environment, OPTIONS),
    impairments: IMPAIRMENTS,
    ...(tell !== undefined && { tell }),
  });

  /** What a user was told is dealt with when the host is done. */
  const news: (() => void)[] = [];
  const hosts = joinHosts(
    plan(CALLER, (id, what) =>
      news.push(() => {
        act(caller, id, what);
      }),
    ),
    plan(LISTENER, (id, what) =>
      news.push(() => {
        act(listener, id, what);
      }),
    ),
    seed,
  );
  const caller = userOf(hosts.a);
  const listener = userOf(hosts.b);

  function act(user: InProcessUser, id: ConnectionId, what: IndicationKind): void {
    const now = hosts.now();
    switch (what) {
      case "established":
        user.send(id, TEXT, {}, now);
        user.close(id, now);
        return;
      case "end of stream":
        for (let taken = user.receive(id, 65536, now); taken.ok && taken.text.length > 0;)
          taken = user.receive(id, 65536, now);
        break;
      default:
        failed += 1;
    }
    if (user === caller) {
      over += 1;
      call();
    }
  }

  function call(): void {
    if (opened >= wantedInAll) return;
    const local = { address: CALLER, port: FIRST_PORT + (opened % PORTS) };
    opened += 1;
    const foreign = { address: LISTENER, port: PORT };
    const outcome = caller.open(`c${opened}`, { kind: "active", local, foreign }, hosts.now());
    if (!outcome.ok) throw new Error(`connection ${opened}: ${outcome.error}`);
  }

  const local = { address: LISTENER, port: PORT };
  listener.open("l", { kind: "passive", local, foreign: { address: "0.0.0.0", port: 0 } }, 0);

  return {
    /** Has so many connections more, until nothing will ever happen again by itself. */
    run(count: number): void {
      wantedInAll += count;
      for (let calls = 0; calls < AT_A_TIME; calls++) call();
      while (hosts.next()) for (let tell = news.shift(); tell !== undefined; tell = news.shift()) tell();
    },
    over: () => over,
    failed: () => failed,
  };
}

/** `count` connections in all, a multiple of the number of rounds. */
export function manyConnections(count: number, seed: number): Result {
  const start = performance.now();
  const hosts = callerAndListener(seed);
  const heaps: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    hosts.run(count / ROUNDS);
    heaps.push(heap());
  }
  const seconds = (performance.now() - start) / 1000;
  const [first = 0] = heaps;
  const growth = Math.max(...heaps) - first;
  const bound = Math.max(GROWTH * (count - count / ROUNDS), STILL_FILLING);
  return {
    played: { octets: 0, seconds, complaints: [] },
    remarks: [`heap after each ${count / ROUNDS}: ${heaps.map((octets) => (octets / 1e6).toFixed(2)).join(", ")} MB`],
    complaints: [
      ...wanted("all connections end", hosts.over() === count),
      ...wanted("none fails", hosts.failed() === 0),
      ...wanted(`the heap grows by ${(bound / 1e6).toFixed(2)} MB at the most`, growth <= bound),
    ],
  };
}
