import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import { type Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { runScenario, type ScenarioRun } from "../../../harness/runner/run-scenario";
import {
  ACK,
  connection,
  DATA,
  FIN_ACK,
  IRS,
  peer,
  RTO,
  stack,
  SYN,
  SYN_ACK,
  user,
  wait,
} from "../../../harness/scenario";
import type { Scenario } from "../../../harness/scenario/scenario";
import { diff, seq } from "../../../harness/wire/seq";
import { reference } from "../../../stacks/reference";
import { SUITES } from "../../../suites";
import { answersSyn, called, CALLED, judged, made, nothing, OPTIONS, outcome, type Steps } from "./judged";
import { FIRST, onSegments, scriptedStack } from "./scripted-stack";
describe("runScenario: what a scenario is played with", () => {
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
