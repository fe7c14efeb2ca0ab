import { CAPABILITIES } from "../../harness/port/profile";
import type { Capability, Profile, Timing } from "../../harness/port/profile";
import { MICROSECOND, MILLISECOND, SECOND } from "../../harness/port/time";
import type { Duration } from "../../harness/port/time";
import { textSetting } from "./setting";

/** Jiffies may be as long as this (CONFIG_HZ=100), and a timer starts somewhere within one. */
const JIFFY = 10 * MILLISECOND;

/** What the surroundings of a kernel add to its times. */
export interface Surroundings {
  /** How late whatever happens may be, as others are at work as well. */
  readonly scheduling: Duration;
  /** How long the harness may take to acknowledge something. */
  readonly roundTrip: Duration;
}

/** A machine that is busy. */
const REAL_TIME: Surroundings = { scheduling: 30 * MILLISECOND, roundTrip: 100 * MILLISECOND };

/** TCP_TIMEWAIT_LEN is 60 s, a constant (include/net/tcp.h). */
const TIME_WAIT = 60 * SECOND;
/** TCP_DELACK_MAX (include/net/tcp.h), where tcp_rto_min allows it. */
const DELAYED_ACK = 200 * MILLISECOND;
/** TCP_TIMEOUT_INIT, RFC 6298 2.1. */
const INITIAL_RTO = SECOND;
/** secure_tcp_seq() shifts nanoseconds by 6 (net/core/secure_seq.c). */
const ISN_TICKS_PER_SECOND = SECOND / 64;

/** Whatever grows the window, recovery is by PRR (RFC 6937), RACK (RFC 8985) and F-RTO (RFC 5682). */
const OTHERS_ALGORITHMS: readonly Capability[] = ["reno", "newreno", "counted-losses"];

/** What a setting of 0 switches off. */
const SWITCHES: Partial<Record<Capability, string>> = {
  "window-scale": "tcp_window_scaling",
  timestamps: "tcp_timestamps",
  sack: "tcp_sack",
  "d-sack": "tcp_dsack",
  "sack-recovery": "tcp_sack",
  ecn: "tcp_ecn",
};

/** Those whose window begins, and begins anew, by slow start. */
const WITH_SLOW_START: ReadonlySet<string> = new Set(["cubic", "reno"]);

/**
 * Its listeners take anybody; what it marks in the stream is the last urgent octet, not the one behind it; and to connect(2) the
 * unspecified address is its own.
 */
const MISSING: readonly Capability[] = ["specified-listen", "urgent-mark", "unspecified-sockets"];

/** The value of a setting by its name in `/proc/sys/net/ipv4`; `otherwise` where this kernel has no such setting. */
export type SettingReader = (name: string, otherwise: string) => string;

/** What Linux claims, with these settings, when that is all that its times depend on. */
export function profileOf(read: SettingReader, { scheduling, roundTrip }: Surroundings): Profile {
  const setting = (name: string, otherwise: number): number => Number(read(name, String(otherwise)));

  /** The kernel's timer wheel rounds up, by as much as an eighth of the time (kernel/time/timer.c). */
  const wheel = (value: Duration): Timing => ({ value, early: JIFFY, late: value / 8 + Math.max(JIFFY, scheduling) });

  /**
   * Under the second of RFC 6298 2.4, by choice of the kernel's. It is the least of what is added to the smoothed round-trip
   * time (tcp_rtt_estimator() in net/ipv4/tcp_input.c), and a round trip to the harness takes as long as the harness does.
   */
  const minimumRto = (value: Duration): Timing => {
    const timing = wheel(value);
    return { ...timing, late: timing.late + roundTrip };
  };

  /** The options of RFC 7323 and RFC 2018, and ECN, can be switched off, and the congestion control is chosen. */
  const isSwitchedOff = (capability: Capability): boolean => {
    const name = SWITCHES[capability];
    if (capability === "slow-start") return !WITH_SLOW_START.has(read("tcp_congestion_control", "cubic"));
    // Without the one option there is no place for the other.
    if (capability === "d-sack" && isSwitchedOff("sack")) return true;
    return name !== undefined && setting(name, 1) === 0;
  };

  const linearSynRetries = setting("tcp_syn_linear_timeouts", 0);
  return {
    capabilities: CAPABILITIES.filter(
      (each) => !isSwitchedOff(each) && !MISSING.includes(each) && !OTHERS_ALGORITHMS.includes(each),
    ),
    timers: {
      msl: wheel(TIME_WAIT / 2),
      initialRto: wheel(INITIAL_RTO),
      minimumRto: minimumRto(setting("tcp_rto_min_us", 200_000) * MICROSECOND),
      delayedAck: wheel(DELAYED_ACK),
      reaction: {
        value: Math.min(MILLISECOND, scheduling),
        early: Math.min(MILLISECOND, scheduling),
        late: scheduling,
      },
      answerSpacing: wheel(setting("tcp_invalid_ratelimit", 500) * MILLISECOND),
    },
    // The linear ones come on top of the others.
    synRetries: linearSynRetries + setting("tcp_syn_retries", 6),
    synLinearRetries: linearSynRetries,
    synAckRetries: setting("tcp_synack_retries", 5),
    // TCP_INIT_CWND (include/net/tcp.h)
    initialWindow: "rfc6928",
    isnTicksPerSecond: { least: ISN_TICKS_PER_SECOND * 0.98, most: ISN_TICKS_PER_SECOND * 1.02 },
  };
}

/** What the running kernel claims, with its settings as they are in the network namespace of the calling thread. */
export function readProfile(): Profile {
  return profileOf(textSetting, REAL_TIME);
}
