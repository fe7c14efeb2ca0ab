import { expect } from "chai";
import fc from "fast-check";
import { memoryStack, type InProcessEnvironment, type InProcessHost } from "../../../adapters/memory";
import { answerTiming, timing, type Finding } from "../../../harness/cli/probe/finding";
import { probe, type Proposal } from "../../../harness/cli/probe/probe";
import { threshold } from "../../../harness/cli/probe/threshold";
import type { Profile } from "../../../harness/port/profile";
import { profileJson, readProfile } from "../../../harness/port/read-profile";
import { StackFailed, type Stack } from "../../../harness/port/stack";
import { MILLISECOND, MINUTE, SECOND } from "../../../harness/port/time";
import { mutantNamed } from "../../../stacks/mutants";
import { DEFAULT_OPTIONS, referenceHost, referenceWith, type ReferenceOptions } from "../../../stacks/reference";
import { SUITES } from "../../../suites";

const SCENARIOS = SUITES.flatMap(({ scenarios }) => scenarios);

async function probed(stack: Stack, scenarios = SCENARIOS.slice(0, 0)): Promise<Proposal> {
  return probe({ seats: [stack], seed: 1, scenarios, patience: (work) => work, onFinding: () => undefined });
}

async function opened(options: Partial<ReferenceOptions>): Promise<Stack> {
  const [stack] = await referenceWith(options).open(1);
  if (stack === undefined) throw new Error("it has opened nothing");
  return stack;
}

const about = (findings: readonly Finding[], key: string) => findings.filter((finding) => finding.about === key);

/** The reference, with timers that are looked at only so often. */
function ticking(tick: number): Stack {
  const make = (environment: InProcessEnvironment): InProcessHost => {
    const host = referenceHost(environment, DEFAULT_OPTIONS);
    return { ...host, nextTimer: () => Math.ceil(host.nextTimer() / tick) * tick };
  };
  return memoryStack({
    name: "ticking",
    version: "1",
    profile: readProfile({ capabilities: ["user-calls", "active-open"] }),
    make,
  });
}

