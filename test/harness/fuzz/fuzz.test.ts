import { expect } from "chai";
import fc from "fast-check";
import { scenarioOf, storm } from "../../../harness/fuzz/exchanges";
import { fuzz, tryExchange, type FuzzOptions } from "../../../harness/fuzz/fuzz";
import { segmentSpec } from "../../../harness/fuzz/segments";
import { simplified } from "../../../harness/fuzz/simplify";
import { resolveSpec } from "../../../harness/oracle/resolve";
import { NO_CONNECTION } from "../../../harness/oracle/sequence-view";
import { StackFailed, type Stack } from "../../../harness/port/stack";
import { ACK, DATA, FIN_ACK, peer, RST, RTO, SYN, SYN_ACK, user, wait } from "../../../harness/scenario";
import { printStep } from "../../../harness/scenario/print";
import type { Step } from "../../../harness/scenario/step";
import { AFTERWARDS } from "../../../harness/scenario/vocabulary";
import { FIN, URG } from "../../../harness/wire/flags";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import { seq } from "../../../harness/wire/seq";
import { mutantNamed } from "../../../stacks/mutants";
import { reference } from "../../../stacks/reference";
import { REQUIREMENTS } from "../../../suites/requirements";
import { onSegments, scriptedStack } from "../runner/scripted-stack";

describe("segments for fuzzing", () => {
  it("can all be sent, at any moment", () => {
    const side = { stackPort: 80, peerPort: 4000, isn: seq(-5), window: 1000, defaultMss: 536 };
    fc.assert(
      fc.property(segmentSpec, (spec) => {
        const segment = resolveSpec(spec, NO_CONNECTION, side, seq(0x5eed));
        const bytes = encodePacket({ ip: { source: "192.0.2.2", destination: "192.0.2.1" }, segment });
        expect(bytes.length).to.be.at.least(40);
        // A data offset that cannot be is all that can keep one from being read.
        expect(decodePacket(bytes).ok || spec.dataOffset !== undefined).to.equal(true);
      }),
    );
  });

  it("have no fields without a value, so that they read like a person's", () => {
    for (const spec of fc.sample(segmentSpec, { numRuns: 200, seed: 1 }))
      expect(Object.values(spec)).not.to.include(undefined);
  });

  it("come in every kind", () => {
    const specs = fc.sample(segmentSpec, { numRuns: 3000, seed: 1 });
    const fields = new Set(specs.flatMap((spec) => Object.keys(spec)));
    expect([...fields]).to.have.members([
      ...["flags", "seq", "ack", "text", "window", "options"],
      ...["urgentPointer", "reserved", "checksum", "dataOffset"],
    ]);
    for (const flags of [ACK, DATA, FIN_ACK, SYN, SYN_ACK, RST, FIN, 0])
      expect(
        specs.some((spec) => spec.flags === flags),
        String(flags),
      ).to.equal(true);
  });
});

describe("storms", () => {
  const STORMS = fc.sample(storm, { numRuns: 500, seed: 1 });

  it("have a step at least, and no more than can be looked through", () => {
    for (const steps of STORMS) expect(steps.length).to.be.within(1, 40);
  });

  it("are made of things to do, on the first connection", () => {
    for (const step of STORMS.flat()) {
      expect(["call", "peer-sends", "peer-resends", "wait"]).to.include(step.kind);
      if ("connection" in step) expect(step.connection).to.equal("1");
    }
  });

  it("begin in every way that leads somewhere", () => {
    const beginnings = new Set(STORMS.map((steps) => steps.slice(0, 2).map(printStep).join(" ")));
    for (const beginning of [
      "user.listen() peer.sends(SYN, { seq: IRS, options: [mss(1460)] })",
      "user.connect() peer.sends(SYN_ACK, { seq: IRS })",
    ])
      expect([...beginnings]).to.include(beginning);
  });

  it("are followed by proof that the stack has come through: a handshake between other ports", () => {
    const scenario = scenarioOf([user.listen(), peer.sends(RST)]);
    expect(scenario).to.include({ storm: 2, preamble: 0 });
    const proof = scenario.steps.slice(2);
    expect(proof.length).to.be.greaterThan(4);
    for (const step of proof) expect(step).to.include({ connection: AFTERWARDS });
  });
});

