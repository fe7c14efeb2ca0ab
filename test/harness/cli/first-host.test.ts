/** What somebody sees whose host is not there yet. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { isAlive } from "../../is-alive";
import { requireOrSkip } from "../../requirement";
import { Screen } from "../../reports/console/screen";
import { folder, hasTerminals, installation, inTerminal, start, tcpspec } from "./tcpspec";

const commandOf = (...words: readonly string[]) =>
  ["node", join(installation(), "fixtures/first-host.js"), ...words].join(" ");

const execOf = (...words: readonly string[]) => `exec:${commandOf(...words)}`;

const count = (text: string, part: string): number => text.split(part).length - 1;

describe("a host that can do nothing yet", () => {
  it("has nothing that could be tested: that is said, with the reason, and is no success", async () => {
    const cwd = folder();
    const run = await tcpspec(["run", "close/active", "--ip", "4", "--stack", execOf()], { cwd });
    expect(run.stdout).to.match(/\n {2}Unsupported: \d+\n {4}\d+ {2}the stack does not claim "user-calls"\n/);
    expect(run.stdout).to.match(/\n {2}- my-tcp 0\.1 IPv4 {2}0 passed/);
    expect(run.stdout).to.include("\n  - nothing was tested in ");
    expect(run.code).to.equal(2);
    const { stdout } = await tcpspec(["explain", "close/active/four-segments"], { cwd });
    expect(stdout.replaceAll(/\s+/g, " ")).to.include(
      `unsupported on ${execOf()} over IPv4: the stack does not claim "user-calls"`,
    );
  });

  it("contradicts itself when it claims what it refuses: an error, which names the claim", async () => {
    const args = ["run", "close/active/four-segments", "--ip", "4", "--stack", execOf("user-calls", "status")];
    const { code, stdout } = await tcpspec(args);
    expect(stdout).to.include('the stack claims "user-calls", and user.listen() came to "not supported"');
    expect(stdout).to.include(" 1 error");
    expect(code).to.equal(3);
  });

  it("is told of each cause once by stacks check", async () => {
    const { code, stdout } = await tcpspec(["stacks", "check", commandOf("user-calls")]);
    expect(count(stdout, "OPEN (passive) came to an error: not supported (later)")).to.equal(1);
    expect(count(stdout, ": the same\n")).to.be.greaterThan(20);
    const [, wrong = "0"] = /✗ (\d+) wrong\n$/.exec(stdout) ?? [];
    expect(count(stdout, "✗ ") - 1).to.equal(Number(wrong));
    expect(code).to.equal(1);
  });

  it("may not name its capabilities in its profile, where nobody looks for them", async () => {
    const host = ['profile={"capabilities":["user-calls"]}'];
    const check = await tcpspec(["stacks", "check", commandOf(...host)]);
    expect(check.stdout).to.include("a host names its capabilities behind its version");
    const run = await tcpspec(["run", "close/active", "--stack", execOf(...host)]);
    expect(run.stderr).to.include("a host names its capabilities behind its version");
    expect(run.code).to.equal(3);
  });

  it("is ended at once by Ctrl-C while it hangs, in all the processes that there are of it", async () => {
    const cwd = folder();
    const file = join(cwd, "hanging");
    const hanging = () => (existsSync(file) ? readFileSync(file, "latin1").trim().split("\n").map(Number) : []);
    const { child, ended } = start("tcpspec", ["run", "handshake/closed", "--stack", execOf("hangs")], { cwd });
    // It would hang for five seconds.
    while (hanging().length < 3) await setTimeout(20);
    const began = performance.now();
    child.kill("SIGINT");
    const { code } = await ended;
    expect(performance.now() - began).to.be.lessThan(2000);
    expect(code).to.equal(130);
    expect(hanging().filter(isAlive)).to.deep.equal([]);
  });

  it("is seen in full on a terminal of sixty columns", async function () {
    requireOrSkip(this, "script", hasTerminals(), "install util-linux");
    const line = `tcpspec run close/active --stack '${execOf("status")}'`;
    const { stdout, code } = await inTerminal(line, 60).ended;
    const screen = new Screen(60);
    screen.write(stdout);
    expect(screen.lines().filter((each) => each.startsWith("  - my-tcp 0.1 IPv"))).to.have.length(2);
    expect(code).to.equal(2);
  });
});
