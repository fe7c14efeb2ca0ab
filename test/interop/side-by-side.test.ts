import { expect } from "chai";
import { sideBySide } from "../../interop/side-by-side";

interface Stage {
  readonly begun: string[];
  readonly told: string[];
  readonly end: (item: string) => Promise<void>;
  readonly abort: () => void;
  readonly over: Promise<void>;
}

/** Each item ends when the test says so, with itself in capitals as its result. */
function stage(items: readonly string[], jobs: number, first = ""): Stage {
  const begun: string[] = [];
  const told: string[] = [];
  const ends = new Map<string, () => void>();
  const stopping = new AbortController();
  const over = sideBySide({
    items,
    jobs,
    isFirst: (item) => first.includes(item),
    run(item) {
      begun.push(item);
      return new Promise<string>((resolve) => {
        ends.set(item, () => {
          resolve(item.toUpperCase());
        });
      });
    },
    done: (item, result) => told.push(item + result),
    signal: stopping.signal,
  });
  return {
    begun,
    told,
    async end(item) {
      ends.get(item)?.();
      await new Promise(setImmediate);
    },
    abort() {
      stopping.abort();
    },
    over,
  };
}

describe("cases side by side", () => {
  it("begins so many at once, and the next when one is done", async () => {
    const { begun, end } = stage(["a", "b", "c", "d"], 2);
    expect(begun).to.deep.equal(["a", "b"]);
    await end("b");
    expect(begun).to.deep.equal(["a", "b", "c"]);
  });

  it("tells of them in their order, whichever is done first", async () => {
    const { told, end, over } = stage(["a", "b", "c"], 3);
    await end("c");
    await end("b");
    expect(told).to.deep.equal([]);
    await end("a");
    expect(told).to.deep.equal(["aA", "bB", "cC"]);
    await over;
  });

  it("begins some before all others, and tells of them in their order all the same", async () => {
    const { begun, told, end } = stage(["a", "b", "c", "d"], 2, "cd");
    expect(begun).to.deep.equal(["c", "d"]);
    for (const item of ["c", "d", "a", "b"]) await end(item);
    expect(begun).to.deep.equal(["c", "d", "a", "b"]);
    expect(told).to.deep.equal(["aA", "bB", "cC", "dD"]);
  });

  it("begins and tells nothing more when it is aborted, and waits for what is under way", async () => {
    const { begun, told, end, abort, over } = stage(["a", "b", "c"], 2);
    abort();
    await end("a");
    let isOver = false;
    void over.then(() => (isOver = true));
    await new Promise(setImmediate);
    expect(isOver).to.equal(false);
    await end("b");
    await over;
    expect({ begun, told }).to.deep.equal({ begun: ["a", "b"], told: [] });
  });
});
