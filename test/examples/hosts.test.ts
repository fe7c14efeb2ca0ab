/** The hosts to begin one's own from: each is short, and passes at once what can be asked of a TCP without connections. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { processProvider } from "../../adapters/process";
import { judge } from "../../harness/runner/judge";
import { runScenario } from "../../harness/runner/run-scenario";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";
import { requireOrSkip } from "../requirement";

const FOLDER = "examples/hosts";

interface Host {
  readonly file: string;
  /** What is asked for its version, to see whether it is there. */
  readonly tool: readonly [string, ...string[]];
  /** How the README has it built into a file. */
  readonly build?: (source: string, program: string) => readonly string[];
  readonly run: (source: string, program: string) => readonly [string, ...string[]];
}

const HOSTS: readonly Host[] = [
  { file: "host.py", tool: ["python3", "--version"], run: (source) => ["python3", source] },
  {
    file: "host.ts",
    tool: [process.execPath, "--version"],
    run: (source) => [process.execPath, "--require", "ts-node/register", source],
  },
  {
    file: "host.c",
    tool: ["cc", "--version"],
    build: (source, program) => ["-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source],
    run: (_, program) => [program],
  },
  {
    file: "host.go",
    tool: ["go", "version"],
    build: (source, program) => ["build", "-o", program, source],
    run: (_, program) => [program],
  },
  {
    file: "host.rs",
    tool: ["rustc", "--version"],
    build: (source, program) => ["--edition", "2021", "-D", "warnings", "-O", "-o", program, source],
    run: (_, program) => [program],
  },
];

/** Commands of every kind, a few of which cannot be read, and what ends the answer to each. */
const CONVERSATION: readonly (readonly [command: string, answer: RegExp])[] = [
  ["tcpspec 2", /^error I speak 1$/],
  ["tcpspec 1", /^ok my-tcp 0\.1$/],
  ["reset 4294967295 192.0.2.1 2001:db8::1", /^ok$/],
  ["packet -", /^ok$/],
  ["packet 45", /^ok$/],
  ["packet 4", /^error not understood: \S/],
  ["packet 4g", /^error not understood: \S/],
  ["advance 10000000000", /^ok 10000000000$/],
  ["advance soon", /^error not understood: \S/],
  ["open a passive 192.0.2.1 80 192.0.2.2 40000 timeout 5", /^error not supported: /],
  ["send a 4142 push urgent", /^error connection does not exist$/],
  ["send a - push", /^error connection does not exist$/],
  ["receive a 5", /^error connection does not exist$/],
  ["close a", /^error connection does not exist$/],
  ["abort a", /^error connection does not exist$/],
  ["status a", /^ok CLOSED$/],
  ["frobnicate a", /^error not understood: \S/],
];

describe("the hosts to begin one's own from", () => {
  it("are all tried here, and none is longer than 150 lines", () => {
    const files = readdirSync(FOLDER).filter((file) => file !== "README.md");
    expect(HOSTS.map(({ file }) => file)).to.have.members(files);
    for (const file of files)
      expect(readFileSync(join(FOLDER, file), "utf8").split("\n").length - 1, file).to.be.at.most(150);
  });

  it("host.py leaves the author's own mistakes what they are", function () {
    requireOrSkip(this, "python3", spawnSync("python3", ["--version"]).status === 0, "it is not there");
    const source = readFileSync(join(FOLDER, "host.py"), "utf8");
    for (const [method, line] of [
      ["packet", "packet 45"],
      ["advance", "advance 5"],
      ["status", "status a"],
    ] as const) {
      const broken = source.replace(new RegExp(`    def ${method}\\(.*\n`), '$&        raise ValueError("boom")\n');
      const input = `tcpspec 1\nreset 1 192.0.2.1 2001:db8::1\n${line}\n`;
      const { stdout, stderr, status } = spawnSync("python3", ["-c", broken], { input, encoding: "utf8" });
      expect(stdout).to.equal("ok my-tcp 0.1\nok\n");
      expect(stderr).to.match(/Traceback[^]*ValueError: boom\n$/);
      expect(status).to.equal(1);
    }
  });

  for (const { file, tool, build, run } of HOSTS)
    describe(file, () => {
      const source = resolve(FOLDER, file);
      let folder: string | undefined;
      let program: string;

      before(function () {
        const [name, ...words] = tool;
        requireOrSkip(this, name, spawnSync(name, words).status === 0, "it is not there");
        folder = mkdtempSync(join(tmpdir(), "tcpspec-hosts-"));
        program = join(folder, "host");
        if (build === undefined) return;
        const { status, stderr } = spawnSync(name, build(source, program), { encoding: "utf8" });
        expect(status, stderr).to.equal(0);
      });

      after(() => {
        if (folder !== undefined) rmSync(folder, { recursive: true });
      });

      it("passes handshake/closed as it is", async () => {
        const [stack] = await processProvider({ name: file, summary: "", command: run(source, program) }).open(1);
        if (stack === undefined) throw new Error("nothing was opened");
        const scenarios = SUITES.filter(({ path }) => path === "handshake/closed").flatMap((suite) => suite.scenarios);
        expect(scenarios).to.have.length.greaterThan(4);
        try {
          for (const scenario of scenarios)
            for (const ip of [4, 6] as const) {
              const played = await runScenario(scenario, stack, { ip, seed: 1 });
              expect(judge(scenario, played, REQUIREMENTS, true).verdict, `${scenario.id} v${ip}`).to.equal("pass");
            }
        } finally {
          await stack.close();
        }
      });

      it("speaks the whole protocol", () => {
        const [command, ...words] = run(source, program);
        const input = CONVERSATION.map(([line]) => `${line}\n`).join("");
        const { stdout, status } = spawnSync(command, words, { input, encoding: "utf8" });
        const answers = stdout.trimEnd().split("\n");
        expect(answers).to.have.length(CONVERSATION.length);
        for (const [i, [line, answer]] of CONVERSATION.entries()) expect(answers[i], line).to.match(answer);
        expect(status).to.equal(0);
      });
    });
});
