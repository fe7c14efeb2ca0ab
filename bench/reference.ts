/**
 * What the reference TCP costs: two hosts in this process and nothing between them. Text a second in bulk over one
 * connection, and the cost of a segment when 10 connections are open and when 10,000 are.
 *
 *     npx ts-node bench/reference.ts
 *
 * Seconds are those of the processor, all threads of the process together, so that waiting for others who use the machine
 * does not count. What else they do makes a round slower and never faster: the best one says most.
 *
 * Nothing that a segment sets off depends on the number of connections, but for lookups in maps and, when a timer is set to
 * an earlier time, the depth of a heap: with ten of 10,000 connections talking a segment costs what it costs with ten of
 * ten. When all 10,000 take turns, their 20,000 TCBs are more than the caches of a processor hold, and each lives until it is
 * the connection's turn again, so that the garbage collector has to copy it once or twice. That is paid for each turn, not
 * for each segment: the more segments in a turn, the less for one.
 */

import type { InProcessHost, InProcessUser } from "../adapters/memory";
import type { Time } from "../harness/port/time";
import { DEFAULT_OPTIONS, referenceHost } from "../stacks/reference";

const BULK_ROUNDS = 15;
/** Octets of text in one round of the bulk transfer. */
const BULK = 2 ** 25;
/** What a user hands over at once, and the most that one takes. */
const BLOCK = new Uint8Array(2 ** 14).fill(0x5a);

const TURN_ROUNDS = 5;
const FEW = 10;
const MANY = 10_000;
/** Full segments of text in one round, whatever the number of connections. */
const SEGMENTS = 100_000;
/** The text of a full segment with timestamps. */
const SMSS = 1448;

interface Side {
  readonly host: InProcessHost;
  readonly user: InProcessUser;
}

interface Pair {
  readonly a: Side;
  readonly b: Side;
  now(): Time;
  /** Lets arrive what is on its way, in the order in which it was sent; whether there was anything. */
  deliver(): boolean;
  /** Lets time pass to the next timer. */
  wait(): void;
}

const A = "192.0.2.1";
const B = "192.0.2.2";
const LISTENER = { address: B, port: 80 };
const ANYBODY = { address: "0.0.0.0", port: 0 };
const CALL_FAILED = "a call failed: the figures would mean nothing";

function pair(): Pair {
  let now: Time = 0;
  let underWay: { readonly to: Side; readonly bytes: Uint8Array }[] = [];

  function side(address: string, seed: number, peer: () => Side): Side {
    const transmit = (bytes: Uint8Array) => void underWay.push({ to: peer(), bytes });
    const environment = { seed, addresses: [address], transmit, tell: () => undefined };
    const host = referenceHost(environment, DEFAULT_OPTIONS);
    return { host, user: host.user };
  }

  const a: Side = side(A, 1, () => b);
  const b: Side = side(B, 2, () => a);
  b.user.open("listener", { kind: "passive", local: LISTENER, foreign: ANYBODY }, 0);

  function runTimers(): void {
    for (const { host } of [a, b]) if (host.nextTimer() <= now) host.advance(now);
  }

  return {
    a,
    b,
    now: () => now,
    deliver() {
      const arriving = underWay;
      underWay = [];
      for (const { to, bytes } of arriving) {
        now += 1000;
        runTimers();
        to.host.receive(bytes, now);
      }
      return arriving.length > 0;
    },
    wait() {
      now = Math.max(now, Math.min(a.host.nextTimer(), b.host.nextTimer()));
      runTimers();
    },
  };
}

/** What both users call a connection. */
interface Connection {
  readonly atA: string;
  readonly atB: string;
}

/** So many connections that have gone through their handshakes. */
function connect(hosts: Pair, count: number): readonly Connection[] {
  return Array.from({ length: count }, (_, index) => {
    const atA = `${index}`;
    const local = { address: A, port: 10_000 + index };
    hosts.a.user.open(atA, { kind: "active", local, foreign: LISTENER }, hosts.now());
    while (hosts.deliver());
    if (hosts.a.user.status(atA).state !== "ESTABLISHED") throw new Error(CALL_FAILED);
    return { atA, atB: `listener/${index + 1}` };
  });
}

