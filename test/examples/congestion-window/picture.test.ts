import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const ORDER = [
  "slow start",
  "fast recovery",
  "congestion avoidance",
  "waiting for the timeout",
  "slow start",
  "congestion avoidance",
];

function plot(...args: readonly string[]) {
  const command = ["--require", "ts-node/register", "examples/congestion-window/run.ts", ...args];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
}

/** The names of elements that are opened and not closed, or the other way round. */
function unbalanced(svg: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = "", end] of svg.matchAll(/<(\/?)(\w+)(?:\s[^>]*?)?(\/?)>/g)) {
    if (slash === "" && end === "") open.push(name);
    else if (slash === "/" && open.pop() !== name) return [name];
  }
  return open;
}

describe("npm run plot", () => {
  const folder = mkdtempSync(join(tmpdir(), "tcpspec-plot-"));
  const file = join(folder, "new", "window.svg");
  let run: ReturnType<typeof plot>;
  let svg: string;

  before(() => {
    run = plot("--out", file);
    svg = readFileSync(file, "utf8");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("draws the picture of the documentation, byte for byte", () => {
    expect(run.stderr).to.equal("");
    expect(run.status).to.equal(0);
    const isSame = svg === readFileSync("docs/congestion-window.svg", "utf8");
    expect(isSame, "npm run plot -- --out docs/congestion-window.svg renews it").to.equal(true);
  });

  it("says what is in it: both transfers, phase by phase, and the file", () => {
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.at(-1)).to.equal(file);
    const heads = lines.flatMap((line, index) => (line.includes("selective acknowledgments") ? [index] : []));
    expect(heads).to.have.length(2);
    for (const head of heads) {
      const phases = lines.slice(head + 1, head + 1 + lines.slice(head + 1).findIndex((line) => !line.startsWith(" ")));
      // RFC 6582 3.2 step 3 may leave cwnd a little below ssthresh: slow start for a single ACK.
      const lasting = phases.filter((line) => !/(\d+\.\d+) to +\1 s:/.test(line));
      expect(lasting.map((line) => /s: ([a-z ]+),/.exec(line)?.[1])).to.deep.equal(ORDER);
    }
  });

  it("is an SVG of its own: whole, without a script, without anything from elsewhere, on light paper and on dark", () => {
    expect(unbalanced(svg)).to.deep.equal([]);
    expect(svg).to.match(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
    expect(svg).to.not.match(/<script|<image|<use|@import|url\(|\son\w+=|href/);
    expect(svg).to.include("prefers-color-scheme: dark");
  });

  it("has its axes, its units, its legend and its phases in writing", () => {
    for (const text of ["time in seconds", "segments of 1448 octets", "cwnd", "FlightSize", ...ORDER]) {
      expect(svg).to.include(`>${text}</text>`);
    }
    expect(svg).to.match(/>ssthresh[^<]*<\/text>/);
  });

  it("says what is wrong with the command line, and with a file that cannot be", () => {
    const wrong = plot("--size", "3");
    expect(wrong.status).to.equal(2);
    expect(wrong.stderr).to.include("--size");
    const impossible = plot("--out", join(file, "below-a-file.svg"));
    expect(impossible.status).to.equal(3);
    expect(impossible.stderr).to.not.equal("");
  });
});
