/** Two reference hosts on a bad link, each with a program that says something, listens, and leaves. For tests. */

import type { Impairments, JoinedHosts } from "../../../adapters/wrap";
import { joinHosts } from "../../../adapters/wrap";
import type { InProcessHost, InProcessUser } from "../../../adapters/memory";
import type { Time } from "../../../harness/port/time";
import type { IndicationKind, OpenRequest } from "../../../harness/port/user";
import type { IpVersion } from "../../../harness/wire";
import { referenceHost } from "../../../stacks/reference";
import type { ReferenceOptions } from "../../../stacks/reference";

export const ADDRESSES = {
  a: { 4: "192.0.2.1", 6: "2001:db8::1" },
  b: { 4: "192.0.2.2", 6: "2001:db8::2" },
} as const;

const ID = "1";
/** More turns than any conversation of these tests takes. */
const ENDLESS = 1_000_000;

export interface Conversation {
  readonly ip: IpVersion;
  readonly options: ReferenceOptions;
  readonly seed: number;
  readonly fromA: Impairments;
  readonly fromB: Impairments;
  /** What the user of A has to say, who calls. */
  readonly textOfA: Uint8Array;
  readonly textOfB: Uint8Array;
}

/** What became of it. */
export interface Outcome {
  readonly heardByA: Uint8Array;
  readonly heardByB: Uint8Array;
  readonly toldToA: readonly IndicationKind[];
  readonly toldToB: readonly IndicationKind[];
  readonly hosts: JoinedHosts;
  /** The OPENs, so that they can be tried again. */
  readonly opens: Readonly<Record<"a" | "b", OpenRequest>>;
}

export function userOf({ user }: InProcessHost): InProcessUser {
  if (user === undefined) throw new TypeError("the reference has user calls");
  return user;
}

/** Says its text in pieces, as there is room, then closes; hears what it can. */
function program(user: InProcessUser, text: Uint8Array, told: readonly IndicationKind[], piece: number) {
  const heard: Uint8Array[] = [];
  let said = 0;
  let isClosed = false;
  return {
    heard,
    turn(now: Time) {
      if (!told.includes("established")) return;
      while (said < text.length && user.send(ID, text.subarray(said, said + piece), {}, now).ok) said += piece;
      if (said >= text.length && !isClosed) isClosed = user.close(ID, now).ok;
      for (;;) {
        const outcome = user.receive(ID, 65536, now);
        if (!outcome.ok || outcome.text.length === 0) return;
        heard.push(outcome.text);
      }
    },
  };
}

/** Plays it until nothing will ever happen again. */
export function converse({ ip, options, seed, fromA, fromB, textOfA, textOfB }: Conversation): Outcome {
  const toldToA: IndicationKind[] = [];
  const toldToB: IndicationKind[] = [];
  const make = (environment: Parameters<typeof referenceHost>[0]) => referenceHost(environment, options);
  const hosts = joinHosts(
    { addresses: Object.values(ADDRESSES.a), make, impairments: fromA, tell: (_, what) => toldToA.push(what) },
    { addresses: Object.values(ADDRESSES.b), make, impairments: fromB, tell: (_, what) => toldToB.push(what) },
    seed,
  );
  const socketOfA = { address: ADDRESSES.a[ip], port: 1000 };
  const socketOfB = { address: ADDRESSES.b[ip], port: 2000 };
  const opens = {
    a: { kind: "active", local: socketOfA, foreign: socketOfB },
    b: { kind: "passive", local: socketOfB, foreign: socketOfA },
  } as const;
  const [a, b] = [userOf(hosts.a), userOf(hosts.b)];
  b.open(ID, opens.b, 0);
  a.open(ID, opens.a, 0);
  const piece = Math.max(1, options.sendBuffer >> 2);
  const programOfA = program(a, textOfA, toldToA, piece);
  const programOfB = program(b, textOfB, toldToB, piece);
  for (let turns = 0; hosts.next(); turns++) {
    if (turns > ENDLESS) throw new Error("this does not end");
    programOfA.turn(hosts.now());
    programOfB.turn(hosts.now());
  }
  const heardByA = Buffer.concat(programOfA.heard);
  const heardByB = Buffer.concat(programOfB.heard);
  return { heardByA, heardByB, toldToA, toldToB, hosts, opens };
}
