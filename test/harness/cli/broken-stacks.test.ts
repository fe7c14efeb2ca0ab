import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { Results } from "../../../harness/port/results";
import { select } from "../../../harness/runner/select";
import { parseResults } from "../../../reports/json/parse-results";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { folder, installation, stack, start, tcpspec, type Ended } from "./tcpspec";

/** Some scenarios, with four segments or so each, and how many results they have. */
const FEW = ["handshake/closed", "close/active"];
const RESULTS = 2 * select(SUITES, FEW, REQUIREMENTS).length;

function resultsIn(cwd: string): Results {
  const parsed = parseResults(readFileSync(join(cwd, "out/results.json"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.results;
}

/** `tcpspec run` as the command does it, but with less patience than a user has. */
function impatient(name: string, cwd: string): Promise<Ended> {
  const flags = { stack: stack(name), out: "out", seed: 1, capture: "pcapng", color: false };
  const limits = { openingMs: 500, closingMs: 500, scenarioMs: 500 };
  const call = [FEW, flags, limits].map((argument) => JSON.stringify(argument)).join(", ");
  const program = `
    const { runCommand } = require(${JSON.stringify(join(installation(), "dist/harness/cli/commands/run"))});
    runCommand(${call}).then((code) => process.exit(code), (error) => {
      console.error(error.message);
      process.exit(error.exitCode);
    });`;
  return start("node", ["-e", program], { cwd }).ended;
}

describe("tcpspec run, with stacks that break", () => {
  describe("in a scenario: the others are run all the same", () => {
    const FAULTS: Readonly<Record<string, RegExp>> = {
      "throws-later":
        /the stack broke: Error: a fault of its own\n[^]*seen {7}Error: a fault of its own at .*broken-stacks\.js/,
      "throws-in-host": /the stack broke: Error: a fault of its host/,
      "throws-at-reset": /Error: no reset at .*broken-stacks\.js/,
    };

    for (const [name, said] of Object.entries(FAULTS)) {
      it(name, async () => {
        const cwd = folder();
        const { code, stdout, stderr } = await tcpspec(["run", ...FEW, "--stack", stack(name)], { cwd });
        expect(stdout).to.match(said);
        expect(stdout).not.to.match(/module-stack|memory-stack/);
        const { run, scenarios, summary } = resultsIn(cwd);
        expect(run.complete).to.equal(true);
        expect(scenarios).to.have.length(RESULTS);
        expect(summary.error).to.be.greaterThan(0);
        expect({ code, stderr }).to.deep.equal({ code: 3, stderr: "" });
      });
    }
  });

  describe("by not coming back: it is given up, and the run comes to its end", () => {
    for (const name of ["never-answers", "endless-loop", "stuck-timer"]) {
      it(name, async () => {
        const cwd = folder();
        const { code, stdout } = await impatient(name, cwd);
        expect(stdout).to.include("the stack did not come back within 0.5 s");
        expect(resultsIn(cwd).scenarios).to.have.length(RESULTS);
        expect(code).to.equal(3);
      });
    }

    it("never-opens", async () => {
      const cwd = folder();
      const { code, stderr } = await impatient("never-opens", cwd);
      expect(stderr).to.include('the stack "never-opens" cannot be run here: the stack did not come back within 0.5 s');
      expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
    });

    it("never-closes", async () => {
      const cwd = folder();
      const { code, stdout, stderr } = await impatient("never-closes", cwd);
      expect(stdout).to.include("✓ all as expected");
      expect(stderr).to.include('the stack "never-closes" cannot be closed: ');
      expect(resultsIn(cwd).run.complete).to.equal(true);
      expect(code).to.equal(3);
    });
  });

  it("silent: fails, and does not fill the screen", async () => {
    const cwd = folder();
    const { code, stdout } = await tcpspec(["run", "--stack", stack("silent")], { cwd });
    expect(stdout).to.include("seen       silence");
    expect(stdout).to.include("\n… what else failed is listed at the end\n");
    expect(stdout.split("\n").length).to.be.lessThan(300);
    expect(resultsIn(cwd).summary.pass).to.equal(0);
    expect(code).to.equal(1);
  });

  it("leaves-a-timer: the command ends nevertheless", async () => {
    const { code } = await tcpspec(["run", ...FEW, "--stack", stack("leaves-a-timer")]);
    expect(code).to.equal(0);
  });

  describe("by taking the process with it: no success, and nothing half-written", () => {
    const FAULTS: Readonly<Record<string, RegExp>> = {
      exits: /^tcpspec broke: Error: the process has come to an end, and the work has not\n[^]*broken-stacks\.js/,
      "rejects-behind": /^tcpspec broke: Error: nobody waits for this\n/,
    };

    for (const [name, said] of Object.entries(FAULTS)) {
      it(name, async () => {
        const cwd = folder();
        const { code, stderr } = await tcpspec(["run", ...FEW, "--stack", stack(name)], { cwd });
        expect(stderr).to.match(said);
        expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
      });
    }
  });

  describe("by not opening", () => {
    const FAULTS: Readonly<Record<string, RegExp>> = {
      "cannot-open": /^error: the stack "cannot-open" cannot be run here: Error: no cable\n {4}at .*broken-stacks\.js/,
      "opens-nothing": /^error: the stack "opens-nothing" has opened nothing\n$/,
      "opens-rubbish": /^error: .*its open\(\) resolves to something that is no stack: no version, adapter/,
    };

    for (const [name, said] of Object.entries(FAULTS)) {
      it(name, async () => {
        const cwd = folder();
        const { code, stderr } = await tcpspec(["run", "--stack", stack(name)], { cwd });
        expect(stderr).to.match(said);
        expect(stderr).not.to.match(/seats\.|module-stack/);
        expect({ code, left: readdirSync(cwd) }).to.deep.equal({ code: 3, left: [] });
      });
    }
  });
});

describe("tcpspec run --stack <path>", () => {
  const PROVIDER = `{ name: "mine", summary: "", open: (seats) => require("tcpspec/reference").reference.open(seats) }`;

  const GOOD: Readonly<Record<string, string>> = {
    "named.js": `exports.anything = ${PROVIDER};`,
    "whole.js": `module.exports = ${PROVIDER};`,
    "whole.cjs": `module.exports = ${PROVIDER};`,
    "folder/index.js": `exports.mine = ${PROVIDER};`,
    "module.mjs": `import { createRequire } from "node:module"; const require = createRequire(import.meta.url); export const mine = ${PROVIDER};`,
  };
  for (const [path, content] of Object.entries(GOOD)) {
    it(`takes ${path}`, async () => {
      const cwd = folder();
      write(cwd, path, content);
      const { code, stdout } = await tcpspec(
        ["run", "handshake/closed", "--stack", `./${path.replace("/index.js", "")}`],
        { cwd },
      );
      expect(stdout).to.include("✓ all as expected");
      expect(code).to.equal(0);
    });
  }

  const BAD: Readonly<Record<string, readonly [content: string, said: RegExp]>> = {
    "throws.js": ["throw new Error('not today');", /cannot be loaded: Error: not today\n {4}at .*throws\.js:1:7\)\n$/],
    "throws-text.js": ["throw 'not today';", /cannot be loaded: not today\n$/],
    "syntax.js": ["const x = ;", /cannot be loaded: SyntaxError: Unexpected token ';'\n$/],
    "needs.js": ["require('not-installed');", /cannot be loaded: Error: Cannot find module 'not-installed'\n$/],
    "nothing.js": ["exports.x = 1;", /exports no StackProvider\nexport an object with a name/],
    "null.js": ["module.exports = null;", /exports no StackProvider/],
    "empty.js": ["", /exports no StackProvider/],
    "typed.ts": ["const x: number = y as string;", /cannot be loaded: SyntaxError: .*\nthis Node\.js reads JavaScript/],
    "folder/readme.txt": ["", /folder cannot be loaded: it is a folder without an index\.js/],
  };
  for (const [path, [content, said]] of Object.entries(BAD)) {
    it(`does not take ${path}`, async () => {
      const cwd = folder();
      write(cwd, path, content);
      const name = `./${path.replace("/readme.txt", "")}`;
      const { code, stderr } = await tcpspec(["run", "--stack", name], { cwd });
      expect(stderr).to.match(said);
      expect(existsSync(join(cwd, "out"))).to.equal(false);
      expect(code).to.equal(2);
    });
  }

  it("says that a module is not there", async () => {
    const cwd = folder();
    const { code, stderr } = await tcpspec(["run", "--stack", "./nope.js"], { cwd });
    expect(stderr).to.equal(`error: there is no module ${join(cwd, "nope.js")}\n--stack takes its path\n`);
    expect(code).to.equal(2);
  });

  function write(cwd: string, path: string, content: string): void {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
});
