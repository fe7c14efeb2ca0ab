/** Watches a stack in a handful of exchanges and proposes a profile: only what was seen. */

import { readProfile, type ProfileJson } from "../../port/read-profile";
import { StackFailed, StackLost, type Stack } from "../../port/stack";
import { MILLISECOND, MINUTE, SECOND, type Duration } from "../../port/time";
import { Unsupported } from "../../runner/exchange";
import { floorsOfSeats, leaseOf, type Floor } from "../../runner/floor";
import type { Scenario } from "../../scenario/scenario";
import { hasChoice, watchChoice } from "./alternatives";
import { isSecondAnswered, retransmissions, watchAcknowledgments, watchChallenges } from "./established";
import { printGaps, printRange, seconds, timing, type Finding } from "./finding";
import { watchIsns } from "./isns";
import { firstRto, watchAnswers, watchBeingCalled, watchCalling, watchRefusal } from "./openings";
import { threshold } from "./threshold";
import { isGoneAfter, lengthByStatus } from "./time-wait";
import { NotSeen, watch, type Watch } from "./watch";

export interface ProbeOptions {
  /** Stacks of one kind, to be used side by side. */
  readonly seats: readonly Stack[];
  readonly seed: number;
  /** Those that leave a choice are played. */
  readonly scenarios: readonly Scenario[];
  /** Gives up on a stack that does not come back: rejects with {@link StackFailed} when the work takes too long. */
  readonly patience: <T>(work: Promise<T>) => Promise<T>;
  /** Told what has come of each thing, as it comes. */
  readonly onFinding: (finding: Finding) => void;
}

export interface Proposal {
  /** What was seen, as a profile says it. */
  readonly profile: ProfileJson;
  readonly findings: readonly Finding[];
  /** By the ids of scenarios. */
  readonly choices: readonly Finding[];
  /** How many other scenarios leave a choice that the stack did not come to. */
  readonly undecided: number;
}

type Script<T> = (watch: Watch) => Promise<T>;

/** Has a script carried out on a stack that is as new. */
type Play = <T>(script: Script<T>) => Promise<T>;

/** One thing to find out. */
interface Task {
  /** What is told of it where it comes to nothing. */
  readonly about: string;
  readonly work: (stack: Stack, play: Play, floor: Floor) => Promise<readonly Finding[]>;
}

const simply = (about: string, script: Script<readonly Finding[]>): Task => ({
  about,
  work: (_, play) => play(script),
});

/** In the order of their length in real time, the longest first. */
const TASKS: readonly Task[] = [
  { about: "timers.initialRto", work: calling },
  { about: "timers.msl", work: timeWait },
  simply("synAckRetries", watchBeingCalled),
  { about: "timers.answerSpacing", work: answerSpacing },
  simply("timers.delayedAck", watchAcknowledgments),
  simply("isnTicksPerSecond", watchIsns),
  { about: "timers.minimumRto", work: minimumRto },
  simply("timers.reaction", watchAnswers),
  simply("challenge ACKs", watchChallenges),
  simply("an active OPEN that the peer refuses", watchRefusal),
];

/**
 * Timers may go by ticks, which begin with the connection: what is watched at several moments shows them. In real time they
 * come as it happens.
 */
const MOMENTS = { virtual: [0, 137, 291, 443, 1009].map((ms) => ms * MILLISECOND), real: [0] } as const;

async function calling({ clock: { kind } }: Stack, play: Play): Promise<readonly Finding[]> {
  const others: Duration[] = [];
  for (const offset of MOMENTS[kind].slice(1)) {
    const seen = await play((each) => firstRto(each, offset)).catch(unlessNotSeen);
    if (seen !== undefined) others.push(seen);
  }
  return play((each) => watchCalling(each, others));
}

/** What it takes to be called has a task of its own, and this one goes on without. */
function unlessNotSeen(error: unknown): undefined {
  if (!(error instanceof NotSeen)) throw error;
}

async function timeWait({ clock: { kind } }: Stack, play: Play): Promise<readonly Finding[]> {
  const about = "timers.msl";
  const lengths: Duration[] = [];
  for (const offset of MOMENTS[kind]) {
    const length =
      kind === "real"
        ? await play(lengthByStatus)
        : await threshold((pause) => play((each) => isGoneAfter(each, pause, offset)), LENGTHS);
    if (length === undefined) return [{ about, seen: "no end of TIME-WAIT was seen" }];
    lengths.push(length);
  }
  const halves = lengths.map((length) => length / 2);
  return [{ about, claim: timing(halves, kind), seen: `TIME-WAIT lasted ${printRange(lengths)}` }];
}

