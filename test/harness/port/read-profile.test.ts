import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { DEFAULT_PROFILE } from "../../../harness/port/default-profile";
import { CAPABILITIES, type Profile, type Timing } from "../../../harness/port/profile";
import schema from "../../../harness/port/profile.schema.json";
import { ProfileError, profileJson, readProfile } from "../../../harness/port/read-profile";
import { MILLISECOND, MINUTE, SECOND } from "../../../harness/port/time";

const timing: fc.Arbitrary<Timing> = fc.record({
  value: fc.maxSafeNat(),
  early: fc.maxSafeNat(),
  late: fc.maxSafeNat(),
});
const count = fc.nat(65_535);
const ticks = fc.integer({ min: 1, max: 2 ** 40 });

const profiles: fc.Arbitrary<Profile> = fc.record(
  {
    capabilities: fc.subarray([...CAPABILITIES]),
    timers: fc.record({
      msl: timing,
      initialRto: timing,
      minimumRto: timing,
      delayedAck: timing,
      reaction: timing,
      answerSpacing: timing,
    }),
    ipVersions: fc.constantFrom<NonNullable<Profile["ipVersions"]>[]>([4], [6], [4, 6]),
    mtu: fc.integer({ min: 576, max: 65_535 }),
    synRetries: count,
    synAckRetries: count,
    synLinearRetries: count,
    isnTicksPerSecond: fc.tuple(ticks, ticks).map(([a, b]) => ({ least: Math.min(a, b), most: Math.max(a, b) })),
    initialWindow: fc.constantFrom("rfc5681" as const, "rfc6928" as const),
    says: fc.constantFrom<NonNullable<Profile["says"]>[]>(
      {},
      { refused: "reset", "connection reset": "connection does not exist" },
    ),
  },
  { requiredKeys: ["capabilities", "timers", "synRetries", "synAckRetries"] },
);

/** A value that is no profile, and what must be said of it. */
const MISTAKES: readonly (readonly [json: unknown, said: string])[] = [
  [5, 'the profile: must be an object such as { "timers": { "msl": "30 s" } }; docs/profile.md has all keys'],
  [
    { timer: {} },
    'the profile: there is no key "timer"; there are capabilities, ipVersions, mtu, timers, synRetries, synAckRetries, ' +
      "synLinearRetries, initialWindow, isnTicksPerSecond, says",
  ],
  [
    { timers: { msl: 30 } },
    'timers.msl: must be a time such as "1 s", or an object such as { "value": "1 s", "early": "0 s", "late": "50 ms" }',
  ],
  [
    { timers: { msl: { value: "1 furlong" } } },
    'timers.msl.value: must be a time such as "1 s", "200 ms" or "2 min" (units: min, s, ms, us, ns)',
  ],
  [{ timers: { msl: { vlaue: "1 s" } } }, 'timers.msl: there is no key "vlaue"; there are value, early, late'],
  [{ timers: { msl: { early: "1000000 min" } } }, "timers.msl.early: 1000000 min is too long; the longest is 100 days"],
  [
    { timers: { rto: "1 s" } },
    'timers: there is no key "rto"; there are msl, initialRto, minimumRto, delayedAck, reaction, answerSpacing',
  ],
  [{ synRetries: 1.5 }, "synRetries: must be a whole number from 0 to 65535"],
  [{ synAckRetries: "6" }, "synAckRetries: must be a whole number from 0 to 65535"],
  [
    { isnTicksPerSecond: "none" },
    'isnTicksPerSecond: must be a number of ticks such as 250000, an object { "least": 240000, "most": 260000 }, or null ' +
      "for none",
  ],
  [{ isnTicksPerSecond: { least: 1 } }, 'isnTicksPerSecond: the key "most" is missing'],
  [{ isnTicksPerSecond: { least: 2, most: 1 } }, "isnTicksPerSecond: least must not be more than most"],
  [
    { capabilities: ["opening"] },
    `capabilities.0: must be one of ${CAPABILITIES.map((each) => JSON.stringify(each)).join(", ")}`,
  ],
  [{ ipVersions: [] }, "ipVersions: must be a list of versions of IP such as [4], none of them twice"],
  [{ ipVersions: [5] }, "ipVersions.0: must be one of 4, 6"],
  [{ capabilities: ["status", "status"] }, "capabilities: must be a list of capabilities, none of them twice"],
  [
    { says: { refused: "no" } },
    'says.refused: must be one of "established", "end of stream", "reset", "refused", "timeout", "urgent data"',
  ],
];

