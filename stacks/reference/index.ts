/** A TCP to measure others by: RFC 9293 in TypeScript, easy to read beside it. */

import { memoryStack } from "../../adapters/memory";
import type { InProcessEnvironment } from "../../adapters/memory";
import type { StackProvider } from "../../harness/port/stack";
import { referenceHost } from "./host";
import { DEFAULT_OPTIONS } from "./options";
import type { ReferenceOptions } from "./options";
import { profileOf } from "./profile";

export { flightSize, pipe } from "./flight";
export { referenceHost } from "./host";
export type { Observer, Reporter } from "./host";
export { DEFAULT_OPTIONS } from "./options";
export type { ConnectionChoices, ReferenceOptions, Strictness } from "./options";
export type { ReferenceHost, ReferenceOpenRequest, ReferenceSendOptions, ReferenceUser } from "./reference-user";
export type { Report } from "./report";
export type { Tcb } from "./tcb";
export * from "./socket";

const VERSION = "0.1.0";

/** The reference with other choices than usual where the RFCs leave one, under a name of its own. */
export function referenceWith(choices: Partial<ReferenceOptions>, name = "reference"): StackProvider {
  const options: ReferenceOptions = { ...DEFAULT_OPTIONS, ...choices };
  const description = {
    name,
    version: VERSION,
    profile: profileOf(options),
    make: (environment: InProcessEnvironment) => referenceHost(environment, options),
  };
  return {
    name,
    summary: "RFC 9293 in TypeScript, in this process, in virtual time",
    open: () => Promise.resolve([memoryStack(description)]),
  };
}

export const reference: StackProvider = referenceWith({});
