/**
 * Scripts whose user does nothing but wait for a caller: a program that listens can take its place, so that a host on which
 * nobody makes calls gets their verdicts as well.
 */

import type { Application } from "../port/user";
import { FIN } from "../wire/flags";
import type { Step } from "./step";

/** The programs that can stand for the script's user, the best first; none where it does what no program does by itself. */
export function servants(steps: readonly Step[]): readonly Application[] {
  const all = everyStep(steps);
  if (!all.every(isForAnyProgram) || !listensFirst(all)) return [];
  // At the end of the stream programs close, each in its own time; and only one of them takes text and says nothing.
  if (all.some((step) => step.kind === "peer-sends" && (step.segment.flags & FIN) !== 0)) return [];
  const isText = all.some((step) => step.kind === "peer-sends" && step.segment.text !== undefined);
  return isText ? ["discard"] : ["discard", "echo", "http"];
}

/** The script with this program for its user. */
export function servedBy(application: Application, steps: readonly Step[]): readonly Step[] {
  return steps.map((step): Step => {
    if (step.kind === "one-of") {
      const alternatives = step.alternatives.map(({ name, steps: inner }) => ({
        name,
        steps: servedBy(application, inner),
      }));
      return { ...step, alternatives };
    }
    return step.kind === "call" ? { ...step, call: { name: "listen", application } } : step;
  });
}

/** Those of alternatives as well, in order. */
function everyStep(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) =>
    step.kind === "one-of" ? step.alternatives.flatMap((each) => everyStep(each.steps)) : [step],
  );
}

/** That the connection is there, the wire tells as well. */
function isForAnyProgram(step: Step): boolean {
  if (step.kind === "call") return step.call.name === "listen" && step.call.application === undefined;
  if (step.kind === "user-is-told") return step.what.includes("established");
  // A program reads all that comes: it can neither be asked for it nor let it fill the window.
  return step.kind !== "user-receives" && step.kind !== "user-receives-all" && step.kind !== "peer-fills-window";
}

/** The program has been listening before anything happened, and there is one. */
function listensFirst(steps: readonly Step[]): boolean {
  const listening = new Set<string>();
  for (const step of steps) {
    if (step.kind === "call") listening.add(step.connection);
    else if ("connection" in step && !listening.has(step.connection)) return false;
  }
  return listening.size > 0;
}
