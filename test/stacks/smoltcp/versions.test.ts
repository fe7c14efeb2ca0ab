/** Other versions of smoltcp than the one that is built by default. */

import { readFileSync } from "node:fs";
import { expect } from "chai";
import { StackUnavailable } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { DEFAULT_PROFILE } from "../../../harness/port/default-profile";
import { smoltcp } from "../../../stacks/smoltcp";
import { baselineOf } from "../../../stacks/smoltcp/baseline";
import { profileOf } from "../../../stacks/smoltcp/profile";
import { manifestFor, recipeOf } from "../../../stacks/smoltcp/recipe";
import { expectBuildable, isBefore, NEWEST } from "../../../stacks/smoltcp/version";
import { globToRegExp } from "../../../harness/runner/select";
import { SUITES } from "../../../suites";

const MANIFEST = readFileSync("stacks/smoltcp/host/Cargo.toml", "utf8");
const README = readFileSync("stacks/smoltcp/README.md", "utf8");

const OLDEST = "0.10.0";

/** Those that have been run, the oldest one first. */
const VERSIONS = [OLDEST, "0.11.0", "0.12.0", "0.13.0", "0.13.1", NEWEST];

/** The numbers of the deviations that a version is known for. */
function deviationsOf(version: string): ReadonlySet<string> {
  return new Set(baselineOf(version).map(({ reason }) => /\(README, deviation (\d+)\)$/.exec(reason)?.[1] ?? reason));
}

/** The versions in a manifest, by what they are versions of. */
function versionsIn(manifest: string): ReadonlyMap<string, string> {
  return new Map(
    Array.from(
      manifest.matchAll(/^([\w-]+) = (?:\{ version = )?"=?(\d[\d.]*\.\d+)"/gm),
      ([, name = "", version = ""]) => [name, version],
    ),
  );
}

describe("versions of smoltcp", () => {
  it("the manifest names that of smoltcp twice, and every crate exactly", () => {
    const versions = versionsIn(MANIFEST);
    expect(versions.get("version")).to.equal(NEWEST);
    expect(versions.get("smoltcp")).to.equal(NEWEST);
    const [, dependencies = ""] = MANIFEST.split("[dependencies]");
    const crates = dependencies.split("\n").filter((line) => /^\w/.test(line));
    expect(crates).to.have.length.greaterThan(5);
    for (const crate of crates) expect(crate).to.match(/"=\d+\.\d+\.\d+"/);
  });

  it("another one stands in both places, and nothing is said of what it brings along", () => {
    const versions = versionsIn(manifestFor("0.11.0", MANIFEST));
    expect(Object.fromEntries(versions)).to.deep.equal({ version: "0.11.0", smoltcp: "0.11.0" });
  });

  it("each has a place of its own in the cache, and the default one is built from what is there", () => {
    expect(recipeOf(NEWEST).written).to.equal(undefined);
    expect(recipeOf("0.11.0").written).to.have.all.keys("Cargo.toml");
    expect(recipeOf("0.11.0").version).to.equal("0.11.0");
    expect(smoltcp("0.11.0").name).to.equal("smoltcp@0.11.0");
    expect(smoltcp().name).to.equal("smoltcp");
  });

  it("there are those from 0.10 on, and no other", () => {
    for (const version of VERSIONS) expectBuildable(version);
    for (const none of ["", "x", "0.9.1", "1.0.0", "0.11", "0.11.0-rc1", "^0.11.0", "0.11.0\n"])
      expect(expectBuildable.bind(undefined, none), none).to.throw(StackUnavailable, "released versions from 0.10.0");
  });

  it("are ordered by their numbers", () => {
    expect(["0.14.0", "0.9.1", "0.13.1", "0.10.0", "0.13.0"].sort((a, b) => (isBefore(a, b) ? -1 : 1))).to.deep.equal([
      "0.9.1",
      "0.10.0",
      "0.13.0",
      "0.13.1",
      "0.14.0",
    ]);
    expect(isBefore("0.13.1", "0.13.1")).to.equal(false);
  });

  it("the README says of each deviation in which version it was mended", () => {
    const table = [...README.matchAll(/^\| ([\d, ]+?) +\| (\d+\.\d+\.\d+) +\|$/gm)];
    const mended = table.flatMap(([, numbers = "", version = ""]) =>
      numbers.split(", ").map((number) => [number, version] as const),
    );
    const asRun = [...deviationsOf(OLDEST)].flatMap((number) => {
      const without = VERSIONS.find((version) => !deviationsOf(version).has(number));
      return without === undefined ? [] : [[number, without] as const];
    });
    expect(mended).to.have.deep.members(asRun);
    expect([...deviationsOf(OLDEST)]).to.include.members([...deviationsOf(NEWEST)]);
  });

  it("the baseline speaks of scenarios that there are, each once, and of paragraphs of the README that there are", () => {
    const ids = SUITES.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
    for (const version of VERSIONS) {
      const entries = baselineOf(version).map(({ scenario, ip }) => `${scenario} ${ip}`);
      expect(new Set(entries).size, version).to.equal(entries.length);
    }
    const entries = VERSIONS.flatMap((version) => baselineOf(version));
    for (const [scenario, reason] of new Map(entries.map(({ scenario, reason }) => [scenario, reason]))) {
      const pattern = globToRegExp(scenario);
      expect(
        ids.some((id) => pattern.test(id)),
        scenario,
      ).to.equal(true);
      const [, number = ""] = /\(README, deviation (\d+)\)$/.exec(reason) ?? [];
      const [, paragraph = ""] = README.split(`\n### ${number}. `);
      expect(paragraph.split("\n### ")[0], reason).to.include(`\`${scenario}\``);
    }
  });

  it("the RTO is what RFC 6298 recommends since 0.13", () => {
    const [before, since] = ["0.12.0", "0.13.0"].map((version) => profileOf(version)(DEFAULT_PROFILE).timers);
    expect(since?.initialRto).to.deep.equal({ value: SECOND, early: 0, late: 0 });
    expect(before?.initialRto.value).to.be.lessThan(SECOND);
  });
});
