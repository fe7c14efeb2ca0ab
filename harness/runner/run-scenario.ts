/** Runs one scenario on one stack and judges it. */

import type { Breach } from "../oracle/breach";
import { UnknownVariable } from "../oracle/resolve";
import { violations, type Violation } from "../oracle/rules/index";
import { StackFailed, type Stack } from "../port/stack";
import { speaks, type Capability, type Profile } from "../port/profile";
import { printSeconds, type Duration, type Time } from "../port/time";
import type { Trace } from "../port/trace";
import type { CallOutcome, ReceiveOutcome } from "../port/user";
import type { IpVersion } from "../wire/packet";
import type { Segment } from "../wire/segment";
import type { Connection } from "./connection";
import {
  capabilitiesOf,
  connectionsIn,
  isMetBySilence,
  type Call,
  type Expectation,
  type Step,
} from "../scenario/step";
import { printStep } from "../scenario/print";
import { isAbout, type Need, type Scenario } from "../scenario/scenario";
import { servants, servedBy } from "../scenario/served";
import { isBesideTheMatter } from "../oracle/beside-the-matter";
import { isFreeOfText } from "../oracle/match";
import { goesOn } from "../oracle/wait-for-flight";
import { printHeard } from "../oracle/waiting";
import { lengthOfWait, startExchange, Unsupported, type Exchange, type ExchangeOptions } from "./exchange";
import { fillWindow } from "./fill-window";
import { choose, isExpectation, meet } from "./meet";
import { inTime } from "./punctuality";

/** A breach, and the step that it belongs to. */
export interface StepBreach {
  readonly breach: Breach;
  readonly step: number;
  readonly stepText: string;
  /** The rule at stake, where the script has named one. */
  readonly rule?: string;
}

/** What one scenario came to on one stack, before it is held against requirements and baseline. */
export interface ScenarioRun {
  readonly trace: Trace;
  /** The steps that were to be gone through, each alternative that was taken in its place. */
  readonly steps: readonly Step[];
  /** When the last thing happened, by the stack's clock. */
  readonly ended: Time;
  /** The script's own judgement; absent when every step was as it should be. */
  readonly broken?: StepBreach;
  /** What always-on rules found. */
  readonly violations: readonly Violation[];
  /** The legal alternatives that were seen. */
  readonly alternatives: readonly string[];
  /** Why it could not be run on this stack. */
  readonly unsupported?: string;
  /** How late the peer was, at the worst, for what there was to do. */
  readonly lateness: Duration;
  /** How many runs before this one were not counted, as the peer was late in them; absent when none were. */
  readonly notCounted?: number;
}

/** @throws when the stack breaks before the scenario begins, and on mistakes in the harness itself. */
export async function runScenario(written: Scenario, stack: Stack, options: ExchangeOptions): Promise<ScenarioRun> {
  const scenario = withItsUser(written, stack.profile);
  const unsupported = unsupportedBy(scenario, stack, options.ip);
  if (unsupported !== undefined)
    return {
      trace: EMPTY,
      steps: scenario.steps,
      ended: 0,
      violations: [],
      alternatives: [],
      lateness: 0,
      unsupported,
    };
  return inTime(stack.profile, async () => {
    await options.floor?.take("begins");
    try {
      return await runWithFloor(scenario, stack, options);
    } finally {
      options.floor?.yield();
    }
  });
}

async function runWithFloor(scenario: Scenario, stack: Stack, options: ExchangeOptions): Promise<ScenarioRun> {
  await stack.reset(options.seed);
  const exchange = startExchange(stack, { ...options, connections: connectionsIn(scenario.steps).size });
  const script = new Script(exchange, scenario);
  let unsupported: string | undefined;
  let broken: StepBreach | undefined;
  try {
    broken = await script.run();
  } catch (error) {
    if (error instanceof Unsupported) unsupported = error.message;
    else broken = script.breachHere(breachOfError(error));
  }
  const { trace } = exchange;
  return {
    trace,
    steps: script.steps,
    ended: exchange.now(),
    violations: violations(trace, stack.profile),
    alternatives: script.alternatives,
    lateness: exchange.lateness(),
    ...(broken === undefined ? {} : { broken }),
    ...(unsupported === undefined ? {} : { unsupported }),
  };
}

const EMPTY: Trace = { events: [], notes: new Map() };

/** Where nobody makes calls, a program stands for the script's user if it can. */
function withItsUser(scenario: Scenario, { capabilities }: Profile): Scenario {
  if (capabilities.includes("user-calls")) return scenario;
  const program = servants(scenario.steps).find((each) => capabilities.includes(`application-${each}`));
  return program === undefined ? scenario : { ...scenario, steps: servedBy(program, scenario.steps) };
}

