import { expect } from "chai";
import { readGreeting } from "../../../adapters/process/greeting";

describe("the programs above a host", () => {
  const programsOf = (capabilities: string) => {
    const { profile } = readGreeting({ said: [], end: { ok: true, words: `a-stack 1 ${capabilities}`.trim() } });
    return profile.capabilities.filter((each) => each.startsWith("application-"));
  };
  const SPOKEN_TO = ["application-http", "application-echo", "application-discard"];

  it("are there where the host takes calls", () => {
    expect(programsOf("")).to.deep.equal([]);
    expect(programsOf("user-calls")).to.have.members(SPOKEN_TO);
  });

  it("has a chargen among them where STATUS tells it when to begin", () => {
    expect(programsOf("user-calls status")).to.have.members([...SPOKEN_TO, "application-chargen"]);
  });

  it("are nothing that a host claims by itself", () => {
    for (const name of ["application-echo", "application-chargen"])
      expect(() => programsOf(`user-calls status ${name}`)).to.throw(`there is no capability "${name}"`);
  });
});
