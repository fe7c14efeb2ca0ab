/** Watches what the user of a connection learns: its state, what it is told, what it receives. */

import type { Breach } from "../oracle/breach";
import type { Status } from "../port/user";
import type { TextSpec } from "../scenario/segment-spec";
import type { Expectation } from "../scenario/step";
import { octetsOf } from "../scenario/text";
import type { Connection } from "./connection";
import { Unsupported, type Exchange } from "./exchange";
import { MET, OPEN, soon, type Watch } from "./watch";

/** A stack that cannot tell its state is in the one that is asked for; with `peek`, that would decide something. */
export function watchState(
  exchange: Exchange,
  { connection: id, states }: Extract<Expectation, { kind: "is-in" }>,
  peek: boolean,
): Watch {
  const connection = exchange.connection(id);
  let last: Status | undefined;
  return {
    deadline: soon(exchange),
    async look() {
      last = await exchange.status(connection);
      if (last === undefined && peek) throw new Unsupported("the stack cannot tell its state, which would decide here");
      if (last === undefined) return MET;
      if (!states.includes(last.state)) return OPEN;
      exchange.recordStatus(connection, last);
      return MET;
    },
    expire() {
      if (last !== undefined) exchange.recordStatus(connection, last);
      return {
        kind: "wrong-state",
        message: `the stack is in ${last?.state ?? "no state"} and should be in ${states.join(" or ")}`,
        expected: states.join(" or "),
        actual: last?.state ?? "unknown",
        differences: [],
      };
    },
  };
}

export function watchStatus(
  exchange: Exchange,
  { connection: id, name, values }: Extract<Expectation, { kind: "status-tells" }>,
): Watch {
  const connection = exchange.connection(id);
  let last: Status | undefined;
  const told = () => last?.variables?.[name];
  return {
    deadline: soon(exchange),
    async look() {
      last = await exchange.status(connection);
      if (!values.includes(told() ?? "")) return OPEN;
      if (last !== undefined) exchange.recordStatus(connection, last);
      return MET;
    },
    expire() {
      if (last !== undefined) exchange.recordStatus(connection, last);
      return {
        kind: "wrong-state",
        message: `STATUS says ${name}=${told() ?? "nothing"} and should say ${values.join(" or ")}`,
        expected: values.join(" or "),
        actual: told() ?? "nothing",
        differences: [],
      };
    },
  };
}

/** Where nobody makes calls nobody is told; with `peek`, that would decide something. */
export function watchIndication(
  exchange: Exchange,
  { connection: id, what }: Extract<Expectation, { kind: "user-is-told" }>,
  peek: boolean,
): Watch {
  const connection = exchange.connection(id);
  const { says = {}, capabilities } = exchange.stack.profile;
  const words = what.flatMap((kind) => [kind, ...(says[kind] === undefined ? [] : [says[kind]])]);
  return {
    deadline: soon(exchange),
    look() {
      if (!capabilities.includes("user-calls")) {
        if (peek) throw new Unsupported("nobody is told anything, which would decide here");
        return MET;
      }
      const index = connection.told.findIndex((kind) => words.includes(kind));
      if (index < 0) return OPEN;
      connection.told.splice(index, 1);
      return MET;
    },
    expire: () => ({
      kind: "not-told",
      message: `the user was not told "${what.join('" or "')}"`,
      expected: what.join(" or "),
      actual: connection.told.length === 0 ? "nothing" : connection.told.join(", "),
      differences: [],
    }),
  };
}

export function watchNoIndication(
  exchange: Exchange,
  { connection: id, what }: Extract<Expectation, { kind: "user-is-not-told" }>,
): Watch {
  const connection = exchange.connection(id);
  return {
    deadline: soon(exchange),
    look() {
      const told = connection.told.find((kind) => what.includes(kind));
      if (told === undefined) return OPEN;
      const breach: Breach = {
        kind: "told",
        message: `the user was told "${told}"`,
        expected: `nothing of "${what.join('" or "')}"`,
        actual: told,
        differences: [],
      };
      return { kind: "broken", breach };
    },
    expire: () => undefined,
  };
}

export function watchReceived(exchange: Exchange, connection: Connection, text: TextSpec): Watch {
  const start = connection.delivered;
  const expected = octetsOf(text, start);
  let asked = false;
  let refused: string | undefined;
  /** As often as it brings something that is still missing; the last error. */
  async function receive(): Promise<string | undefined> {
    for (;;) {
      const had = connection.received.length;
      const outcome = await exchange.receive(connection);
      if (!outcome.ok) return outcome.error;
      const has = connection.received.length;
      if (has === had || has >= expected.length) return undefined;
    }
  }
  return {
    deadline: soon(exchange),
    async look() {
      if (!asked || connection.received.length < expected.length) {
        asked = true;
        refused = await receive();
      }
      const { received } = connection;
      const wrong = received.subarray(0, expected.length).findIndex((octet, i) => octet !== expected[i]);
      if (wrong >= 0) return { kind: "broken", breach: wrongText(start + wrong, expected[wrong], received[wrong]) };
      if (received.length < expected.length) return OPEN;
      if (received.length > expected.length) return { kind: "broken", breach: tooMuchText(expected, received) };
      connection.received = NOTHING;
      connection.delivered = start + expected.length;
      return MET;
    },
    expire: () => ({
      kind: "wrong-text",
      message: "RECEIVE did not bring all that the peer sent",
      expected: `${expected.length} octets`,
      actual: refused ?? `${connection.received.length} octets`,
      differences: [],
    }),
  };
}

const NOTHING = new Uint8Array(0);

function tooMuchText(expected: Uint8Array, received: Uint8Array): Breach {
  return {
    kind: "wrong-text",
    message: "RECEIVE brought more than the peer sent",
    expected: `${expected.length} octets`,
    actual: `${received.length} octets`,
    differences: [],
  };
}

function wrongText(position: number, expected: number | undefined, actual: number | undefined): Breach {
  return {
    kind: "wrong-text",
    message: `octet ${position} that the user received is not the one that the peer sent`,
    expected: `0x${expected?.toString(16) ?? ""}`,
    actual: `0x${actual?.toString(16) ?? ""}`,
    differences: [],
  };
}