/** Why the stack cannot run the scenario by its own account. */
function unsupportedBy(scenario: Scenario, { profile, clock }: Stack, ip: IpVersion): string | undefined {
  if (!isAbout(scenario, ip)) return `the scenario is not about IPv${ip}`;
  if (!speaks(profile, ip)) return `the stack does not speak IPv${ip}`;
  const needed: readonly Need[] = [...scenario.needs, ...capabilitiesOf(scenario.steps)];
  if (needed.includes("virtual-time") && clock.kind === "real") return "it takes too long by a real clock";
  const lacking = needed.find((each) => each !== "virtual-time" && !profile.capabilities.includes(each));
  return lacking === undefined ? undefined : `the stack does not claim "${lacking}"`;
}

/** A mistake of the script or of the harness, or a stack that broke: none of them is a verdict on the stack's TCP. */
function breachOfError(error: unknown): Breach {
  const stackBroke = error instanceof StackFailed;
  const text = textOf(error);
  const [line = text] = text.split("\n");
  return {
    kind: stackBroke ? "stack-failed" : "harness-failed",
    message: stackBroke ? `the stack broke: ${line}` : line,
    expected: stackBroke ? "a stack that goes on working" : "a script that can be run",
    actual: text,
    differences: [],
  };
}

/** Where it happened matters only when it should not have been able to happen. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const foreseen = error instanceof StackFailed || error instanceof UnknownVariable;
  return foreseen ? error.message : (error.stack ?? error.message);
}

/**
 * The capability that is nothing without this call, where a connection begins with it. There are states in which a stack with
 * user calls has no way to make some of the others.
 */
function claimOf(call: Call, { capabilities }: Profile): Capability | undefined {
  const needed = call.name === "listen" ? "user-calls" : call.name === "connect" ? "active-open" : undefined;
  // An interface need not take a timeout, nor all the addresses that there are.
  const isUnusual = call.name === "connect" && (call.timeout !== undefined || call.foreign !== undefined);
  return isUnusual ? undefined : capabilities.find((each) => each === needed);
}

/** Without the capability the scenario would not have been begun. */
function contradiction(claim: Capability, step: Extract<Step, { kind: "call" }>): Breach {
  const message = `the stack claims "${claim}", and ${printStep(step)} came to "not supported"`;
  return { kind: "stack-failed", message, expected: "ok, or another error", actual: message, differences: [] };
}

/** More of what a program says that never comes to an end by itself. */
function isWithoutEnd({ application, view }: Connection, segment: Segment): boolean {
  return isFreeOfText(application) && !view.gone && goesOn(segment, view.sndNxt);
}

/** The steps on their way, with the alternatives that were taken put in their places. */
class Script {
  readonly alternatives: string[] = [];
  readonly steps: Step[];
  private readonly exchange: Exchange;
  private readonly storm: number;
  private index = 0;
  private rule: string | undefined;
  /** A silence that nothing has shown to be more than deafness yet. */
  private unproven: { readonly step: number; readonly stepText: string } | undefined;

  constructor(exchange: Exchange, scenario: Scenario) {
    this.exchange = exchange;
    this.steps = [...scenario.steps];
    this.storm = scenario.storm ?? 0;
  }

  async run(): Promise<StepBreach | undefined> {
    for (let step = this.steps[this.index]; step !== undefined; step = this.steps[this.index]) {
      this.exchange.beginStep(this.index);
      const breach = this.index < this.storm ? await this.weather(step) : await this.take(step);
      if (breach !== undefined) return this.breachHere(breach);
      this.index++;
    }
    return (this.storm > 0 ? undefined : this.unexpectedAtEnd()) ?? this.unprovenSilence();
  }

  /** A step of a storm: whatever the stack answers counts, and nothing is expected of it here. */
  private async weather(step: Step): Promise<Breach | undefined> {
    if (step.kind === "one-of" || step.kind === "settles" || step.kind === "peer-fills-window") return undefined;
    if (isExpectation(step)) return undefined;
    const silent = step.kind === "peer-resends" && this.exchange.connection(step.connection).lastSent === undefined;
    if (silent) return undefined;
    await this.exchange.perform(step);
    for (const connection of this.exchange.connections()) {
      for (const heard of connection.pending.splice(0)) this.exchange.consume(connection, heard);
      connection.told.splice(0);
    }
    return undefined;
  }

