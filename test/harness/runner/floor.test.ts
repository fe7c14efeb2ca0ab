import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { leaseOf, sharedFloor, type Floor } from "../../../harness/runner/floor";

/** Notes who has the floor, in the order in which they get it. */
function diary(): { readonly lines: string[]; readonly note: (name: string, taking: Promise<void>) => void } {
  const lines: string[] = [];
  return {
    lines,
    note: (name, taking) => void taking.then(() => lines.push(name)),
  };
}

describe("the floor", () => {
  it("is free at first, and one's own until it is yielded", async () => {
    const floor = sharedFloor();
    const { lines, note } = diary();
    note("first", floor.take("begins"));
    note("second", floor.take("begins"));
    await turn();
    expect(lines).to.deep.equal(["first"]);
    floor.yield();
    await turn();
    expect(lines).to.deep.equal(["first", "second"]);
  });

  it("goes to those in the middle of something before those who only begin, and to each in turn", async () => {
    const floor = sharedFloor();
    const { lines, note } = diary();
    await floor.take("begins");
    note("begins 1", floor.take("begins"));
    note("goes on 1", floor.take("goes on"));
    note("begins 2", floor.take("begins"));
    note("goes on 2", floor.take("goes on"));
    for (let i = 0; i < 4; i++) {
      floor.yield();
      await turn();
      expect(lines).to.have.length(i + 1);
    }
    expect(lines).to.deep.equal(["goes on 1", "goes on 2", "begins 1", "begins 2"]);
  });

  it("is free again when nobody waits for it", async () => {
    const floor = sharedFloor();
    await floor.take("begins");
    floor.yield();
    await floor.take("goes on");
    const { lines, note } = diary();
    note("another", floor.take("begins"));
    await turn();
    expect(lines).to.deep.equal([]);
  });
});

describe("a lease of the floor", () => {
  const isFree = async (floor: Floor): Promise<boolean> => {
    const { lines, note } = diary();
    note("it", floor.take("goes on"));
    await turn();
    return lines.length === 1;
  };

  it("takes and yields", async () => {
    const floor = sharedFloor();
    const { lines, note } = diary();
    const lease = leaseOf(floor);
    await lease.take("begins");
    note("next", floor.take("begins"));
    await turn();
    expect(lines).to.deep.equal([]);
    lease.yield();
    await turn();
    expect(lines).to.deep.equal(["next"]);
  });

  it("yields nothing that it does not hold", async () => {
    const floor = sharedFloor();
    const [idle, busy] = [leaseOf(floor), leaseOf(floor)];
    await busy.take("begins");
    idle.yield();
    expect(await isFree(floor)).to.equal(false);
  });

  it("frees at its end what it holds, and nothing twice", async () => {
    const floor = sharedFloor();
    const lost = leaseOf(floor);
    await lost.take("begins");
    lost.end();
    const next = leaseOf(floor);
    await next.take("begins");
    lost.yield();
    lost.end();
    expect(await isFree(floor)).to.equal(false);
  });

  it("takes no floor once it has ended", async () => {
    const floor = sharedFloor();
    const { lines, note } = diary();
    const lost = leaseOf(floor);
    lost.end();
    note("lost", lost.take("goes on"));
    expect(await isFree(floor)).to.equal(true);
    expect(lines).to.deep.equal([]);
  });

  it("hands on what it gets after its end", async () => {
    const floor = sharedFloor();
    const { lines, note } = diary();
    await floor.take("begins");
    const lost = leaseOf(floor);
    note("lost", lost.take("goes on"));
    note("next", floor.take("begins"));
    lost.end();
    floor.yield();
    await turn();
    expect(lines).to.deep.equal(["next"]);
  });
});
