import { expect } from "chai";
import { stepLines } from "../../../harness/cli/step-list";

describe("stepLines", () => {
  const round = (n: number) => [`connection("call ${n}").user.listen()`, `connection("call ${n}").peer.sends(SYN)`];
  const rounds = (count: number) => Array.from({ length: count }, (_, index) => round(index + 1)).flat();

  it("numbers the steps", () => {
    expect(stepLines(["a", "b"])).to.deep.equal([
      { number: 1, text: "a" },
      { number: 2, text: "b" },
    ]);
  });

  it("tells a round once that comes again and again, and goes on with the right number", () => {
    expect(stepLines(["a", ...rounds(100), "b"])).to.deep.equal([
      { number: 1, text: "a" },
      { number: 2, text: 'connection("call 1").user.listen()' },
      { number: 3, text: 'connection("call 1").peer.sends(SYN)' },
      { text: "… 99 more rounds like these 2 steps" },
      { number: 202, text: "b" },
    ]);
  });

  it("tells a step once that comes again and again", () => {
    expect(stepLines(Array<string>(50).fill("a"))).to.deep.equal([
      { number: 1, text: "a" },
      { text: "… 49 more rounds like this" },
    ]);
  });

  it("writes three rounds out", () => {
    expect(stepLines(rounds(3))).to.have.length(6);
  });

  it("tells rounds that differ in more than the number of the connection one by one", () => {
    const texts = Array.from({ length: 20 }, (_, index) => `peer.sends(ACK, { text: ${index} })`);
    expect(stepLines(texts)).to.have.length(20);
  });

  it("takes the shortest round", () => {
    expect(stepLines(rounds(40))).to.have.length(3);
  });

  it("of no steps", () => {
    expect(stepLines([])).to.deep.equal([]);
  });
});
