/** One HTTP exchange over the reference TCP. */

import type { Address } from "../../../harness/wire";
import { addressVersion } from "../../../harness/wire";
import { bodyOf, readHead } from "./http-request";
import type { Socket } from "./socket";
import type { Tcp } from "./tcp";

export interface FetchRequest {
  readonly address: Address;
  readonly port: number;
  /** `/` unless given. */
  readonly target?: string;
  /** GET unless given. */
  readonly method?: string;
  readonly body?: Uint8Array;
}

export interface FetchAnswer {
  readonly status: number;
  /** By names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/**
 * Asks, reads the whole answer and sees the connection closed. Transfer codings are not known.
 * @throws {TcpError} as the promise's rejection, when there is no connection, or an early end to it.
 * @throws {Error} when what comes is not HTTP.
 */
export async function fetchOver(tcp: Tcp, request: FetchRequest): Promise<FetchAnswer> {
  const socket = await tcp.connect({ address: request.address, port: request.port });
  try {
    const [head] = await Promise.all([readHead(socket), ask(socket, request)]);
    const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(head?.firstLine ?? "") ?? [];
    if (head === undefined || status === undefined) throw new Error("the answer is not HTTP");
    const length = head.fields.get("content-length");
    const chunks: Uint8Array[] = [];
    for await (const chunk of bodyOf(head, socket, length === undefined ? undefined : Number(length))) {
      chunks.push(chunk);
    }
    await socket.end();
    while ((await socket.read()) !== undefined);
    await socket.closed;
    return { status: Number(status), fields: head.fields, body: Buffer.concat(chunks) };
  } finally {
    socket.destroy();
  }
}

async function ask(socket: Socket, { address, port, target = "/", method = "GET", body }: FetchRequest): Promise<void> {
  const host = addressVersion(address) === 6 ? `[${address}]` : address;
  const fields = [`Host: ${host}:${port}`, "Connection: close"];
  if (body !== undefined) fields.push(`Content-Length: ${body.length}`);
  await socket.write(Buffer.from([`${method} ${target} HTTP/1.1`, ...fields, "", ""].join("\r\n"), "latin1"));
  if (body !== undefined) await socket.write(body);
}
