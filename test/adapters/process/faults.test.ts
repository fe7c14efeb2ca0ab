/** Whatever a host does to itself costs the scenario in which it does it, and nothing else. */

import { expect } from "chai";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOST_LIMITS, processProvider } from "../../../adapters/process";
import { SECOND } from "../../../harness/port/time";
import { StackLost } from "../../../harness/port/stack";
import type { Stack } from "../../../harness/port/stack";
import { isAlive } from "../../is-alive";

const HOST = join(__dirname, "faulty-host.js");

/** Short enough to wait for, long enough for a busy machine. */
const LIMITS = { ...HOST_LIMITS, answerMs: 3_000, memoryOctets: 256 * 2 ** 20 };

/** The seed of the scenario that is hit, among those of the others. */
const SEEDS = [11, 12, 13];
const HIT = 12;

/** What a scenario of three commands after its `reset` comes to. */
async function scenario(stack: Stack, seed: number): Promise<string> {
  try {
    await stack.reset(seed);
    await stack.link.send(Uint8Array.of(0x45, 0, 0, 20));
    await stack.clock.pass(SECOND);
    await stack.link.send(Uint8Array.of(0x60));
    await stack.clock.pass(2 * SECOND);
    await stack.link.send(Uint8Array.of(0x60));
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A run of three scenarios on a host with a fault; what each came to, and which processes there were. */
async function run(
  fault: string,
  at: number,
): Promise<{ readonly outcomes: readonly string[]; readonly pids: readonly number[] }> {
  const folder = mkdtempSync(join(tmpdir(), "tcpspec-"));
  try {
    const provider = processProvider({
      name: fault,
      summary: "",
      command: [process.execPath, HOST, fault, String(HIT), String(at), folder],
      limits: LIMITS,
    });
    const [stack] = await provider.open(1);
    if (stack === undefined) throw new Error("nothing was opened");
    const outcomes: string[] = [];
    for (const seed of SEEDS) outcomes.push(await scenario(stack, seed));
    await stack.close();
    const pids = ["processes", "children"].flatMap((name) => {
      const file = join(folder, name);
      return existsSync(file) ? readFileSync(file, "latin1").trim().split("\n").map(Number) : [];
    });
    return { outcomes, pids };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each fault, and what is said of it. */
const FAULTS: readonly (readonly [string, RegExp])[] = [
  ["kill", /^the host died of SIGKILL\nafter the command: /],
  ["segv", /^the host died of SIGSEGV\nafter the command: /],
  ["exit", /^the host exited with code 3\nafter the command: /],
  ["stop", /^the host did not answer within 3 s\nafter the command: /],
  ["hang", /^the host did not answer within 3 s\nafter the command: /],
  ["spin", /^the host did not answer within 3 s\nafter the command: /],
  [
    "garbage",
    /^no line begins with ".*\nstandard output is for the protocol: .* standard error, or begins with #\nafter /,
  ],
  ["truncated", /^the host exited with code 0\n/],
  ["truncated-octets", /^octets are two hexadecimal digits each; the host said: packet 450\n/],
  ["no-such-connection-word", /^tell names a connection and one of: established, end of stream, /],
  ["flood-of-lines", /^the host said 65536 lines in one answer\n/],
  ["flood-without-end", /^the host said (?:a line of more than 262144 octets|more than 16 MiB in one answer)\n/],
  ["remarks", /^the host exited with code 1\nafter the command: .*\nits last words:\n/],
  ["memory", /^(?:the host uses \d+ MiB of memory, and may use 256 MiB|the host did not answer)/],
  ["child", /^the host exited with code 5\n/],
];

/** The commands of the scenario at which the fault is tried: `reset`, `packet`, `advance`, `packet`, `advance`, `packet`. */
const PLACES = [0, 1, 2, 3, 4, 5];

/** Faults that only an answer to `advance` can have, with what is said of them. */
const FAULTS_OF_TIME: readonly (readonly [string, number, RegExp])[] = [
  ["time-back", 4, /^time went back, from 1000000000 to 5\nafter the command: advance 2000000000$/],
  ["time-on", 2, /^time went on to 99000000000, beyond 1000000000\nafter the command: advance 1000000000$/],
  ["time-on", 4, /^time went on to 99000000000, beyond 2000000000\nafter the command: advance 2000000000$/],
];

describe("faults of a host", () => {
  for (const [fault, message] of FAULTS)
    it(fault, async function () {
      this.timeout(60_000);
      // Side by side, as most of the time is spent waiting for processes to start.
      for (const { outcomes, pids } of await Promise.all(PLACES.map((at) => run(fault, at)))) {
        expect(outcomes[0]).to.equal("ok");
        expect(outcomes[1]).to.match(message);
        expect(outcomes[2]).to.equal("ok");
        expect(pids.filter(isAlive)).to.deep.equal([]);
      }
    });

  it("exit at start: that scenario is hit as well, and the next one is not", async function () {
    this.timeout(60_000);
    const { outcomes } = await run("exit-at-start", 1);
    expect(outcomes[0]).to.equal("ok");
    expect(outcomes[1]).to.match(/^the host exited with code 4/);
    expect(outcomes[2]).to.match(/^the host exited with code 6/);
  });

  it("a line that nobody has asked for is found out at the next command", async function () {
    this.timeout(60_000);
    const runs = await Promise.all(PLACES.map((at) => run("unasked-line", at)));
    for (const { outcomes } of runs.slice(0, -1)) {
      expect(outcomes[0]).to.equal("ok");
      expect(outcomes[1]).to.match(/^the host spoke unasked: ok\n/);
      expect(outcomes[2]).to.equal("ok");
    }
    // Behind the last command nobody is hurt by it: the next scenario gets another host.
    expect(runs.at(-1)?.outcomes).to.deep.equal(["ok", "ok", "ok"]);
  });

  for (const [fault, at, message] of FAULTS_OF_TIME)
    it(`${fault} at command ${at}`, async () => {
      const { outcomes } = await run(fault, at);
      expect(outcomes[0]).to.equal("ok");
      expect(outcomes[1]).to.match(message);
      expect(outcomes[2]).to.equal("ok");
    });

  it("three hosts in a row that do not get through their first reset are enough", async () => {
    const provider = processProvider({
      name: "stillborn",
      summary: "",
      command: [process.execPath, HOST, "exit", String(HIT), "0"],
    });
    const [stack] = await provider.open(1);
    const errors: unknown[] = [];
    for (let i = 0; i < 3; i++) errors.push(await stack?.reset(HIT).catch((reason: unknown) => reason));
    expect(errors.map((error) => error instanceof StackLost)).to.deep.equal([false, false, true]);
    expect(errors[2])
      .to.have.property("message")
      .that.matches(/^3 hosts in a row came to nothing; the last one: /);
    await stack?.close();
  });

  it("a host that cannot be started is no stack", async () => {
    const provider = processProvider({ name: "none", summary: "", command: ["/nonexistent/host"] });
    const error: unknown = await provider.open(1).catch((reason: unknown) => reason);
    expect(error).to.include({
      name: "StackUnavailable",
      message: 'there is no program "/nonexistent/host"',
      remedy: 'give the command that starts the host, such as "python3 my_host.py"',
    });
  });

  it("a stray line between two commands gets the same advice as one in an answer", async () => {
    const script = `process.stdin.on("data", () => process.stdout.write("ok talkative 1\\ngot it\\n"));`;
    const provider = processProvider({ name: "", summary: "", command: [process.execPath, "-e", script] });
    const [stack] = await provider.open(1);
    const error: unknown = await stack?.reset(1).catch((reason: unknown) => reason);
    expect(error)
      .to.have.property("message")
      .that.matches(/^no line begins with "got"; the host said: got it\nstandard output is for the protocol/);
    await stack?.close();
  });
});
