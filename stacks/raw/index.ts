/** What the command line uses of this folder. */

export { RAW_SUMMARY, rawHost } from "./raw";
export type { RawHost } from "./raw";
