/** That every rule of the catalogue that can be settled is settled by a scenario, or that a reason stands in its place. */

import { expect } from "chai";
import type { Requirement } from "../../harness/scenario/requirement";
import { SUITES } from "../../suites";
import { REQUIREMENTS } from "../../suites/requirements";
import { CENTRAL_RFCS, coverageOf, shareOf } from "../../suites/requirements/coverage";
import { UNSCRIPTED } from "../../suites/requirements/unscripted";

/** Of the central rules that can be settled, so many have scenarios at the least: to be raised, never to be lowered. */
const LEAST_SETTLED = 0.97;

const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);
const COVERED = coverageOf(REQUIREMENTS, SCENARIOS);
const SETTLED = new Set(COVERED.filter(({ scenarios }) => scenarios > 0).map(({ requirement }) => requirement.id));
const REASONS = Object.entries(UNSCRIPTED);

const isCentral = (rfc: string) => CENTRAL_RFCS.some((each) => each === rfc);

describe("the catalogue and the scenarios", () => {
  it("every rule that can be settled has a scenario, or a reason why it has none", () => {
    const missing = COVERED.filter(
      ({ requirement: { id, testable }, scenarios }) => testable !== "no" && scenarios === 0 && !(id in UNSCRIPTED),
    );
    expect(missing.map(({ requirement }) => requirement.id)).to.deep.equal([]);
  });

  it("a reason stands for a rule that there is and that can be settled", () => {
    const astray = REASONS.filter(([id]) => (REQUIREMENTS.get(id)?.testable ?? "no") === "no");
    expect(astray).to.deep.equal([]);
    for (const [id, why] of REASONS) expect(why, id).to.match(/\S/);
  });

  it("a rule that has a reason has no scenario", () => {
    expect(REASONS.filter(([id]) => SETTLED.has(id))).to.deep.equal([]);
  });

  it(`${100 * LEAST_SETTLED} % of the central rules and more have scenarios`, () => {
    const { settled, testable } = shareOf(COVERED.filter(({ requirement: { rfc } }) => isCentral(rfc)));
    expect(settled / testable).to.be.at.least(LEAST_SETTLED);
  });

  it("scenarios cite no rule that there is not", () => {
    const cited = new Set(SCENARIOS.flatMap(({ covers }) => covers));
    expect([...cited].filter((id) => !REQUIREMENTS.has(id))).to.deep.equal([]);
  });

  it("the central RFCs are those of which the catalogue has most", () => {
    const rfcs = new Set([...REQUIREMENTS.values()].map(({ rfc }) => rfc));
    expect(CENTRAL_RFCS.filter((rfc) => !rfcs.has(rfc))).to.deep.equal([]);
    const central = COVERED.filter(({ requirement: { rfc } }) => isCentral(rfc));
    expect(central.length).to.be.greaterThan(COVERED.length * 0.9);
  });

  it("counts what is testable, whether one scenario settles it or two", () => {
    const row = (id: string, testable: Requirement["testable"]): [string, Requirement] => [
      id,
      { id, rfc: "793", section: "3.9", level: "MUST", summary: "", how: "", testable },
    ];
    const requirements = new Map([row("A", "yes"), row("B", "needs-socket-api"), row("C", "no"), row("D", "yes")]);
    const scenarios = [["A"], ["A", "B"], ["C"]].map((covers, i) => ({
      id: `s/${i}`,
      title: "",
      covers,
      needs: [],
      preamble: 0,
      steps: [],
    }));
    const covered = coverageOf(requirements, scenarios);
    expect(covered.map(({ scenarios: count }) => count)).to.deep.equal([2, 1, 1, 0]);
    expect(shareOf(covered)).to.deep.equal({ settled: 2, testable: 3 });
  });
});