describe("simplified", () => {
  const texts = (steps: readonly Step[]) => steps.map(printStep);
  const reduce = async (steps: readonly Step[], fails: (steps: readonly Step[]) => boolean) =>
    texts(await simplified(steps, (fewer) => Promise.resolve(fails(fewer))));

  it("leaves out every step that is not needed", async () => {
    const steps = [user.listen(), peer.sends(SYN), wait.past(RTO), user.send(5), peer.sends(ACK), user.close()];
    const needed = ["peer.sends(SYN)", "user.close()"];
    const fails = (fewer: readonly Step[]) => needed.every((text) => texts(fewer).includes(text));
    expect(await reduce(steps, fails)).to.deep.equal(needed);
  });

  it("leaves out every field and flag that is not needed", async () => {
    const steps = [peer.sends(SYN | FIN | ACK, { seq: 5, ack: 6, text: 3, window: 0 })];
    const fails = (fewer: readonly Step[]) =>
      fewer.some((step) => step.kind === "peer-sends" && (step.segment.flags & FIN) !== 0 && step.segment.text === 3);
    expect(await reduce(steps, fails)).to.deep.equal(["peer.sends(FIN, { text: 3 })"]);
  });

  it("leaves everything that is needed, and nothing at all where nothing is", async () => {
    const steps = [user.listen(), peer.sends(SYN), peer.sends(ACK, { text: 1 })];
    expect(await reduce(steps, (fewer) => texts(fewer).join() === texts(steps).join())).to.deep.equal(texts(steps));
    expect(await reduce(steps, () => true)).to.deep.equal([]);
  });

  it("ends with something from which nothing more can be taken", async () => {
    await fc.assert(
      fc.asyncProperty(storm, fc.nat({ max: 3 }), async (steps, least) => {
        const sent = (some: readonly Step[]) => some.filter(({ kind }) => kind === "peer-sends");
        fc.pre(sent(steps).length >= least);
        const fewest = await simplified(steps, (some) => Promise.resolve(sent(some).length >= least));
        expect(fewest).to.have.length(least);
        for (const step of fewest) expect(step).to.deep.include({ kind: "peer-sends", segment: { flags: 0 } });
      }),
      { numRuns: 50 },
    );
  });
});

