/** Baselines speak of scenarios that there are, and send their readers to paragraphs that there are. */

import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { BaselineEntry } from "../../harness/port/baseline";
import type { Verdict } from "../../harness/port/verdict";
import { globToRegExp } from "../../harness/runner/select";
import { BASELINE as gvisor, KNOWN as knownOfGvisor } from "../../stacks/gvisor/baseline";
import { readBaseline } from "../../stacks/linux/baseline";
import { BASELINE as lwip, KNOWN as knownOfLwip } from "../../stacks/lwip/baseline";
import { BASELINE as uml, KNOWN as knownOfUml } from "../../stacks/uml/baseline";
import { BASELINE as v86, KNOWN as knownOfV86 } from "../../stacks/v86/baseline";
import { SUITES } from "../../suites";
import { notInTheBaseline } from "./not-in-the-baseline";

const IDS = SUITES.flatMap(({ scenarios }) => scenarios.map(({ id }) => id));

const BASELINES: Readonly<Record<string, readonly (BaselineEntry | { readonly reason: string })[]>> = {
  gvisor: [...gvisor, ...knownOfGvisor],
  linux: readBaseline({}),
  lwip: [...lwip, ...knownOfLwip],
  uml: [...uml, ...knownOfUml],
  v86: [...v86, ...knownOfV86],
};

/** `(README, deviation 12)`, or the title of a part; at least one of them. */
function isIn(readme: string, reason: string): boolean {
  const places = [...reason.matchAll(/\(README, ([^()]+)\)/g)].map(([, place = ""]) => place.toLowerCase());
  const headings = places.map((place) => {
    const [, number] = /^deviation (\d+)$/.exec(place) ?? [];
    return number === undefined ? `\n## ${place}\n` : `\n### ${number}. `;
  });
  return headings.length > 0 && headings.every((heading) => readme.toLowerCase().includes(heading));
}

for (const [stack, entries] of Object.entries(BASELINES))
  describe(`the baseline of ${stack}`, () => {
    it("fits scenarios that there are", () => {
      const globs = entries.flatMap((entry) => ("scenario" in entry ? [entry.scenario] : []));
      const fitsNone = (glob: string) => !IDS.some((id) => globToRegExp(glob).test(id));
      expect(globs).to.have.length.greaterThan(5);
      expect(globs.filter(fitsNone)).to.deep.equal([]);
    });

    it("names paragraphs of the README that there are", () => {
      const readme = readFileSync(`stacks/${stack}/README.md`, "utf8");
      expect(entries.map(({ reason }) => reason).filter((reason) => !isIn(readme, reason))).to.deep.equal([]);
    });
  });

describe("results that the baseline has to name", () => {
  const baseline: readonly BaselineEntry[] = [
    { scenario: "close/active/{first,second}", verdict: "fail", reason: "" },
    { scenario: "close/active/third", ip: 6, verdict: "nonstrict", reason: "" },
  ];
  const results = (verdict: Verdict) =>
    ["first", "third", "fourth"].map((name) => ({ id: `close/active/${name}`, ip: 4 as const, verdict }));

  it("all that is neither passed nor unsupported, over that version of IP", () => {
    for (const verdict of ["fail", "error", "inconclusive", "nonstrict", "info"] as const)
      expect(notInTheBaseline(results(verdict), baseline)).to.deep.equal([
        `close/active/third v4: ${verdict}, and no entry of the baseline says why`,
        `close/active/fourth v4: ${verdict}, and no entry of the baseline says why`,
      ]);
  });

  it("nothing else", () => {
    for (const verdict of ["pass", "unsupported"] as const)
      expect(notInTheBaseline(results(verdict), baseline)).to.deep.equal([]);
  });
});
