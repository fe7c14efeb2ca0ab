import { expect } from "chai";
import { disagreement, killersOf, matrixOf, misjudged, type Kills, type Played } from "../../mutation/matrix";
import { reportJson, reportLines } from "../../mutation/report";

const played = (name: string, kills: Kills): Played => ({
  mutant: { name, breaks: "MUST-1", file: "some.ts", find: "a", replace: "b" },
  kills,
});

const IDS = ["a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "a/8", "a/9", "a/10"];

describe("the kills of all mutants", () => {
  const dead = played("dead", { 4: ["a/1"], 6: ["a/1", "a/2"] });
  const alive = played("alive", { 4: [], 6: [] });
  const obvious = played("obvious", { 4: ["a/1", "a/3", "a/4"], 6: ["a/3"] });
  const matrix = matrixOf([dead, alive, obvious], IDS);

  it("count for a mutant over whatever version of IP, each scenario once", () => {
    expect(killersOf(dead)).to.deep.equal(["a/1", "a/2"]);
    expect(matrix.survivors.map(({ name }) => name)).to.deep.equal(["alive"]);
  });

  it("do not count for a scenario where a fifth of all scenarios and more see the mistake", () => {
    expect(matrix.coarse).to.deep.equal(["obvious"]);
    expect(matrix.idle).to.deep.equal(IDS.slice(2));
  });

  it("are held against the list of coarse mutants, both ways", () => {
    expect(misjudged(["a", "b"], ["b", "c"])).to.deep.equal(["a", "c"]);
  });

  describe("and the reasons", () => {
    const idle = new Set(["a/3", "a/4", "b/1"]);
    const scenarios = [...IDS.slice(0, 4), "b/1"];
    const because = (...globs: readonly string[]) =>
      globs.map((scenario) => ({ scenario, why: "it is a walkthrough" }));

    it("agree where just what kills nothing has a reason", () => {
      expect(disagreement(scenarios, idle, because("a/{3,4}", "b"))).to.deep.equal({
        unexplained: [],
        refuted: [],
        pointless: [],
      });
    });

    it("do not agree where a reason is missing, wrong, or about nothing", () => {
      expect(disagreement(scenarios, idle, because("a/2", "b", "c/*"))).to.deep.equal({
        unexplained: ["a/3", "a/4"],
        refuted: ["a/2"],
        pointless: ["c/*"],
      });
    });
  });

  describe("and what is printed of them", () => {
    const play = { matrix, scenarios: 10, ips: [4, 6], seconds: 74.4 } as const;

    it("has who killed each mutant, the survivors, and how many of them are dead", () => {
      const text = reportLines(play, 60).join("\n");
      expect(text).to.include("dead  2\n    a/1, a/2\n").and.to.include("alive  survives\n");
      expect(text).to.include("obvious  3\n    a/1, a/3, a/4\n");
      expect(text).to.include("\nSurvivors: 1\n  alive  MUST-1, some.ts\n");
      expect(text).to.match(/\n2 of 3 mutants killed by 10 scenarios over IPv4 and IPv6, in 74 s$/);
      expect(text).not.to.include("nobody says why");
    });

    it("has the scenarios that kill nothing for no reason, and cuts names where the line ends", () => {
      const names = { mutant: dead.mutant, kills: { 4: ["window/sender/closed", "window/sender/open", "a/1", "a/2"] } };
      const lines = reportLines(
        {
          ...play,
          matrix: matrixOf([names], IDS),
          disagreement: { unexplained: ["a/9"], refuted: ["a/8"], pointless: [], misjudged: ["dead"] },
        },
        40,
      );
      expect(lines).to.include("    window/sender/closed, window/sender…");
      expect(lines)
        .to.include("Scenarios that kill nothing, and nobody says why they are there: 1")
        .and.to.include("  a/9");
      expect(lines).to.include("Scenarios that kill something, and have a reason for killing nothing: 1");
      expect(lines).to.include("Coarse mutants (dead) and reasons.ts do not agree: 1").and.to.include("  dead");
      expect(lines.join("\n")).not.to.include("Reasons that fit");
    });

    it("is data with --out", () => {
      const { mutants, ...rest } = JSON.parse(reportJson(play)) as { readonly mutants: readonly object[] };
      expect(mutants[0]).to.deep.equal({
        name: "dead",
        breaks: "MUST-1",
        file: "some.ts",
        kills: { 4: ["a/1"], 6: ["a/1", "a/2"] },
      });
      expect(rest).to.deep.include({ ips: [4, 6], scenarios: 10, survivors: ["alive"], coarse: ["obvious"] });
    });
  });
});
