/** Fitting text into columns of a terminal. A column is a code point here: what is printed is Latin with a few signs. */

import { stripVTControlCharacters } from "node:util";

/** How many columns a text takes; colours take none. */
export function columns(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** A text that is safe on a terminal and stays on its line: line breaks become spaces, control characters `\x1b`. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- finding control characters is the point
  return text.replaceAll(/\s*[\r\n]+\s*/g, " ").replaceAll(/[\x00-\x1f\x7f-\x9f]/g, escapeControl);
}

function escapeControl(character: string): string {
  return character === "\t" ? " " : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** The text, or as much of its beginning as fits with `…` after it. For text without colours. */
export function cut(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) {
    return text;
  }
  return width < 1 ? "" : `${characters.slice(0, width - 1).join("")}…`;
}

/** Spaces behind the text up to this width. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/**
 * Lines of at most `width` columns, broken between words; only a word that is wider than a line is broken itself. With
 * more than `most` lines the last one ends in `…`. For text without colours.
 */
export function wrap(text: string, width: number, most = Number.POSITIVE_INFINITY): readonly string[] {
  const room = Math.max(1, width);
  const lines = fill(
    text.split(" ").flatMap((word) => pieces(word, room)),
    " ",
    room,
  );
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), cut(lines.slice(most - 1).join(" "), room)];
}

/** The parts joined by the separator, with a new line instead of it where the next part would not fit. */
export function fill(parts: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const part of parts) {
    if (line !== undefined && columns(line) + columns(separator) + columns(part) > width) {
      lines.push(line.trimEnd());
      line = undefined;
    }
    line = line === undefined ? part : line + separator + part;
  }
  return line === undefined ? lines : [...lines, line.trimEnd()];
}

/** A word in pieces of at most `width` columns. */
function pieces(word: string, width: number): readonly string[] {
  const characters = Array.from(word);
  const count = Math.max(1, Math.ceil(characters.length / width));
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(""));
}

/** The text before the first line, and as many spaces before the others. */
export function hang(label: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? label : " ".repeat(columns(label))) + line);
}
