import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { configuredStacks } from "../../../harness/cli/configured-stacks";
import { CommandError } from "../../../harness/cli/exit-code";
import { findConfig } from "../../../harness/cli/find-config";
import { loadConfig } from "../../../harness/cli/load-config";
import { SECOND } from "../../../harness/port/time";
import type { Results } from "../../../harness/port/results";
import type { Profile } from "../../../harness/port/profile";
import { parseResults } from "../../../reports/json/parse-results";
import { atOnce, folder, installation, tcpspec, type Ended } from "./tcpspec";

const SCENARIO = "handshake/closed/syn";

/** A host that answers no SYN, which its baseline knows. */
function configuration(): Record<string, unknown> {
  return {
    stack: "mine",
    out: "results",
    seed: 7,
    ip: 4,
    capture: "none",
    stacks: {
      mine: {
        summary: "a TCP that is deaf",
        command: ["node", "deaf-host.js", "2.0"],
        folder: join(installation(), "fixtures"),
        environment: { HOST_NAME: "deaf" },
        profile: { timers: { msl: "30 s" } },
        baseline: [{ scenario: SCENARIO, ip: 4, verdict: "fail", reason: "it is deaf" }],
      },
    },
  };
}

/** The same in the languages that there are. */
const FILES: Readonly<Record<string, (config: unknown) => string>> = {
  "tcpspec.config.json": (config) => JSON.stringify(config),
  "tcpspec.config.js": (config) => `module.exports = ${JSON.stringify(config)};`,
  "tcpspec.config.ts": (config) => `
    import { defineConfig, type Config } from "tcpspec/config";
    const config: Config = ${JSON.stringify(config)} as const;
    export default defineConfig(config);`,
};