describe("fuzz", () => {
  async function search(stack: Stack, options: Partial<FuzzOptions> = {}) {
    return fuzz({
      stack,
      runs: 200,
      seed: 1,
      requirements: REQUIREMENTS,
      known: [],
      onKnown: () => undefined,
      patience: (work) => work,
      breathe: () => Promise.resolve(),
      onExchange: () => undefined,
      signal: new AbortController().signal,
      ...options,
    });
  }

  async function mutant(name: string): Promise<Stack> {
    const [stack] = (await mutantNamed(name)?.open(1)) ?? [];
    if (stack === undefined) throw new Error(`there is no ${name}`);
    return stack;
  }

  it("finds the same with the same seed, and tells how much it took", async () => {
    const [one, two] = [
      await search(await mutant("leaves-a-number-out")),
      await search(await mutant("leaves-a-number-out")),
    ];
    expect(one).to.not.equal(undefined);
    expect(two?.scenario.steps.map(printStep)).to.deep.equal(one?.scenario.steps.map(printStep));
    expect(two?.exchanges).to.equal(one?.exchanges);
    expect(one?.exchanges).to.be.within(1, 200);
  });

  it("tells of each exchange", async () => {
    let exchanges = 0;
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("the reference offers no stack");
    const finding = await search(stack, { runs: 50, onExchange: () => exchanges++ });
    expect([finding, exchanges]).to.deep.equal([undefined, 50]);
  });

  it("stops when it is told to, and has found nothing then", async () => {
    const controller = new AbortController();
    let exchanges = 0;
    const finding = await search(await mutant("dies-of-an-early-fin"), {
      runs: 5000,
      signal: controller.signal,
      onExchange() {
        if (++exchanges === 20) controller.abort();
      },
    });
    expect([finding, exchanges]).to.deep.equal([undefined, 20]);
  });

  it("finds a stack that can open no connection, without any storm", async () => {
    const finding = await search(scriptedStack(onSegments()));
    expect(finding?.scenario.storm).to.equal(0);
    expect(finding?.failure).to.include({ kind: "no-segment", rule: "793-3.4-FIG7-3WHS" });
  });

  describe("with what is known", () => {
    const knowing = (...breaks: readonly string[]) => breaks.map((each) => ({ breaks: each, reason: "issue 17" }));

    it("passes over a rule that the stack is known to break, and tells of each exchange that does", async () => {
      const unknown = await search(await mutant("leaves-a-number-out"));
      const rule = unknown?.failure.rule ?? "";
      const [known] = knowing(rule);
      if (known === undefined) throw new Error("nothing is known");
      const told: unknown[] = [];
      const finding = await search(await mutant("leaves-a-number-out"), {
        runs: 300,
        known: [known],
        onKnown: (breach) => told.push(breach),
      });
      expect(finding?.failure.rule).to.not.equal(rule);
      expect(told).to.include(known);
    });

    it("finds another rule that is broken behind a known one", async () => {
      // It answers everything with a reset that is not believable, and that has reserved bits set.
      const wrong = scriptedStack(
        onSegments((hands) => {
          hands.sends(RST, { exactly: { seq: 77 }, reserved: 5 });
        }),
      );
      const first = (await search(wrong))?.failure.rule ?? "";
      const second = (await search(wrong, { known: knowing(first) }))?.failure.rule;
      expect([first, second]).to.have.members(["793-3.1-HDR-RESERVED", "793-3.4-RSTGEN-CLOSED-SEQ"]);
      // And then there is no handshake.
      const third = await search(wrong, { known: knowing(first, second ?? "") });
      expect(third?.failure.rule).to.equal("793-3.4-FIG7-3WHS");
    });

    it("passes over a stack that breaks down with words that are known, and over no other", async () => {
      const dying = scriptedStack(
        onSegments(() => {
          throw new StackFailed('the host died of SIGABRT\nits last words:\nAssertion "insane" failed at line 5');
        }),
      );
      const step = [peer.sends(ACK)];
      const tried = (words: string) =>
        tryExchange({ ...scenarioOf(step), steps: step }, dying, 4, 1, REQUIREMENTS, knowing(words));
      expect(await tried('Assertion "insane" failed')).to.deep.include({
        verdict: "pass",
        passedOver: knowing('Assertion "insane" failed'),
      });
      expect(await tried('Assertion "sane" failed')).to.deep.include({ verdict: "error", passedOver: [] });
    });
  });

  it("says so when a stack does not do the same again", async () => {
    let exchanges = 0;
    const fickle = async (): Promise<Stack> => {
      const [stack] = await reference.open(1);
      if (stack === undefined) throw new Error("the reference offers no stack");
      const reset: Stack["reset"] = (seed) => {
        exchanges++;
        return stack.reset(seed);
      };
      // It breaks down once, and never again.
      const send: Stack["link"]["send"] = (datagram) =>
        exchanges === 3 ? Promise.reject(new StackFailed("now and then")) : stack.link.send(datagram);
      return { ...stack, reset, link: { ...stack.link, send } };
    };
    const error: unknown = await search(await fickle()).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(StackFailed).and.to.have.property("message").that.contains("does not come again");
  });

  describe("on a stack that does not come back", () => {
    /** The reference, which never comes back from urgent data, and counts its resets. */
    async function hanging(): Promise<{ readonly stack: Stack; readonly resets: () => number }> {
      const [stack] = await reference.open(1);
      if (stack === undefined) throw new Error("the reference offers no stack");
      let resets = 0;
      const send: Stack["link"]["send"] = (datagram) => {
        const packet = decodePacket(datagram);
        const isUrgent = packet.ok && packet.value.kind === "tcp" && (packet.value.segment.flags & URG) !== 0;
        return isUrgent ? new Promise<never>(() => undefined) : stack.link.send(datagram);
      };
      const reset: Stack["reset"] = (seed) => {
        resets++;
        return stack.reset(seed);
      };
      return { stack: { ...stack, reset, link: { ...stack.link, send } }, resets: () => resets };
    }

    const impatient =
      (error: () => Error): FuzzOptions["patience"] =>
      (work) =>
        Promise.race([
          work,
          (async () => {
            // In memory everything else happens within one turn.
            await new Promise((resolve) => setImmediate(resolve));
            await new Promise((resolve) => setImmediate(resolve));
            throw error();
          })(),
        ]);

    it("finds what it did not come back from, and leaves it alone after that", async () => {
      const { stack, resets } = await hanging();
      let exchanges = 0;
      const patience = impatient(() => new StackFailed("it did not come back"));
      const finding = await search(stack, { patience, onExchange: () => exchanges++ });
      expect(finding).to.include({ verdict: "error", exchanges: exchanges + 1 });
      expect(finding?.failure).to.include({ kind: "stack-failed", message: "it did not come back", rule: "" });
      expect(finding?.scenario.steps.map(printStep).join()).to.match(/URG/);
      expect(finding?.scenario.storm).to.equal(finding?.stepsWhenFound);
      expect(resets()).to.equal(exchanges + 1);
    });

    it("has found nothing when it is interrupted meanwhile", async () => {
      const controller = new AbortController();
      const patience = impatient(() => {
        controller.abort();
        return new Error("interrupted");
      });
      const { stack } = await hanging();
      expect(await search(stack, { patience, signal: controller.signal })).to.equal(undefined);
    });
  });

  it("tries one exchange: a storm's numbers need no SYN to have a value", async () => {
    const [stack] = await reference.open(1);
    if (stack === undefined) throw new Error("the reference offers no stack");
    const storm = [peer.sends(ACK), peer.sends(FIN_ACK), peer.resends(), user.close()];
    expect(await tryExchange(scenarioOf(storm), stack, 4, 1, REQUIREMENTS)).to.include({ verdict: "pass" });
  });
});