  breachHere(breach: Breach): StepBreach {
    const step = this.steps[this.index];
    const stepText = step === undefined ? "after the last step" : printStep(step);
    return { breach, step: this.index, stepText, ...(this.rule === undefined ? {} : { rule: this.rule }) };
  }

  private async take(step: Step): Promise<Breach | undefined> {
    if (step.kind === "one-of") {
      const choice = await choose(this.exchange, step);
      if (choice.kind === "none") return choice.breach;
      this.alternatives.push(choice.name);
      this.steps.splice(this.index + 1, 0, ...choice.rest);
      this.weighSilence(choice.first);
      return undefined;
    }
    if (step.kind === "settles") {
      this.rule = step.rule;
      return undefined;
    }
    if (step.kind === "peer-fills-window") return fillWindow(this.exchange, step);
    if (!isExpectation(step)) {
      const outcome = await this.exchange.perform(step);
      return step.kind === "call" && outcome !== undefined ? this.judgeOutcome(step, outcome) : undefined;
    }
    const breach = await meet(this.exchange, step);
    if (breach?.kind === "wrong-state") return { ...breach, message: `${breach.message}${this.afterWait()}` };
    if (breach !== undefined) return breach;
    this.weighSilence(step);
    return undefined;
  }

  /** Which time was to change the state, where the step before has waited for it. */
  private afterWait(): string {
    const before = this.steps[this.index - 1];
    if (before?.kind !== "wait") return "";
    const seconds = printSeconds(lengthOfWait(before, this.exchange.stack.profile));
    return ` ${before.length === "past" ? "after" : "short of"} ${before.duration.toString()} (${seconds} s)`;
  }

  /** An expectation was met: one that silence can meet is to be proven, and any that the stack itself has met proves it. */
  private weighSilence(met: Expectation): void {
    if (isMetBySilence(met)) this.unproven = { step: this.index, stepText: printStep(met) };
    else if (!["is-in", "status-tells", "isns", "timestamp-clocks"].includes(met.kind) && !this.isNobodyTold(met))
      this.unproven = undefined;
  }

  private isNobodyTold({ kind }: Expectation): boolean {
    return kind === "user-is-told" && !this.exchange.stack.profile.capabilities.includes("user-calls");
  }

  private judgeOutcome(
    step: Extract<Step, { kind: "call" }>,
    actual: CallOutcome | ReceiveOutcome,
  ): Breach | undefined {
    const { says = {} } = this.exchange.stack.profile;
    const allowed = step.outcome ?? ["ok"];
    const seen = actual.ok ? "ok" : actual.error;
    if (seen === "not supported") {
      const claim = this.isFirstCall(step) ? claimOf(step.call, this.exchange.stack.profile) : undefined;
      if (claim !== undefined) return contradiction(claim, step);
      throw new Unsupported(`the stack's interface has no such call: ${printStep(step)}`);
    }
    if (allowed.some((word) => word === seen || (word !== "ok" && says[word] === seen))) return undefined;
    return {
      kind: "wrong-call-outcome",
      message: `${step.call.name.toUpperCase()} came to "${seen}" and should have come to "${allowed.join('" or "')}"`,
      expected: allowed.join(" or "),
      actual: actual.ok ? "ok" : `${actual.error}${actual.detail === "" ? "" : ` (${actual.detail})`}`,
      differences: [],
    };
  }

  /** Of its connection; it is in the trace already. */
  private isFirstCall({ connection }: Extract<Step, { kind: "call" }>): boolean {
    const { events } = this.exchange.trace;
    return events.filter((event) => event.kind === "call" && event.connection === connection).length === 1;
  }

  /** What the stack has said after the last step that asked for something. */
  private unexpectedAtEnd(): StepBreach | undefined {
    for (const connection of this.exchange.connections()) {
      for (const heard of connection.pending) {
        const { segment, event } = heard;
        if (!isBesideTheMatter(connection.view, heard) && !isWithoutEnd(connection, segment)) {
          this.exchange.note(event, "not allowed here");
          return this.breachHere({
            kind: "unexpected-segment",
            message: "the stack sent a segment that nothing calls for",
            expected: "nothing more",
            actual: printHeard(segment, this.exchange.origins.between(connection.side)),
            differences: [],
            event,
          });
        }
        this.exchange.consume(connection, heard);
      }
    }
    return undefined;
  }

  private unprovenSilence(): StepBreach | undefined {
    if (this.unproven === undefined) return undefined;
    return {
      ...this.unproven,
      breach: {
        kind: "unproven-silence",
        message: "the stack was silent, and nothing after that shows that it was listening",
        expected: "an answer to a later probe",
        actual: "silence",
        differences: [],
      },
    };
  }
}
