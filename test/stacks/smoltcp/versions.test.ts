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
import { minorOf, NEWEST } from "../../../stacks/smoltcp/version";
import { globToRegExp } from "../../../harness/runner/select";
import { SUITES } from "../../../suites";

const MANIFEST = readFileSync("stacks/smoltcp/host/Cargo.toml", "utf8");

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
    expect(["0.10.0", "0.13.1", NEWEST].map(minorOf)).to.deep.equal([10, 13, 14]);
    for (const none of ["", "x", "0.9.1", "1.0.0", "0.11", "0.11.0-rc1", "^0.11.0", "0.11.0\n"])
      expect(() => minorOf(none), JSON.stringify(none)).to.throw(StackUnavailable, "released versions from 0.10.0");
  });

  it("what is mended in one is expected of no later one", () => {
    const known = [10, 12, 13, 14].map((minor) => new Set(baselineOf(minor).map(({ scenario }) => scenario)));
    for (const [i, later] of known.slice(1).entries()) {
      expect([...(known[i] ?? [])]).to.include.members([...later]);
      expect(later.size).to.be.lessThan(known[i]?.size ?? 0);
    }
  });

  it("the baseline speaks of scenarios that there are, each once, and of paragraphs of the README that there are", () => {
    const ids = SUITES.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));
    const scenarios = baselineOf(10).map(({ scenario }) => scenario);
    const fitsNone = (glob: string) => !ids.some((id) => globToRegExp(glob).test(id));
    expect(scenarios.filter(fitsNone)).to.deep.equal([]);
    expect(new Set(scenarios).size).to.equal(scenarios.length);
    const readme = readFileSync("stacks/smoltcp/README.md", "utf8");
    for (const { scenario, reason } of baselineOf(10)) {
      const [, number = ""] = /\(README, deviation (\d+)\)$/.exec(reason) ?? [];
      const [, paragraph = ""] = readme.split(`\n### ${number}. `);
      expect(paragraph.split("\n### ")[0], reason).to.include(`\`${scenario}\``);
    }
  });

  it("the RTO is what RFC 6298 recommends since 0.13", () => {
    const [before, since] = [12, 13].map((minor) => profileOf(minor)(DEFAULT_PROFILE).timers);
    expect(since?.initialRto).to.deep.equal({ value: SECOND, early: 0, late: 0 });
    expect(before?.initialRto.value).to.be.lessThan(SECOND);
  });
});
