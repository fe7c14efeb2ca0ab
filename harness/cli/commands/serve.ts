/** `tcpspec serve`: a stack of ours as a server that the kernel's programs can talk to. */

import { privilege } from "../../../stacks/linux/privilege";
import { reexecInUserNamespace } from "../../../stacks/linux/user-namespace";
import { serveHttpOverTun } from "../../../stacks/reference/socket/serve-over-tun";
import { CommandError, EXIT } from "../exit-code";
import { heedInterrupts } from "../interrupt";

export interface ServeFlags {
  readonly stack: string;
  readonly port: number;
}

/**
 * Serves a page over HTTP on a TUN device in a network namespace of its own, until it is interrupted or the command ends.
 * @param command a program to run inside the namespace, with its parameters; empty: none.
 * @returns the exit code: the command's, if there is one.
 * @throws {CommandError}
 */
export async function serveCommand(command: readonly string[], { stack, port }: ServeFlags): Promise<number> {
  if (stack !== "reference")
    throw new CommandError(
      `the stack "${stack}" cannot serve`,
      EXIT.usage,
      "only the stack reference has sockets here",
    );
  const able = privilege();
  if (able.kind === "needs-user-namespace") return reexecInUserNamespace(process.argv.slice(1));
  if (able.kind === "unavailable")
    throw new CommandError(`serving takes a TUN device, and ${able.missing}`, EXIT.broken, able.remedy);
  const { signal, stop } = heedInterrupts();
  try {
    return await serveHttpOverTun({
      port,
      signal,
      print: (line) => process.stdout.write(`${line}\n`),
      ...(command.length === 0 ? {} : { command }),
    });
  } finally {
    stop();
  }
}
