/* eslint-disable no-control-regex -- a terminal is about control characters */

/** An escape sequence or a character. */
const TOKEN = /\x1b\[[0-9;?]*[A-Za-z]|[^]/gu;
const COLOUR = /^\x1b\[[0-9;]*m$/;

/** A terminal of which only as much works as progress may use: CR, LF, SGR and EL; everything else is an error. */
export class Screen {
  readonly isTTY = true;
  readonly columns: number;
  /** All that was written. */
  raw = "";
  #rows: string[][] = [[]];
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    this.raw += text;
    for (const [token] of text.matchAll(TOKEN)) this.#put(token);
  }

  /** What one sees, from the top. */
  lines(): readonly string[] {
    return this.#rows.map((row) => row.join(""));
  }

  #put(token: string): void {
    const row = this.#rows.at(-1) ?? [];
    if (token === "\r") {
      this.#column = 0;
    } else if (token === "\n") {
      this.#rows.push([]);
      this.#column = 0;
    } else if (token === "\x1b[K") {
      row.length = Math.min(row.length, this.#column);
    } else if (COLOUR.test(token)) {
      return;
    } else if (token.startsWith("\x1b")) {
      throw new Error(`the screen does not know ${JSON.stringify(token)}`);
    } else {
      if (this.#column === this.columns) this.#put("\n");
      const here = this.#rows.at(-1) ?? [];
      here[this.#column] = token;
      this.#column++;
    }
  }
}
