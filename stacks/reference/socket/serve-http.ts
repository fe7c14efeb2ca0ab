/** A small web server on the reference TCP: one request on each connection, as HTTP/1.0 had it. */

import { HTTP_BODY, HTTP_HEADERS, HTTP_PORT } from "../../../harness/port/http";
import { bodyOf, readHead } from "./http-request";
import type { Socket } from "./socket";
import type { Listener, Tcp } from "./tcp";

export interface HttpRequest {
  readonly method: string;
  /** What stands behind the method: a path, mostly. */
  readonly target: string;
  /** By names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** To be read before the answer; empty without a Content-Length. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface HttpAnswer {
  /** 200 unless given. */
  readonly status?: number;
  /** `Content-Length` and `Connection` are added. */
  readonly fields?: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

export type HttpHandler = (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>;

export interface HttpOptions {
  /** 80 unless given. */
  readonly port?: number;
  /** Answers the requests; {@link page} unless given. */
  readonly answer?: HttpHandler;
}

/** The page that the application "http" serves, whatever is asked for. */
export const page: HttpHandler = () => ({
  fields: HTTP_HEADERS.filter(([name]) => name === "Content-Type"),
  body: Buffer.from(HTTP_BODY, "latin1"),
});

/**
 * Serves HTTP on all addresses of the TCP.
 * @throws {TcpError} EADDRINUSE
 */
export function serveHttp(tcp: Tcp, { port = HTTP_PORT, answer = page }: HttpOptions = {}): Listener {
  return tcp.listen({ port }, (socket) => serve(socket, answer));
}

async function serve(socket: Socket, answer: HttpHandler): Promise<void> {
  const head = await readHead(socket);
  const [, method, target] = /^(\S+) (\S+) HTTP\/1\.\d$/.exec(head?.firstLine ?? "") ?? [];
  if (head === undefined || method === undefined || target === undefined) {
    await socket.end(encode({ status: 400, body: new Uint8Array(0) }, false));
    return drain(socket);
  }
  // RFC 9110 10.1.1: it waits for leave to send its body
  if (head.fields.get("expect")?.toLowerCase() === "100-continue") await socket.write(Buffer.from(CONTINUE));
  const body = bodyOf(head, socket, Number(head.fields.get("content-length") ?? 0));
  await socket.end(encode(await answer({ method, target, fields: head.fields, body }), method === "HEAD"));
  return drain(socket);
}

const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

const REASONS: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 400: "Bad Request", 404: "Not Found" };

function encode({ status = 200, fields = [], body }: HttpAnswer, isHead: boolean): Uint8Array {
  const all = [...fields, ["Content-Length", String(body.length)], ["Connection", "close"]];
  const lines = [`HTTP/1.1 ${status} ${REASONS[status] ?? ""}`, ...all.map((field) => field.join(": ")), "", ""];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), isHead ? new Uint8Array(0) : body]);
}

/** Takes what the client still has to say, so that it can come to its end. */
async function drain(socket: Socket): Promise<void> {
  while ((await socket.read()) !== undefined);
}
