import { StackUnavailable } from "../../harness/port/stack";

/** What is put under test where no version is asked for; host/Cargo.toml has the same. */
export const NEWEST = "0.14.0";

/** The host is written for the interfaces of these and later ones. */
const OLDEST_MINOR = 10;

/**
 * What tells versions of smoltcp apart: 13 for 0.13.1.
 * @throws {StackUnavailable} for what is no version, or one that the host cannot be built with.
 */
export function minorOf(version: string): number {
  const minor = Number(/^0\.(\d+)\.\d+$/.exec(version)?.[1] ?? NaN);
  if (minor >= OLDEST_MINOR) return minor;
  throw new StackUnavailable(
    `the host cannot be built with smoltcp ${version}, only with released versions from 0.${OLDEST_MINOR}.0 on`,
    `--stack smoltcp@${NEWEST}`,
  );
}
