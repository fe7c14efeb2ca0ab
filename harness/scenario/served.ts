/**
 * Scripts whose user does nothing but what a program does by itself: wait for a caller, or say something where an echo does.
 * The program can take the user's place, so that a host on which nobody makes calls gets their verdicts as well.
 */

import type { Application, ConnectionId } from "../port/user";
import { ACK, FIN, RST, SYN } from "../wire/flags";
import { isExpression, type SeqValue } from "./expression";
import type { SegmentSpec } from "./segment-spec";
import type { Step } from "./step";
import { lengthOf } from "./text";

type PeerSends = Extract<Step, { kind: "peer-sends" }>;
type UserCall = Extract<Step, { kind: "call" }>;

/** The programs that can stand for the script's user, the best first; none where it does what no program does by itself. */
export function servants(steps: readonly Step[]): readonly Application[] {
  const all = everyStep(steps);
  const sent = all.filter((step) => step.kind === "peer-sends");
  // At the end of the stream programs close, each in its own time.
  if (!all.every(isForAnyProgram) || !listensFirst(all) || sent.some(({ segment }) => hasFin(segment))) return [];
  if (all.some(isSend)) return isForEcho(all) ? ["echo"] : [];
  // Only one of them takes text and says nothing.
  if (sent.some(({ segment }) => segment.text !== undefined)) return ["discard"];
  // And one of them does not wait to be spoken to, once the handshake is over.
  const endless: readonly Application[] = sent.some(({ segment }) => mayEstablish(segment)) ? [] : ["chargen"];
  return ["discard", "echo", "http", ...endless];
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
    return step.kind === "call" && !isSend(step) ? { ...step, call: { name: "listen", application } } : step;
  });
}

/** Those of alternatives as well, in order. */
function everyStep(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) =>
    step.kind === "one-of" ? step.alternatives.flatMap((each) => everyStep(each.steps)) : [step],
  );
}

const mayEstablish = ({ flags }: SegmentSpec) => (flags & (ACK | RST)) === ACK;

const hasFin = ({ flags }: SegmentSpec) => (flags & FIN) !== 0;

function isSend(step: Step): boolean {
  return step.kind === "call" && step.call.name === "send";
}

/** That the connection is there, the wire tells as well. */
function isForAnyProgram(step: Step): boolean {
  if (step.kind === "call") return isSend(step) || (step.call.name === "listen" && step.call.application === undefined);
  if (step.kind === "user-is-told") return step.what.includes("established");
  // It reads all that comes, so that the window never fills.
  if (step.kind === "peer-fills-window") return false;
  // And nobody can ask it.
  return !["user-receives", "user-receives-all", "user-is-not-told", "status-tells"].includes(step.kind);
}

/** The program has been listening before anything happened, and there is one. */
function listensFirst(steps: readonly Step[]): boolean {
  const listening = new Set<ConnectionId>();
  for (const step of steps) {
    if (step.kind === "call" && step.call.name === "listen") listening.add(step.connection);
    else if ("connection" in step && !listening.has(step.connection)) return false;
  }
  return listening.size > 0;
}

/** What every stack takes in one segment (MUST-15), so that the program gets it, and makes a SEND of it, at once. */
const ONE_SEGMENT = 536;

/**
 * Whether what the user says can be what the peer has said before. That takes sequence numbers, so none may be written down; what
 * else the peer says would come back too; and no other segment may be in question while it does.
 */
function isForEcho(steps: readonly Step[]): boolean {
  const connected = new Set<ConnectionId>();
  return steps.every((step) => {
    if (step.kind === "call") return step.call.name === "listen" || isEchoable(step, connected);
    if (step.kind === "stack-sends") return !connected.has(step.connection) || !isWrittenDown(step.pattern.ack);
    if (step.kind === "stays-silent") return step.strictly !== true;
    if (step.kind !== "peer-sends") return step.kind !== "peer-resends";
    const isRight = isBesideAnEcho(step, connected);
    if ((step.segment.flags & (SYN | ACK)) === ACK) connected.add(step.connection);
    return isRight;
  });
}

function isEchoable({ connection, call, outcome }: UserCall, connected: ReadonlySet<ConnectionId>): boolean {
  if (call.name !== "send" || call.urgent === true) return false;
  return connected.has(connection) && outcome === undefined && lengthOf(call.text) <= ONE_SEGMENT;
}

function isBesideAnEcho({ connection, segment }: PeerSends, connected: ReadonlySet<ConnectionId>): boolean {
  // Each of its segments would have to have a timestamp.
  if (segment.tsValue !== undefined || (segment.options ?? []).some(({ kind }) => kind === "timestamps")) return false;
  if (segment.text !== undefined && !isOld(segment)) return false;
  return !connected.has(connection) || !isWrittenDown(segment.seq);
}

/** Of what lies left of the window nothing reaches the program. */
function isOld({ seq, text = 0 }: SegmentSpec): boolean {
  const isAtTheEdge = isExpression(seq) && seq.variables.length === 1 && seq.variables[0] === "RCV.NXT";
  return isAtTheEdge && typeof text === "number" && seq.offset + text <= 0;
}

/** Counted from where the peer began, not from where it has come to. */
function isWrittenDown(number: SeqValue | undefined): boolean {
  return number !== undefined && !(isExpression(number) && number.variables.some((each) => each === "RCV.NXT"));
}
