/** The transmission control block: the variables of RFC 9293 3.3.1 and what its rules need beside them. */

import type { TcpState } from "../../harness/port/state";
import type { SackBlock } from "../../harness/wire/option";
import type { Duration, Time } from "../../harness/port/time";
import type { SocketAddress } from "../../harness/port/user";
import { seq } from "../../harness/wire/seq";
import type { Seq } from "../../harness/wire/seq";
import { NO_CONGESTION } from "./congestion";
import type { Congestion } from "./congestion";
import { NOTHING_AGREED } from "./negotiation";
import type { Agreement } from "./negotiation";
import type { NetworkError } from "./network-error";
import type { ReferenceOptions } from "./options";
import { NOTHING_HELD } from "./reassembly";
import type { Held } from "./reassembly";
import type { RoundTrip } from "./rto";
import { NO_BLOCKS } from "./sack-blocks";
import type { Blocks } from "./sack-blocks";
import { NOTHING_SACKED } from "./scoreboard";
import type { Scoreboard } from "./scoreboard";
import { emptySendQueue } from "./send-queue";
import type { SendQueue } from "./send-queue";
import { EMPTY } from "./text-queue";
import type { TextQueue } from "./text-queue";

/** The time of a timer that is off. */
export const NEVER: Time = Number.POSITIVE_INFINITY;

/** SND.xxx */
export interface SendVariables {
  /** Oldest unacknowledged number. */
  readonly una: Seq;
  /** Next number to be sent. It never goes back. */
  readonly nxt: Seq;
  readonly wnd: number;
  /** SEG.SEQ and SEG.ACK of the segment that last set SND.WND. */
  readonly wl1: Seq;
  readonly wl2: Seq;
  /** Behind the last urgent octet; at or before SND.UNA when none is on its way. */
  readonly up: Seq;
  /** MAX.SND.WND: the largest window that the peer ever offered (RFC 5961 5.2, RFC 9293 3.8.6.2.1). */
  readonly maxWnd: number;
  /** SendMSS: what the peer takes at once (RFC 9293 3.7.1). */
  readonly mss: number;
  /** Snd.Wind.Shift (RFC 7323 2.3). */
  readonly shift: number;
  /** cwnd has shrunk, and the peer has to hear of it (RFC 3168 6.1.2). */
  readonly cwr: boolean;
  /** A mark has come at a window of one segment: nothing goes before the retransmission timer runs out (RFC 3168 6.1.2). */
  readonly held: boolean;
}

/** RCV.xxx */
export interface ReceiveVariables {
  readonly nxt: Seq;
  /** The window as it was last offered: RCV.NXT + RCV.WND is an edge that never moves back (SHLD-14). */
  readonly wnd: number;
  /** Behind the last urgent octet that the peer has told of, or where the user goes on, if that is further. */
  readonly up: Seq;
  /** RCV.UP as the user was last told of it. */
  readonly upTold: Seq;
  /** Acknowledged and not yet taken by the user; its length is RCV.USER. */
  readonly text: TextQueue;
  /** What lies beyond RCV.NXT. */
  readonly held: Held;
  /** The same as blocks, to be told (RFC 2018 4), and a part of a segment that came twice (RFC 2883 4). */
  readonly blocks: Blocks;
  readonly repeated: SackBlock | undefined;
  /** Where the peer's FIN stands, as soon as it is known. */
  readonly fin: Seq | undefined;
  /** Segments with text that no ACK has told of yet. */
  readonly unacknowledged: number;
  /** A router has marked a segment, and the peer has to hear of it (RFC 3168 6.1.3). */
  readonly marked: boolean;
  /** Rcv.Wind.Shift (RFC 7323 2.3). */
  readonly shift: number;
  /** TS.Recent, and when it was taken (RFC 7323 4.3, 5.5). */
  readonly tsRecent: Seq;
  readonly tsRecentAt: Time;
  /** Last.ACK.sent (RFC 7323 4.3). */
  readonly lastAckSent: Seq;
}

/** When each timer runs out; NEVER when it is off. */
export interface Timers {
  readonly user: Time;
  readonly retransmission: Time;
  readonly persist: Time;
  readonly delayedAck: Time;
  readonly timeWait: Time;
  readonly keepAlive: Time;
}

