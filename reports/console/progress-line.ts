import { columns, cut, pad, printable } from "./layout";
import type { Palette } from "./palette";

/** How far a run is. */
export interface ProgressState {
  readonly done: number;
  readonly planned: number;
  readonly unexpected: number;
  /** Id of what has finished last. */
  readonly latest: string;
}

const LONGEST_BAR = 24;

/**
 * `━━━━━━━━────────────────  132/283  2 unexpected  close/active/four-segments` in less than `width` columns: a terminal
 * would go to the next line after the last one. What there is no room for is left out from the right, the bar before the
 * numbers.
 */
export function progressLine(state: ProgressState, width: number, paints: Palette): string {
  const room = Math.max(0, width - 3);
  const planned = String(Math.max(state.planned, state.done));
  const count = `${String(state.done).padStart(planned.length)}/${planned}`;
  const unexpected = state.unexpected === 0 ? "" : `  ${state.unexpected} unexpected`;
  const numbers = columns(count) + columns(unexpected) <= room ? count + paints.wrong(unexpected) : cut(count, room);
  const bar = Math.min(LONGEST_BAR, room - columns(numbers) - 2);
  const head = bar < 4 ? numbers : `${barText(state, bar, paints)}  ${numbers}`;
  const left = room - columns(head) - 2;
  const latest = left < 8 ? "" : `  ${paints.faint(cut(printable(state.latest), left))}`;
  return `  ${head}${latest}`;
}

function barText({ done, planned }: ProgressState, width: number, paints: Palette): string {
  const full = planned === 0 ? 0 : Math.min(width, Math.floor((done / planned) * width));
  return paints.right("━".repeat(full)) + paints.faint(pad("", width - full).replaceAll(" ", "─"));
}
