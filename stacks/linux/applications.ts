import { Worker } from "node:worker_threads";
import { StackFailed } from "../../harness/port/stack";
import type { Application, SocketAddress } from "../../harness/port/user";
import type { Order, Report } from "./application-thread";

/** A server that runs. */
export interface RunningApplication {
  readonly application: Application;
  /** Aborts its connections and stops listening. */
  stop(): Promise<void>;
}

interface Server {
  readonly served: (foreign: SocketAddress) => void;
  done: () => void;
  failed: (reason: Error) => void;
}

/** The programs above the kernel's TCP that make the user calls by themselves; their thread starts with the first. */
export class Applications {
  readonly #servers = new Map<number, Server>();
  #thread: Worker | undefined;
  #failure: StackFailed | undefined;
  #last = 0;

  /** Runs one on a listening socket, which belongs to it from now on; `served` is told of its connections. */
  async run(
    application: Application,
    fd: number,
    served: (foreign: SocketAddress) => void,
  ): Promise<RunningApplication> {
    const server = ++this.#last;
    await this.#order({ kind: "run", server, application, fd }, served);
    return {
      application,
      stop: async () => {
        await this.#order({ kind: "stop", server }, served);
        this.#servers.delete(server);
        if (this.#servers.size === 0) this.#thread?.unref();
      },
    };
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  #order(order: Order, served: Server["served"]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      const thread = (this.#thread ??= this.#start());
      this.#servers.set(order.server, { served, done: resolve, failed: reject });
      thread.ref();
      thread.postMessage(order);
    });
  }

  #start(): Worker {
    const program = require.resolve("./application-thread");
    // Under ts-node the thread has to learn TypeScript, too.
    const execArgv = program.endsWith(".ts") ? ["--require", "ts-node/register"] : [];
    const thread = new Worker(program, { execArgv });
    thread.on("message", (report: Report) => {
      const server = this.#servers.get(report.server);
      if (report.kind === "done") server?.done();
      else server?.served(report.foreign);
    });
    thread.on("error", (error) => {
      this.#failure = new StackFailed(`the applications have failed: ${error.message}`);
      for (const server of this.#servers.values()) server.failed(this.#failure);
    });
    return thread;
  }
}
