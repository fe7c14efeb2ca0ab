import { expect } from "chai";
import { ACK, FIN_ACK, isns, oneOf, peer, RCV, RST, RTO, SND, stack, user } from "../../../harness/scenario";
import { acknowledges, answersSyn, called, CALLED, judged, made, nothing, outcome } from "./judged";
import { onSegments, scriptedStack, type Hands, type Means } from "./scripted-stack";
describe("runScenario, where the stack has a choice or says nothing", () => {
  describe("silence", () => {
    const silent = (...acts: readonly ((hands: Hands) => void)[]) => called(nothing, ...acts);
    const steps = [...CALLED, stack.staysSilent(RTO)];

    it("that nothing proves settles nothing", async () => {
      const { verdict, failure } = await judged(made(steps), silent());
      expect(verdict).to.equal("inconclusive");
      expect(failure).to.include({ kind: "unproven-silence", step: 3, stepText: "stack.staysSilent(RTO)" });
    });

    it("is not proven by what the user alone could tell, nor by statistics", async () => {
      expect(await outcome(made([...steps, stack.isIn("CLOSED")]), silent())).to.match(/^inconclusive/);
      expect(await outcome(made([...steps, isns("differ")]), silent())).to.match(/^inconclusive/);
      expect(await outcome(made([...steps, user.close()]), silent())).to.match(/^inconclusive/);
      expect(await outcome(made([...steps, peer.sends(ACK)]), silent())).to.match(/^inconclusive/);
    });

    it("is proven by an answer", async () => {
      const proof = [peer.sends(ACK, { seq: RCV.NXT.minus(1), text: 1 }), stack.sends(ACK, { ack: RCV.NXT })];
      expect(await outcome(made([...steps, ...proof]), silent(acknowledges(1)))).to.equal("pass");
      expect(await outcome(made([...steps, ...proof]), silent())).to.equal("fail: no-segment at step 6");
    });

    it("is proven by an answer that is one of several", async () => {
      const proof = [peer.sends(ACK), oneOf({ "an ACK": [stack.sends(ACK)], "a reset": [stack.sends(RST)] })];
      expect(await outcome(made([...steps, ...proof]), silent(acknowledges(1)))).to.equal("pass");
    });

    it("needs the same proof when it is one of several", async () => {
      const either = oneOf({ "an ACK": [stack.sends(ACK)], silence: [stack.staysSilent(RTO)] });
      const { verdict, failure, run } = await judged(made([...CALLED, either]), silent());
      expect(run.alternatives).to.deep.equal(["silence"]);
      expect(verdict).to.equal("inconclusive");
      expect(failure).to.include({ kind: "unproven-silence" });
    });
  });

  describe("oneOf", () => {
    const choice = oneOf({
      "an ACK": [stack.sends(ACK), stack.isIn("ESTABLISHED")],
      "a FIN": [stack.sends(FIN_ACK, { seq: SND.NXT }), peer.sends(ACK), stack.isIn("FIN-WAIT-2")],
    });
    const does = (act: (hands: Hands) => void) =>
      called(act, (hands) => {
        hands.becomes("FIN-WAIT-2");
      });

    it("goes on with the one that the stack takes, and tells which", async () => {
      const acknowledging = does((hands) => {
        hands.sends(ACK);
        hands.becomes("ESTABLISHED");
      });
      const first = await judged(made([...CALLED, choice]), acknowledging);
      expect([first.verdict, first.run.alternatives]).to.deep.equal(["pass", ["an ACK"]]);
      const finishing = does((hands) => {
        hands.sends(FIN_ACK);
      });
      const second = await judged(made([...CALLED, choice]), finishing);
      expect([second.verdict, second.run.alternatives]).to.deep.equal(["pass", ["a FIN"]]);
    });

    it("holds the stack to the rest of it", async () => {
      const acknowledging = does((hands) => {
        hands.sends(ACK);
        hands.becomes("LISTEN");
      });
      const { failure, run } = await judged(made([...CALLED, choice]), acknowledging);
      expect(failure).to.include({ kind: "wrong-state", step: 4, stepText: 'stack.isIn("ESTABLISHED")' });
      expect(run.alternatives).to.deep.equal(["an ACK"]);
    });

    it("is followed by what comes after it in the script, whichever was taken", async () => {
      const acknowledging = does((hands) => {
        hands.sends(ACK);
        hands.becomes("ESTABLISHED");
      });
      const steps = [...CALLED, choice, stack.isIn("LISTEN"), peer.sends(ACK)];
      const { failure, run } = await judged(made(steps), acknowledging);
      expect(failure).to.include({ step: 5, stepText: 'stack.isIn("LISTEN")' });
      expect(run.steps).to.have.length(7);
    });

    it("fails when the stack takes none, and names them all", async () => {
      const { verdict, failure } = await judged(
        made([...CALLED, choice]),
        does((hands) => {
          hands.sends(RST);
        }),
      );
      expect(verdict).to.equal("fail");
      expect(failure).to.include({
        step: 3,
        stepText: 'oneOf("an ACK" | "a FIN")',
        kind: "wrong-segment",
        expected: "an ACK; or a FIN",
        actual: "[RST] Seq=1 Win=1000 Len=0",
      });
    });

    it("fails when the stack does nothing, and names them all", async () => {
      const { failure } = await judged(made([...CALLED, choice]), does(nothing));
      expect(failure).to.include({ kind: "no-segment", expected: "an ACK; or a FIN", actual: "silence" });
    });

    it("takes silence for an answer where that is one", async () => {
      const either = oneOf({
        "an ACK": [stack.sends(ACK)],
        silence: [stack.staysSilent(RTO), peer.sends(ACK), stack.sends(RST)],
      });
      const resets = (hands: Hands) => {
        hands.sends(RST);
      };
      const { verdict, run } = await judged(made([...CALLED, either]), called(nothing, resets));
      expect([verdict, run.alternatives]).to.deep.equal(["pass", ["silence"]]);
    });

    it("leaves to the next what an alternative passed over in vain", async () => {
      // The ACK is beside the matter of the first, and just what the second asks for.
      const both = oneOf({ "a FIN": [stack.sends(FIN_ACK)], "an ACK": [stack.sends(ACK)] });
      const { run } = await judged(made([...CALLED, both]), does(acknowledges(1)));
      expect(run.alternatives).to.deep.equal(["an ACK"]);
    });

    it("is a mistake of the script when an alternative begins with something to do", async () => {
      const mistaken = oneOf({ "an ACK": [peer.sends(ACK)] });
      const { verdict, failure } = await judged(made([...CALLED, mistaken]), called());
      expect(verdict).to.equal("error");
      expect(failure?.message).to.contain('the alternative "an ACK" does not begin with an expectation');
    });

    it("is not decided by states on a stack that cannot tell its own", async () => {
      const states = oneOf({ closed: [stack.isIn("CLOSED")], waiting: [stack.isIn("TIME-WAIT")] });
      const blind: Means = { profile: { capabilities: [] } };
      const { verdict, run } = await judged(made([...CALLED, states]), scriptedStack(onSegments(answersSyn), blind));
      expect([verdict, run.alternatives]).to.deep.equal(["unsupported", []]);
      expect(run.unsupported).to.contain("cannot tell its state");
    });
  });
});
