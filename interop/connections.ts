/**
 * `ts-node interop/connections.ts [100000]`: that many connections, one after the other, between two reference hosts in
 * virtual time, over a link with a few faults, a hundred of them at a time. Prints the heap as it goes, after a
 * collection. The exit code is 1 when something is left in the end, or the heap has grown.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { joinHosts } from "../adapters/wrap";
import type { HostPlan } from "../adapters/wrap";
import type { InProcessHost, InProcessUser } from "../adapters/memory";
import { MILLISECOND, MINUTE, SECOND } from "../harness/port/time";
import type { ConnectionId, IndicationKind } from "../harness/port/user";
import { DEFAULT_OPTIONS, referenceHost } from "../stacks/reference";

const COUNT = Number(process.argv[2] ?? 100_000);
const AT_A_TIME = 100;
const REPORTS = 10;
/** Octets of heap that may come and go: code that is compiled, caches that fill once. */
const GROWTH = 8e6;

const OPTIONS = { ...DEFAULT_OPTIONS, msl: SECOND, userTimeout: 1000 * MINUTE, dataRetries: 100, backlog: AT_A_TIME };
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

/** Each end says something and closes, hears what the other says, and forgets. */
function main(): number {
  let opened = 0;
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
    1,
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
    if (opened >= COUNT) return;
    const local = { address: CALLER, port: FIRST_PORT + (opened % PORTS) };
    opened += 1;
    const foreign = { address: LISTENER, port: PORT };
    const outcome = caller.open(`c${opened}`, { kind: "active", local, foreign }, hosts.now());
    if (!outcome.ok) throw new Error(`connection ${opened}: ${outcome.error}`);
  }

  const local = { address: LISTENER, port: PORT };
  listener.open("l", { kind: "passive", local, foreign: { address: "0.0.0.0", port: 0 } }, 0);
  for (let count = 0; count < AT_A_TIME; count++) call();

  const heaps: number[] = [];
  let reported = 0;
  const start = performance.now();
  while (hosts.next()) {
    for (let tell = news.shift(); tell !== undefined; tell = news.shift()) tell();
    if (over < ((reported + 1) * COUNT) / REPORTS) continue;
    reported += 1;
    const used = heap();
    heaps.push(used);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`${over} connections, ${seconds} s, heap ${(used / 1e6).toFixed(2)} MB\n`);
  }
  const timers = Math.min(hosts.a.nextTimer(), hosts.b.nextTimer());
  const used = heap();
  const growth = used - (heaps[1] ?? used);
  process.stdout.write(
    `at rest after ${(hosts.now() / SECOND / 60).toFixed(1)} virtual minutes: heap ${(used / 1e6).toFixed(2)} MB, `,
  );
  process.stdout.write(
    `${failed} of ${over} connections failed, ${timers === Infinity ? "no timer runs" : "a timer runs"}\n`,
  );
  return over === COUNT && failed === 0 && timers === Infinity && growth < GROWTH ? 0 : 1;
}

process.exitCode = main();
