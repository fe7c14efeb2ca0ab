/** Hosts that `tcpspec stacks build` has built, as programs that are spoken to without the harness. */

import { spawnSync } from "node:child_process";
import { expect } from "chai";
import type { StackProvider } from "../../harness/port/stack";

const RESET = "reset 1 192.0.2.1 2001:db8::1";

/** Lines before the first reset that no host understands. */
const EARLY = ["packet 45", "reset 4294967296 192.0.2.1 2001:db8::1", "reset 1 2001:db8::1 192.0.2.1"];

/** Lines after it that none understands. */
const LATE = [
  "frobnicate",
  "packet 4",
  "packet 4g",
  "advance -1",
  "advance 1 2",
  "open a active 192.0.2.1 80",
  "open a sideways 192.0.2.1 80 192.0.2.2 80",
  "open a active 192.0.2.1 65536 192.0.2.2 80",
  "receive a",
];

/** The path of the program. */
export function builtHost({ preparation }: StackProvider): string {
  return /^built: (.*)/.exec(preparation?.state().detail ?? "")?.[1] ?? "";
}

/** The answers to lines that are all there from the beginning; the host ends well behind the last one. */
export function answersTo(provider: StackProvider, ...lines: readonly string[]): readonly string[] {
  const { stdout, status } = spawnSync(builtHost(provider), { input: `${lines.join("\n")}\n`, encoding: "utf8" });
  expect(status).to.equal(0);
  return stdout.trimEnd().split("\n");
}

/** One answer for each line but the one that is for people; `wrong`: more lines that this host does not understand. */
export function expectGoesOn(provider: StackProvider, ...wrong: readonly string[]): void {
  const late = [...LATE, ...wrong];
  const answers = answersTo(provider, "tcpspec 2", ...EARLY, RESET, "# for people", ...late, "status a");
  const notUnderstood = /^error not understood: \S/;
  expect(answers[0]).to.equal("error I speak 1");
  for (const answer of answers.slice(1, 1 + EARLY.length)) expect(answer).to.match(notUnderstood);
  expect(answers[1 + EARLY.length]).to.equal("ok");
  for (const answer of answers.slice(2 + EARLY.length, -1)) expect(answer).to.match(notUnderstood);
  expect(answers.at(-1)).to.equal("ok CLOSED");
  expect(answers).to.have.length(2 + EARLY.length + late.length + 1);
}
