/** A connection from the reference to the kernel, with node's own socket above the latter. */

import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket as KernelSocket } from "node:net";
import { createHash } from "node:crypto";
import type { TunLink } from "../adapters/tun";
import type { Address, IpVersion } from "../harness/wire";
import type { Socket, Tcp } from "../stacks/reference";

const PORT = 4000;

/** A network namespace as a host that can be called. */
export interface KernelHost {
  address(ip: IpVersion): Address;
  /** Runs something synchronous inside. */
  within<T>(make: () => T): T;
}

/** The host at the other end of the device. */
export function neighbour(link: TunLink): KernelHost {
  return { address: (ip) => link.endpoints[ip].stack, within: (make) => link.within(make) };
}

export interface Ends {
  readonly reference: Socket;
  readonly kernel: KernelSocket;
}

/** Connects them. The kernel's end does not read before it is told to, and neither ends because the other did. */
export async function connect(tcp: Tcp, host: KernelHost, ip: IpVersion): Promise<Ends> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  // Without a name to look up, the socket is made before `listen` returns, and so inside.
  host.within(() => server.listen(PORT));
  const accepted = once(server, "connection");
  const reference = await tcp.connect({ address: host.address(ip), port: PORT });
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
