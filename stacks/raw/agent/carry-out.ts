import type { SocketUser } from "../../linux/socket-user";
import { fromBase64, toBase64 } from "./protocol";
import type { Outcome, Request } from "./protocol";

/** Makes the call that was asked for. */
export async function carryOut(user: SocketUser, request: Request): Promise<Outcome> {
  switch (request.do) {
    case "reset":
      await user.reset();
      return { ok: true };
    case "open": {
      const { connection, kind, local, foreign, application, timeout } = request;
      return user.open(connection, {
        kind,
        local,
        foreign,
        ...(application === undefined ? {} : { application }),
        ...(timeout === undefined ? {} : { timeout }),
      });
    }
    case "send":
      return user.send(request.connection, fromBase64(request.text), { urgent: request.urgent });
    case "receive": {
      const received = await user.receive(request.connection, request.limit);
      return received.ok ? { ...received, text: toBase64(received.text) } : received;
    }
    case "close":
      return user.close(request.connection);
    case "abort":
      return user.abort(request.connection);
    case "choose":
      return user.choose(request.connection, request.choices);
    case "status":
      return user.status(request.connection);
  }
}
