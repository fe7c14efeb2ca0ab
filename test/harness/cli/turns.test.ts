import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { breather, patienceUntil, within } from "../../../harness/cli/turns";
import { StackFailed } from "../../../harness/port/stack";

const never = () => new Promise<never>(() => undefined);

/** What a promise is rejected with. */
const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "resolved",
    (error: unknown) => error,
  );

describe("within", () => {
  it("brings what comes in time, and its errors", async () => {
    expect(await within(1000, sleep(1, "done"))).to.equal("done");
    expect(await rejection(within(1000, Promise.reject(new Error("own"))))).to.have.property("message", "own");
  });

  it("gives up on what does not come", async () => {
    expect(await rejection(within(20, never())))
      .to.be.instanceOf(StackFailed)
      .with.property("message", "the stack did not come back within 0.02 s");
  });
});

describe("within, where the process gets no processor for a while", () => {
  it("lets what has come meanwhile come", async () => {
    const work = sleep(30, "done");
    const waiting = within(40, work);
    const until = performance.now() + 200;
    while (performance.now() < until);
    expect(await waiting).to.equal("done");
    // Not only what is due before: what takes another turn or two as well.
    const slow = within(
      100,
      sleep(1).then(() => sleep(1, "later")),
    );
    const again = performance.now() + 200;
    while (performance.now() < again);
    expect(await slow).to.equal("later");
  });
});

describe("patienceUntil", () => {
  it("gives up when it is over, and at once when the signal is aborted", async () => {
    const controller = new AbortController();
    expect(await rejection(patienceUntil(controller.signal, 20)(never()))).to.be.instanceOf(StackFailed);
    const patient = rejection(patienceUntil(controller.signal, 60_000)(never()));
    controller.abort();
    expect(await patient).to.have.property("message", "interrupted");
  });

  it("has as many at work side by side as there are seats", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const patience = patienceUntil(AbortSignal.any([new AbortController().signal]), 60_000);
    await Promise.all(Array.from({ length: 100 }, () => patience(sleep(1))));
    await sleep(0);
    process.off("warning", note);
    expect(warnings).to.deep.equal([]);
  });

  it("keeps nothing of work that is over, or memory would grow with every scenario", async () => {
    const { signal } = new AbortController();
    const patience = patienceUntil(signal, 60_000);
    await patience(Promise.resolve());
    await rejection(patience(Promise.reject(new Error("own"))));
    await sleep(0);
    expect(getEventListeners(signal, "abort")).to.deep.equal([]);
  });
});

describe("breather", () => {
  it("gives a turn to others when it has been busy for a while", async () => {
    const breathe = breather();
    let turns = 0;
    setImmediate(() => turns++);
    await breathe();
    expect(turns, "at once").to.equal(0);
    const until = performance.now() + 30;
    while (performance.now() < until);
    await breathe();
    expect(turns, "after a while").to.equal(1);
  });
});