describe("tcpspec profile, on the reference: what it proposes is what the stack claims", () => {
  const CHOICES: Readonly<Record<string, Partial<ReferenceOptions>>> = {
    "the usual": {},
    "short and quick": {
      msl: 15 * SECOND,
      initialRto: 500 * MILLISECOND,
      minimumRto: 200 * MILLISECOND,
      delayedAck: 40 * MILLISECOND,
      synRetries: 2,
      synAckRetries: 4,
    },
    "long and slow": {
      msl: 4 * MINUTE,
      initialRto: 3 * SECOND,
      minimumRto: 1500 * MILLISECOND,
      delayedAck: 450 * MILLISECOND,
      synRetries: 5,
      synAckRetries: 0,
    },
    "odd times": { msl: 31_337 * MILLISECOND, initialRto: 1234 * MILLISECOND, minimumRto: 1001 * MILLISECOND },
  };

  for (const [name, options] of Object.entries(CHOICES)) {
    it(name, async () => {
      const stack = await opened(options);
      const { profile } = await probed(stack);
      const { timers = {}, ...rest } = profile;
      expect(Object.keys(timers)).to.have.members(Object.keys(stack.profile.timers));
      expect(Object.keys(rest)).to.have.members([
        "synRetries",
        "synAckRetries",
        "synLinearRetries",
        "isnTicksPerSecond",
      ]);
      // How much it sends at first, and the link's MTU, are no matter of watching.
      const { initialWindow, mtu, ...claims } = stack.profile;
      expect([initialWindow, mtu]).to.deep.equal(["rfc6928", 1500]);
      const { capabilities } = claims;
      expect(readProfile({ ...profile, capabilities })).to.deep.equal({ ...claims, synLinearRetries: 0 });
    });
  }

  it("a SYN that is sent again in equal times only, or only once", async () => {
    const linear = async (options: Partial<ReferenceOptions>) => {
      const { findings } = await probed(await opened(options));
      return about(findings, "synLinearRetries").map(({ claim, seen }) => [claim, seen]);
    };
    const never = { initialRto: 60 * SECOND, maximumRto: 60 * SECOND };
    expect(await linear({ ...never, synRetries: 3 })).to.deep.equal([[3, "3 equal times, and none longer"]]);
    expect(await linear({ synRetries: 1 })).to.deep.equal([[0, "it was sent again only once"]]);
  });

  it("how it gives up", async () => {
    const { findings } = await probed(await opened({ synRetries: 2, synAckRetries: 1 }));
    const seen = (key: string) => about(findings, key).map((finding) => finding.seen);
    // SYNs at 0, 1 and 3 s, and 4 s to wait for the last; SYN,ACKs at 0 and 1 s, and the listener is not told.
    expect(seen("synRetries")).to.deep.equal([
      "sent again 2 times; the user was told 7.000 s after the first; RFC 9293 3.8.3 wants at least 3 minutes of it (MUST-23)",
    ]);
    expect(seen("synAckRetries").join()).to.match(
      /^sent again once; nothing more came until \d+\.\d+ s after the first$/,
    );
  });

  it("whether a SYN is given up too soon, or a SYN,ACK never sent again", async () => {
    const seen = async (key: "synRetries" | "synAckRetries", times: number) => {
      const { findings, profile } = await probed(await opened({ [key]: times }));
      const [finding] = about(findings, key);
      return [profile[key], finding?.seen.replace(/\d+\.\d+ s/, "… s")];
    };
    // The last of seven comes 127 s after the first and is waited for until 255 s; without it that is over at 127 s.
    expect(await seen("synRetries", 7)).to.deep.equal([7, "sent again 7 times; the user was told … s after the first"]);
    expect(await seen("synRetries", 6)).to.deep.equal([
      6,
      "sent again 6 times; the user was told … s after the first; RFC 9293 3.8.3 wants at least 3 minutes of it (MUST-23)",
    ]);
    expect(await seen("synAckRetries", 1)).to.deep.equal([
      1,
      "sent again once; nothing more came until … s after the first",
    ]);
    expect(await seen("synAckRetries", 0)).to.deep.equal([
      0,
      "never sent again; nothing more came until … s after the first; RFC 9293 3.8.1 wants what nobody acknowledges sent again",
    ]);
  });

  it("a stack that never gives up is not said to", async () => {
    const { profile, findings } = await probed(await opened({ synRetries: 1000, userTimeout: 1000 * MINUTE }));
    expect(profile).not.to.have.property("synRetries");
    expect(
      about(findings, "synRetries")
        .map(({ seen }) => seen)
        .join(),
    ).to.match(/^still sending \d+\.\d+ s after the first$/);
  });

  it("an ACK that is never held back is nothing to claim", async () => {
    const { profile, findings } = await probed(await opened({ delayedAck: 0 }));
    expect(profile.timers).not.to.have.property("delayedAck");
    expect(about(findings, "timers.delayedAck").map(({ seen }) => seen)).to.deep.equal([
      "each of 24 segments was acknowledged at once",
    ]);
  });

  it("what it offers, and how many challenge ACKs it sends", async () => {
    const { findings } = await probed(await opened({ timestamps: false, sack: false, challenges: 7 }));
    const seen = (key: string) => about(findings, key).map((finding) => finding.seen);
    for (const segment of ["SYN", "SYN,ACK"])
      expect(seen(`options on ${segment}`).join(), segment).to.match(/^mss 1460, window scale \d+$/);
    expect(seen("challenge ACKs")).to.deep.equal(["7 for 20 SYNs in the window at once"]);
    expect(seen("ISNs of other pairs of sockets").join()).to.match(/^far from each other/);
  });

  it("which of what the rules allow it does", async () => {
    const choices = async (options: Partial<ReferenceOptions>, id: string) => {
      const scenarios = SCENARIOS.filter((scenario) => scenario.id === id);
      expect(scenarios).to.have.length(1);
      return (await probed(await opened(options), scenarios)).choices.map(({ seen }) => seen);
    };
    const timeWait = "close/time-wait/reset";
    expect(await choices({ ignoreRstInTimeWait: true }, timeWait)).to.match(/F1: ignored/);
    expect(await choices({ ignoreRstInTimeWait: false }, timeWait)).to.match(/CLOSED/);
    const syn = "handshake/recovery/syn-in-the-window";
    expect(await choices({ synProcessing: "rfc5961" }, syn)).to.match(/RFC 5961 4\.2/);
    expect(await choices({ synProcessing: "rfc793" }, syn)).to.match(/as RFC 793 has it: RST/);
  });

  it("a choice that is made several times is told once, and one that it does not come to is counted", async () => {
    const named = (...ids: readonly string[]) => SCENARIOS.filter(({ id }) => ids.includes(id));
    const scenarios = named("acks/arrivals/one-for-each", "options/sack-examples/every-other");
    const stack = await opened({});
    const { capabilities } = stack.profile;
    const without = { ...stack.profile, capabilities: capabilities.filter((each) => each !== "sack") };
    Object.defineProperty(stack, "profile", { value: without });
    const { choices, undecided } = await probed(stack, scenarios);
    expect(choices).to.deep.equal([{ about: "acks/arrivals/one-for-each", seen: "no second ACK (3 times)" }]);
    expect(undecided).to.equal(1);
  });
});

