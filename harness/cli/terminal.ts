/** What the places that we print to can show. */

/** As much of a stream as printing needs. */
export interface Screen {
  readonly stream: NodeJS.WriteStream;
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

/** @param wanted false with --no-color; NO_COLOR (no-color.org) and FORCE_COLOR are heeded as usual. */
export function screenOf(stream: NodeJS.WriteStream, wanted: boolean): Screen {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  const refused = !wanted || (NO_COLOR !== undefined && NO_COLOR !== "") || TERM === "dumb";
  return {
    stream,
    color: !refused && (forced || stream.isTTY),
    width: stream.isTTY ? Math.max(20, stream.columns) : 100,
  };
}
