/** One run of a host program: commands in, answers out, and all the ways in which that can go wrong. */

import { readFileSync } from "node:fs";
import { StackFailed } from "../../harness/port/stack";
import { lineSplitter } from "./line-splitter";
import type { HostCommand } from "./process-group";
import { notStarted, type HostNotStarted } from "./not-started";
import { endGroup, startGroup } from "./process-group";
import type { AnswerEnd, Said } from "./words";
import { Misspoken, readLine } from "./words";

/** What a host may take. */
export interface HostLimits {
  /** For the answer to `tcpspec`: some have much to load. */
  readonly startMs: number;
  /** For any other answer. */
  readonly answerMs: number;
  /** Octets in one answer. */
  readonly answerOctets: number;
  /** Lines in one answer. */
  readonly answerLines: number;
  /** Octets in one line. */
  readonly lineOctets: number;
  /** Octets of memory, where the system tells. */
  readonly memoryOctets: number;
}

export const HOST_LIMITS: HostLimits = {
  startMs: 15_000,
  answerMs: 5_000,
  answerOctets: 16 * 2 ** 20,
  answerLines: 2 ** 16,
  lineOctets: 256 * 2 ** 10,
  memoryOctets: 2 ** 30,
};

/** What the host said, in order, and how it ended. */
export interface Answer {
  readonly said: readonly Said[];
  readonly end: AnswerEnd;
}

export interface HostProcess {
  /**
   * Sends one command and resolves with its answer.
   * @throws {StackFailed} when there is none, or a wrong one. The process is at its end then, and so are all later commands.
   */
  ask(command: string, patienceMs?: number): Promise<Answer>;
  /** Ends the host for something that it has said: what `ask` throws for things that it sees itself. */
  accuse(what: string): StackFailed;
  isAlive(): boolean;
  /**
   * Closes its input and waits until it is gone; kills it if it stays for longer than an answer may take, and at once if it
   * owes one.
   * @returns whether it went by itself
   */
  close(): Promise<boolean>;
}

/** What of the host's own words goes into a report. */
const REMEMBERED = 2000;
/** How often its memory is looked at. */
const MEMORY_MS = 200;
/** /proc/<pid>/statm counts pages (proc(5)); nearly everywhere they are of this size. */
const PAGE = 4096;

interface Question {
  readonly command: string;
  readonly said: Said[];
  octets: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: StackFailed) => void;
}

/**
 * @param overhear is told each line that goes either way, `> ` before ours and `< ` before the host's
 * @throws {HostNotStarted} where that is known at once; else it is what the first command comes to.
 */