describe("tcpspec profile, on other stacks", () => {
  it("timers that go by ticks get a tolerance", async () => {
    const { profile } = await probed(ticking(500 * MILLISECOND));
    const { timers = {} } = profile;
    // Things begin at 0, 137, 291, 443 and 1009 ms: the tick at which they end is 0, 363, 209, 57 and 491 ms late.
    // A quarter of what they differ by is allowed for on either side.
    expect(timers.initialRto).to.deep.equal({ value: "1 s", early: "123 ms", late: "614 ms" });
    // What goes on for two MSL is as much late, and half of that is said of one.
    expect(timers.msl).to.deep.equal({ value: "2 min", early: "62 ms", late: "307500 us" });
    // After 0, 1, 3 and 8 round trips 700 ms apart: 0, 363, 209, 57, 491; 300, 163, 9, 357, 291; twice 400, 263, 109, 457, 391.
    expect(timers.minimumRto).to.deep.equal({ value: "1 s", early: "123 ms", late: "614 ms" });
  });

  it("numbers that follow no clock, and that are all alike", async () => {
    const [stack] = (await mutantNamed("isn-constant")?.open(1)) ?? [];
    if (stack === undefined) throw new Error("there is no such mutant");
    const { profile, findings } = await probed(stack);
    expect(profile.isnTicksPerSecond).to.equal(null);
    expect(about(findings, "isnTicksPerSecond").map(({ seen }) => seen)).to.deep.equal([
      "no clock on one pair of sockets: 0 in 1.000 s, 0 in 3.000 s, 0 in 0.500 s",
    ]);
    expect(about(findings, "ISNs of other pairs of sockets").map(({ seen }) => seen)).to.deep.equal([
      "close to each other: 0, 0, 0, 0, 0, 0, 0 apart",
    ]);
  });

  it("a stack without user calls: only how soon it answers, and why there is no more", async () => {
    const { user, ...blackBox } = await opened({});
    expect(user).not.to.equal(undefined);
    const { profile, findings } = await probed(blackBox);
    expect(profile).to.deep.equal({ timers: { reaction: "0 s" } });
    const others = findings.filter(({ claim }) => claim === undefined);
    expect(new Set(others.map(({ seen }) => seen))).to.deep.equal(new Set(["reference has no user calls here"]));
    expect(others.map((finding) => finding.about)).to.include.members([
      "timers.msl",
      "timers.initialRto",
      "synAckRetries",
    ]);
  });

  it("a stack that cannot call: that is said of all that takes it, and the others are seen all the same", async () => {
    const stack = await opened({});
    const { user } = stack;
    if (user === undefined) throw new Error("it has no user calls");
    const cannotCall: typeof user.open = (id, request) =>
      request.kind === "passive"
        ? user.open(id, request)
        : Promise.resolve({ ok: false, error: "not supported", detail: "" });
    const { profile, findings } = await probed({ ...stack, user: { ...user, open: cannotCall } });
    for (const key of ["timers.initialRto", "an active OPEN that the peer refuses"])
      expect(about(findings, key), key).to.deep.equal([{ about: key, seen: "the stack has no active OPEN" }]);
    expect(profile.synAckRetries).to.equal(stack.profile.synAckRetries);
  });

  it("a stack that is deaf: nothing is claimed", async () => {
    const stack = await opened({});
    const { profile, findings } = await probed({
      ...stack,
      link: { send: () => Promise.resolve(stack.clock.now()), take: () => stack.link.take().slice(0, 0) },
    });
    expect(profile).to.deep.equal({ timers: {} });
    expect(about(findings, "timers.reaction").map(({ seen }) => seen)).to.deep.equal(["no RST,ACK came"]);
    expect(about(findings, "timers.initialRto").map(({ seen }) => seen)).to.deep.equal(["no SYN came"]);
  });

  it("a stack that breaks in one thing: the others are seen all the same", async () => {
    const stack = await opened({});
    const { user } = stack;
    if (user === undefined) throw new Error("it has no user calls");
    const close = () => Promise.reject(new StackFailed("cannot close"));
    const { profile, findings } = await probed({ ...stack, user: { ...user, close } });
    expect(about(findings, "timers.msl").map(({ seen }) => seen)).to.deep.equal(["the stack broke: cannot close"]);
    expect(profile.timers).to.include({ initialRto: "1 s", delayedAck: "200 ms" }).and.not.to.have.property("msl");
  });
});

