import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import { SECOND } from "../../../harness/port/time";
import type { Level } from "../../../harness/port/verdict";
import { runScenario } from "../../../harness/runner/run-scenario";
import {
  ACK,
  DATA,
  FIN_ACK,
  IRS,
  MSL,
  oneOf,
  peer,
  RST_ACK,
  RTO,
  rtoAfter,
  settles,
  SND,
  stack,
  SYN,
  SYN_ACK,
  user,
  wait,
} from "../../../harness/scenario";
import { octetsOf } from "../../../harness/scenario/text";
import { PSH_ACK, type Flags } from "../../../harness/wire/flags";
import { REQUIREMENTS } from "../../../suites/requirements";
import { acknowledges, answersSyn, called, CALLED, judged, made, nothing, outcome, type Steps } from "./judged";
import { onSegments, oneByOne, scriptedStack, type Hands } from "./scripted-stack";
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
      const { failure, verdict } = await judged(made(steps, { covers }), called());
      expect(failure).to.include({ rule: "SHLD-1", kind: "no-segment", step: 6 });
      expect(verdict, "by its own level").to.equal("nonstrict");
      const earlier = await judged(made(steps, { covers }), scriptedStack(onSegments()));
      expect(earlier.failure).to.include({ rule: "MUST-8", kind: "no-segment", step: 2 });
      expect(earlier.verdict).to.equal("fail");
    });

    it("is laid to the first rule of the scenario's level where the script has named none", async () => {
      const steps = [peer.sends(SYN, { seq: IRS }), stack.sends(SYN_ACK)];
      const rule = async (covers: readonly string[], level?: Level) => {
        const draft = { covers, ...(level !== undefined && { level }) };
        return (await judged(made(steps, draft), scriptedStack(onSegments()))).failure?.rule;
      };
      expect(await rule(["MUST-8", "SHLD-1"])).to.equal("MUST-8");
      expect(await rule(["SHLD-1", "MUST-8", "MUST-13"])).to.equal("MUST-8");
      expect(await rule(["MUST-8", "SHLD-1"], "SHOULD")).to.equal("SHLD-1");
      expect(await rule(["MAY-2", "MAY-1"], "SHOULD"), "where none has it, the first").to.equal("MAY-2");
    });

    it("fails when a segment comes that nothing calls for, at the end", async () => {
      const talkative = called((hands) => {
        hands.sends(FIN_ACK);
      });
      const { verdict, failure, run } = await judged(made(CALLED), talkative);
      expect(verdict).to.equal("fail");
      expect(failure).to.include({ kind: "unexpected-segment", stepText: "after the last step", packet: 4 });
      expect(run.trace.notes.get(3)).to.equal("not allowed here");
    });

    it("takes more text in order at the end for what it is where a chargen sends it, and nothing else", async () => {
      const saying = (last: Flags) =>
        called((hands) => {
          hands.sends(ACK, { text: octetsOf("abc", 0) });
          hands.sends(last, { seq: 4, text: octetsOf("def", 0) });
        });
      const generating = [user.listen("chargen"), ...CALLED];
      expect(await outcome(made(generating), saying(ACK))).to.equal("pass");
      expect(await outcome(made(generating), saying(RST_ACK))).to.match(/^fail: unexpected-segment/);
      expect(await outcome(made([user.listen("discard"), ...CALLED]), saying(ACK))).to.match(
        /^fail: unexpected-segment/,
      );
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

    it("hold a repetition to the round trips before it: none of what was sent twice, each to its acknowledgment", async () => {
      /** Five octets at each of these times (in seconds after a call), from this number on. */
      const sends = (hands: Hands, seq: number, ...times: readonly number[]) => {
        for (const after of times) hands.sends(PSH_ACK, { seq, after, text: octetsOf(5, seq - 1) });
      };
      const resentAfter = (seconds: number) => {
        let calls = 0;
        return scriptedStack(() => (hands, happening) => {
          if (happening.kind === "segment" && (happening.segment.flags & SYN) !== 0) answersSyn(hands);
          if (happening.kind !== "call" || happening.name !== "send") return undefined;
          calls++;
          if (calls === 1) sends(hands, 1, 0);
          if (calls === 2) sends(hands, 6, 0, 1);
          if (calls === 3) sends(hands, 11, 0, seconds);
          return undefined;
        });
      };
      const sent = (name: string) => [user.send(5), stack.sends(DATA, { text: 5, as: name })];
      const steps = [
        ...CALLED,
        ...sent("a trip"),
        wait.past(RTO.times(0.5)),
        peer.sends(ACK),
        ...sent("twice"),
        stack.resends("twice", { after: RTO }),
        peer.sends(ACK),
        ...sent("the text"),
        stack.resends("the text", { after: rtoAfter("a trip", "twice") }),
      ];
      // Half a second, and three times that.
      expect(await outcome(made(steps), resentAfter(1.5))).to.equal("pass");
      expect(await outcome(made(steps), resentAfter(1.4))).to.equal("fail: wrong-time at step 14");
      expect(await outcome(made(steps), resentAfter(1.6))).to.equal("fail: no-segment at step 14");
    });
  });
});
