/** One transfer between two references over a link that loses what it is told to lose, in virtual time. */

import { joinHosts } from "../../adapters/wrap";
import { MILLISECOND } from "../../harness/port/time";
import type { Time } from "../../harness/port/time";
import { add, decodePacket, diff, seq, SYN } from "../../harness/wire";
import { DEFAULT_OPTIONS, flightSize, referenceHost } from "../../stacks/reference";
import type { ReferenceOptions, Tcb } from "../../stacks/reference";

/** RFC 5681 2: the text of a full segment, which has timestamps here (RFC 7323 appendix A). */
export const SMSS = 1500 - 20 - 20 - 12;

/** The link, the same in both directions: bits per second, and what each datagram takes beyond that. */
export const RATE = 5_000_000;
export const DELAY = 100 * MILLISECOND;

/** The text to be brought across, in full segments. */
export const SEGMENTS = 1600;

/** Which of them are lost, though only the first time. */
export const LOST: readonly number[] = [60, 66, 72];

/** While the line is down everything is lost that the sender sends: for more than a round trip, so that ACKs end. */
export const OUTAGE = { from: 6000 * MILLISECOND, until: 6400 * MILLISECOND } as const;

/** The sender after one event. */
export interface Sample {
  readonly at: Time;
  /** Octets of text up to SND.UNA and up to SND.NXT. */
  readonly acknowledged: number;
  readonly sent: number;
  /** In octets, as all windows are. */
  readonly cwnd: number;
  readonly ssthresh: number;
  readonly phase: Tcb["congestion"]["phase"];
}

/** A segment of text as the sender sent it. */
export interface SentText {
  readonly at: Time;
  /** The octets from `start` to before `end`, counted from the first of the transfer. */
  readonly start: number;
  readonly end: number;
  readonly isLost: boolean;
}

export interface Transfer {
  /** Whether both sides have selective acknowledgments (RFC 2018). */
  readonly sack: boolean;
  /** From the end of the handshake to the last acknowledgment. */
  readonly samples: readonly Sample[];
  readonly texts: readonly SentText[];
  /** What has arrived. */
  readonly received: Uint8Array;
}

const ID = "transfer";
const A = { address: "192.0.2.1", port: 1000 };
const B = { address: "192.0.2.2", port: 2000 };

/**
 * The whole transfer, which is the same each time.
 * @throws {Error} when it comes to a standstill, which is a mistake of this program.
 */
export function transfer(sack: boolean, text: Uint8Array): Transfer {
  const options: ReferenceOptions = {
    ...DEFAULT_OPTIONS,
    sack,
    initialWindow: "rfc5681",
    // RFC 5681 3.1: the window doubles in a round trip when each segment has an ACK of its own
    delayedAck: 0,
    // nothing but congestion is to be in the way
    sendBuffer: text.length,
    receiveBuffer: 2 * text.length,
  };
  const link = { rate: RATE, delay: DELAY };
  const samples: Sample[] = [];
  const texts: SentText[] = [];

  function observe(_: string, tcb: Tcb, at: Time): void {
    if (tcb.state !== "ESTABLISHED") return;
    const { cwnd, ssthresh, phase } = tcb.congestion;
    const acknowledged = diff(tcb.snd.una, add(tcb.iss, 1));
    samples.push({ at, acknowledged, sent: acknowledged + flightSize(tcb), cwnd, ssthresh, phase });
  }

  const place = placeOfText();
  const hosts = joinHosts(
    {
      addresses: [A.address],
      impairments: link,
      make(environment) {
        const transmit = (datagram: Uint8Array) => {
          const range = place(datagram);
          const isLost = range !== undefined && isToBeLost(range.start, hosts.now(), texts);
          if (range !== undefined) texts.push({ at: hosts.now(), ...range, isLost });
          if (!isLost) environment.transmit(datagram);
        };
        return referenceHost({ ...environment, transmit }, options, observe);
      },
    },
    { addresses: [B.address], impairments: link, make: (environment) => referenceHost(environment, options) },
    1,
  );

  const { a, b } = hosts;
  b.user?.open(ID, { kind: "passive", local: B, foreign: A }, 0);
  a.user?.open(ID, { kind: "active", local: A, foreign: B }, 0);
  a.user?.send(ID, text, {}, 0);
  while ((samples.at(-1)?.acknowledged ?? 0) < text.length) {
    if (!hosts.next()) throw new Error("the transfer has come to a standstill");
  }
  const received = b.user?.receive(ID, text.length, hosts.now());
  return { sack, samples, texts, received: received?.ok === true ? received.text : new Uint8Array(0) };
}

/** Which octets of the stream a datagram carries, if any; the SYN, which comes first, tells where they begin. */
function placeOfText(): (datagram: Uint8Array) => Pick<SentText, "start" | "end"> | undefined {
  let first = seq(0);
  return (datagram) => {
    const packet = decodePacket(datagram);
    if (!packet.ok || packet.value.kind !== "tcp") return undefined;
    const { segment } = packet.value;
    if ((segment.flags & SYN) !== 0) first = add(segment.seq, 1);
    if (segment.text.length === 0) return undefined;
    const start = diff(segment.seq, first);
    return { start, end: start + segment.text.length };
  };
}

function isToBeLost(start: number, now: Time, before: readonly SentText[]): boolean {
  const isDown = now >= OUTAGE.from && now < OUTAGE.until;
  const isChosen = LOST.includes(start / SMSS) && !before.some((each) => each.start === start);
  return isDown || isChosen;
}
