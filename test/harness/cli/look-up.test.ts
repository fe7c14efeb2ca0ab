import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { OPTIONS } from "../../../harness/cli/options";
import { createProgram } from "../../../harness/cli/program";
import { folder, hasTerminals, installation, inTerminal, shell, stack, tcpspec } from "./tcpspec";

const { commands } = createProgram(() => undefined);

describe("tcpspec --help", () => {
  it("has all commands, examples, and the exit codes", async () => {
    const { code, stdout, stderr } = await tcpspec(["--help"]);
    for (const command of commands) expect(stdout).to.match(new RegExp(`^ {2}${command.name()}\\b.* {2}\\w`, "m"));
    expect(stdout).to.include("\nExamples:\n").and.to.include("\nExit codes:\n");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  });

  it("is what 'tcpspec help' prints as well", async () => {
    const [option, command, ofRun, run] = await Promise.all(
      [["--help"], ["help"], ["help", "run"], ["run", "--help"]].map((args) => tcpspec(args)),
    );
    expect(command).to.deep.equal(option);
    expect(ofRun).to.deep.equal(run);
  });

  it("of a command has every argument and option, with its default, in eighty columns", async () => {
    const helps = await Promise.all(commands.map((command) => tcpspec([command.name(), "--help"])));
    for (const [index, { options, registeredArguments }] of commands.entries()) {
      const { stdout = "", code } = helps[index] ?? {};
      const text = stdout.replace(/\s+/g, " ");
      for (const { flags, description, defaultValue } of options) {
        expect(text).to.include(`${flags} ${description}`);
        if (defaultValue !== undefined) expect(text).to.include(`default: ${JSON.stringify(defaultValue)})`);
      }
      for (const argument of registeredArguments) expect(text).to.include(argument.name());
      for (const line of stdout.split("\n")) expect(line.length).to.be.at.most(80);
      expect(code).to.equal(0);
    }
  });

  it("every option is in some command's", () => {
    const flags = commands.flatMap(({ options }) => options.map((option) => option.flags));
    for (const option of Object.values(OPTIONS)) expect(flags).to.include(option.flags);
  });
});

