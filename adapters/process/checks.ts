/** What `tcpspec stacks check` asks of a host, line by line, beyond what the contract of all stacks asks (adapters/contract). */

import { StackFailed } from "../../harness/port/stack";
import { MILLISECOND } from "../../harness/port/time";
import { readGreeting } from "./greeting";
import type { Answer, HostProcess } from "./host-process";
import { command, PROTOCOL_VERSION } from "./words";

/** One thing that a host does or does not; it throws what is wrong. */
export interface HostCheck {
  /** A sentence about the host. */
  readonly title: string;
  /** The heading in docs/process-protocol.md that says so. */
  readonly section: string;
  /** @throws {Error} */
  readonly check: (host: HostProcess) => Promise<void>;
}

const ADDRESSES = ["192.0.2.1", "2001:db8::1"];

/** A version that nobody speaks. */
const NO_VERSION = PROTOCOL_VERSION + 998;

function demand(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new StackFailed(otherwise);
}

function printEnd({ end }: Answer): string {
  if (end.ok) return `ok ${end.words}`.trimEnd();
  return `error ${end.what}${end.detail === "" ? "" : `: ${end.detail}`}`;
}

async function mustAnswer(host: HostProcess, line: string, right: string): Promise<void> {
  const answer = await host.ask(line);
  demand(printEnd(answer) === right, `to "${line}" it answers "${printEnd(answer)}", not "${right}"`);
}

async function greeted(host: HostProcess): Promise<void> {
  readGreeting(await host.ask(command.greet));
}

async function ready(host: HostProcess, seed = 1): Promise<void> {
  await greeted(host);
  await mustAnswer(host, command.reset(seed, ADDRESSES), "ok");
}

/** Each gets a host that has just been started. */
export const HOST_CHECKS: readonly HostCheck[] = [
  {
    title: "it introduces itself",
    section: "Commands: tcpspec",
    check: greeted,
  },
  {
    title: "it refuses a version that it does not speak",
    section: "Commands: tcpspec",
    async check(host) {
      const line = `tcpspec ${NO_VERSION}`;
      const answer = await host.ask(line);
      demand(!answer.end.ok, `to "${line}" it answers "${printEnd(answer)}", not "error ..."`);
    },
  },
  {
    title: "it begins anew, as often as it is told to",
    section: "Commands: reset",
    async check(host) {
      await ready(host);
      for (const seed of [2, 4_294_967_295]) await mustAnswer(host, command.reset(seed, ADDRESSES), "ok");
    },
  },
  {
    title: "its time passes to the deadline when nothing happens, and is 0 again after a reset",
    section: "Commands: advance",
    async check(host) {
      await ready(host);
      for (const time of [0, 1, MILLISECOND, 3_600_000_000_000])
        await mustAnswer(host, command.advance(time), `ok ${time}`);
      await mustAnswer(host, command.reset(1, ADDRESSES), "ok");
      await mustAnswer(host, command.advance(5), "ok 5");
    },
  },
  {
    title: "what it does not know it says so of, and goes on",
    section: "Errors",
    async check(host) {
      await ready(host);
      for (const line of ["frobnicate", "frobnicate 1 2", "advance soon", "packet xyz", "open", "choose"]) {
        const answer = await host.ask(line);
        const { end } = answer;
        const isRight = !end.ok && end.what === "not understood";
        demand(isRight, `to "${line}" it answers "${printEnd(answer)}", not "error not understood: <why>"`);
      }
      await mustAnswer(host, command.advance(1), "ok 1");
    },
  },
  {
    title: "it answers a datagram of 65,535 octets",
    section: "Commands: packet",
    async check(host) {
      await ready(host);
      const datagram = new Uint8Array(65_535).fill(0x45);
      const answer = await host.ask(command.packet(datagram));
      demand(answer.end.ok, `it answers "${printEnd(answer)}"`);
    },
  },
  {
    title: "it exits when its input ends",
    section: "Rules of the conversation",
    async check(host) {
      await ready(host);
      demand(await host.close(), "it stays");
    },
  },
];
