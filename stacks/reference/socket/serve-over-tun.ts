/** The reference TCP as a web server on a TUN device, for curl or whatever else speaks HTTP. */

import { constants } from "node:os";
import { openTunLink } from "../../../adapters/tun";
import { HTTP_PORT } from "../../../harness/port/http";
import type { ReferenceOptions } from "../options";
import { serveHttp } from "./serve-http";
import { createTcp } from "./tcp";

export interface ServeOptions {
  /** 80 unless given. */
  readonly port?: number;
  /** Choices of the TCP. */
  readonly options?: Partial<ReferenceOptions>;
  /** A program to run beside the server, inside its namespace, with its parameters; the server ends with it. */
  readonly command?: readonly string[];
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** Takes one line of text for the user, without an end of line. */
  readonly print: (line: string) => void;
}

/**
 * Serves HTTP until the signal or the end of the command, and leaves nothing behind. Takes what a TUN device takes: see
 * `stacks/linux/privilege.ts`.
 * @returns the exit code of the command, as shells have it; 0 without one.
 */
export async function serveHttpOverTun({
  port = HTTP_PORT,
  options = {},
  command,
  signal,
  print,
}: ServeOptions): Promise<number> {
  const link = openTunLink();
  const addresses = [link.endpoints[4].peer, link.endpoints[6].peer] as const;
  const tcp = createTcp({ link, addresses, options });
  try {
    serveHttp(tcp, { port });
    const suffix = port === HTTP_PORT ? "" : `:${port}`;
    print(`the reference TCP serves http://${addresses[0]}${suffix}/ and http://[${addresses[1]}]${suffix}/`);
    if (command === undefined) {
      print(`from a second terminal: sudo nsenter --net=${link.namespacePath} curl http://${addresses[0]}${suffix}/`);
      await aborted(signal);
      return 0;
    }
    const [program = "", ...parameters] = command;
    return await new Promise((resolve, reject) => {
      const child = link.spawn(program, parameters, "inherit");
      void aborted(signal).then(() => child.kill());
      child.on("error", reject);
      child.on("exit", (code, by) => {
        resolve(code ?? 128 + (by === null ? 0 : constants.signals[by]));
      });
    });
  } finally {
    tcp.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener("abort", () => {
        resolve();
      });
  });
}
