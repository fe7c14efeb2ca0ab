/** Settings of the kernel, from the command line and from the configuration file to results and replay lines. */

import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kernelSetting } from "../../../harness/cli/options";
import type { Results, ScenarioResult } from "../../../harness/port/results";
import { parseResults } from "../../../reports/json/parse-results";
import { requireLinux } from "../../stacks/linux/require-linux";
import { folder, shell, tcpspec } from "./tcpspec";

const SCENARIO = "handshake/closed/syn";
const CONFIG = {
  ip: 4,
  capture: "none",
  stacks: {
    "linux-nosack": {
      linux: { settings: { "net.ipv4.tcp_sack": "0", "net.ipv4.tcp_synack_retries": "4" } },
      profile: { synRetries: 2 },
      baseline: [{ scenario: SCENARIO, verdict: "fail", reason: "to see that it counts" }],
    },
  },
};

function resultsIn(path: string): Results {
  const parsed = parseResults(readFileSync(join(path, "out", "results.json"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.results;
}

describe("kernelSetting", () => {
  it("takes a name and a value, one after the other, the last one counts", () => {
    const first = kernelSetting("net.ipv4.tcp_sack=0");
    const second = kernelSetting("net.ipv4.tcp_rmem=4096 16384 65536", first);
    const all = { "net.ipv4.tcp_sack": "0", "net.ipv4.tcp_rmem": "4096 16384 65536" };
    expect(second).to.deep.equal(all);
    expect(kernelSetting("net.ipv4.tcp_sack=1", second)).to.deep.equal({ ...all, "net.ipv4.tcp_sack": "1" });
  });

  it("takes nothing else", () => {
    for (const text of ["", "net.ipv4.tcp_sack", "net.ipv4.tcp_sack=", "=1", "kernel.hostname=x", "net.a=1\n"])
      expect(() => kernelSetting(text), text).to.throw("It must be a name that begins with net., = and a value");
  });
});

describe("tcpspec --setting", () => {
  it("is for the kernel's TCP", async () => {
    const { code, stderr } = await tcpspec(["run", SCENARIO, "--setting", "net.ipv4.tcp_sack=0"]);
    expect(stderr).to.equal('error: --setting does nothing for the stack "reference"\nit is for the stack linux\n');
    expect(code).to.equal(2);
  });

  it("a mistake in it is one of the command line", async () => {
    const { code, stderr } = await tcpspec(["run", SCENARIO, "--stack", "linux", "--setting", "kernel.hostname=x"]);
    expect(stderr).to.match(/^error: option '--setting <assignment>' .* is invalid\. It must be a name that begins/);
    expect(code).to.equal(2);
  });

  describe("with the privileges that it takes", () => {
    before(function () {
      requireLinux(this);
    });

    it("stands in the results and in the replay line, which can be used as it is", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify({ ip: 4, capture: "none" }));
      const settings = { "net.ipv4.tcp_synack_retries": "3", "net.ipv4.tcp_rmem": "4096 16384 65536" };
      const words = Object.entries(settings).flatMap(([name, value]) => ["--setting", `${name}=${value}`]);
      const { code, stderr } = await tcpspec(["run", SCENARIO, "--stack", "linux", ...words], { cwd });
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      const { stacks, scenarios } = resultsIn(cwd);
      expect(stacks.map(({ name, settings: set }) => [name, set])).to.deep.equal([["linux", settings]]);
      expect(stacks[0]?.profile).to.include({ synAckRetries: 3 });
      const [{ replay }] = scenarios as [ScenarioResult];
      expect(replay).to.equal(
        `tcpspec replay '${SCENARIO}@linux/v4#seed=1'` +
          " --setting net.ipv4.tcp_synack_retries=3 --setting 'net.ipv4.tcp_rmem=4096 16384 65536'",
      );
      const again = await shell(replay, { cwd });
      expect(again.stderr).to.equal("");
      expect(again.stdout).to.match(/ on linux [^]*✓ pass/);
    });

    it("what the kernel does not take ends the command before anything is run", async () => {
      const { code, stdout, stderr } = await tcpspec([
        "run",
        "--stack",
        "linux",
        "--setting",
        "net.ipv4.tcp_sack=many",
      ]);
      expect(stderr).to.match(
        /^error: the stack "linux" cannot be run here: the kernel refuses net\.ipv4\.tcp_sack=many /,
      );
      expect({ code, stdout }).to.deep.equal({ code: 3, stdout: "" });
    });

    it("a stack of the configuration file has its settings, its profile and its baseline", async () => {
      const cwd = folder();
      writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify(CONFIG));
      const more = ["--setting", "net.ipv4.tcp_sack=1"];
      const { code } = await tcpspec(["run", SCENARIO, "--stack", "linux-nosack", ...more], { cwd });
      const { stacks, scenarios } = resultsIn(cwd);
      expect(stacks.map(({ name, settings }) => [name, settings])).to.deep.equal([
        ["linux-nosack", { "net.ipv4.tcp_sack": "1", "net.ipv4.tcp_synack_retries": "4" }],
      ]);
      expect(stacks[0]?.profile).to.include({ synRetries: 2, synAckRetries: 4 });
      // It passes, and was expected to fail.
      expect(scenarios.map(({ verdict, outcome }) => [verdict, outcome])).to.deep.equal([["pass", "unexpected"]]);
      expect(code).to.equal(1);
    });
  });

  it("such a stack is listed with its settings", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify(CONFIG));
    const { stdout } = await tcpspec(["stacks"], { cwd });
    expect(stdout.replaceAll(/\s+/g, " ")).to.match(
      /^linux-nosack the TCP of the running Linux kernel, net\.ipv4\.tcp_sack=0, net\.ipv4\.tcp_synack_retries=4 /,
    );
  });
});
