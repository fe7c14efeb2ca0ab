/** What the places that we print to can show. */

/** As much of `process.stdout` or `process.stderr` as printing needs. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Screen {
  readonly stream: Stream;
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Lines can be taken back, so that one can move. */
  readonly moves: boolean;
}

/** Where there is no terminal, or one that does not know its size. */
const PAPER_WIDTH = 100;
const LEAST_WIDTH = 20;

/** @param wanted false with --no-color; NO_COLOR (no-color.org) and FORCE_COLOR are heeded as usual. */
export function screenOf(stream: Stream, wanted: boolean, environment: NodeJS.ProcessEnv = process.env): Screen {
  const { NO_COLOR = "", FORCE_COLOR = "", TERM } = environment;
  const { isTTY = false, columns = 0 } = stream;
  const moves = isTTY && TERM !== "dumb";
  const chosen = FORCE_COLOR === "" ? moves : FORCE_COLOR !== "0";
  return {
    stream,
    color: wanted && NO_COLOR === "" && chosen,
    width: isTTY && columns > 0 ? Math.max(LEAST_WIDTH, columns) : PAPER_WIDTH,
    moves,
  };
}
