/** The user calls of a script, made and named. */

import type { Profile } from "../port/profile";
import type { Endpoints } from "../port/stack";
import type { CallOutcome, Choices, OpenRequest, ReceiveOutcome, SocketAddress, User } from "../port/user";
import { timingOf } from "../scenario/duration";
import { printChoices } from "../scenario/print";
import type { Call, ChoiceSpec } from "../scenario/step";
import { lengthOf, octetsOf } from "../scenario/text";
import { addressVersion, type IpVersion } from "../wire/address";
import type { Connection } from "./connection";

/** A host says it in one line. */
const MOST_RECEIVED = 1 << 16;

/** RFC 9293 3.9.1.1: nobody in particular. */
const UNSPECIFIED: Readonly<Record<IpVersion, SocketAddress>> = {
  4: { address: "0.0.0.0", port: 0 },
  6: { address: "::", port: 0 },
};

/** Makes the call; the octets of a SEND go on where the last ones ended. */
export function makeCall(
  user: User,
  endpoints: Endpoints,
  { id, side, userText }: Connection,
  call: Call,
  profile: Profile,
): Promise<CallOutcome | ReceiveOutcome> {
  const peer: SocketAddress = { address: endpoints.peer, port: side.peerPort };
  const open = (request: Pick<OpenRequest, "kind" | "application" | "timeout">, foreign = peer): Promise<CallOutcome> =>
    user.open(id, { ...request, local: { address: endpoints.stack, port: side.stackPort }, foreign });
  switch (call.name) {
    case "listen":
      if (call.anybody === true) return open({ kind: "passive" }, UNSPECIFIED[addressVersion(endpoints.peer)]);
      return open({ kind: "passive", ...(call.application !== undefined && { application: call.application }) });
    case "connect":
      return open({
        kind: "active",
        ...(call.timeout !== undefined && { timeout: timingOf(call.timeout, profile).value }),
      });
    case "send":
      return user.send(id, octetsOf(call.text, userText.length), { urgent: call.urgent ?? false });
    case "receive":
      return user.receive(id, call.limit ?? MOST_RECEIVED);
    case "choose":
      return user.choose(id, choicesOf(call.choices, profile));
    case "close":
      return user.close(id);
    case "abort":
      return user.abort(id);
  }
}

/** The times in nanoseconds. */
function choicesOf({ keepAliveInterval, userTimeout, ...others }: ChoiceSpec, profile: Profile): Choices {
  return {
    ...others,
    ...(keepAliveInterval !== undefined && { keepAliveInterval: timingOf(keepAliveInterval, profile).value }),
    ...(userTimeout !== undefined && { userTimeout: timingOf(userTimeout, profile).value }),
  };
}

/** As the RFC writes it. */
export function printCall(call: Call): string {
  switch (call.name) {
    case "listen":
      if (call.anybody === true) return "OPEN (passive, anybody)";
      return call.application === undefined ? "OPEN (passive)" : `OPEN (passive, ${call.application} server)`;
    case "connect":
      return call.timeout === undefined ? "OPEN (active)" : `OPEN (active, timeout ${call.timeout.toString()})`;
    case "send":
      return `SEND (${lengthOf(call.text)} octets${call.urgent === true ? ", urgent" : ""})`;
    case "choose":
      return `CHOOSE (${printChoices(call.choices)})`;
    case "receive":
      return call.limit === undefined ? "RECEIVE" : `RECEIVE (${call.limit} octets at most)`;
    case "close":
    case "abort":
      return call.name.toUpperCase();
  }
}
