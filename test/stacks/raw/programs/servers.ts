/** Programs as a host may have them: echo on port 7, discard on port 9, chargen on port 19, HTTP on port 80. They die with the test. */

import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { dieWithParent } from "../../../../adapters/native/parent";
import { CHARGEN_LINES } from "../../../../harness/port/chargen";
import { HTTP_BODY, HTTP_HEADERS } from "../../../../harness/port/http";

dieWithParent();
const servers = [
  [7, createServer({ allowHalfOpen: true }, (connection) => connection.on("error", () => undefined).pipe(connection))],
  [
    9,
    createServer({ allowHalfOpen: true }, (connection) => {
      connection.on("error", () => undefined).on("end", () => connection.end());
      connection.resume();
    }),
  ],
  [
    19,
    createServer({ allowHalfOpen: true }, (connection) => {
      const write = (): void => {
        while (connection.writable && connection.write(CHARGEN_LINES));
      };
      connection.on("error", () => undefined).on("end", () => connection.end());
      connection.on("drain", write).resume();
      write();
    }),
  ],
  [
    80,
    createHttpServer((_request, response) => {
      response.sendDate = false;
      response.writeHead(200, HTTP_HEADERS.flat());
      response.end(HTTP_BODY);
    }),
  ],
] as const;

let left = servers.length;
for (const [port, server] of servers)
  server.listen(port, "::", () => {
    if (--left === 0) console.log("ready");
  });