describe("tcpspec --version", () => {
  it("is that of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
    expect(await tcpspec(["--version"])).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("tcpspec list", () => {
  it("has all scenarios by suite, and how many", async () => {
    const { code, stdout } = await tcpspec(["list"]);
    expect(stdout).to.match(/^close\/active\n {2}four-segments\n {6}ESTABLISHED: CLOSE -> FIN,ACK/m);
    expect(stdout).to.match(
      /\n\n\d+ scenarios; each runs over IPv4 and over IPv6, but for those of one version only\n$/,
    );
    expect(code).to.equal(0);
  });

  it("has those that are selected, and counts one as one", async () => {
    const [some, one] = await Promise.all([tcpspec(["list", "close/*"]), tcpspec(["list", "handshake/closed/syn"])]);
    expect(some.stdout).not.to.match(/^handshake/m);
    expect(one.stdout).to.match(/^handshake\/closed\n {2}syn\n {6}.*\n\n1 scenario; it runs over/);
  });

  it("--json: as data", async () => {
    const { stdout } = await tcpspec(["list", "handshake/closed/syn", "--json"]);
    const [row] = JSON.parse(stdout) as readonly object[];
    expect(row).to.have.all.keys("id", "title", "covers", "source");
  });
});

describe("tcpspec list --unexpected", () => {
  it("has all of the last run that was not expected, and why, worst verdict first", async () => {
    const cwd = folder();
    const run = await tcpspec(["run", "close", "--stack", stack("silent"), "--out", "other"], { cwd });
    const listing = "tcpspec list --unexpected --out other";
    expect(run.stdout.replaceAll(/\n +/g, " ")).to.match(
      new RegExp(`… and \\d+ more, \\d+ of them shown above; the whole list: ${listing}`),
    );
    const [text, some, json] = await Promise.all([
      tcpspec(listing.split(" ").slice(1), { cwd }),
      tcpspec(["list", "--unexpected", "close/abort", "-o", "other"], { cwd }),
      tcpspec(["list", "--unexpected", "--json", "-o", "other"], { cwd }),
    ]);
    const [, counted, scenarios] = /\n\n(\d+) unexpected, in (\d+) scenarios\n$/.exec(text.stdout) ?? [];
    expect(run.stdout).to.include(`\n  Unexpected: ${counted}, in ${scenarios} scenarios\n`);
    const names = Array.from(
      text.stdout.matchAll(/^. (\w+) +close\/\S+ {2}IPv4, IPv6\n {6}\w/gm),
      ([, verdict]) => verdict,
    );
    expect(names).to.have.length(Number(scenarios));
    expect([...new Set(names)]).to.deep.equal(["fail", "inconclusive"]);
    expect(some.stdout)
      .to.match(/^. \w+ +close\/abort\//)
      .and.not.to.match(/close\/active/);
    expect(JSON.parse(json.stdout)).to.have.length(Number(counted));
    expect({ text: text.code, some: some.code, json: json.code }).to.deep.equal({ text: 0, some: 0, json: 0 });
  });

  it("says that nothing was unexpected, and looks where the configuration has the results", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify({ out: "mine" }));
    await tcpspec(["run", "handshake/closed/syn"], { cwd });
    const { code, stdout } = await tcpspec(["list", "--unexpected"], { cwd });
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: "0 unexpected, in 0 scenarios\n" });
  });

  it("says that no run has been, and that it is not about rules", async () => {
    const [nowhere, both] = await Promise.all([
      tcpspec(["list", "--unexpected"]),
      tcpspec(["list", "--unexpected", "--requirements"]),
    ]);
    expect(nowhere.stderr).to.equal("error: no run has left its results in out\n--out names another folder\n");
    expect(both.stderr).to.equal("error: --unexpected goes without --requirements\n");
    expect([nowhere.code, both.code]).to.deep.equal([2, 2]);
  });
});

describe("tcpspec list --requirements", () => {
  it("has the rules that the options leave, with their scenarios, and how much of the whole is settled", async () => {
    const { code, stdout } = await tcpspec(["list", "--requirements", "--rfc", "9293", "--level", "MUST NOT"]);
    const [heading, ...rest] = stdout.slice(0, stdout.indexOf("\n\n")).split("\n");
    expect(heading).to.match(/^id +RFC and section +level +testable +scenarios$/);
    const lines = rest.filter((line) => !line.startsWith("    "));
    expect(rest.length, "with what they say").to.be.at.least(2 * lines.length);
    expect(lines.length).to.be.greaterThan(2);
    for (const line of lines) expect(line).to.match(/^\S+ +RFC 9293 \d\S* +MUST NOT +(?:yes|no|needs-socket-api) +\w/);
    expect(stdout.replace(/\s+/g, " ")).to.match(
      new RegExp(
        `${lines.length} of \\d{3} rules listed\\. Of those that can be settled, scenarios settle \\d+%: RFC 793 \\d+%`,
      ),
    );
    for (const line of stdout.split("\n")) expect(line.length).to.be.at.most(100);
    expect(code).to.equal(0);
  });

  it("--section: what is within it, and no other that begins alike", async () => {
    const sections = async (wanted: string) => {
      const { stdout } = await tcpspec(["list", "--requirements", "--rfc", "9293", "--section", wanted, "--json"]);
      return [...new Set((JSON.parse(stdout) as readonly { section: string }[]).map(({ section }) => section))].sort();
    };
    expect(await sections("3.1")).to.deep.equal(["3.1"]);
    expect(await sections("3.8.6.2")).to.deep.equal(["3.8.6.2.1", "3.8.6.2.2"]);
    expect(await sections("3.9.1.2")).to.deep.equal(["3.8.5/3.9.1.2", "3.9.1.2"]);
  });

  it("with selectors: the rules of those scenarios; --unscripted: those without any; --json: as data", async () => {
    const [some, none, both] = await Promise.all(
      [["close/time-wait"], ["--unscripted"], ["close", "--unscripted"]].map((args) =>
        tcpspec(["list", "--requirements", "--json", ...args]),
      ),
    );
    interface Row {
      readonly id: string;
      readonly scenarios: number;
    }
    const rows = (text = "[]") => JSON.parse(text) as readonly Row[];
    expect(rows(some?.stdout).map(({ id }) => id)).to.include("MUST-13");
    expect(rows(some?.stdout).filter(({ scenarios }) => scenarios === 0)).to.deep.equal([]);
    expect(rows(none?.stdout).filter(({ scenarios }) => scenarios > 0)).to.deep.equal([]);
    expect(rows(none?.stdout)[0]).to.have.all.keys(
      "id",
      "rfc",
      "section",
      "level",
      "summary",
      "testable",
      "scenarios",
      "why",
    );
    expect({ code: both?.code, stderr: both?.stderr }).to.deep.equal({
      code: 2,
      stderr: "error: no rule is like that\n'tcpspec list --requirements' shows what there is\n",
    });
  });

  it("says that its filters are of no use for scenarios", async () => {
    const { code, stderr } = await tcpspec(["list", "--level", "MUST"]);
    expect({ code, stderr }).to.deep.equal({ code: 2, stderr: "error: --level goes with --requirements\n" });
  });

  it("stands in sixty columns", async function () {
    if (!hasTerminals()) this.skip();
    const ended = await Promise.all(
      ["list --requirements --rfc 1337", "explain MUST-13"].map(
        (line) => inTerminal(`tcpspec --no-color ${line}`, 60).ended,
      ),
    );
    for (const { code, stdout } of ended) {
      expect(stdout).to.match(/\w/);
      for (const line of stdout.split("\r\n")) expect(line.length, line).to.be.at.most(60);
      expect(code).to.equal(0);
    }
  });
});

