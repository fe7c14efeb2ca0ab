/** `tcpspec explain`: what a scenario does, the rules that it settles, and how it went last time. */

import { createColors } from "picocolors";
import type { Results } from "../../port/results";
import { printStep } from "../../scenario/print";
import { citation, link, type Requirement } from "../../scenario/requirement";
import type { Scenario } from "../../scenario/scenario";
import type { Step } from "../../scenario/step";
import { SUITES } from "../../../suites";
import { REQUIREMENTS } from "../../../suites/requirements";
import { EXIT, type ExitCode } from "../exit-code";
import { previousResults } from "../output-folder";
import { screenOf } from "../terminal";
import { selected } from "./run";

type Colors = ReturnType<typeof createColors>;

export function explainCommand(id: string, flags: { readonly out: string; readonly color: boolean }): ExitCode {
  const colors = createColors(screenOf(process.stdout, flags.color).color);
  const requirement = REQUIREMENTS.get(id);
  const texts =
    requirement === undefined
      ? selected([id]).map((scenario) => explainScenario(scenario, colors, previousResults(flags.out)))
      : [explainRequirement(requirement, colors)];
  process.stdout.write(`${texts.join("\n\n")}\n`);
  return EXIT.expected;
}

function explainScenario(scenario: Scenario, colors: Colors, last: Results | undefined): string {
  const { bold, dim } = colors;
  return [
    bold(scenario.id),
    `  ${scenario.title}`,
    ...(scenario.source === undefined ? [] : [dim(`  ${scenario.source}`)]),
    "",
    bold("Steps"),
    ...scenario.steps.flatMap((step, index) => stepLines(step, index, index < scenario.preamble, colors)),
    "",
    bold("Rules"),
    ...scenario.covers.flatMap((covered) => ruleLines(covered, colors)),
    "",
    bold("Last time"),
    ...lastLines(scenario, last),
  ].join("\n");
}

function stepLines(step: Step, index: number, preamble: boolean, colors: Colors): readonly string[] {
  const shade = preamble ? colors.dim : (text: string) => text;
  const number = String(index + 1).padStart(3);
  if (step.kind !== "one-of") return [shade(`${number}  ${printStep(step)}`)];
  return [
    shade(`${number}  one of`),
    ...step.alternatives.flatMap(({ name, steps }) => [
      `       ${name}`,
      ...steps.map((inner) => `         ${printStep(inner)}`),
    ]),
  ];
}

function ruleLines(id: string, { dim }: Colors): readonly string[] {
  const requirement = REQUIREMENTS.get(id);
  if (requirement === undefined) return [`  ${id}`];
  return [
    `  ${id}  ${requirement.level}, ${citation(requirement)}`,
    `      ${requirement.summary}`,
    dim(`      ${link(requirement)}`),
  ];
}

function lastLines(scenario: Scenario, last: Results | undefined): readonly string[] {
  const results = last?.scenarios.filter(({ id }) => id === scenario.id) ?? [];
  if (last === undefined || results.length === 0) return ["  not run yet"];
  return results.map((result) => {
    const where = `${result.stack} IPv${result.ip}`;
    const why = result.failure === undefined ? "" : `: ${result.failure.message}`;
    const which = result.alternatives.length === 0 ? "" : ` (${result.alternatives.join("; ")})`;
    return `  ${result.verdict} on ${where}, ${last.run.startedAt}${which}${why}`;
  });
}

function explainRequirement(requirement: Requirement, { bold, dim }: Colors): string {
  const scenarios = SUITES.flatMap((suite) => suite.scenarios).filter(({ covers }) => covers.includes(requirement.id));
  return [
    `${bold(requirement.id)}  ${requirement.level}, ${citation(requirement)}`,
    `  ${requirement.summary}`,
    dim(`  ${link(requirement)}`),
    "",
    bold("How it can be settled"),
    `  ${requirement.how}`,
    "",
    bold("Scenarios"),
    ...(scenarios.length === 0 ? ["  none yet"] : scenarios.map(({ id, title }) => `  ${id}\n      ${dim(title)}`)),
  ].join("\n");
}
