/** The lines of the process protocol (docs/process-protocol.md), version 1, as values. */

import { CHOICE_WORDS } from "../../harness/port/profile";
import type { TcpState } from "../../harness/port/state";
import { STATES } from "../../harness/port/state";
import type { Time } from "../../harness/port/time";
import { CALL_ERRORS, INDICATIONS } from "../../harness/port/user";
import type {
  CallError,
  Choices,
  ConnectionId,
  IndicationKind,
  OpenRequest,
  ReceiveOutcome,
  SendOptions,
  Status,
} from "../../harness/port/user";
import type { Address } from "../../harness/wire";

export const PROTOCOL_VERSION = 1;

/** The host said what the protocol does not allow; the message says what is wrong with it, the advice what to do instead. */
export class Misspoken extends Error {
  override readonly name = "Misspoken";
  readonly advice: string | undefined;
  constructor(message: string, advice?: string) {
    super(message);
    this.advice = advice;
  }
}

/** Most often it is a `print` that its author has put in to see what happens. */
const FOR_PEOPLE = "standard output is for the protocol: what is for people goes to standard error, or begins with #";

/** What comes before an answer. */
export type Said =
  | { readonly kind: "packet"; readonly bytes: Uint8Array }
  | { readonly kind: "tell"; readonly connection: ConnectionId; readonly what: IndicationKind }
  | { readonly kind: "profile"; readonly json: unknown };

/** The line that ends an answer. */
export type AnswerEnd =
  | { readonly ok: true; readonly words: string }
  | { readonly ok: false; readonly what: string; readonly detail: string };

export const command = {
  greet: `tcpspec ${PROTOCOL_VERSION}`,
  reset: (seed: number, addresses: readonly Address[]) => `reset ${seed} ${addresses.join(" ")}`,
  packet: (datagram: Uint8Array) => `packet ${printOctets(datagram)}`,
  advance: (deadline: Time) => `advance ${deadline}`,
  open(id: ConnectionId, { kind, local, foreign, timeout }: OpenRequest) {
    const sockets = [local, foreign].map(({ address, port }) => `${address} ${port}`).join(" ");
    return `open ${word(id)} ${kind} ${sockets}${timeout === undefined ? "" : ` timeout ${timeout}`}`;
  },
  send(id: ConnectionId, text: Uint8Array, { push, urgent }: SendOptions) {
    return `send ${word(id)} ${printOctets(text)}${push === true ? " push" : ""}${urgent === true ? " urgent" : ""}`;
  },
  receive: (id: ConnectionId, limit: number) => `receive ${word(id)} ${limit}`,
  close: (id: ConnectionId) => `close ${word(id)}`,
  abort: (id: ConnectionId) => `abort ${word(id)}`,
  status: (id: ConnectionId) => `status ${word(id)}`,
  choose(id: ConnectionId, choice: keyof Choices, value: boolean | number) {
    const said = typeof value === "number" ? String(value) : value ? "on" : "off";
    return `choose ${word(id)} ${CHOICE_WORDS[choice]} ${said}`;
  },
} as const;

/** Names of connections go through as they are, but for what would not be one word. */
function word(id: ConnectionId): string {
  return id.replace(/[^A-Za-z0-9.-]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}_`);
}

function unword(text: string): ConnectionId {
  return text.replace(/_([0-9a-f]+)_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function printOctets(octets: Uint8Array): string {
  if (octets.length === 0) return "-";
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("hex");
}

/** @throws {Misspoken} */
function readOctets(text: string | undefined): Uint8Array {
  if (text === "-") return new Uint8Array(0);
  if (text === undefined || text === "") throw new Misspoken("octets are missing (none at all are written -)");
  const octets = Buffer.from(text, "hex");
  if (octets.length * 2 !== text.length) throw new Misspoken("octets are two hexadecimal digits each");
  // A Buffer may share its memory with others; these octets are to be the receiver's own.
  return Uint8Array.from(octets);
}

/** @throws {Misspoken} */
export function readTime(text: string): Time {
  const time = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(time))
    throw new Misspoken("a time is a whole number of nanoseconds");
  return time;
}

/** One line of an answer: what the host says before it ends, or its end. @throws {Misspoken} */
export function readLine(line: string): Said | AnswerEnd {
  const space = line.indexOf(" ");
  const first = space < 0 ? line : line.slice(0, space);
  const rest = space < 0 ? "" : line.slice(space + 1);
  switch (first) {
    case "ok":
      return { ok: true, words: rest };
    case "error":
      return readError(rest);
    case "packet":
      return { kind: "packet", bytes: readOctets(rest) };
    case "tell":
      return readTell(rest);
    case "profile":
      return { kind: "profile", json: readJson(rest) };
    default:
      throw new Misspoken(`no line begins with "${first.slice(0, 40)}"`, FOR_PEOPLE);
  }
}

function readError(rest: string): AnswerEnd {
  const colon = rest.indexOf(": ");
  const what = colon < 0 ? rest : rest.slice(0, colon);
  if (what === "") throw new Misspoken("error says what is wrong");
  return { ok: false, what, detail: colon < 0 ? "" : rest.slice(colon + 2) };
}

function readTell(rest: string): Said {
  const [, id, what] = /^(\S+) (.+)$/.exec(rest) ?? [];
  const indication = INDICATIONS.find((each) => each === what);
  if (id === undefined || indication === undefined)
    throw new Misspoken(`tell names a connection and one of: ${INDICATIONS.join(", ")}`);
  return { kind: "tell", connection: unword(id), what: indication };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misspoken(`the profile is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** How the host introduces itself. */
export interface Introduction {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly string[];
}

/** What follows `ok` in answer to `tcpspec`. @throws {Misspoken} */
export function readIntroduction(words: string): Introduction {
  const [name = "", version = "", ...capabilities] = words.split(" ");
  if (name === "" || version === "")
    throw new Misspoken("the answer to tcpspec is: ok <name> <version> <capability>...");
  return { name, version, capabilities };
}

/** What follows `error` in answer to a user call. @throws {Misspoken} */
export function readCallError(what: string): CallError {
  const known = CALL_ERRORS.find((each) => each === what);
  if (known === undefined)
    throw new Misspoken(`"${what}" is none of the errors of a user call: ${CALL_ERRORS.join(", ")}`);
  return known;
}

/** What follows `ok` in answer to `receive`. @throws {Misspoken} */
export function readReceived(words: string): ReceiveOutcome {
  const [octets, end, ...more] = words.split(" ");
  if ((end !== undefined && end !== "end") || more.length > 0)
    throw new Misspoken("the answer to receive is: ok <octets> [end]");
  return { ok: true, text: readOctets(octets), endOfStream: end === "end" };
}

/** What follows `ok` in answer to `status`. @throws {Misspoken} */
export function readStatus(words: string): Status {
  const [first = "", ...more] = words.split(" ");
  const state = STATES.find((each: TcpState) => each === first);
  if (state === undefined) throw new Misspoken(`"${first}" is none of the states: ${STATES.join(", ")}`);
  if (more.length === 0) return { state };
  const variables = more.map((each) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(each) ?? [];
    if (name === undefined || value === undefined)
      throw new Misspoken(`behind the state stands <name>=<value>, not "${each}"`);
    return [name, value] as const;
  });
  return { state, variables: Object.fromEntries(variables) };
}
