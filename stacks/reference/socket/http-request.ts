/** The beginning of an HTTP/1.1 message from a socket, and the octets that follow it (RFC 9112). */

import type { Socket } from "./socket";

/** The first line, the header fields by their names in lower case, and what came with them. */
export interface HttpHead {
  readonly firstLine: string;
  readonly fields: ReadonlyMap<string, string>;
  /** The beginning of the body, so far as it has been read. */
  readonly rest: Uint8Array;
}

const END = "\r\n\r\n";
/** More than this before the empty line is nothing that anybody means well. */
const LONGEST = 65536;

/** Reads up to the empty line; `undefined` when none comes. */
export async function readHead(socket: Socket): Promise<HttpHead | undefined> {
  let read = Buffer.alloc(0);
  for (let chunk = await socket.read(); chunk !== undefined; chunk = await socket.read()) {
    read = Buffer.concat([read, chunk]);
    const end = read.indexOf(END);
    if (end >= 0) {
      const [firstLine = "", ...lines] = read.toString("latin1", 0, end).split("\r\n");
      return { firstLine, fields: fieldsOf(lines), rest: read.subarray(end + END.length) };
    }
    if (read.length > LONGEST) return undefined;
  }
  return undefined;
}

function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The body: what came with the head, then `length` octets in all, or up to the end of the stream when it is not said. */
export async function* bodyOf({ rest }: HttpHead, socket: Socket, length = Infinity): AsyncGenerator<Uint8Array> {
  let left = length;
  for (let chunk: Uint8Array | undefined = rest; chunk !== undefined; chunk = await socket.read()) {
    const part = chunk.subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) return;
  }
}
