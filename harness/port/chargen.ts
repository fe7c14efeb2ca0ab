/** What the application "chargen" sends over and over. */

/** The printing characters of ASCII, the space with them. */
const FIRST = 0x20;
const CHARACTERS = 95;

/** RFC 864: so many on a line, each line beginning one character further than the one before it. */
const ON_A_LINE = 72;

function line(number: number): string {
  const codes = Array.from({ length: ON_A_LINE }, (_, i) => FIRST + ((number + i) % CHARACTERS));
  return `${String.fromCharCode(...codes)}\r\n`;
}

/** All the lines that there are: the one behind the last is the first again. */
export const CHARGEN_LINES: Uint8Array = Buffer.from(
  Array.from({ length: CHARACTERS }, (_, number) => line(number)).join(""),
  "latin1",
);
