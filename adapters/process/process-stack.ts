/** A TCP in a process of its own, under test in virtual time by the process protocol. */

import type { BaselineEntry, KnownBreach } from "../../harness/port/baseline";
import type { Clock } from "../../harness/port/clock";
import type { Arrival } from "../../harness/port/link";
import { choicesMade } from "../../harness/port/profile";
import type { Profile } from "../../harness/port/profile";
import type { Endpoints, Stack, StackProvider } from "../../harness/port/stack";
import { StackFailed, StackLost, StackUnavailable } from "../../harness/port/stack";
import type { Time } from "../../harness/port/time";
import type { CallOutcome, Indication } from "../../harness/port/user";
import type { IpVersion } from "../../harness/wire";
import { withApplications } from "../applications";
import type { Greeting } from "./greeting";
import { readGreeting } from "./greeting";
import type { Answer, HostLimits, HostProcess } from "./host-process";
import { HOST_LIMITS, startHost } from "./host-process";
import { HostNotStarted } from "./not-started";
import type { HostCommand } from "./process-group";
import { command, Misspoken, readCallError, readReceived, readStatus, readTime } from "./words";
import type { AnswerEnd } from "./words";

/** The addresses of RFC 5737 and RFC 3849, which nobody has. */
const ENDPOINTS: Readonly<Record<IpVersion, Endpoints>> = {
  4: { stack: "192.0.2.1", peer: "192.0.2.2" },
  6: { stack: "2001:db8::1", peer: "2001:db8::2" },
};

const ADDRESSES = [ENDPOINTS[4].stack, ENDPOINTS[6].stack];

/** So many hosts in a row that do not get as far as their first `reset`, and there is no use in going on. */
const STILLBORN = 3;

/** So many hosts run side by side: while the harness deals with one the others work. With more it would not wait less. */
const SEATS = 3;

export interface ProcessStackDescription extends HostCommand {
  /** What the command line calls it. */
  readonly name: string;
  /** That is nothing but the command: people are told what the host calls itself. */
  readonly nameless?: true;
  readonly summary: string;
  /** What is known of the stack, over what its host claims. */
  readonly profile?: (claimed: Profile) => Profile;
  readonly baseline?: readonly BaselineEntry[];
  readonly known?: readonly KnownBreach[];
  readonly limits?: HostLimits;
  /** Is told each line that goes either way, `> ` before ours and `< ` before the host's. */
  readonly overhear?: (line: string) => void;
}

interface Greeted extends Greeting {
  readonly host: HostProcess;
}

/** Starts a host and lets it introduce itself. @throws {StackFailed} */
async function greet(description: ProcessStackDescription): Promise<Greeted> {
  const { limits = HOST_LIMITS, profile: known, overhear } = description;
  const host = startHost(description, limits, overhear);
  const answer = await host.ask(command.greet, limits.startMs);
  return accusing(host, () => {
    const { profile, ...greeting } = readGreeting(answer);
    return { ...greeting, host, profile: known === undefined ? profile : known(profile) };
  });
}

/** What the host said is read; where that cannot be done it is the host's fault, and its end. */
function accusing<T>(host: HostProcess, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw host.accuse(error instanceof Error ? error.message : String(error));
  }
}

function printError({ what, detail }: Extract<AnswerEnd, { ok: false }>): string {
  return detail === "" ? what : `${what}: ${detail}`;
}

