import { expect } from "chai";
import type { Failure } from "../../../harness/port/results";
import { failureLog, SHOWN_FAILURES } from "../../../reports/console/failure-log";
import { sampleFailed, sampleFailure, sampleStack } from "../samples";

describe("failureLog", () => {
  const start = () => failureLog(sampleStack(), { color: false, width: 100 });

  function failed(name: string, ip: 4 | 6, failure: Partial<Failure> = {}) {
    return sampleFailed({ id: `close/${name}`, ip, failure: sampleFailure(failure) });
  }

  it("shows a failure in full", () => {
    const text = start()(failed("one", 4));
    expect(text).to.match(/^✗ close\/one {2}/);
    expect(text).to.include("\n  replay ");
  });

  it("says in a line that the other IP version comes to the same", () => {
    const textOf = start();
    textOf(failed("one", 6));
    expect(textOf(failed("one", 4))).to.equal("✗ close/one  the same over IPv4 as over IPv6");
  });

  it("shows in full what goes wrong in another way with the other IP version", () => {
    const textOf = start();
    textOf(failed("one", 4));
    expect(textOf(failed("one", 6, { message: "Another one." }))).to.include("Another one.");
    textOf(failed("two", 4));
    expect(textOf(failed("two", 6, { step: 6 }))).to.include("step 7 of 10");
  });

  it("stops after so many scenarios, says so once, and still tells of the other IP version", () => {
    const textOf = start();
    for (let index = 0; index < SHOWN_FAILURES; index++) textOf(failed(`${index}`, 4));
    expect(textOf(failed("more", 4))).to.equal("… what else failed is listed at the end");
    expect(textOf(failed("yet-more", 4))).to.equal(undefined);
    expect(textOf(failed("0", 6))).to.equal("✗ close/0  the same over IPv6 as over IPv4");
  });
});
