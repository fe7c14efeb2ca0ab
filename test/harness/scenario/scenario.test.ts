import { readFileSync } from "node:fs";
import { expect } from "chai";
import { peer, RTO, scenario, stack, suite, SYN, SYN_ACK, synReceived, user } from "../../../harness/scenario";
import { citation, link, type Requirement } from "../../../harness/scenario/requirement";
import { capabilitiesOf } from "../../../harness/scenario/step";
import { oneOf } from "../../../harness/scenario/vocabulary";

const HERE = "test/harness/scenario/scenario.test.ts";

/** The line of this file on which something is written. */
function lineOf(text: string): number {
  const lines = readFileSync(HERE, "utf8").split("\n");
  return lines.findIndex((line) => line.trimStart().startsWith(text)) + 1;
}

const DRAFT = { covers: ["MUST-13"], steps: [] } as const;

describe("scenario", () => {
  it("counts the steps that only lead up to the matter", () => {
    const made = scenario("name", "title", { covers: [], from: synReceived(), steps: [user.close(), user.abort()] });
    expect(made.preamble).to.equal(synReceived().length);
    expect(made.steps).to.have.length(synReceived().length + 2);
    expect(made.steps.slice(-2)).to.deep.equal([user.close(), user.abort()]);
  });

  it("takes lists of steps among its steps", () => {
    const made = scenario("name", "title", { covers: [], steps: [user.listen(), [user.close(), user.abort()]] });
    expect(made.steps).to.deep.equal([user.listen(), user.close(), user.abort()]);
    expect(made.preamble).to.equal(0);
  });

  it("tells the file and the line where it is written", () => {
    const made = scenario("where-am-i", "title", DRAFT);
    expect(made.source).to.equal(`${HERE}:${lineOf('const made = scenario("where-am-i"')}`);
  });

  it("tells the line on which it begins when it has several", () => {
    const [made] = suite("some/suite", [
      scenario("on-its-own-line", "title", {
        ...DRAFT,
      }),
    ]).scenarios;
    expect(made?.source).to.equal(`${HERE}:${lineOf('scenario("on-its-own-line"')}`);
  });
});

describe("suite", () => {
  it("puts its path before the names of its scenarios", () => {
    const { path, scenarios } = suite("close/active", [scenario("one", "a", DRAFT), scenario("two", "b", DRAFT)]);
    expect(path).to.equal("close/active");
    expect(scenarios.map(({ id, title }) => [id, title])).to.deep.equal([
      ["close/active/one", "a"],
      ["close/active/two", "b"],
    ]);
  });

  it("refuses two scenarios of one name", () => {
    const twins = [scenario("one", "a", DRAFT), scenario("two", "b", DRAFT), scenario("one", "c", DRAFT)];
    expect(() => suite("close/active", twins)).to.throw("suite close/active has two scenarios named one");
  });
});

describe("capabilitiesOf", () => {
  it("segments and expectations alone need nothing", () => {
    expect(capabilitiesOf([peer.sends(SYN), stack.sends(SYN_ACK), stack.isIn("CLOSED")])).to.deep.equal([]);
  });

  it("a call needs somebody to make it, an active OPEN and an application more than that", () => {
    expect(capabilitiesOf([user.listen()])).to.have.members(["user-calls"]);
    expect(capabilitiesOf([user.connect()])).to.have.members(["user-calls", "active-open"]);
  });

  it("a choice needs that it can be chosen, each one by itself; a report needs that there are reports", () => {
    const chooses = user.chooses({ nagle: false, keepAliveInterval: RTO.times(2) });
    const choices = ["choose-nagle", "choose-keep-alive-interval"];
    expect(capabilitiesOf([chooses])).to.have.members(["user-calls", ...choices]);
    expect(capabilitiesOf([user.isTold("soft error")])).to.have.members(["user-calls", "soft-errors"]);
    expect(capabilitiesOf([user.isTold("soft error", "timeout")])).to.have.members(["user-calls"]);
  });

  it("a program that makes the calls by itself needs nobody who does, unless the script calls as well", () => {
    expect(capabilitiesOf([user.listen("echo")])).to.have.members(["application-echo"]);
    for (const more of [user.close(), user.receives(1), user.isTold("reset")])
      expect(capabilitiesOf([user.listen("echo"), more])).to.have.members(["application-echo", "user-calls"]);
  });

  it("what an echo is to say, the peer says to it", () => {
    expect(capabilitiesOf([user.listen("echo"), user.send(1)])).to.have.members(["application-echo"]);
    for (const program of ["discard", "http", "chargen"] as const)
      expect(capabilitiesOf([user.listen(program), user.send(1)])).to.include("user-calls");
  });

  it("looks into alternatives, and names everything once", () => {
    const steps = [
      user.listen(),
      oneOf({ a: [stack.sends(SYN)], b: [stack.sends(SYN_ACK), user.connect()] }),
      user.close(),
    ];
    expect(capabilitiesOf(steps)).to.have.members(["user-calls", "active-open"]);
  });
});

describe("requirement", () => {
  const requirement: Requirement = {
    id: "MUST-13",
    rfc: "9293",
    section: "3.6.1",
    level: "MUST",
    summary: "TIME-WAIT lasts 2 MSL",
    testable: "yes",
    how: "wait",
  };

  it("is cited by RFC and section", () => {
    expect(citation(requirement)).to.equal("RFC 9293 3.6.1");
  });

  it("links to its section, and to the RFC where the section is none that can be linked to", () => {
    const page = "https://www.rfc-editor.org/rfc/rfc9293.html";
    expect(link(requirement)).to.equal(`${page}#section-3.6.1`);
    expect(link({ ...requirement, section: "3.10.7.4, first" })).to.equal(`${page}#section-3.10.7.4`);
    expect(link({ ...requirement, section: "App. B" })).to.equal(page);
  });
});
