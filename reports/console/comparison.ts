/** What was expected above what was seen, field under field, and which of the fields differ. */

import type { Failure, FieldDifference } from "../../harness/port/results";
import { columns, pad } from "./layout";

/** Two lines with their fields in columns, and a third with `^` under those that differ. */
export interface Comparison {
  readonly expected: string;
  readonly actual: string;
  /** Empty where no column differs. */
  readonly marks: string;
  /** Where columns begin and end that differ, in all three lines. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** The differences that the columns do not tell: of a field that has none, or of which the expected value is not there. */
  readonly others: readonly FieldDifference[];
}

/** A field of a printed segment: `[SYN, ACK]`, `Seq=1 (RCV.NXT)`, or a word. */
interface Field {
  readonly key: string;
  readonly text: string;
}

const FIELD = /\[[^\]]*\]|[^\s=]+=\S+(?: \([^)]*\))?|\S+/g;

/**
 * Aligns two segments as they are printed, `[ACK] Seq=1 Ack=2`. Nothing where either is something else: prose has no
 * columns.
 */
export function compare(failure: Pick<Failure, "expected" | "actual" | "differences">): Comparison | undefined {
  if (!failure.expected.startsWith("[") || !failure.actual.startsWith("[")) {
    return undefined;
  }
  const expected = fieldsOf(failure.expected);
  const actual = fieldsOf(failure.actual);
  const keys = mergeKeys(keysOf(actual), keysOf(expected));
  const differing = new Set(failure.differences.map(({ field }) => field.toLowerCase()));

  let expectedLine = "";
  let actualLine = "";
  const ranges: [number, number][] = [];
  for (const key of keys) {
    const above = expected.find((field) => field.key === key)?.text ?? "";
    const below = actual.find((field) => field.key === key)?.text ?? "";
    const width = Math.max(columns(above), columns(below));
    if (differing.has(key)) {
      ranges.push([columns(actualLine), columns(actualLine) + width]);
    }
    expectedLine += `${pad(above, width)} `;
    actualLine += `${pad(below, width)} `;
  }
  return {
    expected: expectedLine.trimEnd(),
    actual: actualLine.trimEnd(),
    marks: ranges.reduce((line, [start, end]) => pad(line, start) + "^".repeat(end - start), ""),
    ranges,
    others: failure.differences.filter(({ field }) => !expected.some(({ key }) => key === field.toLowerCase())),
  };
}

/** The fields by name; a name that comes twice (`SLE=`) counts as another the second time. */
function fieldsOf(line: string): readonly Field[] {
  const seen = new Map<string, number>();
  return Array.from(line.matchAll(FIELD), ([text]) => {
    const name = nameOf(text);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return { key: times === 0 ? name : `${name}#${times}`, text };
  });
}

function nameOf(text: string): string {
  return text.startsWith("[") ? "flags" : (text.split("=")[0] ?? text).toLowerCase();
}

const keysOf = (fields: readonly Field[]): readonly string[] => fields.map(({ key }) => key);

/** The first list, with what only the second has after what comes before it there. */
function mergeKeys(first: readonly string[], second: readonly string[]): readonly string[] {
  const merged = [...first];
  for (const [index, key] of second.entries()) {
    if (!merged.includes(key)) {
      merged.splice(merged.indexOf(second[index - 1] ?? "") + 1, 0, key);
    }
  }
  return merged;
}
