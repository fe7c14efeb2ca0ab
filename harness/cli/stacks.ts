/** The stacks that can be put under test, by the names that `--stack` takes. */

import { existsSync } from "node:fs";
import { StackUnavailable, type StackProvider } from "../port/stack";
import type * as Process from "../../adapters/process/index";
import type * as Gvisor from "../../stacks/gvisor/index";
import type * as Lwip from "../../stacks/lwip/index";
import type { KernelSettings } from "../../stacks/linux/kernel-settings";
import type * as Linux from "../../stacks/linux/linux";
import type * as Privilege from "../../stacks/linux/privilege";
import type * as UserNamespace from "../../stacks/linux/user-namespace";
import type * as Mutants from "../../stacks/mutants/index";
import type * as Raw from "../../stacks/raw/index";
import type * as Reference from "../../stacks/reference/index";
import type * as Uml from "../../stacks/uml/index";
import type * as V86 from "../../stacks/v86/index";
import type * as Smoltcp from "../../stacks/smoltcp/index";
import type { ConfiguredStacks } from "./configured-stacks";
import { CommandError, EXIT } from "./exit-code";
import { hostFlagIn, hostOf, type HostFlags } from "./host-options";
import { messageOf } from "./message-of";
import { stackInModule } from "./module-stack";
import { nearest } from "./nearest";
import { EXEC } from "./unquoted-command";

/* eslint-disable @typescript-eslint/no-require-imports -- loaded when needed: system calls take a while, and most commands make none */
const load = {
  reference: () => require("../../stacks/reference/index") as typeof Reference,
  lwip: () => require("../../stacks/lwip/index") as typeof Lwip,
  gvisor: () => require("../../stacks/gvisor/index") as typeof Gvisor,
  uml: () => require("../../stacks/uml/index") as typeof Uml,
  v86: () => require("../../stacks/v86/index") as typeof V86,
  smoltcp: () => require("../../stacks/smoltcp/index") as typeof Smoltcp,
  linux: () => require("../../stacks/linux/linux") as typeof Linux,
  privilege: () => require("../../stacks/linux/privilege") as typeof Privilege,
  userNamespace: () => require("../../stacks/linux/user-namespace") as typeof UserNamespace,
  raw: () => require("../../stacks/raw/index") as typeof Raw,
  mutants: () => require("../../stacks/mutants/index") as typeof Mutants,
  process: () => require("../../adapters/process/index") as typeof Process,
};
/* eslint-enable @typescript-eslint/no-require-imports */

const BUILT_IN = new Map<string, () => StackProvider>([
  ["reference", () => load.reference().reference],
  ["linux", () => load.linux().linux],
  ["uml", () => load.uml().uml],
  ["lwip", () => load.lwip().lwip],
  ["gvisor", () => load.gvisor().gvisor],
  ["smoltcp", () => load.smoltcp().smoltcp()],
  ["v86", () => load.v86().v86],
  ["raw", () => load.raw().rawHost({ targets: [], interface: "" })],
]);

/** What a name of a wrong TCP begins with: a reference TCP with one deliberate mistake. */
export const MUTANT = "mutant:";

/** What the name of another version of smoltcp begins with: `smoltcp@0.11.0`. */
const SMOLTCP = "smoltcp@";

/** For a list: what our own stacks are, or why they cannot be had. */
export function builtInStacks(): readonly Pick<StackProvider, "name" | "summary" | "preparation">[] {
  return Array.from(BUILT_IN, ([name, provider]) => {
    try {
      return provider();
    } catch (error) {
      return { name, summary: `cannot be loaded here: ${messageOf(error)}` };
    }
  });
}

export function mutantNames(): readonly string[] {
  return load.mutants().MUTANTS.map(({ name }) => name);
}

/** What this process can do about the stack `linux`. @throws {Error} where what it takes cannot be loaded. */
export function linuxPrivilege(): Privilege.Privilege {
  return load.privilege().privilege();
}

/** The words of a command, as they stand between spaces. @throws {CommandError} when there are none. */
export function commandWords(text: string): readonly [string, ...string[]] {
  const [program, ...words] = text.split(" ").filter((word) => word !== "");
  if (program !== undefined) return [program, ...words];
  throw new CommandError("no command is given", EXIT.usage, 'for example: "python3 my_host.py"');
}

