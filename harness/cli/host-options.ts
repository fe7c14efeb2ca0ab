/** A host on a link, as the command line and the configuration file name it. */

import { readFileSync } from "node:fs";
import type { Application, SocketAddress } from "../port/user";
import type * as RawAdapter from "../../adapters/raw";
import type { RawHost } from "../../stacks/raw";
import { LEAST_TOKEN } from "../../stacks/raw/agent/token";
import { CommandError, EXIT } from "./exit-code";
import { fileError } from "./file-error";
import { messageOf } from "./message-of";
import { shellWord } from "./shell-word";

/** The options of commands that take the stack `raw`. */
export interface HostFlags {
  readonly target?: readonly string[] | undefined;
  readonly mode?: "frames" | "inet" | undefined;
  readonly interface?: string | undefined;
  readonly source?: readonly string[] | undefined;
  readonly behaves?: Application | undefined;
  readonly port?: number | undefined;
  readonly agent?: SocketAddress | undefined;
  readonly tokenFile?: string | undefined;
  readonly rate?: number | undefined;
  readonly iAmAllowedToTest?: true | undefined;
}

const NAMES = {
  target: "--target",
  mode: "--mode",
  interface: "--interface",
  source: "--source",
  behaves: "--behaves",
  port: "--port",
  agent: "--agent",
  tokenFile: "--token-file",
  rate: "--rate",
  iAmAllowedToTest: "--i-am-allowed-to-test",
} as const satisfies Readonly<Record<keyof HostFlags, string>>;

const KEYS = Object.keys(NAMES) as readonly (keyof HostFlags)[];

/** The first of these options that was given. */
export function hostFlagIn(flags: HostFlags): string | undefined {
  const given = KEYS.find((key) => flags[key] !== undefined);
  return given && NAMES[given];
}

/** The words that name the same host once more. */
export function hostArguments(flags: HostFlags): readonly string[] {
  return KEYS.flatMap((key) => {
    const value = flags[key];
    if (value === undefined) return [];
    if (value === true) return [NAMES[key]];
    const values = Array.isArray(value) ? (value as readonly string[]) : [value as string | number | SocketAddress];
    return values.flatMap((each) => [
      NAMES[key],
      shellWord(typeof each === "object" ? printSocket(each) : String(each)),
    ]);
  });
}

function printSocket({ address, port }: SocketAddress): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * The host that is meant.
 * @throws {CommandError} when something is missing, and for targets that are not to be tested: before anything is sent.
 */
export function hostOf(flags: HostFlags): Omit<RawHost, "name"> {
  const { target: targets = [], interface: device, source: sources, behaves, port, agent, tokenFile, rate } = flags;
  const host = {
    targets,
    ...(sources === undefined ? {} : { sources }),
    ...(rate === undefined ? {} : { rate }),
    allowed: flags.iAmAllowedToTest ?? false,
  };
  check(host);
  if (flags.mode === "inet" && device !== undefined)
    throw new CommandError(
      "with --mode inet there is no need of --interface",
      EXIT.usage,
      "the kernel's routes say it",
    );
  if (flags.mode !== "inet" && device === undefined)
    throw new CommandError(
      "no interface is named",
      EXIT.usage,
      "the one that the target is reached by: --interface eth0",
    );
  if ((behaves === undefined) !== (port === undefined))
    throw new CommandError("--behaves and --port go together", EXIT.usage, "for example: --behaves echo --port 7");
  if (agent !== undefined && behaves !== undefined)
    throw new CommandError("with an agent there is no need of --behaves", EXIT.usage, "its host is no black box");
  return {
    ...host,
    ...(device === undefined ? {} : { interface: device }),
    ...(behaves === undefined || port === undefined ? {} : { box: { behaves, port } }),
    ...(agent === undefined ? {} : { agent: { address: agent, token: readToken(tokenFile) } }),
  };
}

function check(host: Parameters<typeof RawAdapter.checkTargets>[0]): void {
  // Only such a stack takes it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { checkTargets, TargetRefused } = require("../../adapters/raw/index") as typeof RawAdapter;
  try {
    checkTargets(host);
  } catch (error) {
    throw new CommandError(messageOf(error), EXIT.usage, error instanceof TargetRefused ? error.remedy : undefined);
  }
}

/** Where the token stands when no file is named. */
const TOKEN_VARIABLE = "TCPSPEC_AGENT_TOKEN";

/** The agent's token, from a file or else from the environment. @throws {CommandError} when there is none, or too short a one. */
export function readToken(file: string | undefined): string {
  const token = (file === undefined ? process.env[TOKEN_VARIABLE] : contents(file))?.trim() ?? "";
  const where = file ?? `the variable ${TOKEN_VARIABLE}`;
  const hint = "for example: head -c 24 /dev/urandom | base64 > token; then --token-file token on both hosts";
  if (token === "") throw new CommandError(`there is no token for the agent in ${where}`, EXIT.usage, hint);
  if (token.length < LEAST_TOKEN)
    throw new CommandError(`the token in ${where} has fewer than ${LEAST_TOKEN} characters`, EXIT.usage, hint);
  return token;
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${fileError(error)}`, EXIT.usage);
  }
}
