/** A connection from the reference to the kernel, with node's own socket above the latter. */

import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket as KernelSocket } from "node:net";
import { createHash } from "node:crypto";
import type { Socket } from "../stacks/reference";
import type { Setting } from "./case";
import type { World } from "./world";

const PORT = 4000;

export interface Ends {
  readonly reference: Socket;
  readonly kernel: KernelSocket;
}

/** Connects them. The kernel's end does not read before it is told to, and neither ends because the other did. */
export async function connect({ tcp, link }: World, { ip }: Setting): Promise<Ends> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  // Without a name to look up, the socket is made before `listen` returns, and so inside.
  link.within(() => server.listen(PORT));
  const accepted = once(server, "connection");
  const reference = await tcp.connect({ address: link.endpoints[ip].stack, port: PORT });
  const [kernel] = (await accepted) as [KernelSocket];
  server.close();
  return { reference, kernel };
}

/** Everything that the kernel's end receives, digested; rejects when it is reset. */
export function kernelReads(kernel: KernelSocket): Promise<string> {
  const hash = createHash("sha256");
  return new Promise((resolve, reject) => {
    kernel.on("data", (chunk) => hash.update(chunk));
    kernel.on("end", () => {
      resolve(hash.digest("hex"));
    });
    kernel.on("error", reject);
    kernel.resume();
  });
}

/** The same of the reference's end. */
export async function referenceReads(reference: Socket): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of reference) hash.update(chunk);
  return hash.digest("hex");
}
