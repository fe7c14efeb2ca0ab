/** The agent: makes user calls on the host that it runs on, for one harness at a time, which has to know a token. */

import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { release } from "node:os";
import { profileJson } from "../../../harness/port/read-profile";
import type { SocketAddress } from "../../../harness/port/user";
import { Netlink } from "../../../adapters/native/netlink";
import { isLocal } from "../../../adapters/native/route-lookup";
import { NETLINK_ROUTE } from "../../../adapters/native/routing";
import { SocketDiagnosis } from "../../../adapters/native/socket-diag";
import { lineSplitter } from "../../../adapters/process/line-splitter";
import { permissionFor } from "../../../adapters/raw/permitted-target";
import { EventPump } from "../../../adapters/tun/event-pump";
import { KernelClock } from "../../../adapters/tun/kernel-clock";
import { Applications } from "../../linux/applications";
import { readBaseline } from "../../linux/baseline";
import { readProfile } from "../../linux/profile";
import { carryOut } from "./carry-out";
import { AgentSeats } from "./agent-seats";
import { AGENT_VERSION, LONGEST_LINE, readIntroduction, readRequest } from "./protocol";
import type { Greeting, Introduction, Said, Welcome } from "./protocol";
import { isProof } from "./token";
import { wrongSockets } from "./wrong-sockets";

export interface AgentOptions {
  /** An address of this host; nothing else is listened on. */
  readonly bind: SocketAddress;
  readonly token: string;
  /** Calls may be made to public addresses as well. */
  readonly allowed?: boolean;
  /** Is given a line for each thing that happens. */
  readonly log: (line: string) => void;
}

export interface Agent {
  /** With the port that it got, where 0 was asked for. */
  readonly address: SocketAddress;
  close(): Promise<void>;
}

/** Milliseconds in which whoever connects has to introduce himself. */
const PATIENCE_MS = 5000;
/** As many may be about to. */
const MOST_STRANGERS = 4;
const KEEP_ALIVE_MS = 10_000;

/** Starts listening, in the network namespace that the process is in. @throws {Error} when the address cannot be had. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { bind, log } = options;
  const clock = new KernelClock();
  const pump = new EventPump(clock);
  const seats = new AgentSeats(
    { pump, namespace: { within: (make) => make() } },
    new SocketDiagnosis(),
    new Applications(),
  );
  const sockets = new Set<Socket>();
  let client: Socket | undefined;
  /** The last client's leave-taking. */
  let farewell: Promise<void> = Promise.resolve();

  const server = createServer((socket) => {
    const from = `${socket.remoteAddress ?? "nobody"} port ${socket.remotePort ?? 0}`;
    if (sockets.size > MOST_STRANGERS) {
      log(`refused ${from}: too many at once`);
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const conversation = converse(socket, from, options, seats, {
      welcome() {
        if (client !== undefined) return false;
        client = socket;
        return true;
      },
    });
    socket.on("close", () => {
      sockets.delete(socket);
      if (client !== socket) return;
      // Whatever it has left undone is over before the next one comes.
      farewell = conversation.idle().then(async () => {
        await seats.reset();
        client = undefined;
        log(`${from} has gone`);
      });
    });
  });
  await listening(server, bind);
  const at = server.address();
  const port = typeof at === "object" && at !== null ? at.port : bind.port;
  log(`listening on ${bind.address} port ${port}`);
  return {
    address: { address: bind.address, port },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
      await farewell;
      await seats.close();
      pump.close();
    },
  };
}

function listening(server: Server, { address, port }: SocketAddress): Promise<void> {
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen({ host: address, port }, () => {
      server.off("error", failed);
      done();
    });
  });
}

/** What goes on between the agent and one who has connected. */
function converse(
  socket: Socket,
  from: string,
  { token, allowed = false, log }: AgentOptions,
  seats: AgentSeats,
  door: { welcome(): boolean },
): { idle(): Promise<void> } {
  const nonce = randomBytes(16).toString("hex");
  const lines = lineSplitter();
  let introduction: Introduction | undefined;
  let work: Promise<void> = Promise.resolve();
  const say = (line: Greeting | Welcome | Said): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(line)}\n`);
  };
  const refuse = (error: string): void => {
    log(`refused ${from}: ${error}`);
    say({ ok: false, error });
    socket.destroySoon();
  };
  const late = setTimeout(() => {
    refuse("nobody has introduced himself in time");
  }, PATIENCE_MS);

  /** What is wrong with an introduction; undefined when it is right. */
  function reasonAgainst(given: Introduction | undefined): string | undefined {
    if (given === undefined) return "that is no introduction";
    if (!isProof(given.proof, token, nonce)) return "the token is another one";
    return wrongAddress(given, allowed) ?? (door.welcome() ? undefined : "another one is here already");
  }

  function introduce(line: string): void {
    const given = readIntroduction(line);
    const reason = reasonAgainst(given);
    if (given === undefined || reason !== undefined) {
      refuse(reason ?? "");
      return;
    }
    clearTimeout(late);
    introduction = given;
    log(`${from} makes calls between ${given.targets.join(" ")} and ${given.sources.join(" ")}`);
    say({ ok: true, release: release(), profile: profileJson(readProfile()), baseline: readBaseline({}) });
  }

  async function serve(line: string, named: Introduction): Promise<void> {
    if (socket.destroyed || socket.writableEnded) return;
    const request = readRequest(line);
    if (request === undefined) {
      refuse("that is no request");
      return;
    }
    const wrong = request.do === "open" ? wrongSockets(request, named) : undefined;
    if (wrong !== undefined) {
      refuse(wrong);
      return;
    }
    const seat = seats.seat(request.seat, say);
    const outcome = await carryOut(seat.user, request);
    // What the call has set off comes before its answer.
    seat.tell();
    say({ id: request.id, outcome });
  }

  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    clearTimeout(late);
  });
  socket.on("data", (piece) => {
    for (const line of lines.push(piece)) {
      if (socket.destroyed || socket.writableEnded) return;
      const known = introduction;
      if (known === undefined) introduce(line);
      else
        work = work
          .then(() => serve(line, known))
          .catch((error: unknown) => {
            refuse(error instanceof Error ? error.message : String(error));
          });
    }
    if (lines.pending() > LONGEST_LINE) refuse("a line has no end");
  });
  say({ agent: "tcpspec", version: AGENT_VERSION, nonce });
  return { idle: () => work };
}

/** What is wrong with the addresses that somebody wants to use. */
function wrongAddress({ targets, sources }: Introduction, allowed: boolean): string | undefined {
  const netlink = new Netlink(NETLINK_ROUTE);
  try {
    const foreign = targets.find((address) => !isLocal(netlink, address));
    if (foreign !== undefined) return `${foreign} is no address of this host`;
    for (const source of sources) {
      const permission = permissionFor(source);
      if (permission.kind === "never") return `${source}: ${permission.reason}`;
      if (permission.kind === "public" && !allowed)
        return `${source} is a public address, and nobody has allowed those`;
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    netlink.close();
  }
}
