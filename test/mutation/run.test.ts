import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

/** The program as `npm run mutants -- ...` starts it. */
function mutants(...args: readonly string[]): { readonly code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "ts-node/register", "mutation/run.ts", ...args],
    { encoding: "utf8" },
  );
  return { code: status, stdout, stderr };
}

describe("npm run mutants", () => {
  const CLOSING = ["--only", "closing-is-skipped", "--jobs", "1", "--ip", "4"];
  const folder = mkdtempSync(join(tmpdir(), "tcpspec-mutation-"));
  const out = join(folder, "kills.json");

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("tells who killed a mutant, and ends with 0 when all are dead", () => {
    const { code, stdout, stderr } = mutants(...CLOSING, "--suite", "close/simultaneous", "--out", out);
    expect(stdout).to.match(/^closing-is-skipped {2}\d+\n {4}close\/simultaneous\/\S+/);
    expect(stdout).to.match(/\n1 of 1 mutants killed by \d+ scenarios over IPv4, in \d+ s\n$/);
    const { mutants: rows } = JSON.parse(readFileSync(out, "utf8")) as {
      mutants: { kills: Record<string, string[]> }[];
    };
    expect(rows[0]?.kills["4"]).to.include("close/simultaneous/fins-cross");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
  });

  it("ends with 1 when one survives, unless the bar is lower", () => {
    const deaf = [...CLOSING, "--suite", "handshake/closed/syn"];
    expect(mutants(...deaf)).to.include({ code: 1 });
    expect(mutants(...deaf, "--bar", "0")).to.include({ code: 0 });
  });

  it("ends with 2 for a mistake in the command line", () => {
    expect(mutants("--only", "nobody")).to.deep.equal({ code: 2, stdout: "", stderr: "no mutant is called nobody\n" });
  });
});