/** Takes what has come; how many octets. */
function take(hosts: Pair, { atB }: Connection): number {
  const outcome = hosts.b.user.receive(atB, BLOCK.length, hosts.now());
  if (!outcome.ok) throw new Error(CALL_FAILED);
  return outcome.text.length;
}

/** Octets of text, all over the first connection, whose sender always has more to say. */
function transferInBulk(hosts: Pair, [connection]: readonly Connection[]): void {
  if (connection === undefined) throw new Error("no connection is open");
  for (let received = 0; received < BULK;) {
    while (hosts.a.user.send(connection.atA, BLOCK, {}, hosts.now()).ok);
    if (!hosts.deliver()) hosts.wait();
    for (let taken = take(hosts, connection); taken > 0; taken = take(hosts, connection)) received += taken;
  }
}

/** The connections take turns. In each, `segments` go out at once and are taken before anybody else's do. */
function transferInTurns(hosts: Pair, connections: readonly Connection[], segments: number): void {
  const text = BLOCK.subarray(0, segments * SMSS);
  for (let sent = 0; sent < SEGMENTS;) {
    for (const connection of connections) {
      if (!hosts.a.user.send(connection.atA, text, {}, hosts.now()).ok) throw new Error(CALL_FAILED);
      while (hosts.deliver());
      if (take(hosts, connection) !== text.length) throw new Error(CALL_FAILED);
      sent += segments;
    }
  }
}

/** Seconds of the processor. */
function timed(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

interface Figures {
  readonly best: number;
  readonly median: number;
}

function figuresOf(seconds: readonly number[]): Figures {
  const sorted = seconds.toSorted((x, y) => x - y);
  return { best: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0 };
}

function rounded(figure: number): number {
  return Number(figure.toFixed(2));
}

function measureBulk(print: (line: object) => void): void {
  const hosts = pair();
  const connections = connect(hosts, 1);
  const seconds: number[] = [];
  for (let round = 0; round < BULK_ROUNDS; round++) {
    seconds.push(
      timed(() => {
        transferInBulk(hosts, connections);
      }),
    );
  }
  const { best, median } = figuresOf(seconds);
  const gigabits = (BULK * 8) / 1e9;
  print({
    bench: "reference/bulk",
    gigabitsPerSecond: rounded(gigabits / best),
    median: rounded(gigabits / median),
    octets: BULK,
  });
}

/** How many connections of the 10,000 talk, and how many segments each has to say when it is its turn. */
const MANNERS = [
  { talking: FEW, segments: 1 },
  { talking: MANY, segments: 10 },
  { talking: MANY, segments: 1 },
] as const;

/** The same segments over 10 connections of 10 and over some of 10,000, by turns, so that what else happens hits both. */
function measureConnections(print: (line: object) => void): void {
  const few = pair();
  const many = pair();
  const fewConnections = connect(few, FEW);
  const manyConnections = connect(many, MANY);
  for (const { talking, segments } of MANNERS) {
    const ofFew: number[] = [];
    const ofMany: number[] = [];
    const some = manyConnections.slice(0, talking);
    for (let round = 0; round < TURN_ROUNDS; round++) {
      ofFew.push(
        timed(() => {
          transferInTurns(few, fewConnections, segments);
        }),
      );
      ofMany.push(
        timed(() => {
          transferInTurns(many, some, segments);
        }),
      );
    }
    const microseconds = (seconds: number) => rounded((seconds * 1e6) / SEGMENTS);
    const [a, b] = [figuresOf(ofFew), figuresOf(ofMany)];
    print({
      bench: "reference/connections",
      open: MANY,
      talking,
      segmentsInATurn: segments,
      microsecondsPerSegment: microseconds(b.best),
      microsecondsWithTen: microseconds(a.best),
      ratio: rounded(b.best / a.best),
      medianRatio: rounded(b.median / a.median),
    });
  }
}

if (require.main === module) {
  const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  measureBulk(print);
  measureConnections(print);
}