export function startHost(
  how: HostCommand,
  limits: HostLimits = HOST_LIMITS,
  overhear?: (line: string) => void,
): HostProcess {
  const child = started(how);
  const lines = lineSplitter();
  let question: Question | undefined;
  /** Why it is of no more use. */
  let failure: StackFailed | undefined;
  let lastCommand = "";
  /** The end of what it said for people. */
  let remarks = "";
  const gone = new Promise<void>((resolve) => {
    child.once("close", resolve);
  });
  const watch = setInterval(checkMemory, MEMORY_MS).unref();

  function remember(text: string): void {
    remarks = (remarks + text).slice(-REMEMBERED);
  }

  function fail(what: string | HostNotStarted): StackFailed {
    if (failure !== undefined) return failure;
    failure = typeof what === "string" ? new StackFailed(describe(what, lastCommand, remarks)) : what;
    clearInterval(watch);
    endGroup(child);
    if (question !== undefined) {
      clearTimeout(question.timer);
      question.reject(failure);
      question = undefined;
    }
    return failure;
  }

  function isAlive(): boolean {
    return failure === undefined;
  }

  /** One of its lines. */
  function hear(line: string): void {
    overhear?.(`< ${line}`);
    if (line.startsWith("#")) {
      remember(`${line}\n`);
      return;
    }
    const heard = understand(line);
    if (heard === undefined) return;
    if (question === undefined) {
      fail(`the host spoke unasked: ${excerpt(line)}`);
      return;
    }
    if (!("ok" in heard)) {
      if (question.said.push(heard) >= limits.answerLines)
        fail(`the host said ${limits.answerLines} lines in one answer`);
      return;
    }
    const { resolve, said, timer } = question;
    clearTimeout(timer);
    question = undefined;
    resolve({ said, end: heard });
  }

  function understand(line: string): ReturnType<typeof readLine> | undefined {
    try {
      return readLine(line);
    } catch (error) {
      if (!(error instanceof Misspoken)) throw error;
      const advice = error.advice === undefined ? "" : `\n${error.advice}`;
      fail(`${error.message}; the host said: ${excerpt(line)}${advice}`);
      return undefined;
    }
  }

  function checkMemory(): void {
    const octets = memoryOf(child.pid);
    if (octets > limits.memoryOctets)
      fail(`the host uses ${inMiB(octets)} of memory, and may use ${inMiB(limits.memoryOctets)}`);
  }

  child.stdout.on("data", (piece: Buffer) => {
    if (question !== undefined) {
      question.octets += piece.length;
      if (question.octets > limits.answerOctets) {
        fail(`the host said more than ${inMiB(limits.answerOctets)} in one answer`);
        return;
      }
    }
    for (const line of lines.push(piece)) if (isAlive()) hear(line);
    if (isAlive() && lines.pending() > limits.lineOctets)
      fail(`the host said a line of more than ${limits.lineOctets} octets`);
  });
  child.stderr.on("data", (piece: Buffer) => {
    remember(piece.toString("utf8"));
  });
  // It may be gone before it has read what we write: how it went is what matters.
  child.stdin.on("error", () => undefined);
  child.once("error", (error) => {
    fail(notStarted(how, error));
  });
  child.once("exit", (code, signal) => {
    // Whoever else holds its output ends with it, so that "close" comes, and with it the last words on standard error.
    endGroup(child);
    void gone.then(() =>
      fail(signal === null ? `the host exited with code ${code ?? 0}` : `the host died of ${signal}`),
    );
  });

  return {
    ask(command, patienceMs = limits.answerMs) {
      if (failure !== undefined) return Promise.reject(failure);
      if (question !== undefined) throw new Error(`"${command}" before the answer to "${question.command}"`);
      lastCommand = command;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          fail(`the host did not answer within ${patienceMs / 1000} s`);
        }, patienceMs);
        question = { command, said: [], octets: 0, timer, resolve, reject };
        overhear?.(`> ${command}`);
        child.stdin.write(`${command}\n`);
      });
    },
    accuse: fail,
    isAlive,
    async close() {
      clearInterval(watch);
      child.stdin.end();
      let wentByItself = isAlive();
      const kill = (): void => {
        wentByItself = false;
        endGroup(child);
      };
      if (question !== undefined) kill();
      const late = setTimeout(kill, limits.answerMs);
      await gone;
      clearTimeout(late);
      endGroup(child);
      return wentByItself;
    },
  };
}

function started(how: HostCommand): ReturnType<typeof startGroup> {
  try {
    return startGroup(how);
  } catch (error) {
    throw error instanceof Error ? notStarted(how, error) : error;
  }
}

function describe(what: string, command: string, remarks: string): string {
  const after = command === "" ? "" : `\nafter the command: ${excerpt(command)}`;
  return `${what}${after}${remarks === "" ? "" : `\nits last words:\n${remarks.trimEnd()}`}`;
}

function excerpt(line: string): string {
  return line.length <= 100 ? line : `${line.slice(0, 60)}… (${line.length} characters)`;
}

function inMiB(octets: number): string {
  return `${Math.round(octets / 2 ** 20)} MiB`;
}

/** Octets that a process has in memory; 0 where the system does not tell. */
function memoryOf(pid: number | undefined): number {
  try {
    const [, resident = "0"] = readFileSync(`/proc/${pid ?? 0}/statm`, "latin1").split(" ");
    return Number(resident) * PAGE;
  } catch {
    return 0;
  }
}
