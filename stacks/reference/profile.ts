import { CAPABILITIES } from "../../harness/port/profile";
import type { Capability, Profile, Timing } from "../../harness/port/profile";
import type { Duration } from "../../harness/port/time";
import type { ReferenceOptions } from "./options";

/** Virtual time is exact. */
function exactly(value: Duration): Timing {
  return { value, early: 0, late: 0 };
}

function isSwitchedOff(capability: Capability, { windowScale, timestamps, sack, ecn }: ReferenceOptions): boolean {
  const offered: Partial<Record<Capability, boolean>> = {
    "window-scale": windowScale,
    timestamps,
    sack,
    "d-sack": sack,
    ecn: ecn !== "off",
    "sack-recovery": sack,
  };
  return offered[capability] === false;
}

/** What the reference TCP claims about itself, with these options. */
export function profileOf(options: ReferenceOptions): Profile {
  return {
    capabilities: CAPABILITIES.filter((each) => !isSwitchedOff(each, options)),
    mtu: options.mtu,
    timers: {
      msl: exactly(options.msl),
      initialRto: exactly(options.initialRto),
      minimumRto: exactly(options.minimumRto),
      delayedAck: exactly(options.delayedAck),
      reaction: exactly(0),
      answerSpacing: exactly(0),
    },
    synRetries: options.synRetries,
    synAckRetries: options.synAckRetries,
    initialWindow: options.initialWindow,
    // RFC 9293 3.4.1: one every 4 microseconds
    isnTicksPerSecond: { least: 250_000, most: 250_000 },
  };
}
