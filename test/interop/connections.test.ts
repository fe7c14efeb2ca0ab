import { expect } from "chai";
import { manyConnections } from "../../interop/connections";

describe("many connections one after the other", () => {
  it("all end, and the result says what the heap was after each round", () => {
    // So few that the heap says nothing of them.
    const { complaints, remarks } = manyConnections(500, 1);
    expect(complaints.filter((complaint) => !complaint.includes("heap"))).to.deep.equal([]);
    expect(remarks?.[0]).to.match(/^heap after each 100: (?:\d+\.\d\d(?:, | MB$)){5}/);
  });
});