/** A host in a process of its own (docs/process-protocol.md). */
function stackOfCommand(name: string): StackProvider {
  const command = commandWords(name.slice(EXEC.length));
  const summary = `the host ${command.join(" ")}`;
  return made(name, () => load.process().processProvider({ name, nameless: true, summary, command }));
}

/** What the flags of a command say of stacks beside a name. */
export interface FromConfig extends HostFlags {
  /** The stacks that the configuration file names. */
  readonly configured?: ConfiguredStacks;
  /** Of the kernel, over those of the configuration file. */
  readonly setting?: KernelSettings | undefined;
}

/**
 * The stack for a name: one of the configuration file, one of ours, `mutant:<name>`, `exec:<command>`, or the path of a module that exports a `StackProvider`.
 * @throws {CommandError}
 */
export function stackNamed(name: string, fromConfig: FromConfig = {}): StackProvider {
  const { configured, setting } = fromConfig;
  if (setting !== undefined && !isLinux(name, fromConfig))
    throw new CommandError(`--setting does nothing for the stack "${name}"`, EXIT.usage, "it is for the stack linux");
  const known = configured?.get(name);
  const isHost = known === undefined && name === "raw";
  const flag = hostFlagIn(fromConfig);
  if (flag !== undefined && !isHost)
    throw new CommandError(`${flag} does nothing for the stack "${name}"`, EXIT.usage, "it is for the stack raw");
  if (isHost) return made(name, () => load.raw().rawHost(hostOf(fromConfig)));
  if (known !== undefined) return made(name, () => known.provider(setting));
  if (setting !== undefined) return made(name, () => load.linux().linuxProvider({ settings: setting }));
  const builtIn = BUILT_IN.get(name);
  if (builtIn !== undefined) return made(name, builtIn);
  if (name.startsWith(MUTANT)) {
    const mutant = name.slice(MUTANT.length);
    if (mutantNames().includes(mutant)) return made(name, () => load.mutants().mutantNamed(mutant));
    throw new CommandError(`there is no mutant called "${mutant}"`, EXIT.usage, hint(nearest(mutant, mutantNames())));
  }
  if (name.startsWith(EXEC)) return stackOfCommand(name);
  if (name.startsWith(SMOLTCP)) return made(name, () => load.smoltcp().smoltcp(name.slice(SMOLTCP.length)));
  if (name.includes(" ") && !existsSync(name))
    throw new CommandError(
      `there is no stack called "${name}"`,
      EXIT.usage,
      `a command that starts a host goes by exec: --stack "${EXEC}${name}"`,
    );
  if (/[./\\]/.test(name)) return stackInModule(name);
  throw new CommandError(
    `there is no stack called "${name}"`,
    EXIT.usage,
    hint(nearest(name, [...(configured?.keys() ?? []), ...BUILT_IN.keys()])),
  );
}

/** Not every package is there on every system, nor every source file in every installation. */
function made(name: string, make: () => StackProvider | undefined): StackProvider {
  try {
    const provider = make();
    if (provider !== undefined) return provider;
    throw new Error("it is not there");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const remedy = error instanceof StackUnavailable ? error.remedy : undefined;
    throw new CommandError(`the stack "${name}" cannot be loaded here: ${messageOf(error)}`, EXIT.broken, remedy);
  }
}

/** Whether the name means the TCP of this machine's kernel. */
function isLinux(name: string, { configured }: FromConfig): boolean {
  const known = configured?.get(name);
  return known === undefined ? name === "linux" : known.isLinux;
}

function hint(similar: readonly string[]): string {
  const others = "'tcpspec stacks' lists what there is; --stack takes the path of a module as well";
  return similar.length === 0 ? others : `did you mean ${similar.join(", ")}?`;
}

/**
 * Has the work done with the stack, and starts the whole command again where that is the only way to the stack: a user namespace
 * can be entered only by a process that does so before anything else.
 * @returns the exit code
 * @throws {CommandError}
 */
export async function withStack(
  name: string,
  fromConfig: FromConfig,
  work: (provider: StackProvider) => Promise<number>,
): Promise<number> {
  const provider = stackNamed(name, fromConfig);
  if (isLinux(name, fromConfig) && linuxPrivilege().kind === "needs-user-namespace")
    return load.userNamespace().reexecInUserNamespace(process.argv.slice(1));
  return work(provider);
}
