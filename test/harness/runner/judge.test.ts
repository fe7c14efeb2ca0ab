import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { levelOf } from "../../../harness/runner/judge";
import { ACK, DATA, FIN_ACK, oneOf, peer, RST, RTO, stack, wait } from "../../../harness/scenario";
import { REQUIREMENTS } from "../../../suites/requirements";
import { called, CALLED, judged, made } from "./judged";

describe("levelOf", () => {
  it("is the strongest of what the scenario covers, or what it says itself", () => {
    const level = (covers: readonly string[]) => levelOf(made([], { covers }), REQUIREMENTS);
    expect(level(["SHLD-1"])).to.equal("SHOULD");
    expect(level(["SHLD-1", "MUST-13"])).to.equal("MUST");
    expect(level(["MAY-2", "793-3.4-FIG7-3WHS"])).to.equal(REQUIREMENTS.get("793-3.4-FIG7-3WHS")?.level);
    expect(levelOf(made([], { covers: ["MUST-13"], level: "MAY" }), REQUIREMENTS)).to.equal("MAY");
  });

  it("is MUST where the catalogue says nothing", () => {
    expect(levelOf(made([], { covers: [] }), REQUIREMENTS)).to.equal("MUST");
    expect(levelOf(made([], { covers: ["no-such-rule"] }), REQUIREMENTS)).to.equal("MUST");
  });
});

describe("a failure", () => {
  it("tells when the segment came, its number in the capture, and what went before", async () => {
    const talkative = called((hands) => {
      hands.sends(RST, { after: 0.1 });
      hands.sends(FIN_ACK, { after: 0.2 });
    });
    const { failure, run } = await judged(made([...CALLED, wait.past(RTO), stack.sends(FIN_ACK)]), talkative);
    expect(run.trace.events).to.have.length(5);
    expect(failure).to.include({ at: 0.1 * SECOND, packet: 4, step: 4 });
    expect(failure?.exchange).to.have.length(4);
    expect(failure?.exchange.at(-1)).to.match(/0\.100 {2}stack > \[RST\]/);
  });

  it("of which no segment is to blame is told with everything that happened", async () => {
    const late = called((hands) => {
      hands.becomes("ESTABLISHED");
      hands.sends(ACK, { after: 0.5 });
    });
    const { failure } = await judged(made([...CALLED, wait.past(RTO), stack.isIn("CLOSED")]), late);
    expect(failure).to.include({ kind: "wrong-state", at: SECOND });
    expect(failure).not.to.have.property("packet");
    expect(failure?.exchange).to.have.length(5);
  });

  it("of a rule tells the same of the segment that broke it, and no more", async () => {
    const wrong = called((hands) => {
      hands.sends(ACK, { reserved: 4, after: 0.25 });
      hands.sends(ACK, { after: 0.5 });
    });
    const { failure } = await judged(made([...CALLED, wait.past(RTO)]), wrong);
    expect(failure).to.include({
      kind: "rule",
      step: 3,
      stepText: "wait.past(RTO)",
      at: 0.25 * SECOND,
      packet: 4,
      expected: "reserved bits are sent as zero",
      actual: "0.250  stack > [ACK] Res=4 Seq=1 Ack=1 Win=1000 Len=0",
    });
    expect(failure?.exchange).to.have.length(4);
    expect(failure?.exchange.at(-1)).to.contain("Res=4");
  });

  it("has forty lines of what went before, at the most", async () => {
    const many = Array.from({ length: 60 }, () => peer.sends(DATA, { text: 1 }));
    const { failure } = await judged(made([...CALLED, ...many, stack.sends(FIN_ACK)]), called());
    expect(failure?.exchange).to.have.length(40);
    expect(failure?.exchange.at(-1)).to.contain("Seq=60 ");
  });

  it("before any event is told at the beginning", async () => {
    const { failure } = await judged(made([stack.sends(FIN_ACK)]), called());
    expect(failure).to.include({ kind: "no-segment", at: 0, message: "the stack sent nothing at once" });
    expect(failure?.exchange).to.deep.equal([]);
  });

  it("of a scenario that covers nothing has no rule and no section", async () => {
    const { verdict, failure } = await judged(made([stack.sends(FIN_ACK)], { covers: [] }), called());
    expect(verdict).to.equal("fail");
    expect(failure).to.include({ rule: "", section: "" });
  });

  it("of the script says so, with the place in the harness where it does not know one", async () => {
    const { failure: unknown } = await judged(made([peer.sends(ACK)]), called());
    expect(unknown).to.include({ expected: "a script that can be run" });
    expect(unknown?.message).to.match(/^SND\.NXT is not known yet/);
    expect(unknown?.actual).to.equal(unknown?.message);
    const { failure: mistaken } = await judged(made([oneOf({ "to do": [peer.sends(ACK)] })]), called());
    expect(mistaken?.message).to.match(/^Error: the alternative "to do"/);
    expect(mistaken?.actual).to.match(/\n +at choose /);
  });

  it("of a call that went well and should not have says so", async () => {
    const { failure } = await judged(
      made([{ kind: "call", connection: "1", call: { name: "close" }, outcome: ["connection closing"] }]),
      called(),
    );
    expect(failure).to.include({ kind: "wrong-call-outcome", expected: "connection closing", actual: "ok" });
    expect(failure?.message).to.equal('CLOSE came to "ok" and should have come to "connection closing"');
  });
});
