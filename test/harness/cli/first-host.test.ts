/** What somebody sees whose host is not there yet. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
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

describe("a command that starts no host", () => {
  const HOST = "#!/nonexistent/interpreter";
  const MISTAKES: readonly (readonly [command: string, mode: number, said: string, hint: string])[] = [
    [
      "nothing",
      0o644,
      'there is no program "nothing"',
      'give the command that starts the host, such as "python3 my_host',
    ],
    ["my_host.py 7", 0o644, "it is a file in this folder, and not in PATH", 'that runs it: "python3 my_host.py 7"'],
    ["my_host.bin", 0o755, "it is a file in this folder, and not in PATH", 'that runs it: "./my_host.bin"'],
    ["./my_host.bin", 0o644, "it is a file that may not be executed", "chmod +x ./my_host.bin"],
    ["./my_host.py", 0o755, "the file's first line names one that there is not", 'such as "python3 my_host.py"'],
    ["./", 0o755, "it is a folder", 'such as "python3 my_host.py"'],
  ];

  for (const [command, mode, said, hint] of MISTAKES)
    it(command, async () => {
      const cwd = folder();
      for (const file of ["my_host.py", "my_host.bin"]) writeFileSync(join(cwd, file), HOST, { mode });
      const check = await tcpspec(["stacks", "check", ...command.split(" ")], { cwd });
      const run = await tcpspec(["run", "handshake/closed", "--stack", `exec:${command}`], { cwd });
      for (const { stderr, stdout } of [check, run]) {
        expect(stdout).to.equal("");
        const [first = "", second = "", ...more] = stderr.split("\n");
        expect(first).to.include(said);
        expect(second).to.include(hint);
        expect(more).to.deep.equal([""]);
      }
      expect([check.code, run.code]).to.deep.equal([2, 3]);
    });
});

describe("a host that can do nothing yet", () => {
  it("is not fuzzed, as exchanges need user calls", async () => {
    const { code, stdout, stderr } = await tcpspec(["fuzz", "--stack", execOf(), "--runs", "5"], { cwd: folder() });
    expect(stdout).to.equal("");
    expect(stderr).to.match(/^error: the stack ".*" takes no user calls\n.*"user-calls" can be fuzzed\n$/);
    expect(code).to.equal(2);
  });

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

  it("is shown what was said, in the words of the protocol, by stacks check", async () => {
    const { stdout } = await tcpspec(["stacks", "check", commandOf("user-calls")]);
    expect(stdout).to.include(`
    OPEN (passive) came to an error: not supported (later)
    > reset 1 192.0.2.1 2001:db8::1
    < ok
    > open 4000-5000 passive 192.0.2.1 4000 192.0.2.2 5000
    < error not supported: later
`);
    expect(stdout).not.to.include("adapters/contract");
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

  for (const [what, words, said] of [
    ["is asked", ["hangs"], "✓ it begins anew, as often as it is told to"],
    ["introduces itself", ["dumb"], ""],
  ] as const)
    it(`is ended at once by Ctrl-C in stacks check while it ${what}`, async () => {
      const cwd = folder();
      const file = join(cwd, "hanging");
      const { child, ended } = start("tcpspec", ["stacks", "check", commandOf(...words)], { cwd });
      while (!existsSync(file)) await setTimeout(20);
      const began = performance.now();
      child.kill("SIGINT");
      const { code, stdout, stderr } = await ended;
      expect(performance.now() - began).to.be.lessThan(2000);
      expect({ code, stderr }).to.deep.equal({ code: 130, stderr: "interrupted\n" });
      expect(stdout).to.include(said).and.not.to.include("✗");
      expect(isAlive(Number(readFileSync(file, "latin1")))).to.equal(false);
    });

  it("is ended by Ctrl-C before it has introduced itself, whatever is to be done with it", async () => {
    for (const command of [["run", "--stack"], ["fuzz", "--stack"], ["profile"]]) {
      const cwd = folder();
      const file = join(cwd, "hanging");
      const { child, ended } = start("tcpspec", [...command, execOf("dumb")], { cwd });
      while (!existsSync(file)) await setTimeout(20);
      child.kill("SIGINT");
      expect(await ended, command.join(" ")).to.deep.equal({ code: 130, stdout: "", stderr: "interrupted\n" });
      // They are killed, and nobody waits for that.
      const pids = readFileSync(file, "latin1").trim().split("\n").map(Number);
      while (pids.some(isAlive)) await setTimeout(20);
    }
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