export interface Tcb {
  readonly local: SocketAddress;
  readonly foreign: SocketAddress;
  readonly state: TcpState;
  /** MUST-11: how the connection was opened tells where SYN-RECEIVED goes back to. */
  readonly origin: "active" | "passive";
  readonly iss: Seq;
  readonly irs: Seq;
  /** The options that both SYNs had. */
  readonly agreed: Agreement;
  /** What the clock of the timestamps stands at when the time is 0. */
  readonly timestampOrigin: number;
  readonly snd: SendVariables;
  readonly rcv: ReceiveVariables;
  readonly queue: SendQueue;
  /** The user has called CLOSE: a FIN stands behind the last octet of the queue. */
  readonly closed: boolean;
  readonly userTimeout: Duration;
  readonly roundTrip: RoundTrip | undefined;
  readonly rto: Duration;
  /** The one segment that is being timed (RFC 6298 3): its end and when it left. */
  readonly timed: { readonly end: Seq; readonly at: Time } | undefined;
  /** How often the front of the retransmission queue, or a probe, has been sent again without an answer. */
  readonly retransmissions: number;
  /** What the path is thought to bear (RFC 5681 3). */
  readonly congestion: Congestion;
  /** What of it the peer holds beyond a gap (RFC 6675 2). */
  readonly scoreboard: Scoreboard;
  /** Everything before this counts as lost, and of that, everything before `highRxt` has been sent again. */
  readonly lostUntil: Seq;
  readonly highRxt: Seq;
  /** RescueRxt: before this is acknowledged, and something beyond it, the end is not tried once more (RFC 6675 2). */
  readonly rescueRxt: Seq | undefined;
  /** When text was last sent (RFC 5681 4.1). */
  readonly lastSent: Time;
  /** How often a SYN had to be sent again (RFC 6298 5.7, RFC 5681 3.1). */
  readonly lostSyns: number;
  /** The largest datagram that is known to get through (RFC 1191, RFC 8201). */
  readonly pathMtu: number;
  /** The last error of the network that was no reason to give up (SHLD-25). */
  readonly softError: NetworkError | undefined;
  /** What the next ISS has to lie beyond, after a SYN in TIME-WAIT (MAY-2). */
  readonly issFloor: Seq | undefined;
  /** Keep-alives without an answer (RFC 9293 3.8.4). */
  readonly keepAlives: number;
  /** Time between zero-window probes. */
  readonly probeInterval: Duration;
  /** SND.UNA was sent into a closed window. */
  readonly probing: boolean;
  readonly timers: Timers;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A TCB that one event may write to. */
export type Draft = Omit<Writable<Tcb>, "snd" | "rcv" | "timers"> & {
  snd: Writable<SendVariables>;
  rcv: Writable<ReceiveVariables>;
  timers: Writable<Timers>;
};

const NO_NUMBER = seq(0);
const ALL_OFF: Timers = {
  user: NEVER,
  retransmission: NEVER,
  persist: NEVER,
  delayedAck: NEVER,
  timeWait: NEVER,
  keepAlive: NEVER,
};

/** A TCB in LISTEN, or about to be opened actively: nothing has been sent, nothing has come. */
export function newTcb(
  local: SocketAddress,
  foreign: SocketAddress,
  origin: "active" | "passive",
  userTimeout: Duration,
  options: ReferenceOptions,
): Tcb {
  return {
    local,
    foreign,
    state: origin === "passive" ? "LISTEN" : "CLOSED",
    origin,
    iss: NO_NUMBER,
    irs: NO_NUMBER,
    agreed: NOTHING_AGREED,
    timestampOrigin: 0,
    snd: {
      una: NO_NUMBER,
      nxt: NO_NUMBER,
      wnd: 0,
      wl1: NO_NUMBER,
      wl2: NO_NUMBER,
      up: NO_NUMBER,
      maxWnd: 0,
      mss: 0,
      shift: 0,
      cwr: false,
      held: false,
    },
    rcv: {
      nxt: NO_NUMBER,
      wnd: Math.min(options.receiveBuffer, 0xffff),
      up: NO_NUMBER,
      upTold: NO_NUMBER,
      text: EMPTY,
      held: NOTHING_HELD,
      blocks: NO_BLOCKS,
      repeated: undefined,
      fin: undefined,
      unacknowledged: 0,
      marked: false,
      shift: 0,
      tsRecent: NO_NUMBER,
      tsRecentAt: 0,
      lastAckSent: NO_NUMBER,
    },
    queue: emptySendQueue(NO_NUMBER),
    closed: false,
    userTimeout,
    roundTrip: undefined,
    rto: options.initialRto,
    timed: undefined,
    retransmissions: 0,
    congestion: NO_CONGESTION,
    scoreboard: NOTHING_SACKED,
    lostUntil: NO_NUMBER,
    highRxt: NO_NUMBER,
    rescueRxt: undefined,
    lastSent: 0,
    lostSyns: 0,
    pathMtu: options.mtu,
    softError: undefined,
    issFloor: undefined,
    keepAlives: 0,
    probeInterval: 0,
    probing: false,
    timers: ALL_OFF,
  };
}
