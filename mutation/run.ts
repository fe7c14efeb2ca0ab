/**
 * `npm run mutants [-- --only 'window-*' --suite 'window/**' --ip 4|6|both --jobs 2 --bar 100 --out kills.json]`: every mutant
 * against every scenario. Prints who killed it and how many, the survivors, and the scenarios that kill nothing. The exit code is
 * 0 when all is well; 1 when a smaller share of the mutants than `--bar` says (percent) is killed, or when scenarios kill nothing
 * and reasons.ts does not say why, or the other way round; 2 for a mistake in the command line; 3 when a mutant does not come
 * back.
 */

import { writeFileSync } from "node:fs";
import { choicesOf, type Choices } from "./choices";
import { chosenMutants, chosenScenarios } from "./chosen";
import { disagreement, killersOf, matrixOf, misjudged } from "./matrix";
import { COARSE, REASONS } from "./reasons";
import { reportJson, reportLines, type Play } from "./report";
import { playAll } from "./workers";

/** The line that moves, on a terminal: how many mutants have been played, and how many of them are dead. */
function progressOf(planned: number): { readonly next: (name: string, isKilled: boolean) => void; end: () => void } {
  const { stderr } = process;
  let done = 0;
  let killed = 0;
  return {
    next(name, isKilled) {
      done += 1;
      killed += isKilled ? 1 : 0;
      const line = `  ${done}/${planned}  ${killed} killed  ${name}`;
      if (stderr.isTTY) stderr.write(`\r\x1b[K${line.slice(0, stderr.columns - 1)}`);
    },
    end() {
      if (stderr.isTTY) stderr.write("\r\x1b[K");
    },
  };
}

async function play({ only, suite, ips, jobs }: Choices): Promise<Play> {
  const mutants = chosenMutants(only);
  const ids = chosenScenarios(suite).map(({ id }) => id);
  const progress = progressOf(mutants.length);
  const began = performance.now();
  const kills = await playAll(mutants, { suite, ips }, jobs, (mutant, found) => {
    progress.next(mutant.name, killersOf({ mutant, kills: found }).length > 0);
  }).finally(progress.end);
  const matrix = matrixOf(
    mutants.map((mutant, index) => ({ mutant, kills: kills[index] ?? {} })),
    ids,
  );
  // Over one version of IP the scenarios of the other one do nothing.
  const isWhole =
    ips.length === 2 && mutants.length === chosenMutants("**").length && ids.length === chosenScenarios("**").length;
  return {
    matrix,
    scenarios: ids.length,
    ips,
    seconds: (performance.now() - began) / 1000,
    ...(isWhole
      ? {
          disagreement: {
            ...disagreement(ids, new Set(matrix.idle), REASONS),
            misjudged: misjudged(matrix.coarse, COARSE),
          },
        }
      : {}),
  };
}

function isWell({ matrix: { played, survivors }, disagreement }: Play, bar: number): boolean {
  const complaints = Object.values(disagreement ?? {}).flat();
  return (played.length - survivors.length) * 100 >= played.length * bar && complaints.length === 0;
}

async function main(argv: readonly string[]): Promise<number> {
  let choices: Choices;
  try {
    choices = choicesOf(argv);
    chosenMutants(choices.only);
    chosenScenarios(choices.suite);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  try {
    const played = await play(choices);
    if (choices.out !== undefined) writeFileSync(choices.out, reportJson(played));
    process.stdout.write(`${reportLines(played, process.stdout.columns || 100).join("\n")}\n`);
    return isWell(played, choices.bar) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 3;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
