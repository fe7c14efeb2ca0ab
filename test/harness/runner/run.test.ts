import { expect } from "chai";
import { RULES } from "../../../harness/oracle/rules";
import type { BaselineEntry } from "../../../harness/port/baseline";
import type { ScenarioResult } from "../../../harness/port/results";
import { StackFailed, StackLost, type Stack } from "../../../harness/port/stack";
import type { Trace } from "../../../harness/port/trace";
import { replayReference, run, scenarioSeed, type RunOptions, type RunOutcome } from "../../../harness/runner/run";
import { ISS, peer, RTO, scenario, stack, suite, SYN, SYN_ACK, user, wait } from "../../../harness/scenario";
import { reference } from "../../../stacks/reference";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { onSegments, scriptedStack, type Hands } from "./scripted-stack";

const calls = (name: string, covers: readonly string[] = ["MUST-13"]) =>
  scenario(name, `the scenario ${name}`, { covers, steps: [peer.sends(SYN), stack.sends(SYN_ACK, { seq: ISS })] });

const { scenarios: SCENARIOS } = suite("made/up", [calls("one"), calls("two", ["MUST-8"]), calls("three")]);

const answersSyn = (hands: Hands) => {
  hands.sends(SYN_ACK, { seq: 0 });
};
const good = (name?: string) => scriptedStack(onSegments(answersSyn), name === undefined ? {} : { name });
const deaf = (name?: string) => scriptedStack(onSegments(), name === undefined ? {} : { name });

/** Runs with everything as usual but what is named. */
function runWith(options: Partial<RunOptions>): Promise<RunOutcome> {
  return run({
    scenarios: SCENARIOS,
    seats: [good()],
    ips: [4],
    seed: 1,
    strict: false,
    requirements: REQUIREMENTS,
    baseline: [],
    stopwatch: () => 0,
    patience: (work) => work,
    breathe: () => Promise.resolve(),
    signal: new AbortController().signal,
    onEnd: () => undefined,
    ...options,
  });
}

const told = ({ scenarios }: RunOutcome) => scenarios.map(({ id, ip, verdict }) => `${id} v${ip} ${verdict}`);

/** A stack whose link never answers from the n-th datagram on. */
function hanging(from: number, name = "hanging"): Stack {
  const on = good(name);
  let sent = 0;
  const send: Stack["link"]["send"] = (datagram) =>
    ++sent < from ? on.link.send(datagram) : new Promise<never>(() => undefined);
  return { ...on, link: { ...on.link, send } };
}

const inRealTime = (on: Stack): Stack => ({ ...on, clock: { ...on.clock, kind: "real" } });

/** Gives up as soon as everything else in the process has had so many turns. */
const shortPatience = (turns: number): RunOptions["patience"] => {
  return (work) => {
    let timer: NodeJS.Immediate;
    const late = new Promise<never>((_, reject) => {
      const wait = (left: number): void => {
        timer = setImmediate(() => {
          if (left > 0) wait(left - 1);
          else reject(new StackLost("the stack did not come back"));
        });
      };
      wait(turns);
    });
    return Promise.race([work, late]).finally(() => {
      clearImmediate(timer);
    });
  };
};

