/** The peer sends until the window that the stack offers is full (RFC 9293 3.8.6). */

import type { Breach } from "../oracle/breach";
import { isBareAck, isBesideTheMatter } from "../oracle/beside-the-matter";
import { resolveSeq } from "../oracle/resolve";
import { receiveWindow } from "../oracle/sequence-view";
import { REACTION, timingOf } from "../scenario/duration";
import { RMSS } from "../scenario/expression";
import type { FillsWindow } from "../scenario/step";
import { DATA } from "../scenario/vocabulary";
import type { Connection } from "./connection";
import type { Exchange } from "./exchange";
import { meet } from "./meet";

/** More than any stack is expected to hold for a user who does not read. */
const MOST_OCTETS = 1 << 21;

/** What an Ethernet frame has room for, whatever the stack would take. */
const LARGEST_TEXT = 1440;

/** Undefined: the window is closed, or as narrow as it was to be, and all that was sent is acknowledged. */
export async function fillWindow(exchange: Exchange, step: FillsWindow): Promise<Breach | undefined> {
  const connection = exchange.connection(step.connection);
  const { leaving = 0 } = step;
  let sent = 0;
  for (;;) {
    const room = Math.max(receiveWindow(connection.view) - leaving, 0);
    if (sent + room > MOST_OCTETS) return neverCloses(sent, room);
    sent += room;
    await sendText(exchange, connection, room, step);
    const breach = await meet(exchange, { kind: "stack-acknowledges", connection: step.connection });
    if (breach !== undefined) return breach;
    if (await staysFull(exchange, connection, leaving)) return undefined;
  }
}

async function sendText(exchange: Exchange, connection: Connection, octets: number, step: FillsWindow): Promise<void> {
  const most = Math.min(resolveSeq(RMSS, connection.view, connection.side), LARGEST_TEXT);
  for (let left = octets; left > 0; left -= Math.min(left, most)) {
    const segment = { flags: DATA, ...step.fields, text: Math.min(left, most) };
    await exchange.perform({ kind: "peer-sends", connection: step.connection, segment });
  }
}

/** An application may still take what has come, which makes room again. */
async function staysFull(exchange: Exchange, connection: Connection, leaving: number): Promise<boolean> {
  const { value, late } = timingOf(REACTION, exchange.stack.profile);
  const deadline = exchange.now() + value + late;
  for (;;) {
    takeAcknowledgments(exchange, connection);
    if (receiveWindow(connection.view) > leaving) return false;
    if (exchange.now() >= deadline) return true;
    await exchange.pass(deadline);
  }
}

/** Those that wait, and are nothing but that. */
function takeAcknowledgments(exchange: Exchange, connection: Connection): void {
  const { pending } = connection;
  for (const heard of [...pending]) {
    if (!isBareAck(heard.segment) || !isBesideTheMatter(connection.view, heard)) continue;
    pending.splice(pending.indexOf(heard), 1);
    exchange.consume(connection, heard);
  }
}

function neverCloses(sent: number, room: number): Breach {
  return {
    kind: "no-segment",
    message: `the window does not close: ${sent} octets were taken, and there is room for more`,
    expected: "a window of 0",
    actual: `a window of ${room}`,
    differences: [],
  };
}
