/** What the configuration file says to a command, beside what the command line says. */

import { relative } from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type * as ConfiguredStacksModule from "./configured-stacks";
import type { ConfiguredStacks } from "./configured-stacks";
import type { Config } from "./define-config";
import { findConfig } from "./find-config";
import type * as LoadConfig from "./load-config";
import type { LoadedConfig } from "./load-config";
import { LIMITS, type Limits } from "./limits";

export interface Settings {
  readonly configured: ConfiguredStacks;
  readonly limits: Limits;
  /** The defaults of options. */
  readonly defaults: Pick<Config, OptionName>;
}

type OptionName = "stack" | "out" | "seed" | "ip" | "capture" | "strict";

/** The commands that heed the file, and the options of each that it has defaults for. */
const HEEDED: Readonly<Record<string, readonly OptionName[]>> = {
  run: ["stack", "out", "seed", "ip", "capture", "strict"],
  explain: ["out"],
  "list --unexpected": ["out"],
  fuzz: ["stack", "seed"],
  replay: [],
  profile: [],
  stacks: [],
};

export const NO_SETTINGS: Settings = { configured: new Map(), limits: LIMITS, defaults: {} };

/**
 * Reads the configuration file, if there is one.
 * @param given what `--config` says
 * @throws {CommandError}
 */
export async function readSettings(given?: string): Promise<Settings> {
  const file = findConfig(given);
  if (file === undefined) return NO_SETTINGS;
  // What reads and validates takes a while to load, and there is mostly nothing to be read.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { loadConfig, pathIn, timeoutsOf } = require("./load-config") as typeof LoadConfig;
  const { configuredStacks } = require("./configured-stacks") as typeof ConfiguredStacksModule;
  /* eslint-enable @typescript-eslint/no-require-imports */
  const loaded: LoadedConfig = await loadConfig(file);
  const { stack, out, seed, ip, capture, strict } = loaded.config;
  const defaults = {
    stack,
    // As short as the user would write it.
    out: out === undefined ? undefined : relative("", pathIn(loaded, out)) || ".",
    seed,
    ip,
    capture,
    strict,
  };
  return {
    configured: configuredStacks(loaded),
    limits: { ...LIMITS, ...timeoutsOf(loaded) },
    defaults: Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined)),
  };
}

/** The settings for a command, whose options that the command line does not have are set. @throws {CommandError} */
export async function settle(command: CommandUnknownOpts, given?: string): Promise<Settings> {
  const mode = command.opts().unexpected === true ? " --unexpected" : "";
  const heeded = HEEDED[command.name() + mode];
  if (heeded === undefined) return NO_SETTINGS;
  const settings = await readSettings(given);
  for (const name of heeded) {
    const value = settings.defaults[name];
    if (value !== undefined && command.getOptionValueSource(name) !== "cli")
      command.setOptionValueWithSource(name, value, "config");
  }
  return settings;
}
