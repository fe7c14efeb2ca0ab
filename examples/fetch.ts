/**
 * A page from a real web server over the reference TCP: the server is node's own, on the kernel's TCP, and between the two
 * is a TUN device in a network namespace of this process. As root:
 *
 *     npx ts-node examples/fetch.ts
 *
 * A program outside this repository imports the same from "tcpspec/tun" and "tcpspec/reference".
 */

import { createServer } from "node:http";
import { openTunLink } from "../adapters/tun";
import { createTcp, fetchOver } from "../stacks/reference";

const PORT = 8080;

async function main(): Promise<void> {
  const link = openTunLink();
  const tcp = createTcp({ link, addresses: [link.endpoints[4].peer, link.endpoints[6].peer] });
  const server = createServer((request, response) => {
    response.end(`${request.socket.remoteAddress ?? "nobody"} asks for ${request.url ?? "nothing"}\n`);
  });
  try {
    // Without a name to look up, the socket is made before `listen` returns, and so inside.
    link.within(() => server.listen(PORT));
    for (const { stack: address } of [link.endpoints[4], link.endpoints[6]]) {
      const { status, body } = await fetchOver(tcp, { address, port: PORT, target: "/hello" });
      process.stdout.write(`${status} ${Buffer.from(body).toString()}`);
    }
  } finally {
    server.close();
    tcp.close();
  }
}

void main();
