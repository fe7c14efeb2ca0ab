/** Profiles as people and hosts write them: JSON, with times in words, and only what differs from what is expected anyway. */

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020";
import { DEFAULT_PROFILE } from "./default-profile";
import { printDuration, readDuration, type DurationText } from "./duration-text";
import { USUAL_MTU, type Profile, type Timing } from "./profile";
import schema from "./profile.schema.json";
import { schemaError } from "./schema-error";
import type { Duration } from "./time";

/** A time alone is meant exactly. In an object, what is left out stays as it is without it. */
export type TimingJson = DurationText | Partial<Record<keyof Timing, DurationText>>;

/** What a stack claims, as a host's `profile` line, the configuration file and `tcpspec profile` have it (docs/profile.md). */
export interface ProfileJson extends Partial<
  Pick<Profile, "capabilities" | "ipVersions" | "mtu" | "synRetries" | "synAckRetries" | "says">
> {
  readonly timers?: Partial<Record<keyof Profile["timers"], TimingJson>>;
  /** 0: none. */
  readonly synLinearRetries?: number;
  /** null: nothing is claimed. */
  readonly initialWindow?: NonNullable<Profile["initialWindow"]> | null;
  /** A number is meant exactly; null: the numbers follow no clock. */
  readonly isnTicksPerSecond?: number | NonNullable<Profile["isnTicksPerSecond"]> | null;
}

/** What was written is no profile; the message is one sentence that names the key and what is allowed. */
export class ProfileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ProfileError";
  }
}

let compiled: ValidateFunction<ProfileJson> | undefined;

/** The schema as a function; made at the first use, as that takes a while. */
function validator(): ValidateFunction<ProfileJson> {
  compiled ??= new Ajv2020({ strict: true, strictTypes: false, verbose: true }).compile<ProfileJson>(schema);
  return compiled;
}

/**
 * What was written, laid over what holds for what was not.
 * @param json what `JSON.parse` has made of it
 * @param base by default what the RFCs recommend
 * @throws {ProfileError}
 */
export function readProfile(json: unknown, base: Profile = DEFAULT_PROFILE): Profile {
  const isProfileJson = validator();
  if (!isProfileJson(json)) throw new ProfileError(schemaError(isProfileJson.errors ?? [], "the profile"));
  const { timers = {}, isnTicksPerSecond: ticks, synLinearRetries: linear, initialWindow, ...others } = json;
  const over = (name: keyof Profile["timers"]): Timing => readTiming(timers[name], base.timers[name], `timers.${name}`);
  const { isnTicksPerSecond: baseTicks, synLinearRetries: baseLinear, initialWindow: baseWindow, ...rest } = base;
  return {
    ...rest,
    ...others,
    timers: {
      msl: over("msl"),
      initialRto: over("initialRto"),
      minimumRto: over("minimumRto"),
      delayedAck: over("delayedAck"),
      reaction: over("reaction"),
      answerSpacing: over("answerSpacing"),
    },
    ...optional("synLinearRetries", linear ?? baseLinear),
    ...optional("initialWindow", initialWindow === undefined ? baseWindow : (initialWindow ?? undefined)),
    ...optional("isnTicksPerSecond", ticks === undefined ? baseTicks : readTicks(ticks)),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** @param key what it is the value of. @throws {ProfileError} */
function readTiming(json: TimingJson | undefined, base: Timing, key: string): Timing {
  if (json === undefined) return base;
  if (typeof json === "string") return { value: read(json, key), early: 0, late: 0 };
  const { value, early, late } = json;
  return {
    value: value === undefined ? base.value : read(value, `${key}.value`),
    early: early === undefined ? base.early : read(early, `${key}.early`),
    late: late === undefined ? base.late : read(late, `${key}.late`),
  };
}

function read(text: DurationText, key: string): Duration {
  const duration = readDuration(text);
  if (duration === undefined) throw new ProfileError(`${key}: ${text} is too long; the longest is 100 days`);
  return duration;
}

/** @throws {ProfileError} */
function readTicks(json: NonNullable<ProfileJson["isnTicksPerSecond"]> | null): Profile["isnTicksPerSecond"] {
  if (json === null) return undefined;
  const ticks = typeof json === "number" ? { least: json, most: json } : json;
  if (ticks.least > ticks.most) throw new ProfileError("isnTicksPerSecond: least must not be more than most");
  return ticks;
}

/** All of a profile as {@link readProfile} reads it, so that nothing of it depends on what it is laid over. */
export function profileJson({
  timers,
  isnTicksPerSecond: ticks,
  synLinearRetries = 0,
  initialWindow,
  ...others
}: Profile): ProfileJson {
  return {
    capabilities: others.capabilities,
    ipVersions: others.ipVersions ?? [4, 6],
    mtu: others.mtu ?? USUAL_MTU,
    timers: {
      msl: timingJson(timers.msl),
      initialRto: timingJson(timers.initialRto),
      minimumRto: timingJson(timers.minimumRto),
      delayedAck: timingJson(timers.delayedAck),
      reaction: timingJson(timers.reaction),
      answerSpacing: timingJson(timers.answerSpacing),
    },
    synRetries: others.synRetries,
    synAckRetries: others.synAckRetries,
    synLinearRetries,
    initialWindow: initialWindow ?? null,
    isnTicksPerSecond: ticks === undefined ? null : ticks.least === ticks.most ? ticks.least : ticks,
    says: others.says ?? {},
  };
}

function timingJson({ value, early, late }: Timing): TimingJson {
  if (early === 0 && late === 0) return printDuration(value);
  return { value: printDuration(value), early: printDuration(early), late: printDuration(late) };
}
