/** A stack of the user's own: a module that exports a `StackProvider`. */

import { existsSync, statSync } from "node:fs";
import { extname, resolve } from "node:path";
import { StackFailed, StackLost, StackUnavailable, type Stack, type StackProvider } from "../port/stack";
import type { User } from "../port/user";
import { usualCommand } from "../../adapters/process/not-started";
import { CommandError, EXIT } from "./exit-code";

/** @throws {CommandError} when there is no such module, or it exports no provider. */
export function stackInModule(name: string): StackProvider {
  const path = resolve(name);
  if (!existsSync(path)) throw new CommandError(`there is no module ${path}`, EXIT.usage, "--stack takes its path");
  if (!MODULE.test(extname(path)) && !statSync(path).isDirectory())
    throw new CommandError(`${path} is no module of JavaScript, by its ending`, EXIT.usage, hostHint(name));
  const provider = providers(load(path))[0];
  if (provider === undefined)
    throw new CommandError(
      `the module ${path} exports no StackProvider`,
      EXIT.usage,
      "export an object with a name, a summary and an open() that resolves to stacks",
    );
  return guarded(provider);
}

const MODULE = /^\.[cm]?[jt]s$/;

function hostHint(file: string): string {
  return `a host in another language goes by its command: --stack "exec:${usualCommand(file) ?? file}"`;
}

function load(path: string): unknown {
  try {
    // A module that only the command line names.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(path);
  } catch (error) {
    throw new CommandError(`the module ${path} cannot be loaded: ${reason(path, error)}`, EXIT.usage, remedy(path));
  }
}

function reason(path: string, error: unknown): string {
  if (statSync(path).isDirectory()) return "it is a folder without an index.js";
  if (!(error instanceof Error)) return String(error);
  // The first line says it all when the code cannot be read, or what it needs cannot be found.
  const lacking = error instanceof SyntaxError || ("code" in error && error.code === "MODULE_NOT_FOUND");
  return lacking
    ? `${error.name}: ${error.message.split("\n", 1).join("")}`
    : withoutOurs(error.stack ?? error.message);
}

function remedy(path: string): string | undefined {
  return /^\.[cm]?ts$/.test(extname(path)) ? "this Node.js reads JavaScript: compile the module first" : undefined;
}

/** Everything exported that is a provider, and the module itself if it is one. */
function providers(exported: unknown): readonly StackProvider[] {
  if (typeof exported !== "object" || exported === null) return [];
  return [exported, ...(Object.values(exported) as unknown[])].filter(isProvider);
}

function isProvider(value: unknown): value is StackProvider {
  return (
    typeof value === "object" &&
    value !== null &&
    "open" in value &&
    typeof value.open === "function" &&
    "name" in value &&
    typeof value.name === "string"
  );
}

/** The same provider, and whatever its stacks throw is a fault of theirs: of that scenario, and not of the run. */
function guarded(provider: StackProvider): StackProvider {
  const { name, summary, baseline, known } = provider;
  return {
    name,
    summary,
    ...(baseline === undefined ? {} : { baseline }),
    ...(known === undefined ? {} : { known }),
    async open(seats) {
      const stacks: unknown = await provider.open(seats).catch((error: unknown) => {
        throw isUnavailable(error) ? error : new Error(fault(error));
      });
      if (!Array.isArray(stacks)) throw new Error("its open() must resolve to an array of stacks");
      return stacks.map((stack: unknown) => guardedStack(complete(stack)));
    },
  };
}

/** Another copy of our package has classes of its own. */
function isUnavailable(error: unknown): error is StackUnavailable {
  return error instanceof Error && error.name === StackUnavailable.name && "remedy" in error;
}

const PARTS = ["name", "version", "adapter", "profile", "clock", "link", "endpoints", "reset", "close"] as const;

function complete(value: unknown): Stack {
  const parts: object = typeof value === "object" && value !== null ? value : {};
  const missing = PARTS.filter((part) => !(part in parts));
  if (missing.length > 0)
    throw new Error(`its open() resolves to something that is no stack: no ${missing.join(", ")}`);
  return value as Stack;
}

function guardedStack(stack: Stack): Stack {
  const { name, version, adapter, profile, clock, link, user, remembersPaths } = stack;
  const ports = stack.ports?.bind(stack);
  return {
    name,
    version,
    adapter,
    profile,
    ...(remembersPaths === undefined ? {} : { remembersPaths }),
    clock: {
      kind: clock.kind,
      now: () => told(() => clock.now()),
      pass: (deadline) => asked(() => clock.pass(deadline)),
    },
    link: {
      send: (datagram) => asked(() => link.send(datagram)),
      take: () => told(() => link.take()),
    },
    ...(user === undefined ? {} : { user: guardedUser(user) }),
    endpoints: (version) => told(() => stack.endpoints(version)),
    ...(ports === undefined ? {} : { ports: (connections) => told(() => ports(connections)) }),
    reset: (seed) => asked(() => stack.reset(seed)),
    close: () => asked(() => stack.close()),
  };
}

function guardedUser(user: User): User {
  return {
    open: (...call) => asked(() => user.open(...call)),
    send: (...call) => asked(() => user.send(...call)),
    receive: (...call) => asked(() => user.receive(...call)),
    close: (...call) => asked(() => user.close(...call)),
    abort: (...call) => asked(() => user.abort(...call)),
    status: (...call) => asked(() => user.status(...call)),
    choose: (...call) => asked(() => user.choose(...call)),
    take: () => told(() => user.take()),
  };
}

function told<T>(question: () => T): T {
  try {
    return question();
  } catch (error) {
    throw failureOf(error);
  }
}

async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw failureOf(error);
  }
}

/** Another copy of our package has classes of its own. */
function failureOf(error: unknown): StackFailed {
  const isLost = error instanceof Error && error.name === StackLost.name;
  return isLost ? new StackLost(error.message) : new StackFailed(fault(error));
}

/** What went wrong, and where unless the stack has said of itself that it failed. */
function fault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return withoutOurs(error.name === StackFailed.name ? error.message : (error.stack ?? error.message));
}

const OURS = /^\s+at .*(?:node:internal|[\\/](?:harness|adapters)[\\/][\w-]+[\\/])/;

/** The way to the fault without that from us to the module. */
function withoutOurs(trace: string): string {
  const lines = trace.split("\n");
  const ours = lines.findIndex((line) => OURS.test(line));
  return lines.slice(0, ours < 0 ? undefined : ours).join("\n");
}
