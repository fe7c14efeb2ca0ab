/** Octets that come in pieces, as lines. */

const LF = 0x0a;

export interface LineSplitter {
  /** The lines that this piece completes, without their ends. */
  push(piece: Buffer): readonly string[];
  /** Octets of a line that has not ended yet. */
  pending(): number;
}

/** Lines end with LF; one CR before it, as some systems write it, does not count. */
export function lineSplitter(): LineSplitter {
  let rest: Buffer[] = [];
  let restLength = 0;

  return {
    push(piece) {
      const lines: string[] = [];
      let from = 0;
      for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
        const last = piece.subarray(from, end);
        lines.push(text(rest.length === 0 ? last : Buffer.concat([...rest, last])));
        rest = [];
        restLength = 0;
        from = end + 1;
      }
      if (from < piece.length) {
        rest.push(piece.subarray(from));
        restLength += piece.length - from;
      }
      return lines;
    },
    pending: () => restLength,
  };
}

function text(line: Buffer): string {
  const decoded = line.toString("latin1");
  return decoded.endsWith("\r") ? decoded.slice(0, -1) : decoded;
}
