import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ACK } from "../../../harness/wire/flags";
import { folder, installation, shell, stack, tcpspec } from "./tcpspec";

/** The command after this word, as a failure prints it. */
function printed(output: string, word: string): string {
  const [, command] = new RegExp(`^ {2}${word} +(.+)$`, "m").exec(output) ?? [];
  if (command === undefined) throw new Error(`there is no ${word} in ${output}`);
  return command;
}

describe("tcpspec replay", () => {
  it("what a failure prints: fails in the same way, and shows all of it", async () => {
    const cwd = folder();
    const run = await tcpspec(["run", "close/simultaneous", "--stack", "mutant:closing-is-skipped"], { cwd });
    expect(run.code).to.equal(1);
    const command = printed(run.stdout, "replay");
    expect(command).to.equal("tcpspec replay 'close/simultaneous/fins-cross@mutant:closing-is-skipped/v4#seed=1'");

    const { code, stdout } = await shell(command, { cwd });
    expect(stdout).to.match(/^close\/simultaneous\/fins-cross on mutant:closing-is-skipped .*, IPv4\n/);
    expect(stdout).to.match(/\n +0\.000 {2}state = TIME-WAIT\n/);
    expect(stdout).to.match(/\n✗ fail: the stack is in TIME-WAIT and should be in CLOSING\n/);
    expect(stdout).to.match(
      /\n {2}step {6}\d+ {2}stack\.isIn\("CLOSING"\)\n {2}expected {2}CLOSING\n {2}seen {6}TIME-WAIT\n$/,
    );
    expect(code).to.equal(1);
  });

  it("with the same numbers: its capture is the one of the run, to the octet", async () => {
    const cwd = folder();
    const id = "handshake/passive/reset";
    await tcpspec(["run", id, "--seed", "9", "--ip", "6", "--stack", stack("silent")], { cwd });
    await tcpspec(["replay", `${id}@${stack("silent")}/v6#seed=9`, "--out", "again"], { cwd });
    const { code, stderr } = await shell(`cmp out/traces/${id}.silent.v6.pcapng again/${id}.silent.v6.pcapng`, { cwd });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  });

  it("goes by the path of a stack of one's own, whatever it takes to write it", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "it's mine"));
    await shell(`echo "exports.x = require('${stack("silent")}').stack" > "it's mine/stack.js"`, { cwd });
    const run = await tcpspec(["run", "handshake/passive/reset", "--stack", "./it's mine/stack.js"], { cwd });
    const { code, stdout } = await shell(printed(run.stdout, "replay"), { cwd });
    expect(stdout).to.match(/^handshake\/passive\/reset on silent 1, IPv4\n/);
    expect(code).to.equal(1);
  });

  it("on another stack: the failure is not there", async () => {
    const { code, stdout } = await tcpspec(["replay", "handshake/closed/syn@mutant:nope/v4#seed=1", "-s", "reference"]);
    expect(stdout).to.match(/\n✓ pass\n$/);
    expect(code).to.equal(0);
  });

  it("a file: in a storm any number will do for one that nobody knows yet, and in a script none will", async () => {
    const cwd = folder();
    const early = { kind: "peer-sends", connection: "1", segment: { flags: ACK, seq: { $seq: "RCV.NXT" } } };
    const scenario = { id: "fuzz/x", title: "x", covers: [], needs: [], preamble: 0, steps: [early] };
    const file = { schema: "tcpspec/scenario/1", stack: "reference", ip: 4, seed: 1 };
    writeFileSync(join(cwd, "script.json"), JSON.stringify({ ...file, scenario }));
    writeFileSync(join(cwd, "storm.json"), JSON.stringify({ ...file, scenario: { ...scenario, storm: 1 } }));
    const [script, storm] = await Promise.all(
      ["script.json", "storm.json"].map((name) => tcpspec(["replay", name], { cwd })),
    );
    expect(storm?.stdout).to.match(/^fuzz\/x on reference [^]*\n +0\.000 {2}stack > \[RST\][^]*\n✓ pass\n$/);
    expect(storm?.code).to.equal(0);
    expect(script?.stdout).to.match(/\n✗ error: .*RCV\.NXT/);
    expect(script?.code).to.equal(3);
  });

  it("a stack that breaks", async () => {
    const { code, stdout } = await tcpspec(["replay", `handshake/passive/reset@${stack("throws-in-host")}/v4#seed=1`]);
    expect(stdout).to.match(/\n✗ error: the stack broke: Error: a fault of its host\n/);
    expect(code).to.equal(3);
  });

  it("says that the capture cannot be written, after all else", async () => {
    const { code, stdout, stderr } = await tcpspec([
      ...["replay", "handshake/closed/syn@reference/v4#seed=1"],
      ...["--out", "/dev/null/folder"],
    ]);
    expect(stdout).to.include("✓ pass");
    expect(stderr).to.match(/^error: cannot write \/dev\/null\/folder\/.*: a part of the path is a file\n/);
    expect(code).to.equal(3);
  });
});

describe("tcpspec fuzz", () => {
  it("finds nothing in a right stack, or in a few exchanges", async () => {
    const cwd = folder();
    const { code, stdout } = await tcpspec(["fuzz", "--runs", "50"], { cwd });
    expect(stdout).to.match(
      /^✓ nothing found in 50 exchanges on reference \S+, seed 1\n.* whether a TCP conforms, 'tcpspec run' tells\.\n$/,
    );
    expect(code).to.equal(0);
    expect(existsSync(join(cwd, "corpus"))).to.equal(false);
  });

  it("saves what it finds, and what it prints replays it", async () => {
    const cwd = folder();
    const found = await tcpspec(["fuzz", "--stack", stack("throws-at-urgent"), "--corpus", "what I found"], { cwd });
    expect(found.stdout).to.match(/^✗ the stack broke: Error: urgent\n/);
    expect(found.code).to.equal(1);
    const command = printed(found.stdout, "replay");
    expect(command).to.match(/^tcpspec replay 'what I found\/stack-failed-[0-9a-f]{8}\.scenario\.json'$/);
    const { code, stdout } = await shell(command, { cwd });
    expect(stdout).to.match(/\n✗ error: the stack broke: Error: urgent\n/);
    expect(code).to.equal(3);
  });

  it("prints the last words of a host that breaks, and what its replay goes on with after the exchange", async () => {
    const host = `exec:node ${join(installation(), "fixtures/first-host.js")} panics user-calls`;
    const found = await tcpspec(["fuzz", "--stack", host, "--runs", "100"], { cwd: folder() });
    expect(found.stdout).to.match(/^✗ the stack broke: the host exited with code 101\n/);
    expect(found.stdout).to.match(
      /\n {4}then a handshake between other ports, .*\n {4}connection\("afterwards"\)\.user\.listen\(\)\n {4}.*sends\(SYN, .*\n\n/,
    );
    expect(found.stdout).to.match(/\n {2}panic: no such connection\n {4}at tcp_input\n/);
    expect(found.stdout).not.to.match(/\n {2}seen/);
    expect(found.code).to.equal(1);
  });

  it("prints what it finds even where it cannot be saved", async () => {
    const { code, stdout, stderr } = await tcpspec([
      ...["fuzz", "--stack", stack("throws-at-urgent")],
      ...["--corpus", "/dev/null/corpus"],
    ]);
    expect(stdout).to.match(/^✗ the stack broke: Error: urgent\n/);
    expect(stderr).to.match(
      /^error: cannot write \/dev\/null\/corpus\/.*: a part of the path is a file\ngive another folder with --corpus\n$/,
    );
    expect(code).to.equal(3);
  });
});
