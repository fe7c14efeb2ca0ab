/** The steps of a scenario, numbered, without telling the same again and again. */

/** Steps as they are printed. */
export interface StepLines {
  /** The number of the step, from 1; absent for a note on those that were left out. */
  readonly number?: number;
  readonly text: string;
}

/** Fewer repetitions are written out. */
const LEAST_ROUNDS = 4;
const LONGEST_ROUND = 12;

/**
 * The steps with their numbers. A round of steps that is gone through again and again, with nothing but another name of the
 * connection (`call 1`, `call 2`), is told once and then counted.
 */
export function stepLines(steps: readonly string[]): readonly StepLines[] {
  const alike = steps.map((text) => text.replace(/^(connection\("[^"]*?)\d+("\))/, "$1#$2"));
  const lines: StepLines[] = [];
  let index = 0;
  while (index < steps.length) {
    const { length, rounds } = longestRepetition(alike, index);
    for (let i = index; i < index + length; i++) lines.push({ number: i + 1, text: steps[i] ?? "" });
    if (rounds > 1)
      lines.push({ text: `… ${rounds - 1} more rounds like ${length === 1 ? "this" : `these ${length} steps`}` });
    index += length * rounds;
  }
  return lines;
}

/** The round that begins here and covers most steps; one step and one round where nothing is repeated. */
function longestRepetition(alike: readonly string[], start: number): { length: number; rounds: number } {
  let best = { length: 1, rounds: 1 };
  for (let length = 1; length <= LONGEST_ROUND; length++) {
    let same = 0;
    while (alike[start + length + same] !== undefined && alike[start + length + same] === alike[start + same]) same++;
    const rounds = Math.floor(same / length) + 1;
    if (rounds >= LEAST_ROUNDS && rounds * length > best.rounds * best.length) best = { length, rounds };
  }
  return best;
}