describe("what is claimed of times", () => {
  const profileWith = (claim: ReturnType<typeof timing>): Profile => readProfile({ timers: { msl: claim } });
  const times = fc.array(fc.integer({ min: 1, max: 10 * MINUTE }), { minLength: 1, maxLength: 5 });

  it("is exact in virtual time where it was always the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * MINUTE }), fc.integer({ min: 1, max: 5 }), (time, count) => {
        const exact = { value: time, early: 0, late: 0 };
        expect(profileWith(timing(new Array<number>(count).fill(time), "virtual")).timers.msl).to.deep.equal(exact);
      }),
    );
  });

  it("allows for all that was seen, and in virtual time for half of the spread more, to the millisecond", () => {
    fc.assert(
      fc.property(times, (seen) => {
        const [least, most] = [Math.min(...seen), Math.max(...seen)];
        const { value, early, late } = profileWith(timing(seen, "virtual")).timers.msl;
        expect(value - early).to.be.at.most(least);
        expect(value + late).to.be.at.least(most);
        expect(early + late).to.be.at.most(1.5 * (most - least) + 2 * MILLISECOND);
      }),
    );
  });

  it("allows in real time for timers that were rounded up, and for a busy machine", () => {
    fc.assert(
      fc.property(times, (seen) => {
        const { value, early, late } = profileWith(timing(seen, "real")).timers.msl;
        expect(value - early).to.be.at.most(Math.min(...seen) / 1.12 + MILLISECOND);
        expect(value + late).to.be.at.least(Math.max(...seen) + 29 * MILLISECOND);
      }),
    );
  });

  it("allows for our own delay where time is real", () => {
    const [without, with100] = [0, 100 * MILLISECOND].map(
      (delay) => profileWith(timing([SECOND], "real", delay)).timers.msl,
    );
    expect(with100?.late).to.equal((without?.late ?? 0) + 100 * MILLISECOND);
    expect(timing([SECOND], "virtual", 100 * MILLISECOND)).to.equal("1 s");
  });

  it("an answer may always come sooner", () => {
    expect(answerTiming(0, "virtual")).to.equal("0 s");
    expect(answerTiming(3_200_000, "virtual")).to.deep.equal({ value: "4 ms", early: "4 ms", late: "0 s" });
    expect(answerTiming(3_200_000, "real")).to.deep.equal({ value: "4 ms", early: "4 ms", late: "30 ms" });
  });
});

describe("threshold", () => {
  const RANGE = { first: SECOND, most: 30 * MINUTE, precision: MILLISECOND };

  it("finds what is a multiple of the precision just so, and all else by less than that too long", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30 * MINUTE }), async (least) => {
        const found = await threshold((duration) => Promise.resolve(duration >= least), RANGE);
        expect(found).to.equal(Math.ceil(least / MILLISECOND) * MILLISECOND);
      }),
    );
  });

  it("finds nothing where it never holds", async () => {
    expect(await threshold(() => Promise.resolve(false), RANGE)).to.equal(undefined);
  });
});

describe("a proposal", () => {
  it("is a profile, whatever was seen", async () => {
    const { profile } = await probed(await opened({}));
    expect(JSON.parse(JSON.stringify(profile))).to.deep.equal(profile);
    expect(profileJson(readProfile(profile)).timers).to.deep.equal(profile.timers);
  });
});
