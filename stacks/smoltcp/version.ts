import { StackUnavailable } from "../../harness/port/stack";

/** What is put under test where no version is asked for; host/Cargo.toml has the same. */
export const NEWEST = "0.14.0";

/** The host is written for the interfaces of this and later ones. */
const OLDEST = "0.10.0";

const { compare } = new Intl.Collator("en", { numeric: true });

/** Whether a version came out before another: 0.9.1 before 0.10.0. */
export function isBefore(version: string, other: string): boolean {
  return compare(version, other) < 0;
}

/** @throws {StackUnavailable} for what is no version, or one that the host cannot be built with. */
export function expectBuildable(version: string): void {
  if (/^0\.\d+\.\d+$/.test(version) && !isBefore(version, OLDEST)) return;
  throw new StackUnavailable(
    `the host cannot be built with smoltcp ${version}, only with released versions from ${OLDEST} on`,
    `--stack smoltcp@${NEWEST}`,
  );
}
