/** smoltcp, in a host of ours, in virtual time. */

import type { StackProvider } from "../../harness/port/stack";
import { builtProvider } from "../building";
import { baselineOf, KNOWN } from "./baseline";
import { profileOf } from "./profile";
import { recipeOf } from "./recipe";
import { expectBuildable, NEWEST } from "./version";

/**
 * A released version of it, from 0.10.0 on.
 * @throws {StackUnavailable} for any other
 */
export function smoltcp(version = NEWEST): StackProvider {
  expectBuildable(version);
  return builtProvider({
    name: version === NEWEST ? "smoltcp" : `smoltcp@${version}`,
    summary: `smoltcp ${version}, the TCP of devices without an operating system in Rust, in virtual time`,
    recipe: recipeOf(version),
    profile: profileOf(version),
    baseline: baselineOf(version),
    known: KNOWN,
  });
}
