import type { Profile } from "../../port/profile";
import type { PacketEvent } from "../../port/trace";
import type { Level } from "../../port/verdict";
import type { Segment } from "../../wire/segment";
import type { Flow } from "./flow";

/** A segment that the stack sent, and how things stood before it. */
export interface Sighting {
  readonly event: PacketEvent;
  readonly segment: Segment;
  /** Everything seen on this pair of sockets before the segment. */
  readonly flow: Flow;
  readonly profile: Profile;
}

/** A rule that holds in every trace, whatever the script was about. */
export interface Rule {
  /** The requirement that it watches over. */
  readonly id: string;
  /** `RFC 9293 3.1` */
  readonly section: string;
  readonly level: Level;
  /** What the rule says, in a sentence. */
  readonly summary: string;
  /** What is wrong with the segment; undefined: nothing. */
  readonly breach: (sighting: Sighting) => string | undefined;
}
