/** Configuration files: loaded, and held against the schema. */

import { readFileSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type * as Jiti from "jiti";
import type { BaselineEntry } from "../port/baseline";
import { readDuration, type DurationText } from "../port/duration-text";
import profileSchema from "../port/profile.schema.json";
import { readProfile } from "../port/read-profile";
import { schemaError } from "../port/schema-error";
import { MILLISECOND, MINUTE } from "../port/time";
import { isSettingName } from "../../stacks/linux/kernel-settings";
import schema from "./config.schema.json";
import type { Config, TimeoutsConfig } from "./define-config";
import { CommandError, EXIT } from "./exit-code";
import { fileError } from "./file-error";
import { messageOf } from "./message-of";

/** A configuration as it stands in its file. */
export interface LoadedConfig {
  readonly config: Config;
  /** What its paths are seen from. */
  readonly folder: string;
}

const HINT = "'tcpspec init' writes a file that has everything in it";

/** @throws {CommandError} that names the key and what is allowed. */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  const value = extname(file) === ".json" ? parseJson(file) : await evaluate(file);
  const config = held(value, "tcpspec/config/1", { file, whole: "the configuration" }) as Config;
  const mistake = mistakeIn(config);
  if (mistake !== undefined) throw mistaken(file, mistake);
  return { config, folder: dirname(file) };
}

/** The departures in a JSON file. @throws {CommandError} */
export function loadBaseline(file: string): readonly BaselineEntry[] {
  const name = "tcpspec/config/1#/$defs/departures";
  return held(parseJson(file), name, { file, whole: "the baseline" }) as readonly BaselineEntry[];
}

/** The value, which is as the schema of this name has it. @throws {CommandError} */
function held(value: unknown, name: string, { file, whole }: Readonly<Record<"file" | "whole", string>>): unknown {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, verbose: true, schemas: [profileSchema, schema] });
  const isRight = ajv.getSchema(name);
  if (isRight === undefined) throw new Error(`there is no schema ${name}`);
  if (isRight(value)) return value;
  throw mistaken(file, schemaError(isRight.errors ?? [], whole));
}

function mistaken(file: string, mistake: string): CommandError {
  return new CommandError(`${file}: ${mistake}`, EXIT.usage, HINT);
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof SyntaxError ? `it is not JSON: ${error.message}` : fileError(error);
    throw new CommandError(`${file} cannot be read: ${why}`, EXIT.usage);
  }
}

/** What a file in TypeScript or JavaScript exports by default. */
async function evaluate(file: string): Promise<unknown> {
  // Only such a file takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { createJiti } = require("jiti") as typeof Jiti;
  const jiti = createJiti(file, {
    // The one that reads the file, wherever it is installed.
    alias: { "tcpspec/config": require.resolve("./define-config") },
    fsCache: false,
  });
  try {
    return await jiti.import(file, { default: true });
  } catch (error) {
    throw new CommandError(`${file} cannot be loaded: ${messageOf(error)}`, EXIT.usage, HINT);
  }
}

/** One sentence about the first thing that is wrong with a configuration of the right form. */
function mistakeIn({ stacks = {}, timeouts = {} }: Config): string | undefined {
  for (const [name, stack] of Object.entries(stacks)) {
    const { profile = {} } = stack;
    if (!/^[A-Za-z0-9][\w-]*$/.test(name)) return `stacks: "${name}" is no name; letters, digits, - and _ make one`;
    const settings = "linux" in stack ? Object.keys(stack.linux.settings) : [];
    const other = settings.find((setting) => !isSettingName(setting));
    if (other !== undefined)
      return `stacks.${name}.linux.settings: "${other}" is no setting of a network; "net.ipv4.tcp_sack" is one`;
    try {
      readProfile(profile);
    } catch (error) {
      return `stacks.${name}.profile.${messageOf(error)}`;
    }
  }
  const wrong = Object.entries<DurationText>({ ...timeouts }).find(([, text]) => {
    const duration = readDuration(text) ?? 0;
    return duration === 0 || duration > LONGEST;
  });
  return wrong && `timeouts.${wrong[0]}: must be more than nothing, and at most 20 days`;
}

/** Timers of JavaScript go no further than 2^31 ms. */
const LONGEST = 20 * 24 * 60 * MINUTE;

/** The timeouts in milliseconds. */
export function timeoutsOf({ config }: LoadedConfig): Partial<Record<`${keyof TimeoutsConfig}Ms`, number>> {
  const timeouts = Object.entries<DurationText>({ ...config.timeouts });
  return Object.fromEntries(timeouts.map(([name, text]) => [`${name}Ms`, (readDuration(text) ?? 0) / MILLISECOND]));
}

/** A path as the file means it. */
export function pathIn({ folder }: LoadedConfig, path: string): string {
  return resolve(folder, path);
}
