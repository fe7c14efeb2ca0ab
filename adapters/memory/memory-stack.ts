import type { Clock } from "../../harness/port/clock";
import type { Arrival } from "../../harness/port/link";
import type { Profile } from "../../harness/port/profile";
import { StackFailed } from "../../harness/port/stack";
import type { Endpoints, Stack } from "../../harness/port/stack";
import type { Time } from "../../harness/port/time";
import type { CallFailure, Indication } from "../../harness/port/user";
import type { IpVersion } from "../../harness/wire";
import { withApplications } from "../applications";
import type { InProcessEnvironment, InProcessHost, InProcessUser } from "./in-process-host";

/** The addresses of RFC 5737 and RFC 3849, which nobody has. */
const ENDPOINTS: Readonly<Record<IpVersion, Endpoints>> = {
  4: { stack: "192.0.2.1", peer: "192.0.2.2" },
  6: { stack: "2001:db8::1", peer: "2001:db8::2" },
};

const ADDRESSES = [ENDPOINTS[4].stack, ENDPOINTS[6].stack];

/** As many timers may run out at one moment without anything to be seen of it. */
const MOST_TIMERS_AT_ONCE = 100_000;

const NOTHING_TO_CHOOSE: CallFailure = { ok: false, error: "not supported", detail: "the host has no such call" };

/** A TCP in this process, as it introduces itself. */
export interface MemoryStackDescription {
  readonly name: string;
  readonly version: string;
  readonly profile: Profile;
  /** A host as new; called once for each scenario. */
  readonly make: (environment: InProcessEnvironment) => InProcessHost;
}

/** Whatever a host throws is its own fault, and no reason for the run to end. */
function failed(error: unknown): StackFailed {
  return new StackFailed(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/**
 * A stack in virtual time over a TCP in this process. Nothing in it waits: a datagram is handed over in `Link.send`, and
 * time moves from timer to timer of the host in `Clock.pass`. The same seed and the same stimuli give the same bytes at
 * the same times.
 */
export function memoryStack({ name, version, profile, make }: MemoryStackDescription): Stack {
  let now: Time = 0;
  let arrivals: Arrival[] = [];
  let indications: Indication[] = [];
  let host = makeHost(0);

  function makeHost(seed: number): InProcessHost {
    return make({
      seed,
      addresses: ADDRESSES,
      transmit(datagram) {
        arrivals.push({ at: now, bytes: datagram });
      },
      tell(connection, kind) {
        indications.push({ at: now, connection, kind });
      },
    });
  }

  function ask<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw failed(error);
    }
  }

  /** Answers a user call, at once and with a promise. */
  function call<T>(question: (user: InProcessUser) => T): Promise<T> {
    const { user } = host;
    if (user === undefined) return Promise.reject(new StackFailed(`${name} has no user calls`));
    try {
      return Promise.resolve(question(user));
    } catch (error) {
      return Promise.reject(failed(error));
    }
  }

  const applications = withApplications({
    open: (id, request) => call((user) => user.open(id, request, now)),
    send: (id, text, options = {}) => call((user) => user.send(id, text, options, now)),
    receive: (id, limit) => call((user) => user.receive(id, limit, now)),
    close: (id) => call((user) => user.close(id, now)),
    abort: (id) => call((user) => user.abort(id, now)),
    status: (id) => call((user) => user.status(id)),
    choose: (id, choices) => call((user) => user.choose?.(id, choices, now) ?? NOTHING_TO_CHOOSE),
    take() {
      const taken = indications;
      indications = [];
      return taken;
    },
  });

  const clock: Clock = {
    kind: "virtual",
    now: () => now,
    async pass(deadline) {
      let stuck = 0;
      while (arrivals.length === 0 && indications.length === 0) {
        const next = ask(() => host.nextTimer());
        if (next > deadline) {
          now = Math.max(now, deadline);
          return;
        }
        stuck = next > now ? 0 : stuck + 1;
        if (stuck > MOST_TIMERS_AT_ONCE) throw new StackFailed(`the timer that is due at ${next} ns never runs out`);
        now = Math.max(now, next);
        ask(() => {
          host.advance(now);
        });
        if (applications.isRunning()) await applications.run();
      }
    },
  };

  return {
    name,
    version,
    adapter: "memory",
    profile,
    clock,
    link: {
      async send(datagram) {
        ask(() => {
          host.receive(datagram, now);
        });
        if (applications.isRunning()) await applications.run();
        return now;
      },
      take() {
        const taken = arrivals;
        arrivals = [];
        return taken;
      },
    },
    ...(host.user !== undefined && { user: applications.user }),
    endpoints: (ip) => ENDPOINTS[ip],
    reset(seed) {
      now = 0;
      arrivals = [];
      indications = [];
      applications.clear();
      host = ask(() => makeHost(seed));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