describe("tcpspec explain", () => {
  it("tells what a scenario does, the rules that it settles, and how it went last time", async () => {
    const cwd = folder();
    const before = await tcpspec(["explain", "close/active/four-segments"], { cwd });
    expect(before.stdout).to.match(/^close\/active\/four-segments\n {2}ESTABLISHED: CLOSE -> FIN,ACK/);
    expect(before.stdout).to.match(/\nSteps\n {2}1 {2}user\.listen\(\)\n/);
    expect(before.stdout).to.match(/\nRules\n {2}\S+ {2}[A-Z]+, RFC \d+ .*\n(?: {6}\w.*\n)+ {6}https:/);
    expect(before.stdout).to.match(/\nLast time\n {2}not run yet\n$/);

    await tcpspec(["run", "close/active/four-segments", "--stack", stack("silent"), "--seed", "5"], { cwd });
    const after = await tcpspec(["explain", "close/active/four-segments"], { cwd });
    expect(after.stdout).to.match(
      /\nLast time\n {2}inconclusive on silent over IPv4: the .*\n(?: {2}.*\n)* {2}inconclusive on silent over IPv6: [^]*\n {2}20\S+Z, seed 5\n$/,
    );
    expect({ before: before.code, after: after.code }).to.deep.equal({ before: 0, after: 0 });
  });

  it("tells what a rule asks for, what settles it, and how that went", async () => {
    const cwd = folder();
    await tcpspec(["run", "MUST-13", "--ip", "4", "--out", "other"], { cwd });
    const { code, stdout } = await tcpspec(["explain", "MUST-13", "--out", "other"], { cwd });
    expect(stdout).to.match(/^MUST-13 {2}MUST, RFC 9293 3\.6\.1\n {2}\w.*\n {2}can be settled .*\n {2}https:/);
    expect(stdout).to.match(/\nHow it can be settled\n {2}\w/);
    expect(stdout).to.match(/\nScenarios\n {2}close\/time-wait\/lasts\n {6}/);
    expect(stdout).to.match(/\nLast time\n {2}pass on reference\n/);
    for (const line of stdout.split("\n")) expect(line.length).to.be.at.most(100);
    expect(code).to.equal(0);
  });

  it("does not tell the same steps again and again", async () => {
    const { stdout } = await tcpspec(["explain", "isn/unpredictable"]);
    expect(stdout).to.include("… 255 more rounds like these 4 steps");
    expect(stdout.split("\n").length).to.be.lessThan(30);
  });

  it("says what is wrong with results that cannot be read", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "out"));
    writeFileSync(join(cwd, "out/results.json"), "{}");
    const { code, stdout } = await tcpspec(["explain", "handshake/closed/syn"], { cwd });
    expect(stdout).to.match(/\nLast time\n {2}out\/results\.json cannot be read: results: must have/);
    expect(code).to.equal(0);
  });
});

