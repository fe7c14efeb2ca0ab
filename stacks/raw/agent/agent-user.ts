import type {
  CallOutcome,
  Choices,
  ConnectionId,
  Indication,
  OpenRequest,
  ReceiveOutcome,
  SendOptions,
  Status,
} from "../../../harness/port/user";
import type { Seat } from "../../../adapters/tun/seat";
import type { SeatUser } from "../raw-stack";
import type { AgentClient } from "./agent-client";
import { fromBase64, MOST_OCTETS, toBase64 } from "./protocol";
import type { Outcome } from "./protocol";
import { wrongSockets, type Named } from "./wrong-sockets";

/** The user calls of one seat, made by an agent on the tested host, which connects none but those that are named. */
export function agentUser(
  agent: AgentClient,
  named: Named,
  number: number,
  seat: Pick<Seat<unknown>, "now" | "tell" | "heard">,
): SeatUser {
  let indications: Indication[] = [];
  agent.listen(number, ({ connection, told }) => {
    indications.push({ at: seat.now(), connection, kind: told });
    seat.tell();
  });
  const take = (): readonly Indication[] => {
    agent.attend();
    const taken = indications;
    indications = [];
    seat.heard();
    return taken;
  };
  return {
    async open(connection: ConnectionId, request: OpenRequest): Promise<CallOutcome> {
      const detail = wrongSockets(request, named);
      if (detail !== undefined) return { ok: false, error: "not supported", detail };
      return callOutcome(await agent.ask({ seat: number, do: "open", connection, ...request }));
    },
    async send(connection: ConnectionId, text: Uint8Array, { urgent = false }: SendOptions = {}): Promise<CallOutcome> {
      return callOutcome(await agent.ask({ seat: number, do: "send", connection, text: toBase64(text), urgent }));
    },
    async receive(connection: ConnectionId, limit: number): Promise<ReceiveOutcome> {
      const asked = Math.min(limit, MOST_OCTETS);
      const outcome = await agent.ask({ seat: number, do: "receive", connection, limit: asked });
      if ("text" in outcome) return { ...outcome, text: fromBase64(outcome.text) };
      return "ok" in outcome && !outcome.ok ? outcome : misspoken(outcome);
    },
    async close(connection: ConnectionId): Promise<CallOutcome> {
      return callOutcome(await agent.ask({ seat: number, do: "close", connection }));
    },
    async abort(connection: ConnectionId): Promise<CallOutcome> {
      return callOutcome(await agent.ask({ seat: number, do: "abort", connection }));
    },
    async choose(connection: ConnectionId, choices: Choices): Promise<CallOutcome> {
      return callOutcome(await agent.ask({ seat: number, do: "choose", connection, choices }));
    },
    async status(connection: ConnectionId): Promise<Status> {
      const outcome = await agent.ask({ seat: number, do: "status", connection });
      return "state" in outcome ? outcome : misspoken(outcome);
    },
    take,
    async reset(): Promise<void> {
      await agent.ask({ seat: number, do: "reset" });
      take();
    },
  };
}

function callOutcome(outcome: Outcome): CallOutcome {
  return "ok" in outcome ? outcome : misspoken(outcome);
}

function misspoken(outcome: Outcome): never {
  throw new Error(`the agent answers another question: ${JSON.stringify(outcome)}`);
}
