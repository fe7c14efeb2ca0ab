/** The stacks that a configuration file names. */

import type { BaselineEntry } from "../port/baseline";
import type { Profile } from "../port/profile";
import { readProfile } from "../port/read-profile";
import type { StackProvider } from "../port/stack";
import type { SocketAddress } from "../port/user";
import type * as Process from "../../adapters/process/index";
import type { KernelSettings } from "../../stacks/linux/kernel-settings";
import type * as Linux from "../../stacks/linux/linux";
import type * as Raw from "../../stacks/raw/index";
import type { CommandStackConfig, LinuxStackConfig, ModuleStackConfig, RawStackConfig } from "./define-config";
import { CommandError, EXIT } from "./exit-code";
import { hostOf } from "./host-options";
import { loadBaseline, pathIn, timeoutsOf, type LoadedConfig } from "./load-config";
import { messageOf } from "./message-of";
import { stackInModule } from "./module-stack";
import { scenarioNamed, selected } from "./selection";
import { anAddress, socketAddress } from "./socket-address";

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

type StackConfig = CommandStackConfig | ModuleStackConfig | LinuxStackConfig | RawStackConfig;

function providerOf(name: string, stack: StackConfig, loaded: LoadedConfig, settings?: KernelSettings): StackProvider {
  if ("command" in stack) return commandStack(name, stack, loaded);
  if ("raw" in stack) return rawStack(name, stack, loaded);
  return "module" in stack ? moduleStack(name, stack, loaded) : linuxStack(name, stack, loaded, settings);
}

function usualSummary(stack: StackConfig): string {
  if ("command" in stack) return `the host ${stack.command.join(" ")}`;
  if ("module" in stack) return `the module ${stack.module}`;
  if ("raw" in stack)
    return `the host ${[stack.raw.target].flat().join(" ")} by ${stack.raw.interface ?? "this machine's routes"}`;
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

function rawStack(name: string, stack: RawStackConfig, loaded: LoadedConfig): StackProvider {
  // Only such a stack takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { rawHost } = require("../../stacks/raw/index") as typeof Raw;
  const { target, source, agent, tokenFile, ...others } = stack.raw;
  const host = hostOf({
    ...others,
    target: [target].flat().map(addressIn),
    source: source === undefined ? undefined : [source].flat().map(addressIn),
    agent: agent === undefined ? undefined : socketIn(agent),
    tokenFile: tokenFile === undefined ? undefined : pathIn(loaded, tokenFile),
  });
  const summary = stack.summary ?? usualSummary(stack);
  return rawHost({ ...host, name, summary, claimed: claimedBy(stack), baseline: baselineOf(name, stack, loaded) });
}

const addressIn = (text: string): string => read(text, anAddress)[0] ?? text;
const socketIn = (text: string): SocketAddress => read(text, socketAddress);

/** What the command line would make of it. @throws {CommandError} */
function read<T>(text: string, reader: (text: string) => T): T {
  try {
    return reader(text);
  } catch (error) {
    throw new CommandError(`"${text}" in the configuration: ${messageOf(error)}`, EXIT.usage);
  }
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
    known: stack.known ?? [],
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
    known: [...(stack.known ?? []), ...(provider.known ?? [])],
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
    for (const { scenario } of entries) {
      // A glob may fit several; the start of a path, which a selector may be, is none.
      if (/[*{]/.test(scenario)) selected([scenario]);
      else scenarioNamed(scenario);
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`the baseline of ${name}: ${error.message}`, error.exitCode, error.hint);
  }
  return entries;
}
