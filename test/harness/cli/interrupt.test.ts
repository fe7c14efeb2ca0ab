import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseResults } from "../../../reports/json/parse-results";
import { Screen } from "../../reports/console/screen";
import { requireOrSkip } from "../../requirement";
import { folder, hasTerminals, inTerminal, stack, start } from "./tcpspec";

const CTRL_C = "\x03";

describe("tcpspec run, interrupted", () => {
  /** So much to do that there is time to interrupt it. */
  const begin = (name = "slow") => ["run", "handshake/closed", "close", "--ip", "4", "--stack", stack(name)];

  function resultsIn(cwd: string) {
    const parsed = parseResults(readFileSync(join(cwd, "out/results.json"), "utf8"));
    if (!parsed.ok) throw new Error(parsed.error);
    return parsed.results;
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`keeps what had finished at ${signal}`, async () => {
      const cwd = folder();
      const { child, ended, hasPrinted } = start("tcpspec", begin(), { cwd });
      await hasPrinted(/✓ handshake\/closed/);
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(stdout).to.include("! interrupted: what had finished is counted\n");
      const { run, scenarios } = resultsIn(cwd);
      expect(run.complete).to.equal(false);
      expect(scenarios.length).to.be.within(5, 40);
      for (const { trace = "none" } of scenarios) expect(existsSync(join(cwd, "out", trace))).to.equal(true);
      expect({ code, stderr }).to.deep.equal({ code: 130, stderr: "" });
    });
  }

  it("prints what had finished with --json", async () => {
    const { child, ended, hasPrinted } = start("tcpspec", [...begin(), "--json"]);
    await hasPrinted(/✓ handshake\/closed/);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    const parsed = parseResults(stdout);
    expect(parsed.ok && parsed.results.run.complete).to.equal(false);
    expect(code).to.equal(130);
  });

  it("ends at once at the second signal, and keeps what the first has saved", async () => {
    const cwd = folder();
    const { child, ended, hasPrinted } = start("tcpspec", begin("slow-and-never-closes"), { cwd });
    await hasPrinted(/✓ handshake\/closed/);
    child.kill("SIGINT");
    await hasPrinted(/interrupted/);
    child.kill("SIGINT");
    expect((await ended).code).to.equal(130);
    expect(resultsIn(cwd).run.complete).to.equal(false);
    expect(readdirSync(join(cwd, "out"))).to.have.members(["results.json", "traces"]);
  });

  describe("in a terminal", () => {
    before(function () {
      requireOrSkip(this, "script", hasTerminals(), "install util-linux");
    });

    it("leaves it clean at Ctrl-C", async () => {
      const { child, ended, hasPrinted } = inTerminal(`tcpspec ${begin().join(" ")}`, 60);
      await hasPrinted(/ \d\/\d+/);
      child.stdin?.write(CTRL_C);
      const { code, stdout } = await ended;
      const screen = new Screen(60);
      screen.write(stdout);
      expect(screen.lines()[0]).to.equal("  ✓ slow 0.1.0 IPv4");
      expect(screen.lines()).to.include("  ! interrupted: what had finished is counted");
      expect(screen.lines().at(-1), "where the shell goes on").to.equal("");
      expect(code).to.equal(130);
    });

    it("says how far fuzzing came", async () => {
      const { child, ended, hasPrinted } = inTerminal("tcpspec fuzz --runs 1000000", 80);
      await hasPrinted(/\d00 exchanges/);
      child.stdin?.write(CTRL_C);
      const { code, stdout } = await ended;
      const screen = new Screen(80);
      screen.write(stdout);
      expect(screen.lines()).to.have.length(2);
      expect(screen.lines()[0]).to.match(/^interrupted after \d+ exchanges on reference .*, seed 1$/);
      expect(code).to.equal(130);
    });
  });
});