/** A stack that is a host process. After a fault the next `reset` starts a fresh one. */
function processStack(description: ProcessStackDescription, greeted: Greeted): Stack {
  const { version, profile, name: title } = greeted;
  let host: HostProcess | undefined = greeted.host;
  let stillborn = 0;
  let now: Time = 0;
  let arrivals: Arrival[] = [];
  let indications: Indication[] = [];

  function theHost(): HostProcess {
    if (host === undefined) throw new StackFailed("the host is closed");
    return host;
  }

  /** Sends a command; what the host said before its answer's end has happened at `at(end)`. */
  async function ask(line: string, at: (end: AnswerEnd) => Time = () => now): Promise<AnswerEnd> {
    const asked = theHost();
    const { said, end }: Answer = await asked.ask(line);
    return accusing(asked, () => {
      now = at(end);
      for (const each of said) {
        if (each.kind === "packet") arrivals.push({ at: now, bytes: each.bytes });
        else if (each.kind === "tell") indications.push({ at: now, connection: each.connection, kind: each.what });
        else throw new Misspoken("the profile comes with the answer to tcpspec");
      }
      return end;
    });
  }

  /** A command that a host cannot refuse. */
  async function mustDo(line: string, at?: (end: AnswerEnd) => Time): Promise<void> {
    const end = await ask(line, at);
    if (!end.ok) throw theHost().accuse(`the host refused: ${printError(end)}`);
  }

  async function call<T>(line: string, read: (words: string) => T): Promise<T | Extract<CallOutcome, { ok: false }>> {
    const end = await ask(line);
    return accusing(theHost(), () =>
      end.ok ? read(end.words) : { ok: false, error: readCallError(end.what), detail: end.detail },
    );
  }

  const done = (words: string): CallOutcome => {
    if (words !== "") throw new Misspoken(`ok is all that is to be said, not "ok ${words.slice(0, 40)}"`);
    return { ok: true };
  };

  const applications = withApplications({
    open: (id, request) => call(command.open(id, request), done),
    send: (id, text, options = {}) => call(command.send(id, text, options), done),
    receive: (id, limit) => call(command.receive(id, limit), readReceived),
    close: (id) => call(command.close(id), done),
    abort: (id) => call(command.abort(id), done),
    async status(id) {
      const end = await ask(command.status(id));
      if (!end.ok) throw theHost().accuse(`the host refused to tell its state: ${printError(end)}`);
      return accusing(theHost(), () => readStatus(end.words));
    },
    async choose(id, choices) {
      for (const name of choicesMade(choices)) {
        const outcome = await call(command.choose(id, name, choices[name] ?? false), done);
        if (!outcome.ok) return outcome;
      }
      return { ok: true };
    },
    take() {
      const taken = indications;
      indications = [];
      return taken;
    },
  });

  const isWaiting = () => arrivals.length > 0 || indications.length > 0;

  const clock: Clock = {
    kind: "virtual",
    now: () => now,
    async pass(deadline) {
      while (!isWaiting() && now < deadline) {
        await mustDo(command.advance(deadline), (end) => {
          if (!end.ok) return now;
          const then = readTime(end.words);
          if (then < now) throw new Misspoken(`time went back, from ${now} to ${then}`);
          if (then > deadline) throw new Misspoken(`time went on to ${then}, beyond ${deadline}`);
          return then;
        });
        if (!isWaiting() && now < deadline)
          throw theHost().accuse("the host stopped the clock before the deadline and had nothing to say");
        if (applications.isRunning()) await applications.run();
      }
    },
  };

  /** A host that can be asked, as far as we know. */
  async function living(): Promise<HostProcess> {
    if (host?.isAlive() === true) return host;
    await host?.close();
    host = undefined;
    host = (await greet(description)).host;
    return host;
  }

  return {
    name: description.name,
    ...(description.nameless && { title }),
    version,
    adapter: "process",
    profile,
    clock,
    link: {
      async send(datagram) {
        await mustDo(command.packet(datagram));
        if (applications.isRunning()) await applications.run();
        return now;
      },
      take() {
        const taken = arrivals;
        arrivals = [];
        return taken;
      },
    },
    ...(profile.capabilities.includes("user-calls") && { user: applications.user }),
    endpoints: (ip) => ENDPOINTS[ip],
    async reset(seed) {
      now = 0;
      arrivals = [];
      indications = [];
      applications.clear();
      try {
        await living();
        await mustDo(command.reset(seed, ADDRESSES));
        stillborn = 0;
      } catch (error) {
        stillborn++;
        if (stillborn < STILLBORN || !(error instanceof StackFailed)) throw error;
        throw new StackLost(`${STILLBORN} hosts in a row came to nothing; the last one: ${error.message}`);
      }
    },
    async close() {
      await host?.close();
      host = undefined;
    },
  };
}

/** A stack for the command line: hosts are started when the stack is opened, one for each seat. */
export function processProvider(description: ProcessStackDescription): StackProvider {
  const { name, summary, baseline, known, command: words } = description;
  return {
    name,
    summary,
    ...(baseline === undefined ? {} : { baseline }),
    ...(known === undefined ? {} : { known }),
    async open(seats) {
      const errors: unknown[] = [];
      const starts = Array.from({ length: Math.min(seats, SEATS) }, () =>
        greet(description).catch((error: unknown) => {
          errors.push(error);
        }),
      );
      const greeted = (await Promise.all(starts)).filter((each) => each !== undefined);
      const [first] = greeted;
      // Of a host that can run only once the others have not come up. What the first says of itself goes for all.
      if (first !== undefined) return greeted.map(({ host }) => processStack(description, { ...first, host }));
      const [error] = errors;
      if (error instanceof HostNotStarted) throw new StackUnavailable(error.message, error.remedy);
      if (!(error instanceof StackFailed)) throw error;
      throw new StackUnavailable(error.message, `tcpspec stacks check '${words.join(" ")}' tells more`);
    },
  };
}
