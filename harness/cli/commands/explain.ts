/** `tcpspec explain`: what a scenario does, the rules that it settles, and how it went last time; or what a rule asks for. */

import { createColors } from "picocolors";
import type { Results } from "../../port/results";
import { printStep } from "../../scenario/print";
import { citation, link, type Requirement } from "../../scenario/requirement";
import type { Scenario } from "../../scenario/scenario";
import type { Step } from "../../scenario/step";
import { hang, wrap } from "../../../reports/console/layout";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { UNSCRIPTED } from "../../../suites/requirements/unscripted";
import { EXIT, type ExitCode } from "../exit-code";
import { previousResults } from "../previous-results";
import { selected } from "../selection";
import { stepLines } from "../step-list";
import { screenOf } from "../terminal";

/** Where it is going to be printed. */
interface Page {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** The text in lines, each with so many spaces before it. */
  readonly indented: (spaces: number, text: string) => readonly string[];
}

export interface ExplainFlags {
  readonly out: string;
  readonly color: boolean;
}

/** @throws {CommandError} for what is neither a rule nor a scenario. */
export function explainCommand(id: string, flags: ExplainFlags): ExitCode {
  const { color, width } = screenOf(process.stdout, flags.color);
  const page: Page = {
    ...createColors(color),
    indented: (spaces, text) => hang(" ".repeat(spaces), wrap(text, width - spaces)),
  };
  const requirement = REQUIREMENTS.get(id);
  const scenarios = requirement === undefined ? selected([id]) : [];
  const last = previousResults(flags.out);
  const texts =
    requirement === undefined
      ? scenarios.map((scenario) => explainScenario(scenario, page, last))
      : [explainRequirement(requirement, page, last)];
  process.stdout.write(`${texts.map((lines) => lines.join("\n")).join("\n\n")}\n`);
  return EXIT.expected;
}

type Last = ReturnType<typeof previousResults>;

function explainScenario(scenario: Scenario, page: Page, last: Last): readonly string[] {
  const { bold, dim, indented } = page;
  return [
    bold(scenario.id),
    ...indented(2, scenario.title),
    ...(scenario.source === undefined ? [] : [dim(`  ${scenario.source}`)]),
    "",
    bold("Steps"),
    ...stepsOf(scenario, page),
    "",
    bold("Rules"),
    ...scenario.covers.flatMap((covered) => ruleLines(covered, page)),
    "",
    bold("Last time"),
    ...lastLines(last, page, ({ scenarios }) => scenarios.filter(({ id }) => id === scenario.id).map(resultText)),
  ];
}

function stepsOf({ steps, preamble }: Scenario, { dim }: Page): readonly string[] {
  const digits = Math.max(3, String(steps.length).length);
  return stepLines(steps.map(stepText)).flatMap(({ number, text }) => {
    const lines = hang(`${String(number ?? "").padStart(digits)}  `, text.split("\n"));
    // What only leads up to the matter stands back.
    return number === undefined || number <= preamble ? lines.map(dim) : lines;
  });
}

function stepText(step: Step): string {
  if (step.kind !== "one-of") return printStep(step);
  const alternatives = step.alternatives.flatMap(({ name, steps }) => [
    `  ${name}`,
    ...steps.map((inner) => `    ${printStep(inner)}`),
  ]);
  return ["one of", ...alternatives].join("\n");
}

function ruleLines(id: string, { dim, indented }: Page): readonly string[] {
  const requirement = REQUIREMENTS.get(id);
  if (requirement === undefined) return [`  ${id}`];
  return [
    `  ${id}  ${requirement.level}, ${citation(requirement)}`,
    ...indented(6, requirement.summary),
    dim(`      ${link(requirement)}`),
  ];
}

/** What the last run says of the matter. */
function lastLines(last: Last, { indented }: Page, said: (last: Results) => readonly string[]): readonly string[] {
  if (typeof last === "string") return indented(2, last);
  const texts = last === undefined ? [] : said(last);
  if (last === undefined || texts.length === 0) return ["  not run yet"];
  return [...texts.flatMap((text) => indented(2, text)), `  ${last.run.startedAt}, seed ${last.run.seed}`];
}

function resultText({ verdict, stack, ip, failure, remark, alternatives }: Results["scenarios"][number]): string {
  const said = failure?.message ?? remark;
  const why = said === undefined ? "" : `: ${said}`;
  const which = alternatives.length === 0 ? "" : ` (${alternatives.join("; ")})`;
  return `${verdict} on ${stack} over IPv${ip}${which}${why}`;
}

/** Of a rule that more scenarios settle, these are the first. */
const MOST_SCENARIOS = 12;

const TESTABLE: Readonly<Record<Requirement["testable"], string>> = {
  yes: "can be settled on any host that listens",
  "needs-socket-api": "can be settled where user calls can be made at given times",
  no: "cannot be seen from outside",
};

function explainRequirement(requirement: Requirement, page: Page, last: Last): readonly string[] {
  const { bold, dim, indented } = page;
  const { id, level, summary, how, testable } = requirement;
  const scenarios = SUITES.flatMap((suite) => suite.scenarios).filter(({ covers }) => covers.includes(id));
  const rest = scenarios.length - MOST_SCENARIOS;
  return [
    `${bold(id)}  ${level}, ${citation(requirement)}`,
    ...indented(2, summary),
    ...indented(2, TESTABLE[testable]).map(dim),
    dim(`  ${link(requirement)}`),
    "",
    bold("How it can be settled"),
    ...indented(2, how),
    "",
    bold("Scenarios"),
    ...(scenarios.length === 0
      ? indented(2, UNSCRIPTED[id] ?? "none")
      : scenarios.slice(0, MOST_SCENARIOS).flatMap(({ id, title }) => [`  ${id}`, ...indented(6, title).map(dim)])),
    ...(rest > 0 ? indented(2, `… and ${rest} more: 'tcpspec list ${id}' has them all`) : []),
    ...(scenarios.length === 0
      ? []
      : [
          "",
          bold("Last time"),
          ...lastLines(last, page, ({ requirements }) =>
            requirements.filter((each) => each.id === id).map(({ verdict, stack }) => `${verdict} on ${stack}`),
          ),
        ]),
  ];
}
