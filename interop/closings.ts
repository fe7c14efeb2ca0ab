/** How connections end, and how they stand still. */

import type { Direction } from "../harness/port/trace";
import { closedProperly } from "./case";
import type { Case } from "./case";
import { connect, kernelReads, referenceReads } from "./kernel-socket";
import type { Ends } from "./kernel-socket";
import { sha256, text } from "./text";
import type { WireSummary } from "./wire-summary";
import { sleep } from "./world";

const HELLO = text(1, 10_000);
const BYE = text(2, 10_000);

/** The peer may be asked several times whether its window is still closed. */
const STALL_MS = 3000;
/** More than all the buffers between the two can hold. */
const FLOOD = text(3, 30_000_000);

function firstFinFrom(direction: Direction): Case["look"] {
  return (summary) => [
    ...closedProperly(summary),
    ...(summary.fins[0] === direction ? [] : [`the first FIN went ${summary.fins[0] ?? "nowhere"}`]),
  ];
}

function resetBy(direction: Direction): Case["look"] {
  return ({ resets }) => (resets.join() === direction ? [] : [`a RST went ${resets.join() || "nowhere"}`]);
}

function stalledBy(direction: Direction): Case["look"] {
  return (summary: WireSummary) => [
    ...closedProperly(summary),
    ...(summary.zeroWindows.includes(direction) ? [] : ["the window was never 0"]),
  ];
}

function wanted(what: string, isSo: boolean): readonly string[] {
  return isSo ? [] : [`not so: ${what}`];
}

/** A case with a connection; `play` returns complaints. */
function onConnection(name: string, look: Case["look"], play: (ends: Ends) => Promise<readonly string[]>): Case {
  return {
    name,
    isTransfer: false,
    look,
    async play(world, setting) {
      const start = performance.now();
      const ends = await connect(world, setting);
      try {
        return { octets: 0, complaints: await play(ends), seconds: (performance.now() - start) / 1000 };
      } finally {
        ends.kernel.destroy();
      }
    },
  };
}

/** The code of the error that the promise is rejected with. */
function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

export const CLOSINGS: readonly Case[] = [
  onConnection("the kernel closes first", firstFinFrom("peer->stack"), async ({ reference, kernel }) => {
    kernel.end(HELLO);
    const heard = await referenceReads(reference);
    const read = kernelReads(kernel);
    await reference.end(BYE);
    await reference.closed;
    return wanted("both got all of it", heard === sha256(HELLO) && (await read) === sha256(BYE));
  }),

  onConnection("the reference closes first", firstFinFrom("stack->peer"), async ({ reference, kernel }) => {
    await reference.end(HELLO);
    const heard = await kernelReads(kernel);
    kernel.end(BYE);
    const read = await referenceReads(reference);
    await reference.closed;
    return wanted("both got all of it", heard === sha256(HELLO) && read === sha256(BYE));
  }),

  onConnection("the kernel aborts", resetBy("peer->stack"), async ({ reference, kernel }) => {
    const closed = codeOf(reference.closed);
    kernel.resetAndDestroy();
    return wanted("the reference says ECONNRESET", (await closed) === "ECONNRESET");
  }),

  onConnection("the reference aborts", resetBy("stack->peer"), async ({ reference, kernel }) => {
    const read = codeOf(kernelReads(kernel));
    reference.destroy();
    return wanted("the kernel says ECONNRESET", (await read) === "ECONNRESET");
  }),

  onConnection("the kernel closes its window", stalledBy("peer->stack"), async ({ reference, kernel }) => {
    let isTaken = false;
    const writing = reference.end(FLOOD).then(() => {
      isTaken = true;
    });
    await sleep(STALL_MS);
    const waits = wanted("the reference waits", !isTaken);
    const read = kernelReads(kernel);
    kernel.end();
    await Promise.all([writing, reference.closed, referenceReads(reference)]);
    return [...waits, ...wanted("all arrives in the end", (await read) === sha256(FLOOD))];
  }),

  onConnection("the reference closes its window", stalledBy("stack->peer"), async ({ reference, kernel }) => {
    kernel.end(FLOOD);
    await sleep(STALL_MS);
    const waits = wanted("the kernel waits", kernel.writableLength > 0);
    const read = await referenceReads(reference);
    await reference.end();
    await reference.closed;
    return [...waits, ...wanted("all arrives in the end", read === sha256(FLOOD))];
  }),
];
