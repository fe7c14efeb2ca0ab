/** Programs on the kernel's side. */

import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import type { TunLink } from "../adapters/tun";

export interface Printed {
  readonly code: number;
  /** What was printed, in hexadecimal. */
  readonly sha256: string;
  readonly octets: number;
}

/** Runs a program to its end and digests what it prints. */
export async function run(link: TunLink, command: string, parameters: readonly string[]): Promise<Printed> {
  const child = link.spawn(command, parameters, ["ignore", "pipe", "inherit"]);
  const hash = createHash("sha256");
  let octets = 0;
  child.stdout?.on("data", (chunk: Buffer) => {
    hash.update(chunk);
    octets += chunk.length;
  });
  const code = await ended(child);
  return { code, sha256: hash.digest("hex"), octets };
}

/** The exit code, 128 when it was a signal; resolves when the output is at its end as well. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? 128);
    });
  });
}
