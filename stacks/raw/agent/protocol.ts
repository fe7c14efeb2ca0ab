/** The lines of the agent's protocol (docs/agent.md), version 1, as values. */

import { Ajv2020 } from "ajv/dist/2020";
import type { ValidateFunction } from "ajv/dist/2020";
import type { BaselineEntry } from "../../../harness/port/baseline";
import type { ProfileJson } from "../../../harness/port/read-profile";
import type {
  Application,
  CallFailure,
  CallOutcome,
  Choices,
  ConnectionId,
  IndicationKind,
  SocketAddress,
  Status,
} from "../../../harness/port/user";
import type { Address } from "../../../harness/wire";

export const AGENT_VERSION = 1;
export const AGENT_PORT = 7793;

/** Characters that a line may have. */
export const LONGEST_LINE = 1 << 20;
/** Octets that one call may carry; in base64 they and what stands around them fit into a line. */
export const MOST_OCTETS = 1 << 19;

/** The agent speaks first. */
export interface Greeting {
  readonly agent: "tcpspec";
  readonly version: number;
  /** Hexadecimal, another for each client. */
  readonly nonce: string;
}

/** The client shows that it knows the token, and says between which addresses there will be connections. */
export interface Introduction {
  readonly proof: string;
  readonly targets: readonly Address[];
  readonly sources: readonly Address[];
}

/** What the agent is: the kernel's release, and what is known of it. */
export type Welcome =
  | {
      readonly ok: true;
      readonly release: string;
      readonly profile: ProfileJson;
      readonly baseline: readonly BaselineEntry[];
    }
  | Refusal;

/** The agent's last word. */
export interface Refusal {
  readonly ok: false;
  readonly error: string;
}

/** What is to be done; `text` is in base64. Seats are told apart by numbers of the client's choice. */
export type Request = { readonly id: number; readonly seat: number } & (
  | { readonly do: "reset" }
  | {
      readonly do: "open";
      readonly connection: ConnectionId;
      readonly kind: "active" | "passive";
      readonly local: SocketAddress;
      readonly foreign: SocketAddress;
      readonly application?: Application;
      /** Nanoseconds. */
      readonly timeout?: number;
    }
  | { readonly do: "send"; readonly connection: ConnectionId; readonly text: string; readonly urgent: boolean }
  | { readonly do: "receive"; readonly connection: ConnectionId; readonly limit: number }
  | { readonly do: "choose"; readonly connection: ConnectionId; readonly choices: Choices }
  | { readonly do: "close" | "abort" | "status"; readonly connection: ConnectionId }
);

/** What came of it; `text` is in base64. */
export type Outcome =
  CallOutcome | CallFailure | { readonly ok: true; readonly text: string; readonly endOfStream: boolean } | Status;

/** What the agent says once it has welcomed somebody. */
export type Said =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly seat: number; readonly connection: ConnectionId; readonly told: IndicationKind }
  | Refusal;

export function toBase64(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("base64");
}

/** A Buffer may share its memory with others; these octets are the receiver's own. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "base64"));
}

const ADDRESS = { type: "string", maxLength: 45 } as const;
const CONNECTION = { type: "string", minLength: 1, maxLength: 100 } as const;
const SOCKET = {
  type: "object",
  required: ["address", "port"],
  additionalProperties: false,
  // Port 0 is anybody's, of a foreign socket that OPEN leaves open.
  properties: { address: ADDRESS, port: { type: "integer", minimum: 0, maximum: 65_535 } },
} as const;

const INTRODUCTION = {
  type: "object",
  required: ["proof", "targets", "sources"],
  additionalProperties: false,
  properties: {
    proof: { type: "string", pattern: "^[0-9a-f]{64}$" },
    targets: { type: "array", minItems: 1, maxItems: 2, items: ADDRESS },
    sources: { type: "array", minItems: 1, maxItems: 2, items: ADDRESS },
  },
} as const;

const NUMBER = { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

const CHOICES = {
  type: "object",
  additionalProperties: false,
  properties: {
    nagle: { type: "boolean" },
    keepAlive: { type: "boolean" },
    keepAliveInterval: NUMBER,
    userTimeout: NUMBER,
    diffserv: { type: "integer", minimum: 0, maximum: 63 },
    hopLimit: { type: "integer", minimum: 1, maximum: 255 },
    softErrors: { type: "boolean" },
  } satisfies Record<keyof Choices, object>,
} as const;

/** A request of one kind: what it has beside the number and the seat, and what of that may be missing. */
function requestSchema(
  does: readonly string[],
  properties: Readonly<Record<string, object>> = {},
  optional: Readonly<Record<string, object>> = {},
): object {
  const needed = { id: NUMBER, seat: { ...NUMBER, maximum: 255 }, do: { enum: does }, ...properties };
  return {
    type: "object",
    required: Object.keys(needed),
    additionalProperties: false,
    properties: { ...needed, ...optional },
  };
}

const REQUEST = {
  oneOf: [
    requestSchema(["reset"]),
    requestSchema(
      ["open"],
      { connection: CONNECTION, kind: { enum: ["active", "passive"] }, local: SOCKET, foreign: SOCKET },
      { application: { enum: ["http", "echo", "discard", "chargen"] }, timeout: NUMBER },
    ),
    requestSchema(["send"], { connection: CONNECTION, text: { type: "string" }, urgent: { type: "boolean" } }),
    requestSchema(["receive"], { connection: CONNECTION, limit: { ...NUMBER, maximum: MOST_OCTETS } }),
    requestSchema(["choose"], { connection: CONNECTION, choices: CHOICES }),
    requestSchema(["close", "abort", "status"], { connection: CONNECTION }),
  ],
};

interface Validators {
  readonly introduction: ValidateFunction<Introduction>;
  readonly request: ValidateFunction<Request>;
}

let validators: Validators | undefined;

/** Made at the first use, as that takes a while. */
function validator(): Validators {
  if (validators !== undefined) return validators;
  const ajv = new Ajv2020({ strict: true, strictTypes: false });
  return (validators = { introduction: ajv.compile(INTRODUCTION), request: ajv.compile(REQUEST) });
}

/** Undefined for a line that is none. */
export function readIntroduction(line: string): Introduction | undefined {
  const value = parse(line);
  return validator().introduction(value) ? value : undefined;
}

/** Undefined for a line that is none. */
export function readRequest(line: string): Request | undefined {
  const value = parse(line);
  return validator().request(value) ? value : undefined;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
