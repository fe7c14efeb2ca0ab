/** How a host introduces itself, as the harness understands it. */

import { CAPABILITIES } from "../../harness/port/profile";
import type { Capability, Profile } from "../../harness/port/profile";
import { readProfile } from "../../harness/port/read-profile";
import type { Answer } from "./host-process";
import { Misspoken, readIntroduction } from "./words";

export interface Greeting {
  /** What the stack is called. */
  readonly name: string;
  readonly version: string;
  readonly profile: Profile;
}

/** The harness makes these out of user calls. */
const APPLICATIONS: readonly Capability[] = ["application-http", "application-echo", "application-discard"];

/** And this one, which does not wait for the peer to say something: STATUS tells it when the connection is there. */
const CHARGEN: Capability = "application-chargen";

/** What the answer to `tcpspec` says. @throws {Error} when it says what nobody can understand. */
export function readGreeting({ said, end }: Answer): Greeting {
  if (!end.ok) {
    const detail = end.detail === "" ? "" : `: ${end.detail}`;
    throw new Misspoken(`the host does not speak our version of the protocol: ${end.what}${detail}`);
  }
  const { name, version, capabilities } = readIntroduction(end.words);
  let claims: unknown = {};
  for (const each of said) {
    if (each.kind !== "profile") throw new Misspoken(`a ${each.kind} before the first reset`);
    claims = withoutCapabilities(each.json);
  }
  return { name, version, profile: { ...readProfile(claims), capabilities: capabilitiesOf(capabilities) } };
}

/** They have a place of their own in the answer. @throws {Misspoken} */
function withoutCapabilities(claims: unknown): unknown {
  if (typeof claims === "object" && claims !== null && "capabilities" in claims)
    throw new Misspoken(
      'a host names its capabilities behind its version, "ok <name> <version> <capability>...", not in its profile',
    );
  return claims;
}

/** @throws {Misspoken} */
function capabilitiesOf(words: readonly string[]): readonly Capability[] {
  const claimed = words.map((word) => {
    const known = CAPABILITIES.find((each) => each === word && ![...APPLICATIONS, CHARGEN].includes(each));
    if (known === undefined) throw new Misspoken(`there is no capability "${word}"`);
    return known;
  });
  if (!claimed.includes("user-calls")) return claimed;
  return [...claimed, ...APPLICATIONS, ...(claimed.includes("status") ? [CHARGEN] : [])];
}
