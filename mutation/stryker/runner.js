/**
 * A test runner for StrykerJS that plays scenarios in its own process: one test for each, with what it covers, and no mocha. It
 * runs in Stryker's sandbox, where the files of the reference have all mutants in them, of which one at a time is awake.
 */

import { createRequire } from "node:module";
import { join } from "node:path";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";

function scenarioRunner() {
  /** Where the mutants look whether they are awake, and note who has come by. */
  const context = (globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
  /** `[{ id, isKilled: () => Promise<boolean> }]`: loaded once, by the first run. */
  let tests;

  async function load() {
    // By now that is the sandbox.
    const require = createRequire(join(process.cwd(), "package.json"));
    require("ts-node/register");
    const { isAbout } = require("./harness/scenario/scenario");
    const { chosenScenarios } = require("./mutation/chosen");
    const { kills, onlyStack } = require("./mutation/kills");
    const { reference } = require("./stacks/reference");
    const stack = await onlyStack(reference);
    return chosenScenarios(process.env.TCPSPEC_SUITE ?? "**").map((scenario) => ({
      id: scenario.id,
      isKilled: () => kills(scenario, stack, isAbout(scenario, 4) ? 4 : 6),
    }));
  }

  /** Plays them until one fails, unless `disableBail`. */
  async function play(chosen, disableBail) {
    const results = [];
    for (const { id, isKilled } of chosen) {
      context.currentTestId = id;
      const began = performance.now();
      const failed = await isKilled();
      const result = { id, name: id, timeSpentMs: performance.now() - began };
      const timeout = determineHitLimitReached(context.hitCount, context.hitLimit);
      if (timeout !== undefined) return timeout;
      results.push(
        failed
          ? { ...result, status: TestStatus.Failed, failureMessage: `${id} fails` }
          : { ...result, status: TestStatus.Success },
      );
      if (failed && !disableBail) break;
    }
    context.currentTestId = undefined;
    return { status: DryRunStatus.Complete, tests: results };
  }

  return {
    // A mutant in what is computed while files are loaded takes a new process.
    capabilities: () => ({ reloadEnvironment: false }),

    async dryRun({ coverageAnalysis, disableBail }) {
      tests ??= await load();
      const result = await play(tests, disableBail);
      const isWanted = result.status === DryRunStatus.Complete && coverageAnalysis !== "off";
      return isWanted ? { ...result, mutantCoverage: context.mutantCoverage } : result;
    },

    async mutantRun({ activeMutant, testFilter, disableBail, hitLimit, mutantActivation }) {
      if (mutantActivation === "static") context.activeMutant = activeMutant.id;
      tests ??= await load();
      context.activeMutant = activeMutant.id;
      context.hitLimit = hitLimit;
      context.hitCount = hitLimit === undefined ? undefined : 0;
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      const chosen = wanted === undefined ? tests : tests.filter(({ id }) => wanted.has(id));
      return toMutantRunResult(await play(chosen, disableBail));
    },
  };
}
// It asks Stryker for nothing.
scenarioRunner.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "tcpspec", scenarioRunner)];
