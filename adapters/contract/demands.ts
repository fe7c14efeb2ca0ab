/** What clauses ask of a stack in so many words: each waits for something, and throws when it does not come. */

import type { Stack } from "../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { CallOutcome, IndicationKind, ReceiveOutcome } from "../../harness/port/user";
import { ACK, SYN } from "../../harness/wire";
import type { IpVersion } from "../../harness/wire";
import { Peer } from "./peer";

/** A clause is broken; the message says how. */
export class ContractBroken extends Error {
  override readonly name = "ContractBroken";
}

/** Whatever is meant to happen on a stack that works has happened by then. */
export const PATIENCE = 5 * SECOND;

export function demand(condition: boolean, otherwise: () => string): asserts condition {
  if (!condition) throw new ContractBroken(otherwise());
}

export function demandOk(call: string, outcome: CallOutcome | ReceiveOutcome): void {
  demand(outcome.ok, () => `${call} came to an error: ${outcome.ok ? "" : `${outcome.error} (${outcome.detail})`}`);
}

/** Lets time pass until this is so. */
export async function until(
  peer: Peer,
  isSo: () => boolean | Promise<boolean>,
  otherwise: () => string,
): Promise<void> {
  const { clock } = peer.stack;
  const deadline = clock.now() + PATIENCE;
  peer.listen();
  let told = peer.told.length;
  for (;;) {
    if (await isSo()) return;
    demand(clock.now() < deadline, otherwise);
    const before = clock.now();
    await clock.pass(Math.min(deadline, before + 100 * MILLISECOND));
    const isNews = peer.listen().length > 0 || clock.now() > before;
    demand(isNews || peer.told.length > told, () => `time stands still at ${before}`);
    told = peer.told.length;
  }
}

export async function untilTold(peer: Peer, ...what: readonly IndicationKind[]): Promise<void> {
  const words = what.join('" or "');
  const times = () => peer.told.filter((each) => what.includes(each)).length;
  await until(
    peer,
    () => times() > 0,
    () => `the user was not told "${words}", only: ${peer.told.join(", ") || "nothing"}`,
  );
  demand(times() === 1, () => `the user was told "${words}" ${times()} times`);
}

export async function untilSent(peer: Peer, flags: number, what: string): Promise<void> {
  await until(
    peer,
    () => peer.heard.some(({ segment }) => (segment.flags & flags) === flags),
    () => `the stack sent no ${what}`,
  );
}

/** A connection by a passive OPEN, and nothing waiting. */
export async function established(
  stack: Stack,
  version: IpVersion,
  ports?: ConstructorParameters<typeof Peer>[2],
): Promise<Peer> {
  const peer = new Peer(stack, version, ports);
  demandOk("OPEN (passive)", await peer.open("passive"));
  await peer.send(SYN);
  await untilSent(peer, SYN | ACK, "SYN,ACK");
  await peer.send(ACK);
  await untilTold(peer, "established");
  return peer;
}

export const TEXT = Uint8Array.from("What goes in comes out.", (letter) => letter.charCodeAt(0));

export async function untilReceived(peer: Peer, length: number): Promise<Uint8Array> {
  const received: number[] = [];
  await until(
    peer,
    async () => {
      const outcome = await peer.user.receive(peer.id, 1000);
      demandOk("RECEIVE", outcome);
      if (outcome.ok) received.push(...outcome.text);
      return received.length >= length;
    },
    () => `RECEIVE brought ${received.length} of ${length} octets`,
  );
  return Uint8Array.from(received);
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}
