/** What all blocks of a pcapng file are made of (section numbers are of draft-ietf-opsawg-pcapng). */

import type { ByteWriter } from "./byte-writer";
import { uint16, uint32 } from "./field";

/** opt_comment (3.5), the one code that every block knows. */
const COMMENT = 1;

/** opt_endofopt (3.5). */
const END_OF_OPTIONS = 0;

/** A block (3.1): type and length, what `body` writes, padding, and the length again. */
export function writeBlock(writer: ByteWriter, type: number, body: () => void): void {
  const start = writer.position();
  writer.uint32(type);
  writer.uint32(0);
  body();
  writer.pad();
  const length = uint32(writer.position() - start + 4, "block length");
  writer.patchUint32(start + 4, length);
  writer.uint32(length);
}

/** Options (3.5), with the end that a writer owes to a list; nothing at all where `options` writes nothing. */
export function writeOptions(writer: ByteWriter, options: () => void): void {
  const start = writer.position();
  options();
  if (writer.position() > start) {
    writer.uint16(END_OF_OPTIONS);
    writer.uint16(0);
  }
}

/** One option (3.5): code, length, value, padding. */
export function writeOption(writer: ByteWriter, code: number, value: Uint8Array): void {
  writer.uint16(code);
  writer.uint16(uint16(value.length, `length of option ${code}`));
  writer.octets(value);
  writer.pad();
}

/**
 * An option with a text, if there is one. Writers may write valid UTF-8 only (3.6.3), and a reader takes a zero octet for
 * the end (3.5): halves of surrogate pairs and U+0000 become U+FFFD, the replacement character.
 * @throws {RangeError} when the text takes more than 65535 octets.
 */
export function writeText(writer: ByteWriter, code: number, text: string | undefined): void {
  if (text === undefined) {
    return;
  }
  const start = writer.position();
  writer.uint16(code);
  writer.uint16(0);
  writer.text(text.includes("\0") ? text.replaceAll("\0", "\uFFFD") : text);
  writer.patchUint16(start + 2, uint16(writer.position() - start - 4, `length of option ${code}`));
  writer.pad();
}

/** An opt_comment for each text. */
export function writeComments(writer: ByteWriter, comments: readonly string[] | undefined): void {
  for (const comment of comments ?? []) {
    writeText(writer, COMMENT, comment);
  }
}