describe("tcpspec stacks and doctor", () => {
  it("stacks: what --stack takes", async () => {
    const { code, stdout } = await tcpspec(["stacks"]);
    expect(stdout)
      .to.match(/^reference +RFC 9293/)
      .and.to.match(/^linux +\w/m)
      .and.to.match(/^mutant:<name> +\w/m);
    expect(stdout)
      .to.match(/^<path> +\w/m)
      .and.to.match(/\nMutants\n {2}[\w-]+, [^]*closing-is-skipped/);
    expect(code).to.equal(0);
  });

  it("doctor: what there is, and how to get what there is not", async () => {
    const { code, stdout } = await tcpspec(["doctor"]);
    expect(stdout)
      .to.match(/^✓ Node\.js +v\d/)
      .and.to.match(/^✓ stack reference +needs nothing$/m);
    expect(stdout).to.match(/^(?:✓ stack linux +\w.*|– stack linux +.*\n +to get it: .*)$/m);
    expect(code).to.equal(0);
  });
});

describe("tcpspec on a system that lacks what the stack linux takes", () => {
  const env = () => ({ NODE_OPTIONS: `--require ${join(installation(), "fixtures/without-koffi.js")}` });

  it("says so, and does all else", async () => {
    const [doctor, stacks, linux, reference] = await Promise.all(
      ["doctor", "stacks", "run -s linux", "run handshake/closed/syn"].map((line) =>
        tcpspec(line.split(" "), { env: env() }),
      ),
    );
    expect(doctor?.stdout).to.match(/^– stack linux +no build for this system\n +to get it: install tcpspec anew/m);
    expect(stacks?.stdout).to.match(/^linux +cannot be loaded here: no build for this system$/m);
    expect(linux?.stderr).to.equal('error: the stack "linux" cannot be loaded here: no build for this system\n');
    expect([doctor, stacks, linux, reference].map((each) => each?.code)).to.deep.equal([0, 0, 3, 0]);
  });
});

describe("tcpspec completion", () => {
  /** What bash offers for a line that is being typed. */
  async function offered(line: string): Promise<readonly string[]> {
    const words = line.split(" ");
    const script = [
      'eval "$(tcpspec completion bash)"',
      `COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}) COMP_CWORD=${words.length - 1}`,
      '_tcpspec; printf "%s\\n" "${COMPREPLY[@]}"',
    ].join("\n");
    const { stdout } = await shell(script);
    return stdout.split("\n").filter((word) => word !== "");
  }

  it("bash: commands, options, and what some of them can be", async () => {
    expect(await offered("tcpspec re")).to.deep.equal(["replay"]);
    expect(await offered("tcpspec run --s")).to.have.members([
      "--stack",
      "--setting",
      "--seed",
      "--strict",
      "--source",
    ]);
    expect(await offered("tcpspec run --capture p")).to.have.members(["pcapng", "pcap"]);
    expect(await offered("tcpspec completion z")).to.deep.equal(["zsh"]);
    expect(await offered("tcpspec help ex")).to.deep.equal(["explain"]);
  });

  it("zsh and fish: all commands", async () => {
    for (const name of ["zsh", "fish"]) {
      const { code, stdout } = await tcpspec(["completion", name]);
      for (const command of commands) expect(stdout).to.include(command.name());
      expect(code).to.equal(0);
    }
  });
});
