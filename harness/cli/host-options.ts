/** What the command line and the configuration file say of a host on a link, read. */

import { readFileSync } from "node:fs";
import type { SocketAddress } from "../port/user";
import { canonicalAddress } from "../wire/address";
import { LEAST_TOKEN } from "../../stacks/raw/agent/token";
import { CommandError, EXIT } from "./exit-code";
import { fileError } from "./file-error";

/** Where the token stands when no file is named. */
export const TOKEN_VARIABLE = "TCPSPEC_AGENT_TOKEN";

/** `192.0.2.7:7793`, `[2001:db8::7]:7793`; undefined for anything else. */
export function readSocketAddress(text: string): SocketAddress | undefined {
  const [, ipv6, ipv4, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535)) return undefined;
  try {
    return { address: canonicalAddress(ipv6 ?? ipv4 ?? ""), port };
  } catch {
    return undefined;
  }
}

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
