import { StackLost, StackUnavailable } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import type { SocketAddress } from "../../../harness/port/user";
import { EPOLLET, EPOLLIN, EPOLLOUT, EPOLLRDHUP } from "../../../adapters/native/epoll";
import { close, ERRNO, errnoName } from "../../../adapters/native/libc";
import { receiveText, sendText, startConnecting, takeError, tcpSocket } from "../../../adapters/native/tcp-socket";
import { lineSplitter } from "../../../adapters/process/line-splitter";
import type { EventPump, Sleep } from "../../../adapters/tun/event-pump";
import type { KernelClock } from "../../../adapters/tun/kernel-clock";
import { AGENT_VERSION } from "./protocol";
import type { Greeting, Introduction, Outcome, Request, Said, Welcome } from "./protocol";
import { proofOf } from "./token";

/** How long an answer may take. */
const PATIENCE = 10 * SECOND;
const PIECE = 1 << 16;

type Told = Extract<Said, { readonly told: unknown }>;
/** Whatever it may be. */
type Line = Greeting | Welcome | Said;

type RequestBody = Request extends infer Each ? (Each extends Request ? Omit<Each, "id"> : never) : never;

/**
 * The harness's end of a conversation with an agent: a socket of the local kernel's that is seen to with everything else that
 * the harness waits for, so that what has arrived is known at once when somebody asks.
 */
export class AgentClient {
  readonly #agent: SocketAddress;
  readonly #pump: EventPump;
  readonly #clock: KernelClock;
  readonly #fd: number;
  #forget: () => void = () => undefined;
  readonly #lines = lineSplitter();
  readonly #piece = Buffer.alloc(PIECE);
  readonly #answers = new Map<number, Outcome>();
  readonly #sleeps = new Set<Sleep>();
  readonly #listeners = new Map<number, (told: Told) => void>();
  /** What the agent said before any request. */
  readonly #said: Line[] = [];
  #unsent: Buffer[] = [];
  #last = 0;
  /** Why there is no agent any more. */
  #gone: string | undefined;

  /** In the network namespace of the calling thread; nothing is sent yet. */
  constructor(agent: SocketAddress, pump: EventPump, clock: KernelClock) {
    this.#agent = agent;
    this.#pump = pump;
    this.#clock = clock;
    this.#fd = tcpSocket(agent);
  }

  /**
   * Connects, and introduces the harness: an agent does not wait long for that.
   * @throws {StackUnavailable} when nobody is there, or does not want us.
   */
  async introduce(token: string, ends: Omit<Introduction, "proof">): Promise<Extract<Welcome, { readonly ok: true }>> {
    this.#connect();
    const greeting = await this.#next();
    if (!("agent" in greeting)) throw this.#unavailable(refusalIn(greeting) ?? "it is no agent");
    if (greeting.version !== AGENT_VERSION)
      throw this.#unavailable(`it speaks version ${greeting.version}, and we speak ${AGENT_VERSION}`);
    this.#write({ proof: proofOf(token, greeting.nonce), ...ends });
    const welcome = await this.#next();
    if (!("ok" in welcome) || !welcome.ok)
      throw this.#unavailable(refusalIn(welcome) ?? "it does not answer as an agent");
    return welcome;
  }

  /** Is told what the users of a seat are told. */
  listen(seat: number, listener: (told: Told) => void): void {
    this.#listeners.set(seat, listener);
  }

  /** Has something done. @throws {StackLost} when the agent has gone. */
  async ask(body: RequestBody): Promise<Outcome> {
    const id = ++this.#last;
    this.#write({ id, ...body });
    await this.#until(() => this.#answers.has(id));
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (answer === undefined) throw new StackLost(this.#sayWhy());
    return answer;
  }

  /** Sees to what has arrived. */
  attend(): void {
    this.#pump.turn();
  }

  close(): void {
    this.#gone ??= "it was left";
    this.#forget();
    close(this.#fd);
  }

  #connect(): void {
    const started = startConnecting(this.#fd, this.#agent);
    if (started < 0 && started !== -ERRNO.EINPROGRESS) this.#lose(errnoName(started));
    this.#forget = this.#pump.watch(this.#fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, () => {
      this.#attend();
    });
  }

  async #next(): Promise<Line> {
    await this.#until(() => this.#said.length > 0);
    const line = this.#said.shift();
    if (line === undefined) throw this.#unavailable(this.#gone ?? "it says nothing");
    return line;
  }

  /** Until it is so, or there is no hope of it any more. */
  async #until(isSo: () => boolean): Promise<void> {
    const deadline = this.#clock.now() + PATIENCE;
    for (;;) {
      this.#pump.turn();
      if (isSo() || this.#gone !== undefined || this.#clock.now() >= deadline) return;
      let sleeping: Sleep | undefined;
      await this.#pump.sleep(deadline, (sleep) => {
        sleeping = sleep;
        this.#sleeps.add(sleep);
      });
      if (sleeping !== undefined) this.#sleeps.delete(sleeping);
    }
  }

  #write(line: Request | Introduction): void {
    this.#unsent.push(Buffer.from(`${JSON.stringify(line)}\n`));
    this.#send();
  }

  #send(): void {
    for (let next = this.#unsent[0]; next !== undefined && this.#gone === undefined; next = this.#unsent[0]) {
      const taken = sendText(this.#fd, next, false);
      if (taken === -ERRNO.EAGAIN || taken === -ERRNO.ENOTCONN) return;
      if (taken < 0) this.#lose(errnoName(taken));
      else if (taken < next.length) this.#unsent[0] = next.subarray(taken);
      else this.#unsent = this.#unsent.slice(1);
    }
  }

  #attend(): void {
    if (this.#gone !== undefined) return;
    const error = takeError(this.#fd);
    if (error !== 0) {
      this.#lose(errnoName(error));
      return;
    }
    this.#send();
    for (;;) {
      const length = receiveText(this.#fd, this.#piece);
      if (length === -ERRNO.EAGAIN || length === -ERRNO.ENOTCONN) return;
      if (length <= 0) {
        this.#lose(length === 0 ? "it has hung up" : errnoName(length));
        return;
      }
      for (const line of this.#lines.push(Buffer.from(this.#piece.subarray(0, length)))) this.#hear(line);
    }
  }

  #hear(line: string): void {
    let said: Line;
    try {
      said = JSON.parse(line) as Line;
    } catch {
      this.#lose("it does not speak JSON");
      return;
    }
    if ("told" in said) this.#listeners.get(said.seat)?.(said);
    else if ("outcome" in said) this.#answers.set(said.id, said.outcome);
    else this.#said.push(said);
    const refusal = refusalIn(said);
    if (refusal !== undefined) this.#lose(refusal);
    this.#wake();
  }

  #lose(why: string): void {
    this.#gone ??= why;
    this.#wake();
  }

  #wake(): void {
    for (const sleep of this.#sleeps) sleep.wake();
  }

  #sayWhy(): string {
    return `the agent at ${this.#agent.address} port ${this.#agent.port} is of no use: ${this.#gone ?? "it does not answer"}`;
  }

  #unavailable(why: string): StackUnavailable {
    this.#gone ??= why;
    return new StackUnavailable(
      this.#sayWhy(),
      "on the host under test: tcpspec agent --bind <address>:7793 (docs/agent.md)",
    );
  }
}

function refusalIn(line: Line): string | undefined {
  return "ok" in line && !line.ok ? line.error : undefined;
}
