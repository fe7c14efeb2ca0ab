/** The user calls of a script, made and named. */

import type { Profile } from "../port/profile";
import type { Endpoints } from "../port/stack";
import type { CallOutcome, Choices, OpenRequest, ReceiveOutcome, SocketAddress, User } from "../port/user";
import { timingOf } from "../scenario/duration";
import { printChoices } from "../scenario/print";
import type { Call, ChoiceSpec } from "../scenario/step";
import { lengthOf, octetsOf } from "../scenario/text";
import type { IpVersion } from "../wire/packet";
import type { ForeignAddress } from "../scenario/segment-spec";
import type { Connection } from "./connection";
import { FOREIGN } from "./foreign-address";

/** A host says it in one line. */
const MOST_RECEIVED = 1 << 16;

/** Makes the call; the octets of a SEND go on where the last ones ended. */
export function makeCall(
  user: User,
  { ip, endpoints }: { readonly ip: IpVersion; readonly endpoints: Endpoints },
  { id, side, userText }: Connection,
  call: Call,
  profile: Profile,
): Promise<CallOutcome | ReceiveOutcome> {
  const peer: SocketAddress = { address: endpoints.peer, port: side.peerPort };
  const inPlaceOf = (foreign: ForeignAddress | undefined): SocketAddress =>
    foreign === undefined
      ? peer
      : { address: FOREIGN[foreign][ip], port: foreign === "unspecified" ? 0 : side.peerPort };
  const open = (
    request: Pick<OpenRequest, "kind" | "application" | "timeout">,
    foreign: ForeignAddress | undefined,
    local?: "unspecified",
  ): Promise<CallOutcome> =>
    user.open(id, {
      ...request,
      local: { address: local === undefined ? endpoints.stack : FOREIGN[local][ip], port: side.stackPort },
      foreign: inPlaceOf(foreign),
    });
  switch (call.name) {
    case "listen":
      return open(
        { kind: "passive", ...(call.application !== undefined && { application: call.application }) },
        call.anybody === true ? "unspecified" : undefined,
      );
    case "connect":
      return open(
        { kind: "active", ...(call.timeout !== undefined && { timeout: timingOf(call.timeout, profile).value }) },
        call.foreign,
        call.local,
      );
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
      if (call.foreign !== undefined) return `OPEN (active, to ${call.foreign})`;
      if (call.local !== undefined) return "OPEN (active, local address unspecified)";
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
