import type { TcpState } from "../../harness/port/state";
import type {
  Application,
  CallError,
  CallFailure,
  CallOutcome,
  Choices,
  ConnectionId,
  Indication,
  IndicationKind,
  OpenRequest,
  ReceiveOutcome,
  SendOptions,
  SocketAddress,
  Status,
  User,
} from "../../harness/port/user";
import { ERRNO } from "../../adapters/native/libc";
import type { SocketDiagnosis } from "../../adapters/native/socket-diag";
import { abortSocket, bindTo, choose, startConnecting } from "../../adapters/native/tcp-socket";
import type { Seat } from "../../adapters/tun/seat";
import type { Applications } from "./applications";
import { callFailure } from "./call-error";
import { Connection } from "./connection";
import type { Text } from "./connection";
import { socketText } from "./listener";
import type { Listener } from "./listener";
import { LocalPorts } from "./local-ports";
import type { SocketHost } from "./local-ports";

/** What an id stands for. */
type Holding = { readonly request: OpenRequest } &
  /** `texts` are to be sent once it is accepted. */
  (
    | { readonly kind: "waiting"; readonly listener: Listener; readonly texts: Text[] }
    | { readonly kind: "connection"; readonly connection: Connection }
    | { readonly kind: "application"; readonly served: boolean }
    | { readonly kind: "gone" }
  );

type Waiting = Holding & { readonly kind: "waiting" };

const DONE: CallOutcome = { ok: true };

/** Who is told, and by what clock. */
export type SocketSeat = Pick<Seat<unknown>, "now" | "tell" | "heard">;

/** The user calls as calls of the kernel's socket interface. */
export class SocketUser implements User {
  readonly #network: SocketHost;
  readonly #diagnosis: SocketDiagnosis;
  readonly #seat: SocketSeat;
  readonly #ports: LocalPorts;
  readonly #holdings = new Map<ConnectionId, Holding>();
  /** Accepted from somebody whom no OPEN has named. */
  readonly #strangers: number[] = [];
  #indications: Indication[] = [];