describe("readProfile", () => {
  it("expects what the RFCs recommend where nothing is said", () => {
    expect(readProfile({})).to.deep.equal(DEFAULT_PROFILE);
    const { timers, isnTicksPerSecond } = DEFAULT_PROFILE;
    // RFC 9293 3.4.2; RFC 6298 2.1 and 2.4; MUST-40; RFC 9293 3.4.1
    expect(timers.msl.value).to.equal(2 * MINUTE);
    expect(timers.initialRto.value).to.equal(SECOND);
    expect(timers.minimumRto.value).to.equal(SECOND);
    expect(timers.delayedAck).to.deep.equal({ value: 500 * MILLISECOND, early: 0, late: 0 });
    expect(isnTicksPerSecond?.least).to.be.at.most(250_000);
    expect(isnTicksPerSecond?.most).to.be.at.least(250_000);
  });

  it("lays what is said over the rest", () => {
    const read = readProfile({ timers: { msl: "30 s", initialRto: { late: "500 ms" } }, synRetries: 3 });
    expect(read).to.deep.equal({
      ...DEFAULT_PROFILE,
      timers: {
        ...DEFAULT_PROFILE.timers,
        msl: { value: 30 * SECOND, early: 0, late: 0 },
        initialRto: { ...DEFAULT_PROFILE.timers.initialRto, late: 500 * MILLISECOND },
      },
      synRetries: 3,
    });
  });

  it("takes no clock for an answer", () => {
    expect(readProfile({ isnTicksPerSecond: null })).not.to.have.property("isnTicksPerSecond");
    expect(readProfile({ isnTicksPerSecond: 1000 }).isnTicksPerSecond).to.deep.equal({ least: 1000, most: 1000 });
  });

  it("reads all that is printed of a profile, whatever it is laid over", () => {
    fc.assert(
      fc.property(profiles, profiles, (profile, base) => {
        const read = readProfile(JSON.parse(JSON.stringify(profileJson(profile))), base);
        // What is not said of them is that there are none.
        expect(read).to.deep.equal({ ipVersions: [4, 6], mtu: 1500, synLinearRetries: 0, says: {}, ...profile });
      }),
    );
  });

  for (const [json, said] of MISTAKES) {
    it(`does not take ${JSON.stringify(json)}`, () => {
      expect(() => readProfile(json))
        .to.throw(ProfileError)
        .with.property("message", said);
    });
  }

  it("docs/profile.md has a line for each key, and a word for each capability", () => {
    const text = readFileSync("docs/profile.md", "utf8");
    const { timers, ...keys } = schema.properties;
    for (const key of [...Object.keys(keys), ...Object.keys(timers.properties).map((timer) => `timers.${timer}`)])
      expect(text).to.include(`\n| \`${key}\` `);
    expect(schema.properties.capabilities.items.enum).to.deep.equal(CAPABILITIES);
    for (const capability of CAPABILITIES) expect(text).to.include(`\`${capability}\``);
  });

  it("reads what docs/profile.md shows", () => {
    const [, example = ""] = /```json\n(.*?)```/s.exec(readFileSync("docs/profile.md", "utf8")) ?? [];
    expect(readProfile(JSON.parse(example)).timers.initialRto).to.deep.equal({
      value: SECOND,
      early: 0,
      late: 50 * MILLISECOND,
    });
  });
});
