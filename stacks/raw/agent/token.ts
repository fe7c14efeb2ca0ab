import { createHmac, timingSafeEqual } from "node:crypto";

/** Characters of a token; a shorter one can be guessed. */
export const LEAST_TOKEN = 16;

/** What shows that somebody knows the token, without telling it to who listens: an HMAC (RFC 2104) of the agent's nonce. */
export function proofOf(token: string, nonce: string): string {
  return createHmac("sha256", token).update(nonce).digest("hex");
}

/** In a time that does not tell how much of it was right. */
export function isProof(proof: string, token: string, nonce: string): boolean {
  const [given, right] = [Buffer.from(proof, "hex"), Buffer.from(proofOf(token, nonce), "hex")];
  return given.length === right.length && timingSafeEqual(given, right);
}
