/** Octets that cannot be guessed from their neighbours. */

import { createHash } from "node:crypto";
import { chance } from "../harness/port/chance";

export function text(seed: number, octets: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(octets / 4));
  const next = chance(seed);
  for (let index = 0; index < words.length; index++) words[index] = next();
  return new Uint8Array(words.buffer, 0, octets);
}

export function sha256(octets: Uint8Array): string {
  return createHash("sha256").update(octets).digest("hex");
}
