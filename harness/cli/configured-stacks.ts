/** The stacks that a configuration file names. */

import type { BaselineEntry } from "../port/baseline";
import type { Profile } from "../port/profile";
import { readProfile } from "../port/read-profile";
import type { StackProvider } from "../port/stack";
import type * as Process from "../../adapters/process/index";
import type { KernelSettings } from "../../stacks/linux/kernel-settings";
import type * as Linux from "../../stacks/linux/linux";
import type { CommandStackConfig, LinuxStackConfig, ModuleStackConfig } from "./define-config";
import { CommandError } from "./exit-code";
import { loadBaseline, pathIn, timeoutsOf, type LoadedConfig } from "./load-config";
import { stackInModule } from "./module-stack";
import { scenarioNamed } from "./selection";

/** A stack that may never be asked for. */
export interface ConfiguredStack {
  readonly summary: string;
  /** Whether it is the TCP of this machine's kernel. */
  readonly isLinux: boolean;
  /**
   * @param settings of the kernel, over those in the file
   * @throws {CommandError} when what the file says of it leads nowhere.
   */
  readonly provider: (settings?: KernelSettings) => StackProvider;
}

/** By the names that `--stack` takes. */
export type ConfiguredStacks = ReadonlyMap<string, ConfiguredStack>;

export function configuredStacks(loaded: LoadedConfig): ConfiguredStacks {
  return new Map(
    Object.entries(loaded.config.stacks ?? {}).map(([name, stack]) => [
      name,
      {
        summary: stack.summary ?? usualSummary(stack),
        isLinux: "linux" in stack,
        provider: (settings) => providerOf(name, stack, loaded, settings),
      },
    ]),
  );
}

type StackConfig = CommandStackConfig | ModuleStackConfig | LinuxStackConfig;

function providerOf(name: string, stack: StackConfig, loaded: LoadedConfig, settings?: KernelSettings): StackProvider {
  if ("command" in stack) return commandStack(name, stack, loaded);
  return "module" in stack ? moduleStack(name, stack, loaded) : linuxStack(name, stack, loaded, settings);
}

function usualSummary(stack: StackConfig): string {
  if ("command" in stack) return `the host ${stack.command.join(" ")}`;
  if ("module" in stack) return `the module ${stack.module}`;
  const settings = Object.entries(stack.linux.settings).map(([name, value]) => `${name}=${value}`);
  return ["the TCP of the running Linux kernel", ...settings].join(", ");
}

function linuxStack(
  name: string,
  stack: LinuxStackConfig,
  loaded: LoadedConfig,
  settings?: KernelSettings,
): StackProvider {
  // Only such a stack takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { linuxProvider } = require("../../stacks/linux/linux") as typeof Linux;
  return linuxProvider({
    name,
    summary: stack.summary ?? usualSummary(stack),
    settings: { ...stack.linux.settings, ...settings },
    claimed: claimedBy(stack),
    baseline: baselineOf(name, stack, loaded),
  });
}

function commandStack(name: string, stack: CommandStackConfig, loaded: LoadedConfig): StackProvider {
  // Only such a stack takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { HOST_LIMITS, processProvider } = require("../../adapters/process/index") as typeof Process;
  const { command, folder = ".", environment, summary = usualSummary(stack) } = stack;
  const { startMs = HOST_LIMITS.startMs, answerMs = HOST_LIMITS.answerMs } = timeoutsOf(loaded);
  return processProvider({
    name,
    summary,
    command,
    folder: pathIn(loaded, folder),
    ...(environment === undefined ? {} : { environment }),
    profile: claimedBy(stack),
    baseline: baselineOf(name, stack, loaded),
    limits: { ...HOST_LIMITS, startMs, answerMs },
  });
}

function moduleStack(name: string, stack: ModuleStackConfig, loaded: LoadedConfig): StackProvider {
  const provider = stackInModule(pathIn(loaded, stack.module));
  const claimed = claimedBy(stack);
  return {
    name,
    summary: stack.summary ?? provider.summary,
    baseline: [...baselineOf(name, stack, loaded), ...(provider.baseline ?? [])],
    async open(seats) {
      const stacks = await provider.open(seats);
      return stacks.map((seat) => ({ ...seat, name, profile: claimed(seat.profile) }));
    },
  };
}

/** What the file says of a stack, laid over what the stack says. */
function claimedBy({ profile = {} }: StackConfig): (own: Profile) => Profile {
  return (own) => readProfile(profile, own);
}

/** @throws {CommandError} when it cannot be read, and when it speaks of scenarios that there are not. */
function baselineOf(name: string, { baseline = [] }: StackConfig, loaded: LoadedConfig): readonly BaselineEntry[] {
  const entries = typeof baseline === "string" ? loadBaseline(pathIn(loaded, baseline)) : baseline;
  try {
    for (const { scenario } of entries) scenarioNamed(scenario);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`the baseline of ${name}: ${error.message}`, error.exitCode, error.hint);
  }
  return entries;
}
