/** `tcpspec profile`: watches a stack and proposes what its profile could say. */

import { createColors } from "picocolors";
import { StackFailed, type Stack, type StackProvider } from "../../port/stack";
import { hang, wrap } from "../../../reports/console/layout";
import { SUITES } from "../../../suites";
import { CommandError, EXIT, type ExitCode } from "../exit-code";
import { heedInterrupts } from "../interrupt";
import { LIMITS } from "../limits";
import type { Finding } from "../probe/finding";
import { probe, type Proposal } from "../probe/probe";
import { withSeats } from "../seats";
import { withStack, type FromConfig } from "../stacks";
import { screenOf, type Screen } from "../terminal";
import { patienceUntil } from "../turns";

export interface ProfileFlags extends FromConfig {
  readonly seed: number;
  readonly json?: true | undefined;
  readonly color: boolean;
}

/** As many exchanges as go on side by side on a stack with a real clock. */
const SEATS = 32;

/** Resolves with the exit code. @throws {CommandError} */
export function profileCommand(name: string, flags: ProfileFlags, limits = LIMITS): Promise<number> {
  return withStack(name, flags, (provider) =>
    withSeats(provider, SEATS, limits, (seats, scenarioMs) => profileOf(provider, seats, scenarioMs, flags)),
  );
}

async function profileOf(
  provider: StackProvider,
  seats: readonly [Stack, ...Stack[]],
  scenarioMs: number,
  flags: ProfileFlags,
): Promise<ExitCode> {
  const [stack] = seats;
  const isReal = stack.clock.kind === "real";
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  if (isReal) tell(`${stack.name} runs in real time: this takes some minutes`);
  const { signal, stop } = heedInterrupts();
  const proposal = await probe({
    seats,
    seed: flags.seed,
    scenarios: SUITES.flatMap(({ scenarios }) => scenarios),
    patience: patienceUntil(signal, scenarioMs),
    onFinding({ about }) {
      if (isReal) tell(`  ${about}`);
    },
  })
    .catch((error: unknown) => {
      if (signal.aborted) return undefined;
      if (!(error instanceof StackFailed)) throw error;
      throw new CommandError(`the stack "${provider.name}" broke: ${error.message}`, EXIT.broken);
    })
    .finally(stop);
  if (proposal === undefined) {
    tell("interrupted: nothing is proposed");
    return EXIT.interrupted;
  }
  const look = screenOf(flags.json ? process.stderr : process.stdout, flags.color);
  const text = proposalText(
    proposal,
    `${stack.name} ${stack.version} over ${stack.adapter}, IPv4, ${stack.clock.kind} time`,
    { ...look, asLine: stack.adapter === "process" },
  );
  look.stream.write(`${text}\n`);
  if (flags.json) process.stdout.write(`${JSON.stringify(proposal.profile, undefined, 2)}\n`);
  return EXIT.expected;
}

interface Look extends Pick<Screen, "color" | "width"> {
  /** The line of the process protocol as well, for a host. */
  readonly asLine: boolean;
}

/** The profile as a configuration file in TypeScript takes it, with what was seen above each line; then what no profile says. */
export function proposalText({ profile, findings, choices, undecided }: Proposal, of: string, look: Look): string {
  const { bold, dim } = createColors(look.color);
  const others = findings.filter(({ claim }) => claim === undefined);
  const list = (title: string, seen: readonly Finding[]) =>
    seen.length === 0 ? [] : ["", bold(title), ...entries(seen, look.width)];
  return [
    bold(of),
    "",
    ...profileLines({ profile, findings }, look.width, dim),
    ...(look.asLine ? ["", bold("The same as a line of the host"), `profile ${JSON.stringify(profile)}`] : []),
    ...list("Seen, and nothing for a profile", others),
    ...list("Which of what the rules allow", choices),
    ...(undecided === 0
      ? []
      : [
          "",
          ...wrap(
            `In ${undecided} other scenarios that leave a choice it did not come to one: tcpspec run says why.`,
            look.width,
          ),
        ]),
    "",
    dim(
      "This is what the stack did, not what it should do. Read it, and put what is meant into the profile of the stack.",
    ),
  ].join("\n");
}

/** So many things that were seen to be the same are named. */
const NAMED = 4;

/** What was seen, and of what; where it was the same of several things, once. */
function entries(findings: readonly Finding[], width: number): readonly string[] {
  const bySeen = new Map<string, string[]>();
  for (const { about, seen } of findings) bySeen.set(seen, [...(bySeen.get(seen) ?? []), about]);
  return [...bySeen].flatMap(([seen, abouts]) => [
    ...hang("  ", wrap(folded(abouts), Math.max(width - 2, 20))),
    ...hang("      ", wrap(seen, Math.max(width - 6, 20))),
  ]);
}

function folded(abouts: readonly string[]): string {
  if (abouts.length <= NAMED) return abouts.join(", ");
  return `${abouts.slice(0, NAMED - 1).join(", ")} and ${abouts.length - NAMED + 1} others`;
}

function profileLines(
  { profile, findings }: Pick<Proposal, "profile" | "findings">,
  width: number,
  dim: (text: string) => string,
) {
  const { timers = {}, ...rest } = profile;
  const row = (indent: string, about: string, key: string, value: unknown) => {
    const seen = findings.filter((finding) => finding.about === about && finding.claim !== undefined);
    const comment = wrap(seen.map((each) => each.seen).join("; "), Math.max(width - indent.length - 3, 20));
    return [...comment.map((line) => dim(`${indent}// ${line}`)), `${indent}"${key}": ${inline(value)},`];
  };
  return [
    "profile: {",
    '  "timers": {',
    ...Object.entries(timers).flatMap(([key, value]) => row("    ", `timers.${key}`, key, value)),
    "  },",
    ...Object.entries(rest).flatMap(([key, value]) => row("  ", key, key, value)),
    "},",
  ];
}

/** `{ "value": "1 s", "late": "30 ms" }` */
function inline(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`);
  return `{ ${members.join(", ")} }`;
}
