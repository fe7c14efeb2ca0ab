import type { ConnectionId, User } from "../../harness/port/user";
import { start } from "./application";
import type { RunningApplication } from "./application";

/** A user some of whose connections have programs of their own. */
export interface UserWithApplications {
  /** As the user that was given, but OPEN heeds `application`. */
  readonly user: User;
  /** Whether any program is running. While none is, {@link run} need not be called. */
  isRunning(): boolean;
  /**
   * Lets every program do what it can do now. To be called by the adapter whenever something may have happened at the
   * stack, and before anybody else hears of it.
   */
  run(): Promise<void>;
  /** Forgets all programs, as on reset. */
  clear(): void;
}

/** Gives a stack that has user calls, and nothing more, the applications of `OpenRequest`. */
export function withApplications(user: User): UserWithApplications {
  const running = new Map<ConnectionId, RunningApplication>();

  async function run(): Promise<void> {
    for (const [id, application] of running) {
      if (!(await application.run())) running.delete(id);
    }
  }

  return {
    user: {
      async open(id, request) {
        const { application, ...rest } = request;
        const outcome = await user.open(id, rest);
        if (!outcome.ok) return outcome;
        if (application === undefined) running.delete(id);
        else running.set(id, start(application, user, id));
        return outcome;
      },
      send: (id, text, options) => user.send(id, text, options),
      receive: (id, limit) => user.receive(id, limit),
      close: (id) => user.close(id),
      abort: (id) => user.abort(id),
      status: (id) => user.status(id),
      choose: (id, choices) => user.choose(id, choices),
      take: () => user.take(),
    },
    isRunning: () => running.size > 0,
    run,
    clear() {
      running.clear();
    },
  };
}
