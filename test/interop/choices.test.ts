import { expect } from "chai";
import { choicesOf } from "../../interop/choices";
import { tasksOf } from "../../interop/tasks";

describe("the command line of npm run interop", () => {
  it("asks for 20 MB over a link with 5 % loss, 5 % reordering, 2 % duplication and 1 % corruption", () => {
    const { octets, impairments, jobs } = choicesOf([]);
    expect({ octets, impairments }).to.deep.equal({
      octets: 20e6,
      impairments: { loss: 0.05, reordering: 0.05, duplication: 0.02, corruption: 0.01 },
    });
    expect(jobs).to.be.greaterThan(4);
  });

  it("takes what it is told", () => {
    const argv = ["--size", "0.5", "--loss", "0", "--rto", "200", "--jobs", "1", "--only", "aborts"];
    expect(choicesOf(argv)).to.deep.include({ octets: 500_000, minimumRto: 200e6, jobs: 1, only: "aborts" });
  });

  for (const argv of [
    ["--size", "0"],
    ["--size", "much"],
    ["--loss", "101"],
    ["--jobs", "0"],
    ["--seed", ""],
  ]) {
    it(`says what is wrong with ${argv.join(" ")}`, () => {
      expect(() => choicesOf(argv)).to.throw(TypeError, `${argv[0] ?? ""} is a number from`);
    });
  }

  it("knows no other words", () => {
    expect(() => choicesOf(["--lost", "5"])).to.throw(TypeError, "--lost");
  });

  it("plays every case on both links and over both versions of IP, each under a name of its own", () => {
    const names = tasksOf(choicesOf([])).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
    const cases = names
      .filter((name) => name.endsWith("IPv4, clean"))
      .map((name) => name.slice(0, -"IPv4, clean".length));
    expect(cases).to.have.length(11);
    for (const each of cases) {
      for (const rest of ["IPv4, clean", "IPv6, clean", "IPv4, bad", "IPv6, bad"])
        expect(names).to.include(each + rest);
    }
  });
});
