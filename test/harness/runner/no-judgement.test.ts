import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import type { Profile } from "../../../harness/port/profile";
import { StackFailed, type Stack } from "../../../harness/port/stack";
import { runScenario } from "../../../harness/runner/run-scenario";
import { ACK, DATA, peer, RTO, stack, SYN_ACK, user } from "../../../harness/scenario";
import { answersSyn, called, CALLED, judged, made, nothing, OPTIONS, outcome } from "./judged";
import { onSegments, scriptedStack } from "./scripted-stack";
describe("runScenario, where nothing can be judged", () => {
  describe("what cannot be judged", () => {
    it("is inconclusive when it breaks in what only leads up to the matter", async () => {
      const withPreamble = made([stack.acknowledges()], { from: CALLED });
      expect(await outcome(withPreamble, scriptedStack(onSegments()))).to.equal("inconclusive: no-segment at step 2");
    });

    it("is a failure all the same when an always-on rule is broken there", async () => {
      const withPreamble = made([stack.acknowledges()], { from: CALLED });
      const wrong = scriptedStack(
        onSegments((hands) => {
          hands.sends(SYN_ACK, { seq: 0, ack: 2 });
        }),
      );
      expect(await outcome(withPreamble, wrong)).to.equal("fail: rule at step 1");
    });

    it("is unsupported where it takes too long by a real clock", async () => {
      const patient = made(CALLED, { needs: ["virtual-time"] });
      const on = scriptedStack(onSegments(answersSyn));
      expect(await outcome(patient, on)).to.equal("pass");
      const real: Stack = { ...on, clock: { ...on.clock, kind: "real" } };
      const run = await runScenario(patient, real, OPTIONS);
      expect(run).to.include({ unsupported: "it takes too long by a real clock" });
    });

    it("is unsupported over a version of IP that the stack does not speak", async () => {
      const old = scriptedStack(onSegments(answersSyn), { profile: { ipVersions: [4] } });
      const run = await runScenario(made(CALLED), old, { ...OPTIONS, ip: 6 });
      expect(run).to.include({ unsupported: "the stack does not speak IPv6" });
      expect(await outcome(made(CALLED), old)).to.equal("pass");
    });

    it("is unsupported when the profile does not claim what the steps or the scenario need", async () => {
      const limited = (capabilities: readonly ("user-calls" | "status")[]) =>
        scriptedStack(onSegments(answersSyn), { profile: { capabilities } });
      const run = await runScenario(made([user.connect()]), limited(["user-calls"]), OPTIONS);
      expect(run).to.include({ unsupported: 'the stack does not claim "active-open"' });
      expect(run.trace.events).to.deep.equal([]);
      expect(await outcome(made([user.connect()]), limited(["user-calls"]))).to.equal("unsupported");
      expect(await outcome(made(CALLED, { needs: ["half-close"] }), limited([]))).to.equal("unsupported");
      expect(await outcome(made(CALLED), limited([]))).to.equal("pass");
    });

    it("is unsupported when there is nobody to call, or no such call", async () => {
      expect(await outcome(made([user.listen()]), scriptedStack(onSegments(), { user: false }))).to.equal(
        "unsupported",
      );
      const without = scriptedStack(() => () => ({ ok: false, error: "not supported", detail: "" }));
      const { verdict, run } = await judged(made([user.abort()]), without);
      expect(verdict).to.equal("unsupported");
      expect(run.unsupported).to.contain("user.abort()");
    });

    it("is an error of the stack when it refuses the very call that it claims", async () => {
      const refusing = (capabilities?: Profile["capabilities"]) =>
        scriptedStack(() => () => ({ ok: false, error: "not supported", detail: "" }), {
          profile: capabilities === undefined ? {} : { capabilities },
        });
      const { verdict, failure } = await judged(made([user.listen()]), refusing());
      expect(verdict).to.equal("error");
      expect(failure?.message).to.equal('the stack claims "user-calls", and user.listen() came to "not supported"');
      expect(await outcome(made([user.connect()]), refusing())).to.equal("error: stack-failed at step 1");
      expect(await outcome(made([user.listen("echo")]), refusing())).to.equal("error: stack-failed at step 1");
      // A program may run on a host that takes no calls.
      expect(await outcome(made([user.listen("echo")]), refusing(["application-echo"]))).to.equal("unsupported");
    });

    it("is unsupported when a call comes too late for the stack, or asks for more than it claims", async () => {
      const listener = scriptedStack(
        () => (_, happening) =>
          happening.kind === "call" && happening.name === "open" && happening.request.kind === "active"
            ? { ok: false, error: "not supported", detail: "a listener cannot call" }
            : undefined,
      );
      expect(await outcome(made([user.listen(), user.connect()]), listener)).to.equal("unsupported");
      expect(await outcome(made([user.connectWithTimeout(RTO)]), listener)).to.equal("unsupported");
      expect(await outcome(made([user.connectTo("multicast")]), listener)).to.equal("unsupported");
    });

    it("asks no black box for its state", async () => {
      expect(
        await outcome(made([...CALLED, stack.isIn("CLOSING")]), scriptedStack(onSegments(answersSyn), { user: false })),
      ).to.equal("pass");
    });
  });

  describe("what breaks down", () => {
    const breaking = scriptedStack(
      onSegments(answersSyn, nothing, () => {
        throw new StackFailed("the host died\nat some place");
      }),
    );

    it("is an error of the stack when it dies, with the segment that it died of", async () => {
      const { verdict, failure, run } = await judged(
        made([...CALLED, peer.sends(DATA, { text: 3 }), stack.acknowledges()]),
        breaking,
      );
      expect(verdict).to.equal("error");
      expect(failure).to.include({
        kind: "stack-failed",
        step: 3,
        stepText: "peer.sends(DATA, { text: 3 })",
        message: "the stack broke: the host died",
        actual: "the host died\nat some place",
        rule: "",
        section: "",
      });
      expect(printTrace(run.trace).at(-1)).to.equal("    0.000  peer  > [PSH, ACK] Seq=1 Ack=1 Win=65535 Len=3");
    });

    it("is an error of the stack in the preamble as well, and in a user call", async () => {
      expect(await outcome(made([], { from: [...CALLED, peer.sends(ACK)] }), breaking)).to.match(
        /^error: stack-failed/,
      );
      const calling = scriptedStack(() => () => {
        throw new StackFailed("no more");
      });
      expect(await outcome(made([user.close()]), calling)).to.equal("error: stack-failed at step 1");
    });

    it("comes before anything that rules have to say", async () => {
      const both = called(
        (hands) => {
          hands.sends(ACK, { reserved: 1 });
        },
        () => {
          throw new StackFailed("dead");
        },
      );
      expect(await outcome(made([...CALLED, peer.sends(ACK)]), both)).to.match(/^error: stack-failed/);
    });

    it("is an error of the script when it speaks of a number that is not known yet", async () => {
      const { verdict, failure } = await judged(made([peer.sends(ACK)]), scriptedStack(onSegments()));
      expect(verdict).to.equal("error");
      expect(failure).to.include({ kind: "harness-failed", step: 0 });
      expect(failure?.message).to.contain("SND.NXT is not known yet");
    });

    it("is an error of the script when it repeats what was never sent, or names what nobody has named", async () => {
      expect(await outcome(made([peer.resends()]), scriptedStack(onSegments()))).to.equal(
        "error: harness-failed at step 1",
      );
      const resends = made([...CALLED, stack.resends("the FIN", { after: RTO })]);
      expect(await outcome(resends, called())).to.equal("error: harness-failed at step 4");
    });

    it("is no result at all when the stack cannot even be reset", async () => {
      const dead: Stack = { ...called(), reset: () => Promise.reject(new StackFailed("gone")) };
      const error: unknown = await runScenario(made(CALLED), dead, OPTIONS).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StackFailed);
    });
  });
});
