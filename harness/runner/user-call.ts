/** The user calls of a script, made and named. */

import type { Endpoints } from "../port/stack";
import type { CallOutcome, OpenRequest, ReceiveOutcome, User } from "../port/user";
import type { Call } from "../scenario/step";
import { octetsOf } from "../scenario/text";
import type { Connection } from "./connection";

const MOST_RECEIVED = 1 << 20;

/** Makes the call; the octets of a SEND go on where the last ones ended. */
export function makeCall(
  user: User,
  endpoints: Endpoints,
  { id, side, userText }: Connection,
  call: Call,
): Promise<CallOutcome | ReceiveOutcome> {
  const open = (kind: OpenRequest["kind"], application?: OpenRequest["application"]): Promise<CallOutcome> =>
    user.open(id, {
      kind,
      local: { address: endpoints.stack, port: side.stackPort },
      foreign: { address: endpoints.peer, port: side.peerPort },
      ...(application === undefined ? {} : { application }),
    });
  switch (call.name) {
    case "listen":
      return open("passive", call.application);
    case "connect":
      return open("active");
    case "send":
      return user.send(id, octetsOf(call.text, userText.length), { urgent: call.urgent ?? false });
    case "receive":
      return user.receive(id, MOST_RECEIVED);
    case "close":
      return user.close(id);
    case "abort":
      return user.abort(id);
  }
}

/** As the RFC writes it. */
export function printCall(call: Call): string {
  switch (call.name) {
    case "listen":
      return call.application === undefined ? "OPEN (passive)" : `OPEN (passive, ${call.application} server)`;
    case "connect":
      return "OPEN (active)";
    case "send":
      return `SEND (${typeof call.text === "number" ? call.text : call.text.length} octets)`;
    case "receive":
    case "close":
    case "abort":
      return call.name.toUpperCase();
  }
}
