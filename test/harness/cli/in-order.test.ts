import { expect } from "chai";
import { inOrder } from "../../../harness/cli/in-order";

describe("inOrder", () => {
  it("hands on what comes as soon as all that comes before it has been, and the rest when nothing is to be waited for", () => {
    const seen: string[] = [];
    const ordered = inOrder<{ readonly place: string }>(["a", "b", "c", "d", "e"], ({ place }) => seen.push(place));
    const after = (place: string) => {
      ordered.put(place, { place });
      return seen.join("");
    };
    expect([after("b"), after("a"), after("e"), after("d")]).to.deep.equal(["", "ab", "ab", "ab"]);
    ordered.flush();
    expect(seen.join("")).to.equal("abde");
    ordered.flush();
    expect(seen.join("")).to.equal("abde");
  });
});
