/** How connections end, and how they stand still. */

import type { Direction } from "../harness/port/trace";
import { closedProperly, wanted } from "./case";
import type { Case } from "./case";
import { connect, kernelReads, neighbour, referenceReads } from "./kernel-socket";
import type { Ends } from "./kernel-socket";
import { sha256, text } from "./text";
import type { WireSummary } from "./wire-summary";
import { sleep } from "./world";
import type { World } from "./world";

const HELLO = text(1, 10_000);
const BYE = text(2, 10_000);

/** The peer may be asked several times whether its window is still closed. */
const STALL_MS = 3000;
/** More than the kernel takes from the wire, and from its user, while nobody reads. */
const FLOOD_TO_KERNEL = text(3, 4_000_000);
const FLOOD_FROM_KERNEL = text(4, 20_000_000);

/** How often those say something who wait for a reset. */
const REMINDER_MS = 200;

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

/** A case with a connection; `play` returns complaints. */
function onConnection(
  name: string,
  look: Case["look"],
  play: (ends: Ends, world: World) => Promise<readonly string[]>,
): Case {
  return {
    name,
    isUpload: false,
    look,
    async play(world, { ip }) {
      const start = performance.now();
      const ends = await connect(world.tcp, neighbour(world.link), ip);
      try {
        return { octets: 0, complaints: await play(ends, world), seconds: (performance.now() - start) / 1000 };
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

/** Waits for it, and goes on sending: where the link has lost a reset, the next segment draws another. */
async function reminding<T>(awaited: Promise<T>, send: () => void): Promise<T> {
  const timer = setInterval(send, REMINDER_MS);
  try {
    return await awaited;
  } finally {
    clearInterval(timer);
  }
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
    const code = await reminding(closed, () => void codeOf(reference.write(BYE.slice(0, 1))));
    return wanted("the reference says ECONNRESET", code === "ECONNRESET");
  }),

  onConnection("the reference aborts", resetBy("stack->peer"), async ({ reference, kernel }) => {
    const read = codeOf(kernelReads(kernel));
    reference.destroy();
    const code = await reminding(read, () => kernel.write(BYE.subarray(0, 1)));
    return wanted("the kernel says ECONNRESET", code === "ECONNRESET");
  }),

  onConnection("the kernel closes its window", stalledBy("peer->stack"), async ({ reference, kernel }, world) => {
    let isTaken = false;
    const isClosed = world.passes("peer->stack", ({ window }) => window === 0);
    const writing = reference.end(FLOOD_TO_KERNEL).then(() => {
      isTaken = true;
    });
    await isClosed;
    await sleep(STALL_MS);
    const waits = wanted("the reference waits", !isTaken);
    const read = kernelReads(kernel);
    kernel.end();
    await Promise.all([writing, reference.closed, referenceReads(reference)]);
    return [...waits, ...wanted("all arrives in the end", (await read) === sha256(FLOOD_TO_KERNEL))];
  }),

  onConnection("the reference closes its window", stalledBy("stack->peer"), async ({ reference, kernel }, world) => {
    const isClosed = world.passes("stack->peer", ({ window }) => window === 0);
    kernel.end(FLOOD_FROM_KERNEL);
    await isClosed;
    await sleep(STALL_MS);
    const waits = wanted("the kernel waits", kernel.writableLength > 0);
    const read = await referenceReads(reference);
    await reference.end();
    await reference.closed;
    return [...waits, ...wanted("all arrives in the end", read === sha256(FLOOD_FROM_KERNEL))];
  }),
];