function resultsIn(path: string): Results {
  const parsed = parseResults(readFileSync(join(path, "results.json"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.results;
}

/** A new folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const cwd = folder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  return cwd;
}

describe("tcpspec.config", () => {
  let ended: (name: string) => Ended & { readonly cwd: string };

  before("run a scenario with each of them", async () => {
    ended = await atOnce(Object.keys(FILES), async (name) => {
      const cwd = folderWith({ [name]: FILES[name]?.(configuration()) ?? "" });
      return { cwd, ...(await tcpspec(["run", SCENARIO], { cwd })) };
    });
  });

  for (const name of Object.keys(FILES)) {
    it(`${name} names the stack, its profile and baseline, and the defaults of options`, () => {
      const { cwd, code, stderr } = ended(name);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      const { run, stacks, scenarios } = resultsIn(join(cwd, "results"));
      expect(run.seed).to.equal(7);
      expect(stacks.map((each) => [each.name, each.version])).to.deep.equal([["mine", "2.0"]]);
      const { timers } = stacks[0]?.profile as Profile;
      // Over what the host says of itself, which is over what the RFCs recommend.
      expect([timers.msl.value, timers.initialRto.value, timers.minimumRto.value]).to.deep.equal(
        [30, 3, 1].map((seconds) => seconds * SECOND),
      );
      expect(scenarios.map(({ ip, verdict, outcome }) => [ip, verdict, outcome])).to.deep.equal([
        [4, "fail", "expected"],
      ]);
      expect(scenarios[0]).not.to.have.property("trace");
    });
  }

  it("an option on the command line goes before", async () => {
    const cwd = folderWith({ "tcpspec.config.json": JSON.stringify(configuration()) });
    const args = ["--stack", "reference", "--ip", "6", "--seed", "1", "--out", "there", "--capture", "pcap"];
    const { code } = await tcpspec(["run", SCENARIO, ...args], { cwd });
    expect(code).to.equal(0);
    const { run, stacks, scenarios } = resultsIn(join(cwd, "there"));
    expect(run.seed).to.equal(1);
    expect(stacks.map(({ name }) => name)).to.deep.equal(["reference"]);
    expect(scenarios.map(({ ip, trace }) => [ip, trace])).to.deep.equal([[6, `traces/${SCENARIO}.reference.v6.pcap`]]);
  });

  it("paths are seen from the folder of the file, and a module's own baseline stands behind", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "sub"));
    const stacks = { wrapped: { module: "./stack.js", profile: { synRetries: 1 }, baseline: "known.json" } };
    writeFileSync(join(cwd, "sub/my.json"), JSON.stringify({ stacks, out: "out", ip: 4 }));
    writeFileSync(join(cwd, "sub/known.json"), JSON.stringify([{ scenario: SCENARIO, verdict: "fail", reason: "so" }]));
    writeFileSync(
      join(cwd, "sub/stack.js"),
      `const { reference } = require("tcpspec/reference");
       const baseline = [{ scenario: ${JSON.stringify(SCENARIO)}, verdict: "pass", reason: "is fine" }];
       exports.stack = { ...reference, baseline };`,
    );
    const { code, stdout } = await tcpspec(["run", SCENARIO, "--stack", "wrapped", "--config", "sub/my.json"], { cwd });
    expect(stdout).to.include("sub/out/results.json");
    const { scenarios, stacks: described } = resultsIn(join(cwd, "sub/out"));
    expect(described[0]?.profile).to.include({ synRetries: 1, synAckRetries: 8 });
    // It passes, and was expected to fail.
    expect(scenarios.map(({ verdict, outcome }) => [verdict, outcome])).to.deep.equal([["pass", "unexpected"]]);
    expect(code).to.equal(1);
  });

  it("its stacks are listed, and found by a replay line", async () => {
    const cwd = folderWith({ "tcpspec.config.json": JSON.stringify(configuration()) });
    const { stdout } = await tcpspec(["stacks"], { cwd });
    expect(stdout).to.match(/^mine +a TCP that is deaf\nreference /);
    const replayed = await tcpspec(["replay", `${SCENARIO}@mine/v4#seed=7`], { cwd });
    expect(replayed.stdout).to.match(/ on mine 2\.0, IPv4\n[^]*✗ fail: the stack sent nothing/);
    expect(replayed.code).to.equal(1);
    const { stderr } = await tcpspec(["run", "--stack", "mien"], { cwd });
    expect(stderr).to.match(/did you mean mine\?/);
  });

  it("says how long a host may take", async () => {
    const stacks = { slow: { command: ["node", "-e", "setInterval(() => {}, 1000)"] } };
    const cwd = folderWith({ "tcpspec.config.json": JSON.stringify({ stacks, timeouts: { start: "300 ms" } }) });
    const began = performance.now();
    const { code, stderr } = await tcpspec(["run", "--stack", "slow"], { cwd });
    expect(stderr).to.match(/^error: the stack "slow" cannot be run here: .*0\.3 s/);
    expect(code).to.equal(3);
    expect(performance.now() - began, "the 15 s that it has otherwise").to.be.below(15_000);
  });

  it("is of no concern to what does not need it", async () => {
    const cwd = folderWith({ "tcpspec.config.json": "{" });
    const run = await atOnce(["list", "--help", "completion bash"], (line) => tcpspec(line.split(" "), { cwd }));
    for (const line of ["list", "--help", "completion bash"]) expect(run(line).stderr, line).to.equal("");
  });
});

describe("tcpspec.config with a mistake in it", () => {
  const command = ["x"];
  const WAYS =
    "an object with a command (a host process), a module (JavaScript), linux (the kernel's TCP) or raw (a host on a link)";
  const MISTAKES: readonly (readonly [config: unknown, said: string])[] = [
    [
      5,
      'the configuration: must be an object such as { "stack": "mine", "stacks": { "mine": { "command": ["./host"] } } }',
    ],
    [
      { stak: "mine" },
      'the configuration: there is no key "stak"; there are $schema, stacks, stack, out, seed, ip, capture, strict, timeouts',
    ],
    [{ seed: -1 }, "seed: must be a whole number from 0 to 4294967295"],
    [{ ip: 5 }, "ip: must be one of 4, 6"],
    [{ capture: "pdf" }, 'capture: must be one of "pcapng", "pcap", "none"'],
    [{ strict: "yes" }, "strict: must be one of true, false"],
    [
      { timeouts: { scenario: 10 } },
      'timeouts.scenario: must be a time such as "1 s", "200 ms" or "2 min" (units: min, s, ms, us, ns)',
    ],
    [{ timeouts: { scenario: "0 s" } }, "timeouts.scenario: must be more than nothing, and at most 20 days"],
    [{ timeouts: { scenario: "40000 min" } }, "timeouts.scenario: must be more than nothing, and at most 20 days"],
    [{ stacks: { a: 5 } }, `stacks.a: must be ${WAYS}`],
    [{ stacks: { a: {} } }, `stacks.a: must be ${WAYS}`],
    [{ stacks: { a: { linux: {} } } }, 'stacks.a.linux: the key "settings" is missing'],
    [
      { stacks: { a: { linux: { settings: { "net.ipv4.tcp_sack": 0 } } } } },
      'stacks.a.linux.settings.net.ipv4.tcp_sack: must be a text on one line such as "0"',
    ],
    [
      { stacks: { a: { linux: { settings: { "kernel.hostname": "x" } } } } },
      'stacks.a.linux.settings: "kernel.hostname" is no setting of a network; "net.ipv4.tcp_sack" is one',
    ],
    [{ stacks: { a: { raw: { target: "192.0.2.7" } } } }, 'stacks.a.raw: the key "interface" is missing'],
    [{ stacks: { a: { raw: { mode: "inet" } } } }, 'stacks.a.raw: the key "target" is missing'],
    [
      { stacks: { a: { raw: { target: "192.0.2.7", interface: "eth0", port: 0 } } } },
      "stacks.a.raw.port: must be a whole number from 1 to 65535",
    ],
    [
      { stacks: { a: { raw: { target: "192.0.2.7", interface: "eth0", behaves: "daytime" } } } },
      'stacks.a.raw.behaves: must be one of "echo", "discard", "http", "chargen"',
    ],
    [
      { stacks: { a: { command: "python3 my_host.py" } } },
      'stacks.a.command: must be a list of a program and its arguments, such as ["python3", "my_host.py"]',
    ],
    [
      { stacks: { a: { command, module: "y" } } },
      'stacks.a: there is no key "module"; there are command, folder, environment, summary, profile, baseline, known',
    ],
    [{ stacks: { "a b": { command } } }, 'stacks: "a b" is no name; letters, digits, - and _ make one'],
    [
      { stacks: { a: { command, profile: { synRetries: -1 } } } },
      "stacks.a.profile.synRetries: must be a whole number from 0 to 65535",
    ],
    [
      { stacks: { a: { command, profile: { isnTicksPerSecond: { least: 2, most: 1 } } } } },
      "stacks.a.profile.isnTicksPerSecond: least must not be more than most",
    ],
    [
      { stacks: { a: { command, baseline: [{ scenario: SCENARIO, verdict: "fail" }] } } },
      'stacks.a.baseline.0: the key "reason" is missing',
    ],
    [
      { stacks: { a: { command, baseline: [{ scenario: SCENARIO, verdict: "fail", reason: "" }] } } },
      "stacks.a.baseline.0.reason: must be a text that says why this is so",
    ],
  ];

  for (const [config, said] of MISTAKES) {
    it(JSON.stringify(config), async () => {
      const path = join(folderWith({ "x.json": JSON.stringify(config) }), "x.json");
      const error: unknown = await loadConfig(path).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(CommandError).with.property("message", `${path}: ${said}`);
    });
  }

  const WHOLE: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, said: RegExp]>> = {
    run: [{ "tcpspec.config.json": "{" }, /^error: .*tcpspec\.config\.json cannot be read: it is not JSON: /],
    "run --stack reference": [{ "tcpspec.config.json": '{"seed":"1"}' }, /^error: .*: seed: must be a whole number/],
    "stacks --config nope.json": [{}, /^error: there is no file .*nope\.json\n--config takes/],
    stacks: [
      { "tcpspec.config.json": "{}", "tcpspec.config.ts": "" },
      /^error: there is more than one configuration file: .*config\.ts, .*config\.json\nremove the others/,
    ],
    "fuzz --runs 1": [{ "tcpspec.config.ts": "export default {" }, /^error: .*tcpspec\.config\.ts cannot be loaded: /],
    "run close": [{ "tcpspec.config.js": "exports.stack = 1 + nothing" }, /cannot be loaded: nothing is not defined\n/],
    "run --stack mine": [
      { "tcpspec.config.json": '{"stacks":{"mine":{"command":["x"],"baseline":"known.json"}}}' },
      /^error: .*known\.json cannot be read: there is no such file\n/,
    ],
    "run --stack mistyped": [
      {
        "tcpspec.config.json": JSON.stringify({
          stacks: {
            mistyped: { command: ["x"], baseline: [{ scenario: "close/actve/x", verdict: "fail", reason: "y" }] },
          },
        }),
      },
      /^error: the baseline of mistyped: there is no scenario "close\/actve\/x"\n/,
    ],
    "replay x@y/v4#seed=1 --config a.json": [{ "a.json": '{"out":""}' }, /^error: .*a\.json: out: must be a folder\n/],
    "explain close --config a.json": [
      { "a.json": '{"stacks":[]}' },
      /stacks: must be an object of stacks by their names/,
    ],
  };
  let tried: (line: string) => Ended;

  before("try them all", async () => {
    tried = await atOnce(Object.keys(WHOLE), (line) =>
      tcpspec(line.split(" "), { cwd: folderWith(WHOLE[line]?.[0] ?? {}) }),
    );
  });

  for (const [line, [, said]] of Object.entries(WHOLE)) {
    it(`tcpspec ${line}`, () => {
      const { code, stdout, stderr } = tried(line);
      expect(stderr).to.match(said);
      expect(stderr).not.to.match(/^ {4}at /m);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    });
  }
});

describe("tcpspec init", () => {
  /** All that stands behind a comment and is no sentence comes out of it, but for the other ways to reach a stack. */
  const withEverything = (text: string) => text.replaceAll(/^( *)\/\/ (?=[a-zA-Z]+: |\{ )(?!module|raw)/gm, "$1");

  it("writes a file that can be used as it is, with all of its examples, and is never written over", async () => {
    const cwd = folder();
    const { code, stdout } = await tcpspec(["init"], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^wrote tcpspec\.config\.ts\n\nNext:\n/);
    const file = join(cwd, "tcpspec.config.ts");
    const text = readFileSync(file, "utf8");
    const { config } = await loadConfig(file);
    expect(Object.keys(config.stacks ?? {})).to.deep.equal([config.stack]);
    const full = join(cwd, "full.ts");
    writeFileSync(full, withEverything(text));
    const all = await loadConfig(full);
    expect(all.config).to.have.all.keys("stack", "stacks", "out", "seed", "ip", "capture", "strict", "timeouts");
    const again = await tcpspec(["init", "--json"], { cwd });
    expect(again.stderr).to.equal(`error: there is ${file} already\nmove it away to have a new one\n`);
    expect(again.code).to.equal(2);
    expect(readFileSync(file, "utf8")).to.equal(text);
    expect(existsSync(join(cwd, "tcpspec.config.json"))).to.equal(false);
  });

  it("writes the same in JSON", async () => {
    const [typed, plain] = [folder(), folder()];
    await tcpspec(["init"], { cwd: typed });
    const { stdout } = await tcpspec(["init", "--json"], { cwd: plain });
    expect(stdout).to.match(/^wrote tcpspec\.config\.json\n/);
    const { config } = await loadConfig(join(plain, "tcpspec.config.json"));
    expect(config).to.deep.equal((await loadConfig(join(typed, "tcpspec.config.ts"))).config);
  });
});

describe("the baseline of a configured stack", () => {
  const providerWith = async (scenario: string) => {
    const baseline = [{ scenario, verdict: "fail", reason: "so" }];
    const stacks = { mine: { command: ["x"], baseline } };
    const loaded = await loadConfig(join(folderWith({ "x.json": JSON.stringify({ stacks }) }), "x.json"));
    return () => configuredStacks(loaded).get("mine")?.provider();
  };

  it("names scenarios, or many of them by a glob", async () => {
    for (const scenario of [SCENARIO, "close/*", "handshake/closed/{syn,rst}*"])
      expect((await providerWith(scenario))()?.baseline?.map((entry) => entry.scenario)).to.deep.equal([scenario]);
  });

  it("names none that there are not", async () => {
    for (const scenario of ["close", "close/actve/*", "close/active/four-segment"])
      expect(await providerWith(scenario), scenario).to.throw(CommandError, "the baseline of mine: ");
  });
});

describe("the README's configuration", () => {
  it("can be used as it is", async () => {
    const [, example = ""] = /```ts\n(import \{ defineConfig \}.*?)```/s.exec(readFileSync("README.md", "utf8")) ?? [];
    const loaded = await loadConfig(join(folderWith({ "x.ts": example }), "x.ts"));
    expect(configuredStacks(loaded).get("mine")?.provider().baseline).to.have.length(1);
  });
});

describe("findConfig", () => {
  it("finds nothing where there is nothing, and no folders", () => {
    const cwd = folder();
    expect(findConfig(undefined, cwd)).to.equal(undefined);
    mkdirSync(join(cwd, "tcpspec.config.json"));
    expect(findConfig(undefined, cwd)).to.equal(undefined);
  });
});
