import { cut, printable } from "./layout";

/** As many lines at the end of what a stack that broke has said. */
const MOST_WORDS = 7;

/**
 * What a stack that broke has said, line by line, each cut to the width: how it begins, and its end. The first line of all is
 * left out: the message of the failure has it already.
 */
export function lastWords(actual: string, width: number): readonly string[] {
  const [, first, ...others] = actual.split("\n").map((line) => cut(printable(line), width));
  return [...(first === undefined ? [] : [first]), ...others.slice(-MOST_WORDS)];
}
