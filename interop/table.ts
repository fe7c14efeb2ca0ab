/** The result of a case as a line of text, and what there is to say of it below. */

import type { Result } from "./case";

const NAME_WIDTH = 52;
const NUMBER_WIDTH = 11;

function line(name: string, ...numbers: readonly string[]): string {
  return (name.padEnd(NAME_WIDTH) + numbers.map((number) => number.padStart(NUMBER_WIDTH)).join("")).trimEnd();
}

export const HEADING = line("  case", "seconds", "MB/s", "packets", "resent", "judged ms");

export function row(name: string, { played, summary, remarks = [], complaints }: Result): string {
  const rate = played === undefined || played.octets === 0 ? "" : (played.octets / 1e6 / played.seconds).toFixed(2);
  const first = line(
    `${complaints.length === 0 ? "✓" : "✗"} ${name}`,
    played?.seconds.toFixed(2) ?? "",
    rate,
    String(summary?.packets ?? ""),
    String(summary?.resent ?? ""),
    String(summary?.judgedInMs ?? ""),
  );
  return [first, ...[...complaints, ...remarks].map((text) => `    ${text}`)].join("\n");
}
