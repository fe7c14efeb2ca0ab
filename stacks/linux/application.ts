/** Programs above the kernel's TCP that make the user calls by themselves: node's own servers on the kernel's sockets. */

import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { HTTP_BODY, HTTP_HEADERS } from "../../harness/port/http";
import type { Application, SocketAddress } from "../../harness/port/user";

/** A server that runs. */
export interface RunningApplication {
  readonly application: Application;
  /** Aborts its connections and stops listening. */
  stop(): Promise<void>;
}

/** Runs an application on a listening socket, which belongs to it from now on; tells whom it serves. */
export function runApplication(
  application: Application,
  fd: number,
  served: (foreign: SocketAddress) => void,
): RunningApplication {
  const server = serverOf(application);
  const connections = new Set<Socket>();
  server.on("connection", (connection) => {
    connections.add(connection);
    const { remoteAddress: address, remotePort: port } = connection;
    if (address !== undefined && port !== undefined) served({ address, port });
    connection.on("close", () => connections.delete(connection));
    // A peer that resets the connection is what many scenarios are about.
    connection.on("error", () => connection.destroy());
  });
  server.listen({ fd });
  return {
    application,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const connection of connections) connection.resetAndDestroy();
      }),
  };
}

function serverOf(application: Application): Server {
  switch (application) {
    case "http":
      return createHttpServer((_request, response) => {
        response.sendDate = false;
        response.writeHead(200, HTTP_HEADERS.flat());
        response.end(HTTP_BODY);
      });
    case "echo":
      return createServer({ allowHalfOpen: true }, (connection) => connection.pipe(connection));
    case "discard":
      return createServer({ allowHalfOpen: true }, (connection) => {
        connection.on("end", () => connection.end());
        connection.resume();
      });
  }
}
