/** What stands in `tcpspec.config.ts`, `.js` or `.json`. */

import type { BaselineEntry, KnownBreach } from "../port/baseline";
import type { DurationText } from "../port/duration-text";
import type { ProfileJson } from "../port/read-profile";

/** What is known of a stack, however it is reached. */
interface StackConfig {
  /** One line for `tcpspec stacks`. */
  readonly summary?: string;
  /** What it claims, laid over what it says of itself (docs/profile.md). */
  readonly profile?: ProfileJson;
  /** Its known departures from the standard, before those that it knows of itself; or a JSON file with a list of them. */
  readonly baseline?: readonly BaselineEntry[] | string;
}

/** One that can be fuzzed. */
interface FuzzedStackConfig extends StackConfig {
  /** What fuzzing need not find again, beside what the stack knows of itself. */
  readonly known?: readonly KnownBreach[];
}

/** A host in a process of its own (docs/process-protocol.md). */
export interface CommandStackConfig extends FuzzedStackConfig {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** The folder that it runs in; that of the configuration file when left out. */
  readonly folder?: string;
  /** What its environment has beside ours. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A module that exports a `StackProvider`. */
export interface ModuleStackConfig extends FuzzedStackConfig {
  readonly module: string;
}

/** The TCP of this machine's kernel, with other settings than it has (stacks/linux/README.md). */
export interface LinuxStackConfig extends StackConfig {
  readonly linux: {
    /** What is set in the network namespace of a run and nowhere else: `{ "net.ipv4.tcp_sack": "0" }`. */
    readonly settings: Readonly<Record<string, string>>;
  };
}

/** A host on an Ethernet link (docs/agent.md), by its options on the command line. */
export interface RawStackConfig extends StackConfig {
  readonly raw: {
    /** One address of IPv4, one of IPv6, or both. */
    readonly target: string | readonly string[];
    /** `frames`, from an address of our own, or `inet`, from this machine's, by its routes; frames when left out. */
    readonly mode?: "frames" | "inet";
    /** Not with `inet`. */
    readonly interface?: string;
    /** Addresses on its link that nobody has, or with `inet` this machine's; they are found when left out. */
    readonly source?: string | readonly string[];
    /** What it does as a black box, and on which port. */
    readonly behaves?: "echo" | "discard" | "http" | "chargen";
    readonly port?: number;
    /** Where its agent listens, `192.0.2.7:7793`. */
    readonly agent?: string;
    /** The agent's token; that in TCPSPEC_AGENT_TOKEN when left out. */
    readonly tokenFile?: string;
    /** Datagrams in a second, at most; 1000 when left out. */
    readonly rate?: number;
    readonly iAmAllowedToTest?: true;
  };
}

/** By the wall clock. */
export interface TimeoutsConfig {
  /** For a stack to be opened; 60 s when left out. */
  readonly opening?: DurationText;
  /** For it to be closed; 10 s. */
  readonly closing?: DurationText;
  /** For one scenario; 10 s in virtual time, 15 min in real time. */
  readonly scenario?: DurationText;
  /** For a host's answer to `tcpspec`; 15 s. */
  readonly start?: DurationText;
  /** For any other answer of a host; 5 s. */
  readonly answer?: DurationText;
}

/**
 * Everything may be left out. An option on the command line goes before what stands here. Folders and files are seen from the
 * folder of the configuration file.
 */
export interface Config {
  /** Stacks by the names that `--stack` takes. */
  readonly stacks?: Readonly<
    Record<string, CommandStackConfig | ModuleStackConfig | LinuxStackConfig | RawStackConfig>
  >;
  /** The one that is meant when `--stack` names none. */
  readonly stack?: string;
  /** The folder for results.json and the captures. */
  readonly out?: string;
  /** What all chance follows from, 0 to 4294967295. */
  readonly seed?: number;
  /** Only IPv4 or only IPv6. */
  readonly ip?: 4 | 6;
  /** The format of the captures. */
  readonly capture?: "pcapng" | "pcap" | "none";
  /** A SHOULD counts as a MUST. */
  readonly strict?: boolean;
  readonly timeouts?: TimeoutsConfig;
}

/** The same, with its type. */
export function defineConfig(config: Config): Config {
  return config;
}
