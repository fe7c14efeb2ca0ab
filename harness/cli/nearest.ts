/** What somebody may have meant who wrote something that there is not. */

/** No more are offered. */
const MOST = 5;

/**
 * The candidates that look like the word, nearest first: those that are the word but for capitals, then those that have it as
 * one of their parts, then those that are a few slips of the finger away from it.
 */
export function nearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = word.toLowerCase();
  const slips = Math.max(1, Math.floor(wanted.length / 4));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, away: distance(wanted, candidate.toLowerCase(), slips) }))
    .filter(({ away }) => away <= slips)
    .sort((a, b) => a.away - b.away)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

/** 0 for the same, less than 1 for a part between slashes, else how many slips it takes from one to the other. */
function distance(word: string, candidate: string, most: number): number {
  if (word === candidate) return 0;
  if (candidate.split("/").includes(word)) return 0.5;
  // However long a word is, that many letters cannot have been added.
  if (Math.abs(word.length - candidate.length) > most) return Number.POSITIVE_INFINITY;
  return slipsBetween(word, candidate);
}

/** A letter too much, one too few, another one, or two in the wrong order: each is one slip. */
function slipsBetween(a: string, b: string): number {
  let last: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const other = a[i - 1] === b[j - 1] ? 0 : 1;
      const crossed = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + other,
        crossed ? (last[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    last = above;
  }
  return row[b.length] ?? 0;
}
