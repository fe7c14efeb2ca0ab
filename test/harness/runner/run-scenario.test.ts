import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import type { Profile } from "../../../harness/port/profile";
import { StackFailed, type Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { runScenario, type ScenarioRun } from "../../../harness/runner/run-scenario";
import {
  ACK,
  connection,
  DATA,
  FIN_ACK,
  IRS,
  isns,
  MSL,
  oneOf,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  settles,
  SND,
  stack,
  SYN,
  SYN_ACK,
  user,
  wait,
} from "../../../harness/scenario";
import type { Scenario } from "../../../harness/scenario/scenario";
import { octetsOf } from "../../../harness/scenario/text";
import { PSH_ACK } from "../../../harness/wire/flags";
import { diff, seq } from "../../../harness/wire/seq";
import { reference } from "../../../stacks/reference";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import {
  acknowledges,
  answersSyn,
  called,
  CALLED,
  judged,
  made,
  nothing,
  OPTIONS,
  outcome,
  type Steps,
} from "./judged";
import { FIRST, onSegments, oneByOne, scriptedStack, type Hands, type Means } from "./scripted-stack";

describe("runScenario", () => {
  describe("a scenario that goes well", () => {
    const greeting = made([
      user.listen(),
      stack.isIn("LISTEN"),
      ...CALLED,
      user.isTold("established"),
      stack.isIn("ESTABLISHED"),
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
    ]);
    const good = () =>
      scriptedStack(
        oneByOne(
          (hands) => {
            hands.becomes("LISTEN");
          },
          answersSyn,
          (hands) => {
            hands.becomes("ESTABLISHED");
            hands.tells("established");
          },
          acknowledges(6, 0.2),
        ),
      );

    it("passes, and leaves a trace of everything in its order", async () => {
      const { verdict, failure, run } = await judged(greeting, good());
      expect([verdict, failure]).to.deep.equal(["pass", undefined]);
      expect(printTrace(run.trace)).to.deep.equal([
        "    0.000  user  : OPEN (passive) -> ok",
        "    0.000  state = LISTEN",
        "    0.000  peer  > [SYN] Seq=0 Win=65535 Len=0",
        "    0.000  stack > [SYN, ACK] Seq=0 Ack=1 Win=1000 Len=0",
        "    0.000  peer  > [ACK] Seq=1 Ack=1 Win=65535 Len=0",
        "    0.000  user  < established",
        "    0.000  state = ESTABLISHED",
        "    0.000  peer  > [PSH, ACK] Seq=1 Ack=1 Win=65535 Len=5",
        "    0.200  stack > [ACK] Seq=1 Ack=6 Win=1000 Len=0",
      ]);
      expect(run.trace.events.map(({ step }) => step)).to.deep.equal([0, 1, 2, 2, 4, 4, 6, 7, 8]);
      expect(run.ended).to.equal(0.2 * SECOND);
      for (const event of run.trace.events) expect(event.connection).to.equal("1");
    });

    it("notes which step a segment met", async () => {
      const { run } = await judged(greeting, good());
      expect([...run.trace.notes]).to.deep.equal([
        [3, "as step 4 expects"],
        [8, "as step 9 expects"],
      ]);
    });

    it("passes over IPv6", async () => {
      const run = await runScenario(greeting, good(), { ip: 6, seed: 1 });
      expect(run.broken).to.equal(undefined);
      const [first] = run.trace.events.filter(({ kind }) => kind === "packet");
      expect(first).to.have.nested.property("decoded.value.ip.source", "2001:db8::2");
    });

    it("can be run again on the same stack", async () => {
      const on = good();
      expect(await outcome(greeting, on)).to.equal("pass");
      expect(await outcome(greeting, on)).to.equal("pass");
    });
  });

  describe("what the stack does wrong", () => {
    it("fails at the step that it breaks, by the rule that the scenario covers first", async () => {
      const refusing = scriptedStack(
        onSegments((hands) => {
          hands.sends(RST_ACK, { exactly: { seq: 0 } });
        }),
      );
      const { verdict, failure } = await judged(
        made([user.listen(), ...CALLED], { covers: ["MUST-13", "MUST-8"] }),
        refusing,
      );
      expect(verdict).to.equal("fail");
      expect(failure).to.deep.include({
        step: 2,
        stepText: "stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT })",
        kind: "wrong-segment",
        rule: "MUST-13",
        section: "RFC 9293 3.6.1",
        // The call is an event, but no packet.
        packet: 2,
        at: 0,
      });
      // ISS would have come with the SYN.
      expect(failure?.differences).to.deep.equal([
        { field: "flags", expected: "SYN, ACK", actual: "RST, ACK" },
        { field: "Seq", expected: "ISS", actual: "0" },
      ]);
      expect(failure?.exchange).to.have.length(3);
      expect(failure?.exchange.at(-1)).to.contain("stack > [RST, ACK]");
    });

    it("is judged by the strongest level of what the scenario covers, and by strictness", async () => {
      const steps = [peer.sends(SYN, { seq: IRS }), stack.sends(SYN_ACK)];
      const level = async (covers: readonly string[], strict = false) =>
        (await judged(made(steps, { covers }), scriptedStack(onSegments()), strict)).verdict;
      expect(REQUIREMENTS.get("SHLD-1")?.level).to.equal("SHOULD");
      expect(REQUIREMENTS.get("MAY-2")?.level).to.equal("MAY");
      expect(await level(["MUST-13"])).to.equal("fail");
      expect(await level(["SHLD-1"])).to.equal("nonstrict");
      expect(await level(["SHLD-1", "MUST-13"])).to.equal("fail");
      expect(await level(["MAY-2"])).to.equal("info");
      expect(await level(["SHLD-1"], true)).to.equal("fail");
      expect(await level(["MAY-2"], true)).to.equal("info");
    });

    it("is judged by the level that the scenario names itself, before any other", async () => {
      const steps = [peer.sends(SYN, { seq: IRS }), stack.sends(SYN_ACK)];
      expect(await outcome(made(steps, { level: "SHOULD" }), scriptedStack(onSegments()))).to.match(/^nonstrict/);
    });

    it("is laid to the rule that the script has named last", async () => {
      const steps = [
        settles("MUST-8"),
        ...CALLED,
        settles("SHLD-1"),
        peer.sends(DATA, { text: 1 }),
        stack.acknowledges(),
      ];
      const covers = ["MUST-13", "MUST-8", "SHLD-1"];
      const { failure } = await judged(made(steps, { covers }), called());
      expect(failure).to.include({ rule: "SHLD-1", kind: "no-segment", step: 6 });
      const { failure: earlier } = await judged(made(steps, { covers }), scriptedStack(onSegments()));
      expect(earlier).to.include({ rule: "MUST-8", kind: "no-segment", step: 2 });
    });

    it("fails when a segment comes that nothing calls for, at the end", async () => {
      const talkative = called((hands) => {
        hands.sends(FIN_ACK);
      });
      const { verdict, failure, run } = await judged(made(CALLED), talkative);
      expect(verdict).to.equal("fail");
      expect(failure).to.include({ kind: "unexpected-segment", stepText: "after the last step", packet: 4 });
      expect(run.trace.notes.get(3)).to.equal("not allowed here: no step expects it");
    });

    it("fails when text is not what the peer sent", async () => {
      const receiving = (text: Uint8Array) =>
        scriptedStack(() => {
          let left = text;
          return (hands, { kind }) => {
            if (kind === "segment") answersSyn(hands);
            const brought = left;
            if (kind === "call") left = new Uint8Array(0);
            return kind === "call" ? { ok: true, text: brought, endOfStream: false } : undefined;
          };
        });
      const steps = [peer.sends(SYN, { seq: IRS }), stack.sends(SYN_ACK), user.receives(5)];
      expect(await outcome(made(steps), receiving(octetsOf(5, 0)))).to.equal("pass");
      expect(await outcome(made(steps), receiving(octetsOf(5, 1)))).to.equal("fail: wrong-text at step 3");
      const { failure } = await judged(made(steps), receiving(octetsOf(2, 0)));
      expect(failure).to.include({ kind: "wrong-text", expected: "5 octets" });
    });

    it("fails when the user is told nothing, or another thing", async () => {
      const telling = (...acts: readonly ((hands: Hands) => void)[]) => scriptedStack(onSegments(...acts));
      const steps = [peer.sends(SYN, { seq: IRS }), user.isTold("reset", "refused")];
      const tells = (what: "refused" | "timeout") => (hands: Hands) => {
        hands.tells(what);
      };
      expect(await outcome(made(steps), telling(tells("refused")))).to.equal("pass");
      expect(await outcome(made(steps), telling(nothing))).to.equal("fail: not-told at step 2");
      const { failure } = await judged(made(steps), telling(tells("timeout")));
      expect(failure).to.include({ expected: "reset or refused", actual: "timeout" });
    });

    it("fails when it is in another state, and tells in which", async () => {
      const steps = [...CALLED, stack.isIn("ESTABLISHED", "CLOSE-WAIT")];
      const inState = (state: "ESTABLISHED" | "LISTEN", after = 0) =>
        called((hands) => {
          hands.becomes(state, after);
        });
      expect(await outcome(made(steps), inState("ESTABLISHED"))).to.equal("pass");
      const { failure, run } = await judged(made(steps), inState("LISTEN"));
      expect(failure).to.include({ kind: "wrong-state", expected: "ESTABLISHED or CLOSE-WAIT", actual: "LISTEN" });
      expect(run.trace.events.at(-1)).to.include({ kind: "state", state: "LISTEN" });
    });

    it("tells what was waited for when that has not changed the state", async () => {
      const open = called((hands) => {
        hands.becomes("TIME-WAIT");
      });
      const message = async (...steps: Steps) =>
        (await judged(made([...CALLED, ...steps, stack.isIn("CLOSED")]), open)).failure?.message;
      expect(await message()).to.equal("the stack is in TIME-WAIT and should be in CLOSED");
      expect(await message(wait.past(MSL.times(2)))).to.equal(
        "the stack is in TIME-WAIT and should be in CLOSED after 2*MSL (240.000 s)",
      );
      expect(await message(wait.shortOf(RTO))).to.match(/ short of RTO \(0\.999 s\)$/);
    });

    it("fails when a call comes to something else than it should", async () => {
      const closing = scriptedStack(() => () => ({ ok: false, error: "connection closing", detail: "EPIPE" }));
      const call = (...outcomes: readonly ("ok" | "connection closing" | "connection reset")[]) =>
        outcome(made([user.close(...outcomes)]), closing);
      expect(await call("connection closing")).to.equal("pass");
      expect(await call("ok", "connection closing")).to.equal("pass");
      expect(await call()).to.equal("fail: wrong-call-outcome at step 1");
      expect(await call("connection reset")).to.equal("fail: wrong-call-outcome at step 1");
      const { failure } = await judged(made([user.close()]), closing);
      expect(failure).to.include({ expected: "ok", actual: "connection closing (EPIPE)" });
    });

    it("is forgiven another word, where the profile has it for this", async () => {
      const profile = { says: { "connection closing": "connection reset", refused: "reset" } } as const;
      const steps = [user.close("connection closing"), user.isTold("refused")];
      const resetting = () => (hands: Hands) => {
        hands.tells("reset");
        return { ok: false, error: "connection reset", detail: "" } as const;
      };
      expect(await outcome(made(steps), scriptedStack(resetting, { profile }))).to.equal("pass");
      expect(await outcome(made(steps), scriptedStack(resetting))).to.equal("fail: wrong-call-outcome at step 1");
    });
  });

  describe("always-on rules", () => {
    const reservedBits = called((hands) => {
      hands.sends(ACK, { reserved: 1 });
    });

    it("fail a scenario whose every step went well", async () => {
      const { verdict, failure } = await judged(made([...CALLED, wait.past(RTO)]), reservedBits);
      expect(verdict).to.equal("fail");
      expect(failure).to.deep.include({
        kind: "rule",
        rule: "793-3.1-HDR-RESERVED",
        section: "RFC 9293 3.1",
        step: 2,
        stepText: "peer.sends(ACK)",
        packet: 4,
      });
    });

    it("are the cause of a step that breaks later", async () => {
      const steps = [...CALLED, peer.sends(DATA, { text: 3 }), stack.acknowledges()];
      expect(await outcome(made(steps), reservedBits)).to.equal("fail: rule at step 3");
    });

    it("do not soften a verdict, nor hide a step that broke before", async () => {
      const both = scriptedStack(
        onSegments((hands) => {
          hands.sends(ACK);
          hands.sends(ACK, { reserved: 1 });
        }),
      );
      expect(await outcome(made(CALLED), both)).to.equal("fail: wrong-segment at step 2");
    });

    it("name the step during which it happened, behind alternatives as well", async () => {
      const steps = [
        ...CALLED,
        oneOf({ data: [stack.sends(DATA), peer.sends(ACK)], ACK: [stack.sends(ACK), peer.sends(ACK, { window: 7 })] }),
        wait.past(RTO),
      ];
      const late = called(acknowledges(1), (hands) => {
        hands.sends(ACK, { reserved: 1 });
      });
      const { failure } = await judged(made(steps), late);
      expect(failure).to.deep.include({ kind: "rule", step: 4, stepText: "peer.sends(ACK, { window: 7 })" });
    });
  });

  describe("what a stack may always do", () => {
    it("is not held against it at the end: an ACK with right numbers, a retry", async () => {
      const harmless = scriptedStack(
        oneByOne(
          answersSyn,
          nothing,
          (hands) => {
            hands.sends(PSH_ACK, { text: octetsOf(5, 0) });
          },
          (hands) => {
            hands.sends(ACK, { seq: 6, ack: 3 });
            hands.sends(PSH_ACK, { ack: 3, text: octetsOf(5, 0) });
            hands.sends(ACK, { seq: 6, ack: 6 });
          },
        ),
      );
      const steps = [...CALLED, user.send(5), stack.sends(DATA), peer.sends(DATA, { ack: SND.UNA, text: 5 })];
      expect(await outcome(made(steps), harmless)).to.equal("pass");
    });

    it("is not held against it when it left before the acknowledgment came", async () => {
      // The SYN,ACK is said to have been sent at 1 s, and the peer acknowledged it at 2 s.
      const [syn, synAck, ack] = CALLED;
      const steps = [syn, synAck, wait.past(RTO.times(2)), ack, stack.staysSilent(RTO), peer.sends(ACK)];
      const again = (dated: number) =>
        called((hands) => {
          hands.sends(SYN_ACK, { seq: 0, dated });
        }, nothing);
      expect(await outcome(made([...steps, stack.isIn("CLOSED")]), again(1))).to.equal(
        "inconclusive: unproven-silence at step 5",
      );
      expect(await outcome(made(steps), again(2))).to.equal("fail: unexpected-segment at step 5");
    });

    it("serves as the time from which the next repetition counts, whatever its PSH", async () => {
      const text = octetsOf(5, 0);
      const sending = scriptedStack(() => (hands, happening) => {
        if (happening.kind === "segment") answersSyn(hands);
        else
          for (const [flags, after] of [
            [PSH_ACK, 0],
            [ACK, 1],
            [PSH_ACK, 3],
          ] as const)
            hands.sends(flags, { text, after });
        return undefined;
      });
      const steps = [
        ...CALLED.slice(0, 2),
        user.send(5),
        stack.sends(DATA, { text: 5, as: "the text" }),
        stack.resends("the text", { after: RTO }),
        stack.resends("the text", { after: RTO.times(2) }),
      ];
      expect(await outcome(made(steps), sending)).to.equal("pass");
    });
  });

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

  describe("the peer", () => {
    it("sends each segment as the link cannot change it afterwards", async () => {
      const scribbling = called();
      const link: Stack["link"] = {
        ...scribbling.link,
        async send(datagram) {
          const at = await scribbling.link.send(datagram);
          datagram.fill(0xff);
          return at;
        },
      };
      const run = await runScenario(made(CALLED), { ...scribbling, link }, OPTIONS);
      for (const event of run.trace.events) if (event.kind === "packet") expect(event.bytes[0]).to.equal(0x45);
    });

    it("goes on from where its numbers stand, and keeps its window", async () => {
      const steps = [
        ...CALLED,
        peer.sends(DATA, { text: 3, window: 500 }),
        peer.sends(DATA, { text: 2 }),
        peer.sends(FIN_ACK),
      ];
      const { run } = await judged(made(steps), called());
      expect(printTrace(run.trace).slice(-3)).to.deep.equal([
        "    0.000  peer  > [PSH, ACK] Seq=1 Ack=1 Win=500 Len=3",
        "    0.000  peer  > [PSH, ACK] Seq=4 Ack=1 Win=500 Len=2",
        "    0.000  peer  > [FIN, ACK] Seq=6 Ack=1 Win=500 Len=0",
      ]);
    });

    it("does not count what it spoilt, and sends the same octets when it repeats", async () => {
      const steps = [
        ...CALLED,
        peer.sends(DATA, { text: 3, checksum: "wrong" }),
        peer.resends(),
        peer.sends(DATA, { text: 3 }),
      ];
      const { run } = await judged(made(steps), called());
      const sent = run.trace.events.flatMap((event) => (event.kind === "packet" ? [event.bytes] : [])).slice(-3);
      expect(sent[1]).to.deep.equal(sent[0]);
      expect(printTrace(run.trace).at(-1)).to.contain("Seq=1 ");
    });

    it("has other ports and numbers for another connection, and another port of the stack afterwards", async () => {
      const other = connection("other");
      const after = connection("afterwards");
      const steps = [peer.sends(SYN), other.peer.sends(SYN), after.peer.sends(SYN)];
      const { run } = await judged(made(steps), scriptedStack(onSegments()));
      const segments = run.trace.events.flatMap((event) =>
        event.kind === "packet" && event.decoded.ok && event.decoded.value.kind === "tcp"
          ? [event.decoded.value.segment]
          : [],
      );
      const [one, two, three] = segments;
      expect(new Set(segments.map(({ sourcePort }) => sourcePort)).size).to.equal(3);
      expect(new Set(segments.map(({ seq: isn }) => isn)).size).to.equal(3);
      expect(two?.destinationPort).to.equal(one?.destinationPort);
      expect(three?.destinationPort).to.equal((one?.destinationPort ?? 0) + 1);
    });

    it("hears of each connection only what is its own", async () => {
      const other = connection("other");
      const steps = [
        peer.sends(SYN),
        other.peer.sends(SYN),
        other.stack.sends(SYN_ACK),
        stack.staysSilent(RTO),
        other.peer.sends(ACK),
      ];
      expect(await outcome(made(steps), scriptedStack(onSegments(nothing, answersSyn)))).to.match(/^inconclusive/);
    });
  });

  describe("time", () => {
    it("passes as long as a wait says: past the late end, or short of the early one", async () => {
      const profile = {
        timers: { ...called().profile.timers, initialRto: { value: SECOND, early: SECOND / 10, late: SECOND / 5 } },
      };
      const ended = async (step: ReturnType<typeof wait.past>) =>
        (await runScenario(made([step]), scriptedStack(onSegments(), { profile }), OPTIONS)).ended;
      expect(await ended(wait.past(RTO.times(2)))).to.equal(2.4 * SECOND);
      expect(await ended(wait.shortOf(RTO.times(2)))).to.be.within(1.79 * SECOND, 1.8 * SECOND - 1);
    });

    it("passes through a wait, whatever the stack says meanwhile", async () => {
      const chatting = called((hands) => {
        for (const after of [0.25, 0.5, 0.75]) hands.sends(ACK, { after });
      });
      const { verdict, run } = await judged(made([...CALLED, wait.past(RTO)]), chatting);
      expect([verdict, run.ended]).to.deep.equal(["pass", SECOND]);
      expect(run.trace.events.slice(-3).map(({ at }) => at / SECOND)).to.deep.equal([0.25, 0.5, 0.75]);
    });
  });

  describe("a storm", () => {
    const stormy = (steps: Steps, after: Steps = []): Scenario => ({
      ...made([...steps, ...after]),
      storm: steps.length,
    });

    it("may be answered in any way, and calls may come to anything", async () => {
      const rude = scriptedStack(() => (hands, { kind }) => {
        if (kind === "segment") hands.sends(SYN_ACK, { seq: 0 });
        return { ok: false, error: "other", detail: "" };
      });
      const steps = [
        user.listen(),
        peer.sends(SYN),
        user.close(),
        peer.sends(ACK),
        stack.sends(FIN_ACK),
        peer.resends(),
      ];
      expect(await outcome(stormy(steps), rude)).to.equal("pass");
    });

    it("is judged by always-on rules, and so is what comes after", async () => {
      const wrong = scriptedStack(
        onSegments((hands) => {
          hands.sends(SYN_ACK, { seq: 0, reserved: 8 });
        }),
      );
      expect(await outcome(stormy([peer.sends(SYN)]), wrong)).to.equal("fail: rule at step 1");
    });

    it("is followed by a script like any other", async () => {
      expect(await outcome(stormy([peer.resends()], CALLED), called())).to.equal("pass");
      expect(await outcome(stormy([peer.resends()], CALLED), scriptedStack(onSegments()))).to.equal(
        "fail: no-segment at step 3",
      );
    });
  });

  describe("chance", () => {
    const bytesOf = ({ trace }: ScenarioRun) =>
      trace.events.flatMap((event) => (event.kind === "packet" ? [event.bytes] : []));
    const [what] = SUITES.flatMap(({ scenarios }) => scenarios).filter(({ id }) => id === "close/active/four-segments");

    async function onReference(seed: number): Promise<ScenarioRun> {
      const [on] = await reference.open(1);
      if (on === undefined || what === undefined) throw new Error("there is nothing to run");
      return runScenario(what, on, { ip: 4, seed });
    }

    it("the same seed gives the same octets at the same times", async () => {
      const [one, two] = [await onReference(7), await onReference(7)];
      expect(one.broken).to.equal(undefined);
      expect(two.trace).to.deep.equal(one.trace);
      expect(bytesOf(one)).to.have.length.greaterThan(6);
    });

    it("another seed gives other ISNs, of both sides", async () => {
      const isnsOf = (run: ScenarioRun) =>
        run.trace.events.flatMap((event) =>
          event.kind === "packet" &&
          event.decoded.ok &&
          event.decoded.value.kind === "tcp" &&
          (event.decoded.value.segment.flags & SYN) !== 0
            ? [event.decoded.value.segment.seq]
            : [],
        );
      const seen = new Set<number>();
      for (let seed = 1; seed <= 20; seed++) for (const isn of isnsOf(await onReference(seed))) seen.add(isn);
      expect(seen.size).to.equal(40);
    });

    it("lets the peer's numbers run over the end of the space in about a quarter of all scenarios", async () => {
      let wrapping = 0;
      for (let seed = 0; seed < 400; seed++) {
        const run = await runScenario(made([peer.sends(SYN, { seq: IRS })]), scriptedStack(onSegments()), {
          ip: 4,
          seed,
        });
        const [sent] = run.trace.events;
        if (sent?.kind !== "packet" || !sent.decoded.ok || sent.decoded.value.kind !== "tcp") throw new Error("no SYN");
        if (diff(seq(0), sent.decoded.value.segment.seq) > 0 && sent.decoded.value.segment.seq > 2 ** 32 - 100)
          wrapping++;
      }
      // 100 of 400, with a standard deviation of 8.7.
      expect(wrapping).to.be.within(65, 135);
    });
  });

  it("the numbers of the scripted stack run over the end of the space", () => {
    expect(diff(seq(0), FIRST)).to.equal(2);
  });
});
