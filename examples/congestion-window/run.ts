/**
 * `npm run plot [-- --out FILE]`: one transfer with selective acknowledgments and one without, over the same bad link, drawn
 * as an SVG (out/congestion-window.svg unless another file is named). Prints what is in the picture; the exit code is 0, 2
 * for a mistake in the command line, 3 when the file cannot be written.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { SECOND } from "../../harness/port/time";
import type { Time } from "../../harness/port/time";
import { phasesOf } from "./phases";
import { picture } from "./picture";
import { SEGMENTS, SMSS, transfer } from "./transfer";
import type { Transfer } from "./transfer";

function linesOf({ sack, samples, texts }: Transfer): readonly string[] {
  const lost = texts.filter(({ isLost }) => isLost).length;
  return [
    `with${sack ? "" : "out"} selective acknowledgments: ${texts.length} segments sent, ${lost} of them lost`,
    ...phasesOf(samples).map(({ name, from, until, cwnd }) => {
      const [first, last] = cwnd.map((octets) => (octets / SMSS).toFixed(1));
      return `  ${inSeconds(from)} to ${inSeconds(until)} s: ${name}, cwnd from ${first} to ${last} segments`;
    }),
  ];
}

function inSeconds(at: Time): string {
  return (at / SECOND).toFixed(2).padStart(5);
}

function main(): number {
  let file: string;
  try {
    const { values } = parseArgs({
      options: { out: { type: "string", default: join("out", "congestion-window.svg") } },
    });
    file = values.out;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
  const text = new Uint8Array(SEGMENTS * SMSS);
  const transfers = [transfer(true, text), transfer(false, text)];
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, picture(transfers));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 3;
  }
  process.stdout.write([...transfers.flatMap(linesOf), file, ""].join("\n"));
  return 0;
}

process.exitCode = main();