  constructor(network: SocketHost, diagnosis: SocketDiagnosis, applications: Applications, seat: SocketSeat) {
    this.#network = network;
    this.#diagnosis = diagnosis;
    this.#seat = seat;
    this.#ports = new LocalPorts(network, applications, (fd, id) => {
      const holding = id === undefined ? undefined : this.#holdings.get(id);
      if (id === undefined || holding?.kind !== "waiting") {
        this.#strangers.push(fd);
        return;
      }
      const connection = this.#hold(id, holding.request, fd);
      connection.establish();
      for (const { text, urgent } of holding.texts) connection.send(text, urgent);
    });
  }

  async open(id: ConnectionId, request: OpenRequest): Promise<CallOutcome> {
    const holding = this.#find(id);
    if (holding !== undefined && this.#stateOf(holding) !== "CLOSED") return this.#openAgain(holding, request);
    if (holding?.kind === "connection") holding.connection.dispose();
    if (request.kind === "active") return this.#connect(id, request);
    const { application } = request;
    return application === undefined ? this.#listen(id, request) : await this.#serve(id, request, application);
  }

  send(id: ConnectionId, text: Uint8Array, options: SendOptions = {}): Promise<CallOutcome> {
    const urgent = options.urgent ?? false;
    return this.#call(id, {
      waiting: ({ request, texts }) => {
        const state = this.#diagnosis.stateOf(request.local, request.foreign);
        // send(2) on a listening socket.
        if (state === "LISTEN") return callFailure(ERRNO.EPIPE, state);
        texts.push({ text, urgent });
        return DONE;
      },
      connected: (connection) => connection.send(text, urgent),
    });
  }

  receive(id: ConnectionId, limit: number): Promise<ReceiveOutcome> {
    return this.#call<ReceiveOutcome>(id, {
      // accept(2) waits, and recv(2) comes after it.
      waiting: () => ({ ok: true, text: new Uint8Array(), endOfStream: false }),
      connected: (connection) => connection.receive(limit),
    });
  }

  close(id: ConnectionId): Promise<CallOutcome> {
    return this.#call(id, {
      waiting: ({ request }) => this.#stopWaiting(id, request),
      connected: (connection) => connection.close(),
    });
  }

  abort(id: ConnectionId): Promise<CallOutcome> {
    return this.#call(id, {
      waiting: ({ request }) => this.#stopWaiting(id, request),
      connected: (connection) => connection.abort(),
    });
  }

  choose(id: ConnectionId, choices: Choices): Promise<CallOutcome> {
    return this.#call(id, {
      waiting: ({ listener }) => {
        choose(listener.fd, choices);
        return DONE;
      },
      connected: (connection) => connection.choose(choices),
    });
  }

  status(id: ConnectionId): Promise<Status> {
    return settled(() => {
      const holding = this.#find(id);
      if (holding === undefined) return { state: "CLOSED" };
      const state = this.#stateOf(holding);
      return holding.kind === "connection" ? { state, variables: holding.connection.variables() } : { state };
    });
  }

  take(): readonly Indication[] {
    this.#network.pump.turn();
    const indications = this.#indications;
    this.#indications = [];
    this.#seat.heard();
    return indications;
  }

  /** Aborts and forgets everything. */
  async reset(): Promise<void> {
    for (const holding of this.#holdings.values()) if (holding.kind === "connection") holding.connection.dispose();
    for (const stranger of this.#strangers) abortSocket(stranger);
    this.#holdings.clear();
    this.#strangers.length = 0;
    await this.#ports.close();
    this.#indications = [];
    this.#seat.heard();
  }

  /** What an id stands for once everything that is ready has been seen to. */
  #find(id: ConnectionId): Holding | undefined {
    this.#network.pump.turn();
    return this.#holdings.get(id);
  }

  #call<Outcome extends CallOutcome | ReceiveOutcome = CallOutcome>(
    id: ConnectionId,
    does: {
      waiting(holding: Waiting): Outcome | CallFailure;
      connected(connection: Connection): Outcome | CallFailure;
    },
  ): Promise<Outcome | CallFailure> {
    return settled(() => {
      const holding = this.#find(id);
      switch (holding?.kind) {
        case "waiting":
          return does.waiting(holding);
        case "connection":
          return does.connected(holding.connection);
        case "application":
          return failure("connection illegal for this process", "the application makes the calls");
        case "gone":
        case undefined:
          return failure("connection does not exist", "no socket");
      }
    });
  }

  #stateOf(holding: Holding): TcpState {
    switch (holding.kind) {
      case "connection":
        return holding.connection.state();
      case "waiting":
        return this.#diagnosis.stateOf(holding.request.local, holding.request.foreign);
      case "application":
        if (holding.served) return this.#stateBeyondSocket(holding.request);
        return this.#diagnosis.stateOf(holding.request.local, holding.request.foreign);
      case "gone":
        return this.#stateBeyondSocket(holding.request);
    }
  }

  #stateBeyondSocket({ local, foreign }: OpenRequest): TcpState {
    const state = this.#diagnosis.stateOf(local, foreign);
    // Where there is no connection the kernel tells of the listener that there may be.
    return state === "LISTEN" ? "CLOSED" : state;
  }

  #connect(id: ConnectionId, request: OpenRequest): CallOutcome {
    const fd = this.#ports.connect(request);
    if (fd < 0) return callFailure(fd, "CLOSED");
    this.#hold(id, request, fd);
    return DONE;
  }

  #listen(id: ConnectionId, request: OpenRequest): CallOutcome {
    const listener = this.#ports.listen(id, request);
    if (typeof listener === "number") return callFailure(listener, "CLOSED");
    this.#holdings.set(id, { kind: "waiting", request, listener, texts: [] });
    return DONE;
  }

  async #serve(id: ConnectionId, request: OpenRequest, application: Application): Promise<CallOutcome> {
    const result = await this.#ports.serve(application, request, (foreign) => {
      this.#noteServed(request.local, foreign);
    });
    if (result < 0) return callFailure(result, "CLOSED");
    this.#holdings.set(id, { kind: "application", request, served: false });
    return DONE;
  }

  /** From now on the application's listener, which goes on listening, is not the id's any more. */
  #noteServed(local: SocketAddress, foreign: SocketAddress): void {
    for (const [id, holding] of this.#holdings) {
      if (holding.kind !== "application") continue;
      const { request } = holding;
      if (socketText(request.local) !== socketText(local) || socketText(request.foreign) !== socketText(foreign))
        continue;
      this.#holdings.set(id, { ...holding, served: true });
    }
  }

  /** The same call once more on the socket that there is: the kernel knows best why that cannot be. */
  #openAgain(holding: Holding, request: OpenRequest): CallOutcome {
    if (holding.kind === "application" || holding.kind === "gone") {
      return failure("connection already exists", this.#stateOf(holding));
    }
    const fd = holding.kind === "waiting" ? holding.listener.fd : holding.connection.fd;
    const result = request.kind === "active" ? connectAgain(fd, request.foreign) : bindTo(fd, request.local);
    return result < 0 ? callFailure(result, this.#stateOf(holding)) : DONE;
  }

  /** RFC 9293 3.10.4 and 3.10.5: in LISTEN the OPEN is taken back. After that, before accept(2), there is no call. */
  #stopWaiting(id: ConnectionId, request: OpenRequest): CallOutcome {
    const state = this.#diagnosis.stateOf(request.local, request.foreign);
    if (state !== "LISTEN") return failure("not supported", `${state} before accept`);
    this.#ports.forgo(request);
    this.#holdings.set(id, { kind: "gone", request });
    return DONE;
  }

  #hold(id: ConnectionId, request: OpenRequest, fd: number): Connection {
    const beyond = (): TcpState => this.#stateBeyondSocket(request);
    const connection = new Connection(this.#network.pump, fd, beyond, (kind) => {
      this.#tell(id, kind);
    });
    this.#holdings.set(id, { kind: "connection", request, connection });
    return connection;
  }

  #tell(connection: ConnectionId, kind: IndicationKind): void {
    this.#indications.push({ at: this.#seat.now(), connection, kind });
    this.#seat.tell();
  }
}

/** The first connect(2) after the handshake only reports how that went. */
function connectAgain(fd: number, foreign: SocketAddress): number {
  const result = startConnecting(fd, foreign);
  return result === 0 ? startConnecting(fd, foreign) : result;
}

function failure(error: CallError, detail: string): CallFailure {
  return { ok: false, error, detail };
}

/** What is thrown becomes a rejection, as the callers of promises expect. */
function settled<T>(make: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(make());
  });
}
