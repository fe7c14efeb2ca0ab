import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Results } from "../../../harness/port/results";
import { select } from "../../../harness/runner/select";
import { parseResults } from "../../../reports/json/parse-results";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { atOnce, folder, installation, stack, start, tcpspec, type Ended } from "./tcpspec";

/** Some scenarios, with four segments or so each, and how many results they have. */
const FEW = ["handshake/closed", "close/active"];
const RESULTS = 2 * select(SUITES, FEW, REQUIREMENTS).length;

/** How a run ended, and the folder that it was in. */
interface Run extends Ended {
  readonly cwd: string;
}

function resultsOf({ cwd }: Run): Results {
  const parsed = parseResults(readFileSync(join(cwd, "out/results.json"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.results;
}

async function run(name: string): Promise<Run> {
  const cwd = folder();
  return { cwd, ...(await tcpspec(["run", ...FEW, "--stack", stack(name)], { cwd })) };
}

/** `tcpspec run` as the command does it, but with less patience than it has for users. */
async function impatient(name: string): Promise<Run> {
  const cwd = folder();
  const flags = { stack: stack(name), out: "out", seed: 1, capture: "pcapng", color: false };
  const limits = { openingMs: 1000, closingMs: 1000, scenarioMs: 1000 };
  const call = [FEW, flags, limits].map((argument) => JSON.stringify(argument)).join(", ");
  const program = `
    const { runCommand } = require(${JSON.stringify(join(installation(), "dist/harness/cli/commands/run"))});
    runCommand(${call}).then((code) => process.exit(code), (error) => {
      console.error(error.message);
      process.exit(error.exitCode);
    });`;
  return { cwd, ...(await start("node", ["-e", program], { cwd }).ended) };
}

describe("tcpspec run, with stacks that break", () => {
  const IN_A_SCENARIO: Readonly<Record<string, RegExp>> = {
    "throws-later": /the stack broke: Error: a fault of its own\n[^]*\n +at .*broken-stacks\.js/,
    "throws-in-host": /the stack broke: Error: a fault of its host/,
    "throws-at-reset": /Error: no reset at .*broken-stacks\.js/,
    "stuck-timer": /the stack broke: the timer that is due at 0 ns never runs out/,
  };
  const WITH_THE_PROCESS: Readonly<Record<string, RegExp>> = {
    exits: /^tcpspec broke: Error: the process has come to an end, and the work has not\n[^]*broken-stacks\.js/,
    "rejects-behind": /^tcpspec broke: Error: nobody waits for this\n/,
  };
  const AT_OPENING: Readonly<Record<string, RegExp>> = {
    "cannot-open": /^error: the stack "cannot-open" cannot be run here: Error: no cable\n {4}at .*broken-stacks\.js/,
    "opens-nothing": /^error: the stack "opens-nothing" has opened nothing\n$/,
    "opens-rubbish": /^error: .*its open\(\) resolves to something that is no stack: no version, adapter/,
  };
  const WITHOUT_COMING_BACK = ["never-answers", "endless-loop"];

  let ended: (name: string) => Run;
  let givenUp: (name: string) => Run;

  before("run them all", async () => {
    const faults = [IN_A_SCENARIO, WITH_THE_PROCESS, AT_OPENING].flatMap((group) => Object.keys(group));
    ended = await atOnce([...faults, "silent", "leaves-a-timer"], run);
    givenUp = await atOnce([...WITHOUT_COMING_BACK, "never-opens", "never-closes"], impatient);
  });

  describe("in a scenario: the others are run all the same", () => {
    for (const [name, said] of Object.entries(IN_A_SCENARIO)) {
      it(name, () => {
        const { code, stdout, stderr } = ended(name);
        expect(stdout).to.match(said);
        expect(stdout).not.to.match(/module-stack|memory-stack/);
        const results = resultsOf(ended(name));
        expect(results.run.complete).to.equal(true);
        expect(results.scenarios).to.have.length(RESULTS);
        expect(results.summary.error).to.be.greaterThan(0);
        expect({ code, stderr }).to.deep.equal({ code: 3, stderr: "" });
      });
    }
  });

  describe("by not coming back: it is given up, and the run comes to its end", () => {
    for (const name of WITHOUT_COMING_BACK) {
      it(name, () => {
        const { code, stdout } = givenUp(name);
        expect(stdout).to.include("the stack did not come back within 1 s");
        expect(resultsOf(givenUp(name)).scenarios).to.have.length(RESULTS);
        expect(code).to.equal(3);
      });
    }

    it("never-opens", () => {
      const { code, stderr, cwd } = givenUp("never-opens");
      expect(stderr).to.include('the stack "never-opens" cannot be run here: the stack did not come back within 1 s');
      expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
    });

    it("never-closes", () => {
      const { code, stdout, stderr } = givenUp("never-closes");
      expect(stdout).to.include("✓ all as expected");
      expect(stderr).to.include('the stack "never-closes" cannot be closed: ');
      expect(resultsOf(givenUp("never-closes")).run.complete).to.equal(true);
      expect(code).to.equal(3);
    });
  });

  describe("by taking the process with it: no success, and nothing half-written", () => {
    for (const [name, said] of Object.entries(WITH_THE_PROCESS)) {
      it(name, () => {
        const { code, stderr, cwd } = ended(name);
        expect(stderr).to.match(said);
        expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
      });
    }
  });

  describe("by not opening", () => {
    for (const [name, said] of Object.entries(AT_OPENING)) {
      it(name, () => {
        const { code, stderr, cwd } = ended(name);
        expect(stderr).to.match(said);
        expect(stderr).not.to.match(/seats\.|module-stack/);
        expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
      });
    }
  });

  it("silent: fails, and does not fill the screen", () => {
    const { code, stdout } = ended("silent");
    expect(stdout).to.include("seen       silence");
    expect(stdout.match(/^ {2}replay /gm)).to.have.length(10);
    expect(stdout.split("\n").length).to.be.lessThan(300);
    expect(resultsOf(ended("silent")).summary.pass).to.equal(0);
    expect(code).to.equal(1);
  });

  it("leaves-a-timer: the command ends nevertheless", () => {
    expect(ended("leaves-a-timer").code).to.equal(0);
  });
});