const LENGTHS = { first: SECOND, most: 30 * MINUTE, precision: MILLISECOND };

/** Round trips after that of the handshake: the more there are, the less may be left of the RTO at the beginning. */
const TRIPS = { virtual: [0, 1, 3, 8], real: [8] } as const;

/** How long we may take to acknowledge something: in real time a stack measures that as the round trip. */
const ROUND_TRIP = 100 * MILLISECOND;

async function minimumRto({ clock: { kind } }: Stack, play: Play): Promise<readonly Finding[]> {
  const seen: (readonly Duration[])[] = [];
  for (const trips of TRIPS[kind])
    for (const offset of MOMENTS[kind]) seen.push(await play((each) => retransmissions(each, trips, offset)));
  const firsts = seen.map(([first = 0]) => first);
  return [
    {
      about: "timers.minimumRto",
      claim: timing(firsts, kind, ROUND_TRIP),
      seen: `after ${TRIPS[kind].join(", ")} quick round trips text came again after ${printRange(firsts)}; once after ${printGaps(seen.at(-1) ?? [])}`,
    },
  ];
}

async function answerSpacing({ clock: { kind } }: Stack, play: Play): Promise<readonly Finding[]> {
  const about = "timers.answerSpacing";
  const spacing = await threshold((pause) => play((seen) => isSecondAnswered(seen, pause)), {
    first: 16 * MILLISECOND,
    most: 30 * SECOND,
    precision: kind === "virtual" ? MILLISECOND : 16 * MILLISECOND,
  });
  if (spacing === undefined) return [{ about, seen: "a second segment left of the window was never answered" }];
  if (spacing === 0) return [{ about, claim: "0 s", seen: "two segments left of the window were answered at once" }];
  return [
    {
      about,
      claim: timing([spacing], kind),
      seen: `a second segment left of the window was answered from ${seconds(spacing)} s after the first on`,
    },
  ];
}

/** @throws {StackLost} when the stack cannot be had any more. */
export async function probe(options: ProbeOptions): Promise<Proposal> {
  const findings = await carryOut(TASKS, options);
  const profile = profileOf(findings);
  const [seat] = options.seats;
  const claimed = seat === undefined ? readProfile(profile) : readProfile(profile, seat.profile);
  const open = options.scenarios.filter(hasChoice);
  const choices = await carryOut(
    open.map((scenario) => ({
      about: scenario.id,
      work: async (stack, _, floor) => {
        const seen = await watchChoice(scenario, stack, claimed, { seed: options.seed, floor });
        return seen === undefined ? [] : [seen];
      },
    })),
    options,
  );
  return { profile, findings, choices, undecided: open.length - choices.length };
}

/** All tasks, side by side where there are several seats; what came of them in their order. */
async function carryOut(tasks: readonly Task[], { seats, seed, patience, onFinding }: ProbeOptions) {
  const floorOf = floorsOfSeats();
  const done = new Map<Task, readonly Finding[]>();
  const waiting = [...tasks];
  async function work(stack: Stack): Promise<void> {
    const floor = floorOf(stack);
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const lease = leaseOf(floor);
      const play: Play = (script) => watch(stack, { seed, floor: lease }, script);
      const found = await patience(attempt(task, stack, play, lease)).finally(() => {
        lease.end();
      });
      done.set(task, found);
      found.forEach(onFinding);
    }
  }
  await Promise.all(seats.map(work));
  return tasks.flatMap((task) => done.get(task) ?? []);
}

/** What came of it; where that is nothing, why. */
async function attempt({ about, work }: Task, stack: Stack, play: Play, floor: Floor): Promise<readonly Finding[]> {
  try {
    return await work(stack, play, floor);
  } catch (error) {
    const foreseen = error instanceof NotSeen || error instanceof Unsupported;
    if (foreseen) return [{ about, seen: error.message }];
    if (!(error instanceof StackFailed) || error instanceof StackLost) throw error;
    return [{ about, seen: `the stack broke: ${error.message}` }];
  }
}

/** What the findings claim. */
function profileOf(findings: readonly Finding[]): ProfileJson {
  const claims = findings.filter(({ claim }) => claim !== undefined);
  const isTimer = ({ about }: Finding) => about.startsWith("timers.");
  const entries = (of: readonly Finding[]) =>
    Object.fromEntries(of.map(({ about, claim }) => [about.replace("timers.", ""), claim]));
  return {
    timers: entries(claims.filter(isTimer)),
    ...entries(claims.filter((finding) => !isTimer(finding))),
  };
}
