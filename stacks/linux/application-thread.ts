/**
 * The program of a worker thread: applications above the kernel's TCP, node's own servers on the kernel's sockets. They
 * have a thread of their own so that they answer while the harness is busy, as a server elsewhere would.
 */

import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { parentPort } from "node:worker_threads";
import { goFirst } from "../../adapters/native/scheduling";
import { CHARGEN_LINES } from "../../harness/port/chargen";
import { HTTP_BODY, HTTP_HEADERS } from "../../harness/port/http";
import type { Application, SocketAddress } from "../../harness/port/user";

/** What the harness asks for; a server is known by a number. */
export type Order =
  /** On a listening socket, which belongs to the server from now on. */
  | { readonly kind: "run"; readonly server: number; readonly application: Application; readonly fd: number }
  /** Aborts its connections and stops listening. */
  | { readonly kind: "stop"; readonly server: number };

/** What comes of it: each order is answered with what has been done, and in between is told whom a server serves. */
export type Report =
  | { readonly kind: "done"; readonly server: number }
  | { readonly kind: "serves"; readonly server: number; readonly foreign: SocketAddress };

interface Running {
  readonly server: Server;
  readonly connections: Set<Socket>;
}

// A server elsewhere would have a processor of its own.
goFirst();

const running = new Map<number, Running>();

function report(message: Report): void {
  parentPort?.postMessage(message);
}

parentPort?.on("message", (order: Order) => {
  switch (order.kind) {
    case "run":
      run(order.server, order.application, order.fd);
      return;
    case "stop":
      stop(order.server);
  }
});

function run(number: number, application: Application, fd: number): void {
  const server = serverOf(application);
  const connections = new Set<Socket>();
  server.on("connection", (connection) => {
    connections.add(connection);
    const { remoteAddress: address, remotePort: port } = connection;
    if (address !== undefined && port !== undefined) {
      report({ kind: "serves", server: number, foreign: { address, port } });
    }
    connection.on("close", () => connections.delete(connection));
    // A peer that resets the connection is what many scenarios are about.
    connection.on("error", () => connection.destroy());
  });
  server.listen({ fd }, () => {
    report({ kind: "done", server: number });
  });
  running.set(number, { server, connections });
}

function stop(number: number): void {
  const stopped = running.get(number);
  running.delete(number);
  stopped?.server.close(() => {
    report({ kind: "done", server: number });
  });
  for (const connection of stopped?.connections ?? []) connection.resetAndDestroy();
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
    case "chargen":
      return createServer({ allowHalfOpen: true }, (connection) => {
        connection.on("end", () => connection.end());
        connection.resume();
        generate(connection);
      });
  }
}

/** Writes as much as the socket takes, until it is closed. */
function generate(connection: Socket): void {
  const goOn = (): void => {
    while (connection.writable && connection.write(CHARGEN_LINES));
  };
  connection.on("drain", goOn);
  goOn();
}
