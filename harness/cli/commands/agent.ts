/** `tcpspec agent`: makes user calls on this host, for a harness on another one. */

import { startAgent, type Agent } from "../../../stacks/raw/agent/agent";
import type { SocketAddress } from "../../port/user";
import { CommandError, EXIT } from "../exit-code";
import { readToken } from "../host-options";
import { heedInterrupts } from "../interrupt";
import { messageOf } from "../message-of";

export interface AgentFlags {
  readonly bind: SocketAddress;
  readonly tokenFile?: string | undefined;
  readonly iAmAllowedToTest?: true | undefined;
}

/**
 * Runs until it is interrupted.
 * @returns the exit code
 * @throws {CommandError} when there is no token, or the address cannot be had.
 */
export async function agentCommand({ bind, tokenFile, iAmAllowedToTest }: AgentFlags): Promise<number> {
  if (process.platform !== "linux")
    throw new CommandError("an agent makes its calls on Linux only", EXIT.broken, "test this host as a black box");
  const token = readToken(tokenFile);
  const log = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  const { signal, stop } = heedInterrupts();
  const agent = await begun({ bind, token, allowed: iAmAllowedToTest ?? false, log });
  try {
    await new Promise<void>((done) => {
      signal.addEventListener("abort", () => {
        done();
      });
    });
    return EXIT.interrupted;
  } finally {
    stop();
    await agent.close();
  }
}

async function begun(options: Parameters<typeof startAgent>[0]): Promise<Agent> {
  const { address, port } = options.bind;
  try {
    return await startAgent(options);
  } catch (error) {
    throw new CommandError(`${address} port ${port} cannot be listened on: ${messageOf(error)}`, EXIT.broken);
  }
}