describe("run", () => {
  describe("results", () => {
    it("come in the order of the scenarios, IPv4 first", async () => {
      const expected = [4, 6].flatMap((ip) => ["one", "two", "three"].map((name) => `made/up/${name} v${ip} pass`));
      expect(told(await runWith({ ips: [4, 6] }))).to.deep.equal(expected);
      expect(told(await runWith({ ips: [4, 6], seats: [good(), good(), good(), good()] }))).to.deep.equal(expected);
    });

    it("come in that order even when the later end first", async () => {
      const [first, ...rest] = SCENARIOS;
      if (first === undefined) throw new Error("there are no scenarios");
      const slow = good();
      const pass: Stack["clock"]["pass"] = async (deadline) => {
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        return slow.clock.pass(deadline);
      };
      const ends: string[] = [];
      const { scenarios } = await runWith({
        scenarios: [{ ...first, steps: [...first.steps, wait.past(RTO)] }, ...rest],
        seats: [{ ...slow, clock: { ...slow.clock, pass } }, good()],
        onEnd: ({ id }) => {
          ends.push(id);
          return undefined;
        },
      });
      expect(ends).to.deep.equal(["made/up/two", "made/up/three", "made/up/one"]);
      expect(scenarios.map(({ id }) => id)).to.deep.equal(["made/up/one", "made/up/two", "made/up/three"]);
    });

    it("begin with the longest where time is real, and are told in their order all the same", async () => {
      const lasts = (name: string, ...steps: Parameters<typeof scenario>[2]["steps"]) =>
        scenario(name, name, { covers: ["MUST-13"], steps });
      const { scenarios } = suite("made/long", [
        lasts("short", wait.past(RTO)),
        lasts("none", peer.sends(SYN), stack.sends(SYN_ACK, { seq: ISS })),
        lasts("long", wait.past(RTO.times(3))),
      ]);
      const begun = async (kind: "real" | "virtual") => {
        const ended: string[] = [];
        const seat = good();
        const seats = [{ ...seat, clock: { ...seat.clock, kind } }];
        const { scenarios: results } = await runWith({
          scenarios,
          seats,
          onEnd: ({ id }) => {
            ended.push(id.replace("made/long/", ""));
            return undefined;
          },
        });
        expect(results.map(({ id }) => id)).to.deep.equal(scenarios.map(({ id }) => id));
        return ended;
      };
      expect(await begun("virtual")).to.deep.equal(["short", "none", "long"]);
      expect(await begun("real")).to.deep.equal(["long", "short", "none"]);
    });

    it("tell all about each scenario", async () => {
      const [scenario] = SCENARIOS;
      const ticks = [10, 14];
      const { scenarios } = await runWith({
        scenarios: SCENARIOS.slice(0, 1),
        ips: [6],
        seed: 42,
        stopwatch: () => ticks.shift() ?? 0,
      });
      expect(scenarios).to.deep.equal([
        {
          id: "made/up/one",
          title: "the scenario one",
          suite: "made/up",
          source: scenario?.source,
          stack: "scripted",
          ip: 6,
          covers: ["MUST-13"],
          level: "MUST",
          verdict: "pass",
          outcome: "expected",
          durationMs: 4,
          virtualMs: 0,
          steps: 2,
          alternatives: [],
          replay: "tcpspec replay 'made/up/one@scripted/v6#seed=42'",
        },
      ]);
    });

    it("name the capture, where one was written, and are told with their traces", async () => {
      const ends: (readonly [ScenarioResult, Trace])[] = [];
      const { scenarios } = await runWith({
        onEnd: (...end) => {
          ends.push(end);
          return end[0].id === "made/up/two" ? "traces/two.pcapng" : undefined;
        },
      });
      expect(scenarios.map(({ trace }) => trace)).to.deep.equal([undefined, "traces/two.pcapng", undefined]);
      expect(ends.map(([, trace]) => trace.events.length)).to.deep.equal([2, 2, 2]);
    });

    it("say why a scenario is unsupported", async () => {
      const opening = suite("made/up", [scenario("opens", "opens", { covers: [], steps: [user.connect()] })]).scenarios;
      const seats = [scriptedStack(onSegments(), { profile: { capabilities: [] } })];
      const { scenarios } = await runWith({ scenarios: opening, seats });
      expect(scenarios[0]).to.include({ verdict: "unsupported", outcome: "expected" });
      expect(scenarios[0]?.remark).to.contain("does not claim");
    });
  });

  describe("against the baseline", () => {
    const outcomes = async (stackUnderTest: Stack, baseline: readonly BaselineEntry[], strict = false) => {
      const { scenarios } = await runWith({ seats: [stackUnderTest], ips: [4, 6], baseline, strict });
      return scenarios.map(({ verdict, outcome }) => `${verdict} ${outcome}`);
    };
    const entry = (name: string, fields: Partial<BaselineEntry> = {}): BaselineEntry => ({
      scenario: `made/up/${name}`,
      verdict: "fail",
      reason: "it is known",
      ...fields,
    });
    const all = (what: string) => Array.from({ length: 6 }, () => what);

    it("a pass is expected and a failure is not, when nothing is said", async () => {
      expect(await outcomes(good(), [])).to.deep.equal(all("pass expected"));
      expect(await outcomes(deaf(), [])).to.deep.equal(all("fail unexpected"));
    });

    it("an entry may fit several, and the first one that fits counts", async () => {
      const known = [entry("two", { verdict: "pass" }), entry("t*"), entry("{one,four}", { ip: 4 })];
      expect(await outcomes(deaf(), known)).to.deep.equal([
        "fail expected",
        "fail unexpected",
        "fail expected",
        "fail unexpected",
        "fail unexpected",
        "fail expected",
      ]);
    });

    it("a failure that is known is expected, over the version of IP that is named", async () => {
      const known = [entry("one"), entry("two", { ip: 6 })];
      expect(await outcomes(deaf(), known)).to.deep.equal([
        "fail expected",
        "fail unexpected",
        "fail unexpected",
        "fail expected",
        "fail expected",
        "fail unexpected",
      ]);
    });

    it("a pass where a failure is known is unexpected", async () => {
      expect(await outcomes(good(), [entry("one")])).to.deep.equal([
        "pass unexpected",
        ...["pass expected", "pass expected"],
        "pass unexpected",
        ...["pass expected", "pass expected"],
      ]);
    });

    it("another verdict than the one that is known is unexpected", async () => {
      const known = ["one", "two", "three"].map((name) => entry(name, { verdict: "nonstrict" }));
      expect(await outcomes(deaf(), known)).to.deep.equal(all("fail unexpected"));
    });

    it("what is not followed but only a SHOULD is expected, unless it is strict", async () => {
      const should = suite("made/up", [calls("should", ["SHLD-1"])]).scenarios;
      const outcome = async (strict: boolean) => {
        const { scenarios } = await runWith({ scenarios: should, seats: [deaf()], strict });
        return scenarios.map((each) => `${each.verdict} ${each.outcome}`);
      };
      expect(await outcome(false)).to.deep.equal(["nonstrict expected"]);
      expect(await outcome(true)).to.deep.equal(["fail unexpected"]);
    });
  });

  describe("rules and requirements", () => {
    it("each requirement has the worst verdict of the scenarios that cover it", async () => {
      const mixed = scriptedStack(() => (hands) => {
        hands.sends(SYN_ACK, { seq: 0 });
        return undefined;
      });
      let resets = 0;
      const reset: Stack["reset"] = async (seed) => {
        await mixed.reset(seed);
        resets++;
      };
      // The third scenario finds a stack that is deaf.
      const send: Stack["link"]["send"] = (datagram) => (resets === 3 ? Promise.resolve(0) : mixed.link.send(datagram));
      const { requirements } = await runWith({ seats: [{ ...mixed, reset, link: { ...mixed.link, send } }] });
      expect(requirements).to.deep.equal([
        { id: "MUST-13", stack: "scripted", verdict: "fail", scenarios: ["made/up/one", "made/up/three"] },
        { id: "MUST-8", stack: "scripted", verdict: "pass", scenarios: ["made/up/two"] },
      ]);
    });

    it("a scenario about one version of IP is not run over the other", async () => {
      const sixth = SCENARIOS.map((each, i) => (i === 1 ? { ...each, ip: 6 as const } : each));
      const outcome = await runWith({ scenarios: sixth, ips: [4, 6] });
      expect(told(outcome).filter((line) => line.startsWith("made/up/two"))).to.deep.equal(["made/up/two v6 pass"]);
      expect(outcome.scenarios).to.have.length(5);
    });

    it("a requirement lists a scenario once, though it ran over both versions of IP", async () => {
      const { requirements } = await runWith({ ips: [4, 6] });
      expect(requirements.map(({ scenarios }) => scenarios)).to.deep.equal([
        ["made/up/one", "made/up/three"],
        ["made/up/two"],
      ]);
    });

    it("every rule is there, broken or not", async () => {
      const { rules } = await runWith({});
      expect(rules.map(({ id }) => id)).to.include.members(RULES.map(({ id }) => id));
      expect(rules.flatMap(({ violations }) => violations)).to.deep.equal([]);
    });

    it("a rule tells where it was broken, and so does what cannot be read at all", async () => {
      const broken = good();
      const reserved = scriptedStack(
        onSegments((hands) => {
          hands.sends(SYN_ACK, { seq: 0, reserved: 4 });
        }),
      );
      const unreadable: Stack = {
        ...broken,
        link: {
          ...broken.link,
          take: () => broken.link.take().map((each) => ({ ...each, bytes: each.bytes.slice(0, 30) })),
        },
      };
      const violated = async (seat: Stack) => {
        const { rules } = await runWith({ scenarios: SCENARIOS.slice(0, 1), seats: [seat], ips: [4, 6] });
        return rules.flatMap(({ id, violations }) => violations.map(({ scenario }) => `${id} in ${scenario}`));
      };
      expect(await violated(reserved)).to.deep.equal([
        "793-3.1-HDR-RESERVED in made/up/one@v4",
        "793-3.1-HDR-RESERVED in made/up/one@v6",
      ]);
      expect(await violated(unreadable)).to.deep.equal([
        "793-3.1-HDR-DATAOFFSET in made/up/one@v4",
        "793-3.1-HDR-DATAOFFSET in made/up/one@v6",
      ]);
    });
  });

  describe("an interruption", () => {
    it("lets no scenario begin any more", async () => {
      const controller = new AbortController();
      const outcome = await runWith({
        signal: controller.signal,
        onEnd: ({ id }) => {
          if (id === "made/up/two") controller.abort();
          return undefined;
        },
      });
      expect(told(outcome)).to.deep.equal(["made/up/one v4 pass", "made/up/two v4 pass"]);
    });

    it("gives up what is in progress, which is no result", async () => {
      const controller = new AbortController();
      const patience: RunOptions["patience"] = (work) =>
        Promise.race([
          work,
          new Promise<never>((_, reject) => {
            setImmediate(() => {
              controller.abort();
              reject(new Error("interrupted"));
            });
          }),
        ]);
      const outcome = await runWith({ seats: [hanging(1)], signal: controller.signal, patience });
      expect(told(outcome)).to.deep.equal([]);
    });

    it("before the beginning leaves nothing to do", async () => {
      expect(told(await runWith({ signal: AbortSignal.abort() }))).to.deep.equal([]);
    });
  });

  describe("a stack that does not come back", () => {
    it("gives an error, and so does everything after it when there is no other seat", async () => {
      const outcome = await runWith({ seats: [hanging(2)], patience: shortPatience(3) });
      expect(told(outcome)).to.deep.equal(["made/up/one v4 pass", "made/up/two v4 error", "made/up/three v4 error"]);
      for (const { failure } of outcome.scenarios.slice(1))
        expect(failure).to.include({ kind: "stack-failed", message: "the stack did not come back", rule: "" });
    });

    it("is called by no scenario after that", async () => {
      let resets = 0;
      const lost = hanging(1);
      const reset: Stack["reset"] = (seed) => {
        resets++;
        return lost.reset(seed);
      };
      await runWith({ seats: [{ ...lost, reset }], patience: shortPatience(3) });
      expect(resets).to.equal(1);
    });

    it("leaves the rest to the other seats, though it held the floor", async () => {
      const seats = [hanging(1), good("good")].map(inRealTime);
      const outcome = await runWith({ seats, ips: [4, 6], patience: shortPatience(50) });
      expect(outcome.scenarios.map(({ stack: on, verdict }) => `${on} ${verdict}`)).to.deep.equal([
        "hanging error",
        ...Array.from({ length: 5 }, () => "good pass"),
      ]);
    });

    it("gives an error for all that is left when the last seat is lost", async () => {
      const outcome = await runWith({
        seats: [hanging(1, "a"), hanging(2, "b")],
        ips: [4, 6],
        patience: shortPatience(20),
      });
      const verdicts = outcome.scenarios.map(({ verdict }) => verdict);
      expect(verdicts.filter((verdict) => verdict === "pass")).to.have.length(1);
      expect(verdicts.filter((verdict) => verdict === "error")).to.have.length(5);
    });

    it("but one that cannot be reset for one scenario is tried again for the next", async () => {
      const weak = good();
      let resets = 0;
      const reset: Stack["reset"] = (seed) => {
        resets++;
        return resets === 2 ? Promise.reject(new StackFailed("it does not start")) : weak.reset(seed);
      };
      const outcome = await runWith({ seats: [{ ...weak, reset }] });
      expect(told(outcome)).to.deep.equal(["made/up/one v4 pass", "made/up/two v4 error", "made/up/three v4 pass"]);
    });

    it("is not tried again when it says itself that there is no use in it", async () => {
      let resets = 0;
      const reset: Stack["reset"] = () => {
        resets++;
        return Promise.reject(new StackLost("no host starts"));
      };
      const outcome = await runWith({ seats: [{ ...good(), reset }] });
      expect(told(outcome)).to.deep.equal(SCENARIOS.map(({ id }) => `${id} v4 error`));
      expect(resets).to.equal(1);
    });

    it("but one that breaks in a scenario is tried again in the next", async () => {
      const breaking = scriptedStack(() => () => {
        throw new StackFailed("dead");
      });
      let resets = 0;
      const reset: Stack["reset"] = (seed) => {
        resets++;
        return breaking.reset(seed);
      };
      const outcome = await runWith({ seats: [{ ...breaking, reset }] });
      expect(told(outcome)).to.deep.equal(SCENARIOS.map(({ id }) => `${id} v4 error`));
      expect(resets).to.equal(3);
    });

    it("is no excuse for a mistake of the harness", async () => {
      const mistaken: Stack = { ...good(), reset: () => Promise.reject(new TypeError("a mistake")) };
      const error: unknown = await runWith({ seats: [mistaken] }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TypeError);
    });
  });

  /** How many scenarios act at a time, at the most, on three seats. */
  async function actingAtOnce(kind: "real" | "virtual"): Promise<number> {
    let acting = 0;
    let most = 0;
    const seat = (): Stack => {
      const on = good();
      const send: Stack["link"]["send"] = async (datagram) => {
        most = Math.max(most, ++acting);
        await new Promise((resolve) => setImmediate(resolve));
        acting--;
        return on.link.send(datagram);
      };
      return { ...on, clock: { ...on.clock, kind }, link: { ...on.link, send } };
    };
    await runWith({ seats: [seat(), seat(), seat()], ips: [4, 6] });
    return most;
  }

  it("only one scenario acts at a time where time is real, however many seats there are", async () => {
    expect(await actingAtOnce("real")).to.equal(1);
  });

  it("as many scenarios act at a time as there are seats in virtual time, which waits for them", async () => {
    expect(await actingAtOnce("virtual")).to.equal(3);
  });

  it("a stack that breaks while time passes does not let two others act at a time", async () => {
    // It breaks after it has yielded the floor, with nothing more to yield.
    const breaking = good("breaking");
    const pass: Stack["clock"]["pass"] = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new StackFailed("dead");
    };
    const waits = suite("made/up", [
      ...["a", "b", "c"].map((name) => scenario(name, name, { covers: [], steps: [wait.past(RTO)] })),
      calls("d"),
      calls("e"),
    ]).scenarios;
    let acting = 0;
    let most = 0;
    const acts = (): Stack => {
      const on = good();
      const reset: Stack["reset"] = async (seed) => {
        most = Math.max(most, ++acting);
        for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
        acting--;
        return on.reset(seed);
      };
      return { ...on, reset };
    };
    const seats = [{ ...breaking, clock: { ...breaking.clock, pass } }, acts(), acts()].map(inRealTime);
    await runWith({ scenarios: waits, seats });
    expect(most).to.equal(1);
  });

  describe("chance", () => {
    const { scenarios } = SUITES.find(({ path }) => path === "close/active") ?? { scenarios: [] };

    /** The octets of every scenario, over IPv4. */
    async function octets(seed: number): Promise<ReadonlyMap<string, string>> {
      const seen = new Map<string, string>();
      await runWith({
        scenarios,
        seats: await reference.open(1),
        seed,
        onEnd: ({ id, verdict }, { events }) => {
          expect(verdict, id).to.equal("pass");
          const packets = events.flatMap((event) => (event.kind === "packet" ? [event.bytes] : []));
          seen.set(id, packets.map((bytes) => Buffer.from(bytes).toString("hex")).join("\n"));
          return undefined;
        },
      });
      return seen;
    }

    it("the same seed gives the same octets, another seed gives others, in every scenario", async () => {
      const [one, again, other] = [await octets(1), await octets(1), await octets(2)];
      expect(one.size).to.equal(scenarios.length);
      expect(again).to.deep.equal(one);
      for (const [id, bytes] of one) expect(other.get(id), id).not.to.equal(bytes);
    });

    it("every scenario has a seed of its own, which does not depend on those beside it", () => {
      const seeds = SUITES.flatMap((each) => each.scenarios).flatMap(({ id }) =>
        ([4, 6] as const).map((ip) => scenarioSeed(1, id, ip)),
      );
      expect(new Set(seeds).size).to.equal(seeds.length);
    });

    it("is written down in the reference for a replay", () => {
      expect(replayReference("close/active/abort", "linux", 6, 42)).to.equal("close/active/abort@linux/v6#seed=42");
    });
  });
});
