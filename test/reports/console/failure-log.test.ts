import { expect } from "chai";
import type { Failure, ScenarioResult } from "../../../harness/port/results";
import { failureLog, SHOWN_FAILURES } from "../../../reports/console/failure-log";
import { sampleFailed, sampleFailure, sampleStack } from "../samples";

describe("failureLog", () => {
  const start = () => failureLog(sampleStack(), { color: false, width: 100 });

  /** With a requirement and a cause of its own, unless the fields say otherwise. */
  function failed(name: string, ip: 4 | 6, failure: Partial<Failure> = {}) {
    const own = { rule: `rule of ${name}`, message: `Cause of ${name}.` };
    return sampleFailed({ id: `close/${name}`, ip, failure: sampleFailure({ ...own, ...failure }) });
  }

  /** The scenarios whose failures stand in full in the texts, in their order. */
  const shownIn = (texts: readonly (string | undefined)[]): readonly string[] =>
    texts.flatMap((text) => (text?.includes("\n") ? (/close\/(\S+)/.exec(text)?.[1] ?? []) : []));

  it("shows a failure in full", () => {
    const text = start().finished(failed("one", 4));
    expect(text).to.match(/^✗ close\/one {2}/);
    expect(text).to.include("\n  replay ");
  });

  it("says in a line that the other IP version comes to the same", () => {
    const log = start();
    log.finished(failed("one", 6));
    expect(log.finished(failed("one", 4))).to.equal("✗ close/one  the same over IPv4 as over IPv6");
    expect(log.rest()).to.deep.equal([]);
  });

  it("shows in full what goes wrong in another way with the other IP version", () => {
    const log = start();
    log.finished(failed("one", 4));
    expect(log.finished(failed("one", 6, { rule: "MUST-2", message: "Another one." }))).to.include("Another one.");
    log.finished(failed("two", 4));
    expect(log.finished(failed("two", 6, { step: 6 }))).to.equal(undefined);
    expect(log.rest().join()).to.include("step 7 of 10");
  });

  it("holds back what is no news of a requirement, or of a cause, until there is nothing better to show", () => {
    const log = start();
    const known = { rule: "MUST-1", message: "Silence." };
    const texts = [
      failed("first", 4, known),
      failed("same-rule", 4, { rule: "MUST-1" }),
      failed("same-cause", 4, { message: "Silence." }),
      failed("news", 4),
    ].map((result) => log.finished(result));
    expect(shownIn(texts)).to.deep.equal(["first", "news"]);
    expect(shownIn(log.rest()), "requirements first").to.deep.equal(["same-cause", "same-rule"]);
    expect(log.rest(), "the second time").to.deep.equal([]);
  });

  it("says of what it held back, too, that the other IP version comes to the same", () => {
    const log = start();
    const results = [
      failed("one", 4),
      failed("two", 4, { rule: "rule of one" }),
      failed("two", 6, { rule: "rule of one" }),
    ];
    for (const result of results) log.finished(result);
    const [text = "", ...others] = log.rest();
    expect(shownIn([text])).to.deep.equal(["two"]);
    expect(text.endsWith("\n  also     the same over IPv6 as over IPv4")).to.equal(true);
    expect(others).to.deep.equal([]);
  });

  it("shows no second failure of a requirement while others have none", () => {
    const log = start();
    const name = (index: number) => `${index}-${index % 12}`;
    const results = Array.from({ length: 36 }, (_, index) => failed(name(index), 4, { rule: `MUST-${index % 12}` }));
    const texts = [...results.map((result) => log.finished(result)), ...log.rest()];
    expect(shownIn(texts)).to.deep.equal(Array.from({ length: SHOWN_FAILURES }, (_, index) => name(index)));
  });

  it("takes breakdowns of one kind for one, as they break no rule", () => {
    const log = start();
    const broken = (name: string, stepText: string): ScenarioResult => ({
      ...failed(name, 4, { rule: "", section: "", message: "the stack broke", stepText }),
      verdict: "error",
    });
    expect(log.finished(broken("one", "user.send(1)"))).to.include("the stack broke");
    expect(log.finished(broken("two", "peer.sends(ACK)"))).to.equal(undefined);
  });

  it("does not take a requirement for shown whose question was never put", () => {
    const log = start();
    const unsettled = (name: string): ScenarioResult => ({
      ...failed(name, 4, { rule: "MUST-1", message: "Deaf." }),
      verdict: "inconclusive",
    });
    const results = [unsettled("one"), unsettled("two"), failed("three", 4, { rule: "MUST-1" })];
    expect(shownIn(results.map((result) => log.finished(result)))).to.deep.equal(["one", "three"]);
    expect(shownIn(log.rest())).to.deep.equal(["two"]);
  });

  it("stops after so many, says so once, and still tells of the other IP version", () => {
    const log = start();
    for (let index = 0; index < SHOWN_FAILURES; index++) log.finished(failed(`${index}`, 4));
    expect(log.finished(failed("more", 4))).to.equal("… 10 are shown in full; what else fails is counted at the end");
    expect(log.finished(failed("yet-more", 4))).to.equal(undefined);
    expect(log.finished(failed("0", 6))).to.equal("✗ close/0  the same over IPv6 as over IPv4");
    expect(log.rest()).to.deep.equal([]);
  });

  it("knows what it has told", () => {
    const log = start();
    for (let index = 0; index < SHOWN_FAILURES; index++) log.finished(failed(`${index}`, 4));
    log.finished(failed("0", 6));
    log.finished(failed("more", 4));
    expect([failed("0", 4), failed("0", 6), failed("1", 6), failed("more", 4)].map(log.isTold)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});
