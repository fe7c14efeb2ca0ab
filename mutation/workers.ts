/** Processes that play mutants: each has a processor to itself, and a mutant that never comes back holds up nobody else. */

import { fork, type ChildProcess } from "node:child_process";
import type { Mutant } from "../stacks/mutants";
import type { Kills } from "./matrix";
import type { Orders } from "./worker";

/** Milliseconds for all scenarios on one mutant: some hundred times what it takes on a machine that has nothing else to do. */
const PATIENCE_MS = 300_000;

/** @throws {Error} when its process ends, or does not come back. */
function ask(child: ChildProcess, { name }: Mutant): Promise<Kills> {
  return new Promise((resolve, reject) => {
    const give = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`mutant ${name}: ${why}`));
    };
    const timer = setTimeout(() => {
      give(`no end of it in ${PATIENCE_MS / 1000} s`);
    }, PATIENCE_MS);
    const ended = () => {
      clearTimeout(timer);
      give("its process came to an end");
    };
    child.once("exit", ended);
    child.once("message", (kills) => {
      clearTimeout(timer);
      child.off("exit", ended);
      resolve(kills as Kills);
    });
    child.send(name);
  });
}

/**
 * The kills of each mutant, in the order of the mutants.
 * @param jobs how many processes work side by side
 * @throws {Error} when one of them breaks down; the others are ended.
 */
export async function playAll(
  mutants: readonly Mutant[],
  orders: Orders,
  jobs: number,
  onEnd: (mutant: Mutant, kills: Kills) => void,
): Promise<readonly Kills[]> {
  const results: Kills[] = [];
  let next = 0;
  const execArgv = ["--require", "ts-node/register"];
  const children = Array.from({ length: Math.min(jobs, mutants.length) }, () =>
    fork(require.resolve("./worker"), [JSON.stringify(orders)], { execArgv }),
  );
  async function work(child: ChildProcess): Promise<void> {
    for (let index = next++; index < mutants.length; index = next++) {
      const mutant = mutants[index];
      if (mutant === undefined) return;
      const kills = await ask(child, mutant);
      results[index] = kills;
      onEnd(mutant, kills);
    }
  }
  try {
    await Promise.all(children.map(work));
    return results;
  } finally {
    for (const child of children) child.kill();
  }
}
