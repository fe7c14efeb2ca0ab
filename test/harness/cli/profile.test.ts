import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { readProfile } from "../../../harness/port/read-profile";
import { reference } from "../../../stacks/reference";
import { folder, start, tcpspec } from "./tcpspec";

/** What the reference claims of its timers. */
async function claimedTimers(): Promise<unknown> {
  const [stack] = await reference.open(1);
  return stack?.profile.timers;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("tcpspec profile", () => {
  it("prints what can be put into a configuration file, with what was seen above each line", async () => {
    const { code, stdout, stderr } = await tcpspec(["profile", "reference"]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.match(/^reference \S+ over memory, IPv4, virtual time\n\nprofile: \{\n/);
    expect(stdout).to.match(/\n {4}\/\/ TIME-WAIT lasted 240\.000 s, 5 times\n {4}"msl": "2 min",\n/);
    const [, written = ""] = /^(profile: \{\n.*?\n\},)\n/ms.exec(stdout) ?? [];
    const { profile } = runInNewContext(`({ ${written} })`) as { profile: unknown };
    expect(readProfile(JSON.parse(JSON.stringify(profile))).timers).to.deep.equal(await claimedTimers());
    expect(stdout).to.match(
      /\nSeen, and nothing for a profile\n[^]*\nWhich of what the rules allow\n[^]*close\/time-wait\/reset/,
    );
  });

  it("--json prints nothing else on standard output", async () => {
    const { code, stdout, stderr } = await tcpspec(["profile", "reference", "--json"]);
    expect(readProfile(JSON.parse(stdout)).timers).to.deep.equal(await claimedTimers());
    expect(stderr).to.match(/^reference .*\n\nprofile: \{\n/);
    expect(code).to.equal(0);
  });

  it("watches a stack of the configuration file, whatever that claims of it", async () => {
    const cwd = folder();
    const stack = `const { referenceWith } = require("tcpspec/reference");
      exports.stack = referenceWith({ msl: 7e9 });`;
    writeFileSync(join(cwd, "stack.js"), stack);
    const stacks = { mine: { module: "stack.js", profile: { timers: { msl: "1 min" } } } };
    writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify({ stacks }));
    const { stdout } = await tcpspec(["profile", "mine", "--json"], { cwd });
    const { timers } = JSON.parse(stdout) as { timers: Readonly<Record<string, unknown>> };
    expect(timers.msl).to.equal("7 s");
  });

  it("is ended by Ctrl-C, and its host with it", async () => {
    const cwd = folder();
    const asked = join(cwd, "asked");
    const host = `
      const { renameSync, writeFileSync } = require("node:fs");
      process.stdin.on("data", (text) => {
        if (String(text).startsWith("tcpspec")) return console.log("ok slow 1");
        // The first question is never answered.
        writeFileSync("asking", String(process.pid));
        renameSync("asking", "asked");
      });`;
    writeFileSync(join(cwd, "host.js"), host);
    const { child, ended } = start("tcpspec", ["profile", "exec:node host.js"], { cwd });
    while (!existsSync(asked)) await setTimeout(20);
    child.kill("SIGINT");
    expect(await ended).to.deep.equal({ code: 130, stdout: "", stderr: "interrupted: nothing is proposed\n" });
    // It has been killed, which takes a moment.
    while (isThere(Number(readFileSync(asked, "utf8")))) await setTimeout(20);
  });

  it("needs a stack that there is", async () => {
    const { code, stderr } = await tcpspec(["profile", "refrence"]);
    expect(stderr).to.match(/^error: there is no stack called "refrence"\ndid you mean reference\?/);
    expect(code).to.equal(2);
  });
});
