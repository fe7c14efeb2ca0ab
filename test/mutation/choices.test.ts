import { expect } from "chai";
import { choicesOf } from "../../mutation/choices";
import { chosenMutants, chosenScenarios } from "../../mutation/chosen";
import { MUTANTS } from "../../stacks/mutants";

describe("the command line of npm run mutants", () => {
  it("means all mutants and all scenarios, over both versions of IP, and wants every mutant dead", () => {
    const { only, suite, ips, bar, out } = choicesOf([]);
    expect({ ips, bar, out }).to.deep.equal({ ips: [4, 6], bar: 100, out: undefined });
    expect(chosenMutants(only)).to.deep.equal(MUTANTS);
    expect(chosenScenarios(suite).length).to.be.greaterThan(2000);
  });

  it("takes what it is told", () => {
    const argv = [
      "--only",
      "window-*",
      "--suite",
      "close",
      "--ip",
      "6",
      "--jobs",
      "1",
      "--bar",
      "95",
      "--out",
      "k.json",
    ];
    const choices = choicesOf(argv);
    expect(choices).to.deep.equal({ only: "window-*", suite: "close", ips: [6], jobs: 1, bar: 95, out: "k.json" });
    expect(chosenMutants(choices.only).map(({ name }) => name)).to.include("window-is-signed");
    for (const { id } of chosenScenarios(choices.suite)) expect(id).to.match(/^close\//);
  });

  for (const [argv, complaint] of [
    [["--ip", "5"], "--ip is 4, 6 or both"],
    [["--jobs", "0"], "--jobs is a whole number from 1 to 64"],
    [["--bar", "101"], "--bar is a whole number from 0 to 100"],
    [["--bar", ""], "--bar is a whole number"],
    [["--mutants", "x"], "--mutants"],
  ] as const) {
    it(`says what is wrong with ${argv.join(" ")}`, () => {
      expect(() => choicesOf(argv)).to.throw(TypeError, complaint);
    });
  }

  it("does not play nothing at all", () => {
    expect(() => chosenMutants("no-such-mutant")).to.throw(TypeError, "no mutant is called no-such-mutant");
    expect(() => chosenScenarios("no/such")).to.throw(TypeError, "no scenario is called no/such");
  });
});
